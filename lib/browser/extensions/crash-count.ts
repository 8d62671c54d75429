/** Crashes of one extension: so many within a minute are a loop that nobody should keep going. */

const MOST = 3;
/** In milliseconds. */
const SPAN = 60_000;

export class CrashCount {
  #times: number[] = [];

  /** Counts a crash. False: it is one too many. */
  add(): boolean {
    const now = performance.now();
    this.#times = [...this.#times.filter((time) => now - time < SPAN), now];
    return this.#times.length <= MOST;
  }
}
