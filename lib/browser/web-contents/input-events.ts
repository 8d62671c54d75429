/** contents.sendInputEvent(): Electron's input events as DevTools commands. */
import type Protocol from 'devtools-protocol';
import { invalidArgValue, validateNumber, validateObject, validateString } from '../../common/validators';
import type { CDPSession } from '../devtools/connection';
import { keyOf } from '../../common/keyboard-keys';

export type InputEvent = Electron.MouseInputEvent | Electron.MouseWheelInputEvent | Electron.KeyboardInputEvent;

const MODIFIERS: Record<string, number> = { alt: 1, control: 2, ctrl: 2, meta: 4, command: 4, cmd: 4, shift: 8 };
const BUTTONS: Record<string, number> = { leftbuttondown: 1, rightbuttondown: 2, middlebuttondown: 4 };
const MOUSE_TYPES: Record<string, Protocol.Input.DispatchMouseEventRequest['type']> = {
  mouseDown: 'mousePressed',
  mouseUp: 'mouseReleased',
  mouseMove: 'mouseMoved',
  mouseEnter: 'mouseMoved',
  mouseLeave: 'mouseMoved',
  contextMenu: 'mousePressed',
  mouseWheel: 'mouseWheel',
};
const KEY_TYPES: Record<string, Protocol.Input.DispatchKeyEventRequest['type']> = {
  keyDown: 'rawKeyDown',
  rawKeyDown: 'rawKeyDown',
  keyUp: 'keyUp',
  char: 'char',
};

/**
 * A command to send. Positions are in the window; DevTools takes them in the page, which is shown `zoom` times as large. Throws
 * TypeError for what is no input event.
 */
export function inputCommand(event: InputEvent, zoom: number): (session: CDPSession) => Promise<unknown> {
  validateObject(event, 'inputEvent');
  const { type, modifiers = [] } = event;
  if (!Array.isArray(modifiers)) throw invalidArgValue('inputEvent.modifiers', 'an array of strings', modifiers);
  const names = modifiers.map((name: unknown) => String(name).toLowerCase());
  const keyType = KEY_TYPES[type];
  if (keyType) {
    const params = keyParams(event as Electron.KeyboardInputEvent, keyType, names);
    return (session) => session.send('Input.dispatchKeyEvent', params);
  }
  const mouseType = MOUSE_TYPES[type];
  if (!mouseType) throw invalidArgValue('inputEvent.type', 'the name of a keyboard or mouse event', type);
  const { x, y, ...params } = mouseParams(event as Electron.MouseInputEvent, mouseType, names);
  return (session) => session.send('Input.dispatchMouseEvent', { ...params, x: x / zoom, y: y / zoom });
}

const bitsOf = (names: string[], bits: Record<string, number>): number =>
  names.reduce((all, name) => all | (bits[name] ?? 0), 0);

function keyParams(
  { keyCode }: Electron.KeyboardInputEvent,
  type: Protocol.Input.DispatchKeyEventRequest['type'],
  names: string[],
): Protocol.Input.DispatchKeyEventRequest {
  validateString(keyCode, 'inputEvent.keyCode');
  const modifiers = bitsOf(names, MODIFIERS);
  const { key, code, windowsVirtualKeyCode, text } = keyOf(keyCode, (modifiers & MODIFIERS['shift']!) !== 0);
  const flags = { isKeypad: names.includes('iskeypad'), autoRepeat: names.includes('isautorepeat') };
  if (type === 'char') return { type, modifiers, key, code, text, windowsVirtualKeyCode, ...flags };
  return { type, modifiers, key, code, windowsVirtualKeyCode, ...flags };
}

function mouseParams(
  event: Electron.MouseInputEvent & { deltaX?: number; deltaY?: number },
  type: Protocol.Input.DispatchMouseEventRequest['type'],
  names: string[],
): Protocol.Input.DispatchMouseEventRequest {
  const { x, y, button, clickCount = type === 'mousePressed' ? 1 : 0, deltaX = 0, deltaY = 0 } = event;
  validateNumber(x, 'inputEvent.x');
  validateNumber(y, 'inputEvent.y');
  const params = { type, x, y, modifiers: bitsOf(names, MODIFIERS) };
  // Electron's deltas say where the content goes, DevTools' where the view goes.
  if (type === 'mouseWheel') return { ...params, deltaX: -deltaX, deltaY: -deltaY };
  const pressed = event.type === 'contextMenu' ? 'right' : (button ?? (type === 'mouseMoved' ? 'none' : 'left'));
  return { ...params, button: pressed, buttons: bitsOf(names, BUTTONS), clickCount };
}
