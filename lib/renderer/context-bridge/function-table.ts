/**
 * The functions that cross a bridge, by number. The side that has the function keeps it until the other side's proxy has
 * been collected; a function that crosses again while its proxy lives is the same proxy again.
 */
import {
  finalizationRegister,
  mapDelete,
  mapGet,
  mapSet,
  SafeFinalizationRegistry,
  SafeMap,
  SafeWeakMap,
  SafeWeakRef,
  weakMapDelete,
  weakMapGet,
  weakMapSet,
  weakRefDeref,
  type AnyFunction,
} from './primordials';

export class FunctionTable {
  readonly #call: (id: number, args: unknown[]) => unknown;
  /** Own functions that the other side holds a proxy of. */
  readonly #own = new SafeMap<number, AnyFunction>();
  readonly #idOfOwn = new SafeWeakMap<AnyFunction, number>();
  /** Proxies of the other side's functions. */
  readonly #proxies = new SafeMap<number, WeakRef<AnyFunction>>();
  readonly #idOfProxy = new SafeWeakMap<AnyFunction, number>();
  readonly #collected: FinalizationRegistry<number>;
  #lastId = 0;

  /** `call` runs a function of the other side, `release` tells it that the last proxy is gone. */
  constructor(call: (id: number, args: unknown[]) => unknown, release: (id: number) => void) {
    this.#call = call;
    this.#collected = new SafeFinalizationRegistry<number>((id) => {
      const proxy = mapGet(this.#proxies, id);
      // The function may have crossed again since.
      if (!proxy || weakRefDeref(proxy)) return;
      mapDelete(this.#proxies, id);
      release(id);
    });
  }

  /** The number under which the other side knows this function as its own; undefined if it is ours. */
  idOfProxy(fn: AnyFunction): number | undefined {
    return weakMapGet(this.#idOfProxy, fn);
  }

  /** The number of one of our functions. */
  idOfOwn(fn: AnyFunction): number {
    const known = weakMapGet(this.#idOfOwn, fn);
    if (known !== undefined) return known;
    const id = ++this.#lastId;
    mapSet(this.#own, id, fn);
    weakMapSet(this.#idOfOwn, fn, id);
    return id;
  }

  own(id: number): AnyFunction | undefined {
    return mapGet(this.#own, id);
  }

  releaseOwn(id: number): void {
    const fn = mapGet(this.#own, id);
    if (!fn) return;
    mapDelete(this.#own, id);
    weakMapDelete(this.#idOfOwn, fn);
  }

  /** What stands for a function of the other side here. */
  proxy(id: number): AnyFunction {
    const known = mapGet(this.#proxies, id);
    const alive = known && weakRefDeref(known);
    if (alive) return alive;
    const proxy = proxyOf(this.#call, id);
    mapSet(this.#proxies, id, new SafeWeakRef(proxy));
    weakMapSet(this.#idOfProxy, proxy, id);
    finalizationRegister(this.#collected, proxy, id);
    return proxy;
  }
}

/** Here, so that it has no name. */
function proxyOf(call: (id: number, args: unknown[]) => unknown, id: number): AnyFunction {
  return (...args) => call(id, args);
}
