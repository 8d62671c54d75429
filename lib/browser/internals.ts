/**
 * What stands behind public objects. It is in no property of theirs, so that an app that walks a Session or a WebContents finds
 * no way to Chromium.
 */

/** First argument of constructors that only the library calls. No public object holds it. */
export const LIBRARY: unique symbol = Symbol('library');

/** Throws TypeError in a constructor that an app has called. */
export function requireLibrary(key: unknown): asserts key is typeof LIBRARY {
  if (key !== LIBRARY) throw new TypeError('Illegal constructor');
}

/** The internals of the public objects of one class. */
export class Internals<T extends object> {
  readonly #byObject = new WeakMap<object, T>();

  set(publicObject: object, internals: T): void {
    this.#byObject.set(publicObject, internals);
  }

  /** Throws TypeError for an object that is not of the class. */
  of(publicObject: object): T {
    const internals = this.#byObject.get(publicObject);
    if (!internals) throw new TypeError('Illegal invocation');
    return internals;
  }

  /** Undefined for what is not an object of the class. */
  find(value: unknown): T | undefined {
    return typeof value === 'object' && value !== null ? this.#byObject.get(value) : undefined;
  }
}
