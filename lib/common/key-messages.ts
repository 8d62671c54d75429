/**
 * What a document reports of a key, on the channel of its document (channel-messages.ts). A held key waits for the app's listeners of
 * `before-input-event`; a shortcut is a key that the page has not prevented, and may be the accelerator of a menu.
 */
import { isRecord } from './channel-messages';

const STRINGS = ['key', 'code'] as const;
const NUMBERS = ['keyCode', 'location'] as const;
const BOOLEANS = ['repeat', 'isComposing', 'shift', 'control', 'alt', 'meta', 'capsLock', 'numLock'] as const;

/** The fields of a KeyboardEvent. */
export type KeyPress = Record<(typeof STRINGS)[number], string> &
  Record<(typeof NUMBERS)[number], number> &
  Record<(typeof BOOLEANS)[number], boolean> & { type: 'keydown' | 'keyup' };

/**
 * `hold`: the page gets the key when the app has left it. `report`: the page has got it already, because Chromium composes text of it.
 * `release`: the document lets this key, which it held as question `held`, pass now.
 */
export type KeyMessage = { kind: 'hold' | 'report'; press: KeyPress } | { kind: 'release'; held: number };

/** Whether a key types its name: "a", not "Tab". */
export const isCharacter = (key: string): boolean => /^.$/u.test(key);

/** Null for what the wrapper does not send. */
export function parseKeyMessage({ kind, press, held }: Readonly<Record<string, unknown>>): KeyMessage | null {
  if (kind === 'release') return typeof held === 'number' ? { kind, held } : null;
  if ((kind !== 'hold' && kind !== 'report') || !isKeyPress(press)) return null;
  return { kind, press };
}

/** Null for what is none. */
export const parseKeyPress = (press: unknown): KeyPress | null => (isKeyPress(press) ? press : null);

/** Null for what the wrapper does not send. */
export const parseShortcut = ({ press }: Readonly<Record<string, unknown>>): KeyPress | null =>
  isKeyPress(press) ? press : null;

function isKeyPress(value: unknown): value is KeyPress {
  if (!isRecord(value)) return false;
  const hasAll = (names: readonly string[], type: string): boolean =>
    names.every((name) => typeof value[name] === type);
  const isType = value['type'] === 'keydown' || value['type'] === 'keyup';
  return isType && hasAll(STRINGS, 'string') && hasAll(NUMBERS, 'number') && hasAll(BOOLEANS, 'boolean');
}
