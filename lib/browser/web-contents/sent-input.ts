/** Keys that the app sends to a page whose keys wait for `before-input-event`. */
import { SentKeys } from '../keyboard/sent-keys';
import type { InputEvent } from './input-events';
import { keyOf } from './keyboard-keys';

/** True for what must not be sent: a `char` event that goes with a key before it. */
export function isHeldBack(contents: object, event: InputEvent): boolean {
  if (!('keyCode' in event)) return false;
  const keys = SentKeys.of(contents);
  const { code, text } = keyOf(event.keyCode, false);
  if (event.type === 'char') return keys.type(text);
  if (event.type !== 'keyUp') keys.press(code);
  return false;
}
