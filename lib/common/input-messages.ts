/** What a document reports of the user's input, on the channel of its document (channel-messages.ts), while the app listens to it. */
import { parseKeyPress, type KeyPress } from './key-messages';

export const POINTER_TYPES = [
  'mouseDown',
  'mouseUp',
  'mouseMove',
  'mouseLeave',
  'mouseWheel',
  'touchStart',
  'touchMove',
  'touchEnd',
  'touchCancel',
] as const;

export type PointerType = (typeof POINTER_TYPES)[number];

export type KeyType = 'rawKeyDown' | 'keyUp' | 'char';

export type InputMessage =
  /** `modifiers`: by Electron's names. */
  { kind: 'pointer'; type: PointerType; modifiers: string[] } | { kind: 'key'; type: KeyType; press: KeyPress };

/** Null for what the observer does not send. */
export function parseInput({ kind, type, modifiers, press }: Readonly<Record<string, unknown>>): InputMessage | null {
  if (kind === 'pointer') return isPointerType(type) && isNames(modifiers) ? { kind, type, modifiers } : null;
  if (kind !== 'key' || (type !== 'rawKeyDown' && type !== 'keyUp' && type !== 'char')) return null;
  const key = parseKeyPress(press);
  return key && { kind, type, press: key };
}

const isPointerType = (type: unknown): type is PointerType => (POINTER_TYPES as readonly unknown[]).includes(type);

const isNames = (names: unknown): names is string[] =>
  Array.isArray(names) && names.every((name) => typeof name === 'string');
