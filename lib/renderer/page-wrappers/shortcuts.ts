/**
 * Keys that the page leaves to the browser go to the app, which may have a menu with such an accelerator, and Chromium's window does
 * nothing of its own with them.
 */
import { isCharacter, type KeyPress } from '../../common/key-messages';
import type { Asker } from './asker';
import { isChromiumShortcut } from './chromium-shortcuts';
import { KeyReader } from './key-press';
import { callMethod, nativeGetter, nativeMethod } from './method';
import { bare } from './natives';

/** Call behind holdKeys(): a key that is held is none yet. */
export function reportShortcuts(asker: Asker): void {
  const addEventListener = nativeMethod(EventTarget.prototype, 'addEventListener');
  const preventDefault = nativeMethod(Event.prototype, 'preventDefault');
  const composedPath = nativeMethod(Event.prototype, 'composedPath');
  const isPrevented = nativeGetter(Event.prototype, 'defaultPrevented');
  const reader = new KeyReader();
  const listen = (listener: (event: KeyboardEvent) => void, capture: boolean): void => {
    callMethod(addEventListener, globalThis, ['keydown', listener, bare({ capture, once: !capture })]);
  };
  const report = (event: KeyboardEvent): void => {
    if (!event.isTrusted || callMethod(isPrevented, event, [])) return;
    const press = reader.read(event);
    const [target] = callMethod(composedPath, event, []) as EventTarget[];
    if (press.isComposing || isEditing(press, target)) return;
    if (isChromiumShortcut(press)) callMethod(preventDefault, event, []);
    asker.askSafely('shortcuts', { press }, () => undefined);
  };
  // The last listener of all: one that is added while the event is on its way down.
  listen((event) => event.isTrusted && listen(report, false), true);
}

/** Keys with Control that Chromium's editor takes: "a" selects all. */
const EDITING = /^[acvxyz]$/i;
/** The same of text with formats only. */
const FORMATTING = /^[biu]$/i;

/** What has the focus does something with the key. */
function isEditing({ key, control, alt, meta }: KeyPress, target: EventTarget | undefined): boolean {
  const isRich = target instanceof HTMLElement && target.isContentEditable;
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (!isRich && !isField) return false;
  if (alt || meta) return false;
  return control ? EDITING.test(key) || (isRich && FORMATTING.test(key)) : isCharacter(key);
}
