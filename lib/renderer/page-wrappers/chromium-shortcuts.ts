/**
 * What Chromium's own window does with keys that a page leaves (chrome/browser/ui/views/accelerator_table.cc): tabs, windows, zoom, its
 * pages and tools. Windows of Electron have none of it.
 */
import type { KeyPress } from '../../common/key-messages';

const letters = (text: string): number[] => text.split('').map((letter) => letter.charCodeAt(0));

const TAB = 9;
const ESCAPE = 27;
const PAGES = [33, 34];
const HOME = 36;
const LEFT_AND_RIGHT = [37, 39];
const DELETE = 46;
const DIGITS = [...letters('0123456789'), 96, 97, 98, 99, 100, 101, 102, 103, 104, 105];
const ZOOM = [107, 109, 187, 189];
/** Back, Forward, Refresh, Stop, Search, Favorites, Home. */
const BROWSER = [166, 167, 168, 169, 170, 171, 172];
const F = (number: number): number => 111 + number;

/** By their modifiers, in this order. */
const SHORTCUTS: Readonly<Record<string, ReadonlySet<number>>> = {
  '': new Set([...BROWSER, F(1), F(3), F(5), F(6), F(7), F(10), F(11), F(12)]),
  'shift': new Set([F(3), F(5), F(6), ESCAPE]),
  'control': new Set([...letters('DEFGHJKLNOPQRSTUW'), ...DIGITS, ...ZOOM, ...PAGES, TAB, F(4), F(5), F(6)]),
  'control shift': new Set([...letters('ABCDGIJMNOPQRTW'), ...ZOOM, ...PAGES, TAB, DELETE]),
  'alt': new Set([...letters('DEF'), ...DIGITS, ...LEFT_AND_RIGHT, HOME]),
  'alt shift': new Set(letters('ABIT')),
};

export function isChromiumShortcut({ keyCode, control, alt, meta, shift }: KeyPress): boolean {
  if (meta) return false;
  const modifiers = control && alt ? 'none' : control ? 'control' : alt ? 'alt' : '';
  const name = shift ? (modifiers === '' ? 'shift' : `${modifiers} shift`) : modifiers;
  return SHORTCUTS[name]?.has(keyCode) ?? false;
}
