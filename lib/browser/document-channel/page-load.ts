/** How much one page, with all its frames, may have under way at once, so that it cannot flood the app. */

/** Questions of any sort; further ones are refused before anything is done for them. */
const MAX_PENDING = 256;

/** Requests that the app decides: each is an event or a call of a handler. */
const MAX_OPEN = 16;

/** How the flood of one topic is reported, once for each page. */
export interface FloodWarning {
  /** "VALENCE_DEVICE_FLOOD" */
  code: string;
  /** "requests for devices" */
  requests: string;
}

export class PageLoad {
  readonly #warned = new Set<string>();
  #pending = 0;
  #open = 0;

  /** Counts a question; returns the function that ends it, null if there are too many. */
  ask(origin: string, warning: FloodWarning): (() => void) | null {
    if (this.#pending >= MAX_PENDING) {
      this.#warn(origin, warning.code, `${MAX_PENDING} questions`);
      return null;
    }
    this.#pending += 1;
    return once(() => (this.#pending -= 1));
  }

  /** The same for a request that the app decides. */
  open(origin: string, warning: FloodWarning): (() => void) | null {
    if (this.#open >= MAX_OPEN) {
      this.#warn(origin, warning.code, `${MAX_OPEN} ${warning.requests}`);
      return null;
    }
    this.#open += 1;
    return once(() => (this.#open -= 1));
  }

  #warn(origin: string, code: string, what: string): void {
    if (this.#warned.has(code)) return;
    this.#warned.add(code);
    process.emitWarning(
      `A page of ${origin} has ${what} open at once: further ones are refused until some are answered.`,
      { code },
    );
  }
}

function once(callback: () => void): () => void {
  let called = false;
  return () => {
    if (called) return;
    called = true;
    callback();
  };
}
