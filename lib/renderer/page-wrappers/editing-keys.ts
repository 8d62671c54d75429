/** Keys that Chromium's editor takes where the user writes (blink's core/editing/editing_behavior.cc, of Linux). */
import type { KeyPress } from '../../common/key-messages';

const BACKSPACE = 8;
const TAB = 9;
const ENTER = 13;
const SPACE = 32;
/** Page Up and Down, End, Home, the arrows. */
const FIRST_MOVING = 33;
const LAST_MOVING = 40;
const INSERT = 45;
const DELETE = 46;
const [A, B, C, I, U, V, X, Y, Z] = [65, 66, 67, 73, 85, 86, 88, 89, 90];
const SYMBOLS = 186;
const NUMPAD = [96, 111] as const;

/** `isRich`: text with formats. */
export function isEditingKey({ keyCode, key, control, alt, meta, shift }: KeyPress, isRich: boolean): boolean {
  if (alt || meta) return false;
  const isMoving = keyCode >= FIRST_MOVING && keyCode <= LAST_MOVING;
  const isErasing = keyCode === BACKSPACE || keyCode === DELETE;
  if (isMoving || isErasing || keyCode === INSERT || keyCode === ENTER) return true;
  if (!control) return keyCode === TAB || types(keyCode, key);
  if (shift) return keyCode === V || keyCode === Z;
  if (isRich && (keyCode === B || keyCode === I || keyCode === U)) return true;
  return keyCode === A || keyCode === C || keyCode === V || keyCode === X || keyCode === Y || keyCode === Z;
}

/** Letters, digits, symbols, and what the user's keyboard has in their place. */
const types = (keyCode: number, key: string): boolean =>
  keyCode === SPACE ||
  (keyCode >= 48 && keyCode <= 90) ||
  (keyCode >= NUMPAD[0] && keyCode <= NUMPAD[1]) ||
  keyCode >= SYMBOLS ||
  key.length === 1;
