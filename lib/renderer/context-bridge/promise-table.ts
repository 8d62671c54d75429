/** The promises that cross a bridge, by number: followed on the side they come from, stood for on the other. */
import {
  finalizationRegister,
  mapDelete,
  mapGet,
  mapSet,
  promiseThen,
  SafeFinalizationRegistry,
  SafeMap,
  SafePromise,
  SafeSet,
  setAdd,
  setDelete,
} from './primordials';

interface Resolvers {
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

export class PromiseTable {
  readonly #settle: (id: number, fulfilled: boolean, value: unknown) => void;
  readonly #followed = new SafeSet<number>();
  readonly #standIns = new SafeMap<number, Resolvers>();
  readonly #collected: FinalizationRegistry<number>;
  #lastId = 0;

  /** `settle` tells the other side of a followed promise, `abandon` that one can never settle. */
  constructor(settle: (id: number, fulfilled: boolean, value: unknown) => void, abandon: (id: number) => void) {
    this.#settle = settle;
    this.#collected = new SafeFinalizationRegistry<number>((id) => {
      if (setDelete(this.#followed, id)) abandon(id);
    });
  }

  /** The number of one of our promises, which is followed from now on. Null if it is no promise. */
  follow(promise: object): number | null {
    const id = ++this.#lastId;
    const settle = (fulfilled: boolean, value: unknown): void => {
      setDelete(this.#followed, id);
      this.#settle(id, fulfilled, value);
    };
    try {
      promiseThen(
        promise,
        (value) => settle(true, value),
        (reason) => settle(false, reason),
      );
    } catch {
      return null;
    }
    setAdd(this.#followed, id);
    finalizationRegister(this.#collected, promise, id);
    return id;
  }

  /** A promise of this world for one of the other side's. */
  standIn(id: number): Promise<unknown> {
    return new SafePromise((resolve, reject) => mapSet(this.#standIns, id, { resolve, reject }));
  }

  settleStandIn(id: number, fulfilled: boolean, value: unknown): void {
    const resolvers = mapGet(this.#standIns, id);
    if (!resolvers) return;
    mapDelete(this.#standIns, id);
    if (fulfilled) resolvers.resolve(value);
    else resolvers.reject(value);
  }

  forgetStandIn(id: number): void {
    mapDelete(this.#standIns, id);
  }
}
