/** Accelerators of menu items (docs/api/menu-item.md): which key each is. */
import type { KeyPress } from '../../common/key-messages';
import { keyOf } from '../../common/keyboard-keys';

type Modifiers = Pick<KeyPress, 'control' | 'alt' | 'shift' | 'meta'>;

const MODIFIERS: Readonly<Record<string, keyof Modifiers>> = {
  alt: 'alt',
  altgr: 'alt',
  cmdorctrl: 'control',
  commandorcontrol: 'control',
  control: 'control',
  ctrl: 'control',
  meta: 'meta',
  option: 'alt',
  shift: 'shift',
  super: 'meta',
};

/** Characters by their names, where a plus would separate. */
const CHARACTERS: Readonly<Record<string, string>> = { plus: '+' };

/** What an American keyboard needs Shift for. */
const SHIFTED = /^[~!@#$%^&*()_+{}|:"<>?]$/;

/** Whether the key is the one of `accelerator`: "CommandOrControl+Shift+Z". False for what is no accelerator. */
export function isAccelerator(accelerator: string, press: KeyPress): boolean {
  const parts = accelerator.split('+').map((part) => part.trim());
  const name = parts.pop() ?? '';
  const wanted: Modifiers = { control: false, alt: false, shift: false, meta: false };
  for (const part of parts) {
    const modifier = MODIFIERS[part.toLowerCase()];
    if (modifier === undefined) return false; // "Command", on Linux
    wanted[modifier] = true;
  }
  const key = CHARACTERS[name.toLowerCase()] ?? name;
  if (key === '') return false;
  wanted.shift ||= SHIFTED.test(key);
  const { windowsVirtualKeyCode } = keyOf(key, wanted.shift);
  return (
    windowsVirtualKeyCode !== 0 &&
    windowsVirtualKeyCode === press.keyCode &&
    (['control', 'alt', 'shift', 'meta'] as const).every((modifier) => wanted[modifier] === press[modifier])
  );
}
