/** Puts wrappers where Chromium's own methods are. */

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Calls a method, whatever the page has made of Function.prototype. */
export const callMethod: (method: Method, self: unknown, args: readonly unknown[]) => unknown = Reflect.apply;

/** A property of an object itself. */
interface Property {
  value?: unknown;
  get?: Method;
  set?: Method;
}

export const propertyOf = (owner: object, name: string): Property | undefined =>
  Object.getOwnPropertyDescriptor(owner, name);

/** A method of Chromium's own. Take it before any script of the page runs: the page may replace it. */
export const nativeMethod = (owner: object, name: string): Method => propertyOf(owner, name)?.value as Method;

/** The same for the getter of a property. */
export const nativeGetter = (owner: object, name: string): Method => propertyOf(owner, name)?.get as Method;

/**
 * Replaces a method. To scripts of the page the wrapper is the native method: its name, its length, no source text, not a
 * constructor; only Function.prototype.toString() leaves its name out. `self` and `args` are those of the call.
 */
export function replaceMethod(
  owner: object,
  name: string,
  wrap: (native: Method) => (self: unknown, args: unknown[]) => unknown,
): void {
  const property = propertyOf(owner, name);
  const native = property?.value;
  if (typeof native !== 'function') return; // not in this document
  const call = wrap(native as Method);
  // Without a prototype: the page could give it traps of its own.
  const traps: ProxyHandler<typeof native> = Object.create(null) as object;
  traps.apply = (_, self, args: unknown[]) => call(self, args);
  const value = new Proxy(native, traps);
  Object.defineProperty(owner, name, { ...property, value });
}

/** The same for the getter of a property; `read` gives the native value. */
export function replaceGetter(owner: object, name: string, wrap: (read: () => unknown) => unknown): void {
  const property = propertyOf(owner, name);
  const native = property?.get;
  if (!native) return;
  const traps: ProxyHandler<Method> = Object.create(null) as object;
  traps.apply = (_, self) => wrap(() => callMethod(native, self, []));
  Object.defineProperty(owner, name, { ...property, get: new Proxy(native, traps) });
}
