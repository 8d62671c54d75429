/** The menu of the app's windows: Chromium's windows show none, and its accelerators work. */
import type { KeyPress } from '../../common/key-messages';
import { isAccelerator } from './accelerator';

interface Item<W, C> {
  readonly accelerator?: string;
  readonly registerAccelerator: boolean;
  readonly enabled: boolean;
  readonly submenu?: { readonly items: readonly Item<W, C>[] };
  click(event: object, window: W, contents: C): void;
}

interface MenuOf<W, C> {
  readonly items: readonly Item<W, C>[];
}

/** The item whose accelerator the key is. */
function itemOf<W, C>(menu: MenuOf<W, C>, press: KeyPress): Item<W, C> | null {
  for (const item of menu.items) {
    const { accelerator, registerAccelerator, enabled } = item;
    if (enabled && registerAccelerator && accelerator && isAccelerator(accelerator, press)) return item;
    const inside = item.submenu && itemOf(item.submenu, press);
    if (inside) return inside;
  }
  return null;
}

/** A key that the page of a window has left: as if the user had chosen the item that has it. */
export function pressInMenu<W, C>(menu: MenuOf<W, C> | null, press: KeyPress, window: W, contents: C): void {
  if (!menu) return;
  const { control: ctrlKey, meta: metaKey, shift: shiftKey, alt: altKey } = press;
  itemOf(menu, press)?.click({ ctrlKey, metaKey, shiftKey, altKey, triggeredByAccelerator: true }, window, contents);
}
