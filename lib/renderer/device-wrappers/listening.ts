/** When a page starts to listen to the events of an API that has devices. */
import { callMethod, propertyOf, replaceMethod, type Method } from '../page-wrappers/method';

/** As it was before any script of the page. */
export const nativeListen = (EventTarget.prototype as unknown as { addEventListener: Method }).addEventListener;

const EVENTS: readonly unknown[] = ['connect', 'disconnect'];

/** Calls back before a script listens to the events of an API, once for each object. */
export function whenListening(prototype: object, callback: (owner: object) => void): void {
  const told = new WeakSet<object>();
  const tell = (owner: unknown): void => {
    if (!(owner instanceof EventTarget) || told.has(owner)) return;
    told.add(owner);
    callback(owner);
  };
  // An own method of this API: that of every other EventTarget stays as it is.
  Object.defineProperty(prototype, 'addEventListener', {
    value: nativeListen,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  replaceMethod(prototype, 'addEventListener', (native) => (self, args) => {
    if (EVENTS.includes(args[0])) tell(self);
    return callMethod(native, self, args);
  });
  for (const event of EVENTS) {
    const property = `on${String(event)}`;
    const accessor = propertyOf(prototype, property);
    const set = accessor?.set;
    if (!set) continue;
    Object.defineProperty(prototype, property, {
      ...accessor,
      set(this: unknown, listener: unknown): void {
        tell(this);
        callMethod(set, this, [listener]);
      },
    });
  }
}
