/**
 * While the app listens to `before-input-event`, holds every key of the user until the app has heard of it. What the app leaves comes
 * once more, as input of its own, and passes.
 */
import type { KeyPress } from '../../common/key-messages';
import type { Asker } from './asker';
import { KeyReader } from './key-press';
import { callMethod, nativeMethod } from './method';
import { bare, jsonStringify } from './natives';
import { onSignal } from './signals';
import type { WindowListeners } from './window-listeners';

/** Of a key that becomes a part of what an input method composes, which has it already. */
const COMPOSING = 229;

/** `signal`: ChannelConfig.signal. */
export function holdKeys(listeners: WindowListeners, asker: Asker, signal: string): void {
  const preventDefault = nativeMethod(Event.prototype, 'preventDefault');
  const stopImmediatePropagation = nativeMethod(Event.prototype, 'stopImmediatePropagation');
  const reader = new KeyReader();
  /** How often a key that is described so may pass. */
  let passes = bare<Record<string, number>>();
  let isHeard = false;

  const onKey = (event: KeyboardEvent): void => {
    if (!isHeard || !event.isTrusted) return;
    const press = reader.read(event);
    const name = nameOf(press);
    const left = passes[name] ?? 0;
    if (left > 0) {
      passes[name] = left - 1;
      return;
    }
    if (press.keyCode === COMPOSING || press.isComposing) {
      asker.askSafely('keys', { kind: 'report', press }, () => undefined);
      return;
    }
    callMethod(preventDefault, event, []);
    callMethod(stopImmediatePropagation, event, []);
    asker.askSafely('keys', { kind: 'hold', press }, (held) => {
      if (typeof held !== 'number') return;
      passes[name] = (passes[name] ?? 0) + 1;
      asker.askSafely('keys', { kind: 'release', held }, () => undefined);
    });
  };

  // Now: whoever comes later is behind.
  listeners.add('keydown', onKey);
  listeners.add('keyup', onKey);
  // A key that was to pass goes elsewhere then.
  listeners.add('blur', (event: FocusEvent) => {
    if (event.isTrusted && event.target === globalThis) passes = bare();
  });
  onSignal(listeners, signal, 'keys', () => (isHeard = true));
  onSignal(listeners, signal, 'no-keys', () => (isHeard = false));
}

/** Without the locks: input that is made has none. */
const nameOf = ({ type, key, code, location, shift, control, alt, meta }: KeyPress): string =>
  jsonStringify(bare({ type, key, code, location, shift, control, alt, meta }));
