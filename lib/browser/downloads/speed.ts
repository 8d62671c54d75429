/** How fast bytes come, over the last seconds. */

/** In milliseconds. */
const WINDOW = 3000;

export class Speed {
  readonly #samples: { time: number; bytes: number }[] = [];

  /** `bytes`: all that have been received. */
  add(bytes: number, time = performance.now()): void {
    const last = this.#samples.at(-1);
    if (last && bytes < last.bytes) this.clear(); // received anew
    this.#samples.push({ time, bytes });
    while (this.#samples.length > 2 && time - this.#samples[0]!.time > WINDOW) this.#samples.shift();
  }

  clear(): void {
    this.#samples.length = 0;
  }

  /** A whole number; 0 while it is not known. */
  get bytesPerSecond(): number {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || last.time <= first.time) return 0;
    return Math.round(((last.bytes - first.bytes) * 1000) / (last.time - first.time));
  }
}
