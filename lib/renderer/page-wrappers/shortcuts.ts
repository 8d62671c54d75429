/**
 * Keys that the page leaves to the browser go to the app, which may have a menu with such an accelerator, and Chromium's window does
 * nothing of its own with them.
 */
import type { Asker } from './asker';
import { isChromiumShortcut } from './chromium-shortcuts';
import { isEditingKey } from './editing-keys';
import { KeyReader } from './key-press';
import { callMethod, nativeGetter, nativeMethod, type Method } from './method';
import { bare } from './natives';
import type { WindowListeners } from './window-listeners';

/** Shift, Control, Alt, and the locks. */
const isModifier = (keyCode: number): boolean =>
  (keyCode >= 16 && keyCode <= 20) || (keyCode >= 91 && keyCode <= 93) || keyCode === 144 || keyCode === 145;

/** Call behind holdKeys(): a key that is held is none yet. */
export function reportShortcuts(listeners: WindowListeners, asker: Asker): void {
  const addEventListener = nativeMethod(EventTarget.prototype, 'addEventListener');
  const removeEventListener = nativeMethod(EventTarget.prototype, 'removeEventListener');
  const preventDefault = nativeMethod(Event.prototype, 'preventDefault');
  const composedPath = nativeMethod(Event.prototype, 'composedPath');
  const isPrevented = nativeGetter(Event.prototype, 'defaultPrevented');
  const reader = new KeyReader();
  const editing = new EditingReader();

  const report = (event: KeyboardEvent): void => {
    if (!event.isTrusted || callMethod(isPrevented, event, [])) return;
    const press = reader.read(event);
    if (press.isComposing || isModifier(press.keyCode)) return;
    const path = callMethod(composedPath, event, []) as EventTarget[];
    const kind = editing.kindOf(path[0]);
    if (kind !== 'none' && isEditingKey(press, kind === 'rich')) return;
    if (isChromiumShortcut(press)) callMethod(preventDefault, event, []);
    asker.askSafely('shortcuts', { press }, () => undefined);
  };
  // The last listener of all: one that is added while the event is on its way down.
  listeners.add('keydown', (event: KeyboardEvent) => {
    if (!event.isTrusted) return;
    callMethod(removeEventListener, globalThis, ['keydown', report]);
    callMethod(addEventListener, globalThis, ['keydown', report, bare({ once: true })]);
  });
}

/** What the user writes in, by natives that the page cannot replace. */
class EditingReader {
  readonly #isContentEditable = nativeGetter(HTMLElement.prototype, 'isContentEditable');
  readonly #typeOfInput = nativeGetter(HTMLInputElement.prototype, 'type');
  readonly #typeOfArea = nativeGetter(HTMLTextAreaElement.prototype, 'type');

  kindOf(target: EventTarget | undefined): 'none' | 'plain' | 'rich' {
    // A getter throws for what is not of its class.
    const read = (getter: Method): unknown => {
      try {
        return callMethod(getter, target, []);
      } catch {
        return undefined;
      }
    };
    if (read(this.#typeOfInput) !== undefined || read(this.#typeOfArea) !== undefined) return 'plain';
    return read(this.#isContentEditable) === true ? 'rich' : 'none';
  }
}
