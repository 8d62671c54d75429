/** Keys by the names that Electron's accelerators have for them, as DevTools describes keys: an American keyboard. */

export interface Key {
  /** KeyboardEvent.key */
  key: string;
  /** KeyboardEvent.code */
  code: string;
  windowsVirtualKeyCode: number;
  /** What a `char` event types. */
  text: string;
}

type NamedKey = [key: string, code: string, windowsVirtualKeyCode: number, text?: string];

const NAMED: Record<string, NamedKey> = {
  alt: ['Alt', 'AltLeft', 18],
  backspace: ['Backspace', 'Backspace', 8],
  capslock: ['CapsLock', 'CapsLock', 20],
  control: ['Control', 'ControlLeft', 17],
  ctrl: ['Control', 'ControlLeft', 17],
  delete: ['Delete', 'Delete', 46],
  down: ['ArrowDown', 'ArrowDown', 40],
  end: ['End', 'End', 35],
  enter: ['Enter', 'Enter', 13, '\r'],
  esc: ['Escape', 'Escape', 27],
  escape: ['Escape', 'Escape', 27],
  home: ['Home', 'Home', 36],
  insert: ['Insert', 'Insert', 45],
  left: ['ArrowLeft', 'ArrowLeft', 37],
  meta: ['Meta', 'MetaLeft', 91],
  pagedown: ['PageDown', 'PageDown', 34],
  pageup: ['PageUp', 'PageUp', 33],
  return: ['Enter', 'Enter', 13, '\r'],
  right: ['ArrowRight', 'ArrowRight', 39],
  shift: ['Shift', 'ShiftLeft', 16],
  plus: ['+', 'Equal', 187, '+'],
  space: [' ', 'Space', 32, ' '],
  tab: ['Tab', 'Tab', 9, '\t'],
  up: ['ArrowUp', 'ArrowUp', 38],
};

/** The character, the one with Shift, code, virtual key code. */
const SYMBOLS: [plain: string, shifted: string, code: string, windowsVirtualKeyCode: number][] = [
  ['1', '!', 'Digit1', 49],
  ['2', '@', 'Digit2', 50],
  ['3', '#', 'Digit3', 51],
  ['4', '$', 'Digit4', 52],
  ['5', '%', 'Digit5', 53],
  ['6', '^', 'Digit6', 54],
  ['7', '&', 'Digit7', 55],
  ['8', '*', 'Digit8', 56],
  ['9', '(', 'Digit9', 57],
  ['0', ')', 'Digit0', 48],
  ['-', '_', 'Minus', 189],
  ['=', '+', 'Equal', 187],
  ['[', '{', 'BracketLeft', 219],
  [']', '}', 'BracketRight', 221],
  ['\\', '|', 'Backslash', 220],
  [';', ':', 'Semicolon', 186],
  ["'", '"', 'Quote', 222],
  [',', '<', 'Comma', 188],
  ['.', '>', 'Period', 190],
  ['/', '?', 'Slash', 191],
  ['`', '~', 'Backquote', 192],
];

/** An unknown name is a key without a code that types itself. */
export function keyOf(name: string, shift: boolean): Key {
  const named = NAMED[name.toLowerCase()];
  if (named) {
    const [key, code, windowsVirtualKeyCode, text = ''] = named;
    return { key, code, windowsVirtualKeyCode, text };
  }
  const [, number] = /^f(\d{1,2})$/i.exec(name) ?? [];
  if (number !== undefined) {
    return { key: `F${number}`, code: `F${number}`, windowsVirtualKeyCode: 111 + Number(number), text: '' };
  }
  if (/^[a-z]$/i.test(name)) {
    const upper = name.toUpperCase();
    const key = shift ? upper : name.toLowerCase();
    return { key, code: `Key${upper}`, windowsVirtualKeyCode: upper.charCodeAt(0), text: name };
  }
  const symbol = SYMBOLS.find(([plain, shifted]) => plain === name || shifted === name);
  if (!symbol) return { key: name, code: '', windowsVirtualKeyCode: 0, text: name };
  const [plain, shifted, code, windowsVirtualKeyCode] = symbol;
  return { key: shift ? shifted : plain === name ? plain : shifted, code, windowsVirtualKeyCode, text: name };
}
