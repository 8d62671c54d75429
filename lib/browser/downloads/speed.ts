/** How fast bytes come, over the last seconds. */

/** In milliseconds. */
const WINDOW = 3000;
/** Progress is told twice a second: what is silent for longer, in milliseconds, gets slower. */
const SILENCE = 1000;

export class Speed {
  readonly #samples: { time: number; bytes: number }[] = [];

  /** `bytes`: all that have been received. */
  add(bytes: number, time = performance.now()): void {
    const last = this.#samples.at(-1);
    if (last && bytes < last.bytes) this.clear(); // received anew
    this.#samples.push({ time, bytes });
    this.#forget(time);
  }

  clear(): void {
    this.#samples.length = 0;
  }

  /** A whole number; 0 while it is not known, and when nothing has come for the whole time. */
  bytesPerSecond(now = performance.now()): number {
    this.#forget(now);
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last) return 0;
    const end = now - last.time > SILENCE ? now : last.time;
    return end > first.time ? Math.round(((last.bytes - first.bytes) * 1000) / (end - first.time)) : 0;
  }

  /** What lies before the last seconds; one sample stays, from which they are counted. */
  #forget(now: number): void {
    while (this.#samples.length > 1 && now - this.#samples[1]!.time > WINDOW) this.#samples.shift();
  }
}
