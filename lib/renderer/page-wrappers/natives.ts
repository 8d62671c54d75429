/** What wrappers use of JavaScript itself, taken before any script of the page runs: the page may replace it. */

export const SafePromise = Promise;
export const { stringify: jsonStringify } = JSON;
export const { defineProperty: setProperty } = Object;

const { assign, create } = Object;

/** An object with these properties and no prototype, whose properties a page could add to. */
export function bare<T extends object>(properties?: T): T {
  const object = create(null) as T;
  return properties ? assign(object, properties) : object;
}
