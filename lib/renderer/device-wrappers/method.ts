/** Puts wrappers where Chromium's own methods are. */

type AnyMethod<R> = (this: unknown, ...args: unknown[]) => R;
export type Method = AnyMethod<Promise<unknown>>;

/** Looks like the native method: its name and length, and that it cannot be constructed. */
export function define<R>(owner: object, name: string, native: AnyMethod<R>, wrapper: AnyMethod<R>): void {
  const method = {
    [name](this: unknown, ...args: unknown[]): R {
      return wrapper.apply(this, args);
    },
  }[name]!;
  Object.defineProperty(method, 'length', { value: native.length, configurable: true });
  Object.defineProperty(owner, name, { value: method, writable: true, enumerable: true, configurable: true });
}

/** As it was before any script of the page. */
export const nativeListen = (EventTarget.prototype as unknown as { addEventListener: AnyMethod<void> })
  .addEventListener;

const EVENTS: readonly unknown[] = ['connect', 'disconnect'];

/** Calls back before a script listens to the events of an API, once for each object. */
export function whenListening(prototype: object, callback: (owner: object) => void): void {
  const told = new WeakSet<object>();
  const tell = (owner: unknown): void => {
    if (!(owner instanceof EventTarget) || told.has(owner)) return;
    told.add(owner);
    callback(owner);
  };
  define(prototype, 'addEventListener', nativeListen, function listen(this: unknown, ...args) {
    if (EVENTS.includes(args[0])) tell(this);
    nativeListen.apply(this, args);
  });
  for (const event of EVENTS) {
    const property = `on${String(event)}`;
    const accessor = Object.getOwnPropertyDescriptor(prototype, property);
    if (!accessor?.set) continue;
    Object.defineProperty(prototype, property, {
      ...accessor,
      set(this: unknown, listener: unknown) {
        tell(this);
        accessor.set?.call(this, listener);
      },
    });
  }
}
