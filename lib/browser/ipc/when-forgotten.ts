/** Calls back when an object that a page waits for has been collected: it can never be answered. */

const registry = new FinalizationRegistry<() => void>((callback) => callback());

/** `object` must not be reachable from `callback`. Returns a function after which it is not called any more. */
export function whenForgotten(object: object, callback: () => void): () => void {
  registry.register(object, callback, callback);
  return () => void registry.unregister(callback);
}
