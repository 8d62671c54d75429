/** Who wants to know that a menu or one of its items has changed: a menu that another program shows. */

const watchers = new WeakMap<object, Set<() => void>>();

/** Calls back after each change of the menu and of its items, not of its submenus. Returns what ends it. */
export function watchMenu(menu: object, callback: () => void): () => void {
  const callbacks = watchers.get(menu) ?? new Set();
  watchers.set(menu, callbacks.add(callback));
  return () => void callbacks.delete(callback);
}

export function menuChanged(menu: object | undefined): void {
  if (menu === undefined) return;
  for (const callback of watchers.get(menu) ?? []) callback();
}

/** Calls back when one of these fields is set. They stay the item's own, as an app that copies items expects. */
export function watchFields(item: object, fields: readonly string[], callback: () => void): void {
  for (const field of fields) {
    let current: unknown = Reflect.get(item, field);
    Object.defineProperty(item, field, {
      configurable: true,
      enumerable: true,
      get: () => current,
      set: (value: unknown) => {
        current = value;
        callback();
      },
    });
  }
}
