/** A key of the user: as Electron describes it to the app, and as DevTools takes it. */
import type Protocol from 'devtools-protocol';
import { isCharacter, type KeyPress } from '../../common/key-messages';

const LEFT = 1;
const RIGHT = 2;
const KEYPAD = 3;

/** What `before-input-event` tells (shell/common/gin_converters/blink_converter.cc). */
export function inputOf(press: KeyPress): Electron.Input {
  const { key, code, location, repeat: isAutoRepeat, isComposing, shift, control, alt, meta } = press;
  const held: readonly [string, boolean][] = [
    ['shift', shift],
    ['control', control],
    ['alt', alt],
    ['meta', meta],
    ['iskeypad', location === KEYPAD],
    ['isautorepeat', isAutoRepeat],
    ['capslock', press.capsLock],
    ['numlock', press.numLock],
    ['left', location === LEFT],
    ['right', location === RIGHT],
  ];
  const modifiers = held.flatMap(([name, isHeld]) => (isHeld ? [name] : []));
  const type = press.type === 'keydown' ? 'keyDown' : 'keyUp';
  return { type, key, code, isAutoRepeat, isComposing, shift, control, alt, meta, location, modifiers };
}

/** The same key once more, with what it types. Without a native code Chromium's window takes no shortcut for its own. */
export function commandOf(press: KeyPress, text = textOf(press)): Protocol.Input.DispatchKeyEventRequest {
  const { key, code, keyCode, location, repeat, shift, control, alt, meta } = press;
  return {
    type: press.type === 'keyup' ? 'keyUp' : text === '' ? 'rawKeyDown' : 'keyDown',
    key,
    code,
    windowsVirtualKeyCode: keyCode,
    modifiers: (alt ? 1 : 0) | (control ? 2 : 0) | (meta ? 4 : 0) | (shift ? 8 : 0),
    location: location === KEYPAD ? 0 : location,
    isKeypad: location === KEYPAD,
    autoRepeat: repeat,
    ...(text === '' ? {} : { text, unmodifiedText: text }),
  };
}

/** What a keyboard's key types. */
function textOf({ type, key, control, alt, meta }: KeyPress): string {
  if (type === 'keyup' || control || alt || meta) return '';
  if (key === 'Enter') return '\r';
  return isCharacter(key) ? key : '';
}
