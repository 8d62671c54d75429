/** A menu in the words of com.canonical.dbusmenu: items with numbers, and properties where they differ from the defaults. */

/** The part of a MenuItem that is used here. */
export interface ShownItem {
  type: string;
  label: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  accelerator?: string | undefined;
  icon?: unknown;
  submenu?: ShownMenu | undefined;
  commandId: number;
}

export interface ShownMenu {
  items: readonly ShownItem[];
}

/** A value with its D-Bus signature. */
export type Variant = readonly [signature: string, value: unknown];

export type Properties = Record<string, Variant>;

export interface LayoutNode<M, I> {
  properties: Properties;
  children: number[];
  /** The menu that it opens; undefined for other items. */
  menu: M | undefined;
  /** Undefined for the root. */
  item: I | undefined;
}

/** The nodes by their numbers. The root is number 0. */
export type Layout<M, I> = Map<number, LayoutNode<M, I>>;

/** The PNG bytes of an item's icon, or null. */
export type IconReader = (icon: unknown) => Buffer | null;

/** Electron marks a mnemonic with `&` and writes `&&` for an ampersand; D-Bus marks it with `_` and writes `__` for an underscore. */
export function dbusLabel(label: string): string {
  let marked = false;
  return label.replaceAll(/_|&&|&/g, (found, at: number) => {
    if (found === '_') return '__';
    if (found === '&&') return '&';
    if (marked || at === label.length - 1) return '';
    marked = true;
    return '_';
  });
}

const MODIFIERS: Record<string, string> = {
  alt: 'Alt',
  altgr: 'Alt',
  cmdorctrl: 'Control',
  command: 'Super',
  cmd: 'Super',
  commandorcontrol: 'Control',
  control: 'Control',
  ctrl: 'Control',
  meta: 'Super',
  option: 'Alt',
  shift: 'Shift',
  super: 'Super',
};

/** `CommandOrControl+Plus` → `['Control', 'plus']`. */
function shortcutOf(accelerator: string): string[] {
  const parts = accelerator.split('+');
  const key = parts.pop() ?? '';
  const modifiers = parts.map((part) => MODIFIERS[part.toLowerCase()]).filter((name) => name !== undefined);
  return key === '' ? [] : [...modifiers, key.length === 1 ? key.toLowerCase() : key];
}

function propertiesOf(item: ShownItem, readIcon: IconReader): Properties {
  const { type, label, accelerator } = item;
  const properties: Properties = {};
  if (label !== '') properties['label'] = ['s', dbusLabel(label)];
  if (!item.enabled) properties['enabled'] = ['b', false];
  if (!item.visible) properties['visible'] = ['b', false];
  if (type === 'separator') properties['type'] = ['s', 'separator'];
  if (type === 'submenu') properties['children-display'] = ['s', 'submenu'];
  if (type === 'checkbox' || type === 'radio') {
    properties['toggle-type'] = ['s', type === 'radio' ? 'radio' : 'checkmark'];
    properties['toggle-state'] = ['i', item.checked ? 1 : 0];
  }
  const shortcut = accelerator ? shortcutOf(accelerator) : [];
  if (shortcut.length > 0) properties['shortcut'] = ['aas', [shortcut]];
  const icon = readIcon(item.icon);
  if (icon) properties['icon-data'] = ['ay', icon];
  return properties;
}

/** A menu that stands in itself, or twice, has its items once. */
export function layoutOf<I extends ShownItem, M extends { items: readonly I[] }>(
  menu: M | null,
  readIcon: IconReader,
): Layout<M, I> {
  const layout: Layout<M, I> = new Map();
  const seen = new Set<M>();
  const add = (shown: M | undefined): number[] => {
    if (shown === undefined || seen.has(shown)) return [];
    seen.add(shown);
    return shown.items.map((item) => {
      const submenu = item.submenu as M | undefined;
      layout.set(item.commandId, {
        properties: propertiesOf(item, readIcon),
        children: add(submenu),
        menu: submenu,
        item,
      });
      return item.commandId;
    });
  };
  const children = add(menu ?? undefined);
  const properties: Properties = menu ? { 'children-display': ['s', 'submenu'] } : {};
  layout.set(0, { properties, children, menu: menu ?? undefined, item: undefined });
  return layout;
}
