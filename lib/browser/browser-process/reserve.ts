/**
 * Browsers that run before anybody needs them, so that a new in-memory session does not wait for a process start.
 * Persistent sessions cannot use them: a browser's directory is fixed when it starts.
 */
import { log } from '../log/log';
import { Browser, type BrowserOptions } from './browser';

/** Idle time before the next one is started, in milliseconds: it must not compete with a page that is loading. */
const REFILL_DELAY = 1000;

/** What a reserved browser and the session that wants it must agree on, because it is fixed at launch. */
const launchKey = (options: BrowserOptions): string => {
  const { cache, userAgent, acceptLanguages = '', display = '', extra, policies = {} } = options;
  return JSON.stringify([cache, userAgent, acceptLanguages, display, [...extra], options.arguments, policies]);
};

export class BrowserReserve {
  #size: number;
  #waiting: Browser[] = [];
  #refill: NodeJS.Timeout | null = null;
  #options: (() => BrowserOptions) | null = null;

  readonly #warmUp: (browser: Browser) => void;

  /** `warmUp` is called with every reserved browser once it answers. */
  constructor(size: number, warmUp: (browser: Browser) => void) {
    this.#size = size;
    this.#warmUp = warmUp;
  }

  /** How many browsers are kept ready; 0 turns the reserve off and ends those that wait. */
  get size(): number {
    return this.#size;
  }

  set size(size: number) {
    this.#size = size;
    for (const browser of this.#waiting.splice(size)) void browser.close();
    if (this.#options) this.replenish(this.#options);
  }

  get available(): number {
    return this.#waiting.length;
  }

  /** A running browser that was started with the same options, or null. */
  take(options: BrowserOptions): Browser | null {
    const key = launchKey(options);
    const index = this.#waiting.findIndex((browser) => browser.alive && launchKey(browser.options) === key);
    const [browser] = index < 0 ? [] : this.#waiting.splice(index, 1);
    log.lifecycle?.(options.label, browser ? `reserve gives pid=${browser.pid}` : `reserve has none`);
    return browser ?? null;
  }

  /** Starts what is missing after a moment of rest. `options` names a new directory at each call. */
  replenish(options: () => BrowserOptions): void {
    this.#options = options;
    if (this.#refill) clearTimeout(this.#refill);
    this.#refill = null;
    if (this.#waiting.length >= this.#size) return;
    this.#refill = setTimeout(() => {
      this.#refill = null;
      this.#start(options());
      this.replenish(options);
    }, REFILL_DELAY).unref();
  }

  /** Ends every waiting browser and starts no more. */
  async close(): Promise<void> {
    this.#size = 0;
    if (this.#refill) clearTimeout(this.#refill);
    this.#refill = null;
    await Promise.all(this.#waiting.splice(0).map((browser) => browser.close()));
  }

  #start(options: BrowserOptions): void {
    const key = launchKey(options);
    for (const stale of this.#waiting.filter((browser) => launchKey(browser.options) !== key)) {
      log.lifecycle?.(stale.connection.label, `reserve ends pid=${stale.pid}: new sessions have other options`);
      void stale.close();
    }
    const browser = Browser.start(options);
    this.#waiting = this.#waiting.filter((other) => launchKey(other.options) === key);
    this.#waiting.push(browser);
    browser.ready.then(
      () => this.#warmUp(browser),
      () => undefined, // it ended: it is taken from the list below
    );
    void browser.connection.closed.then(() => {
      this.#waiting = this.#waiting.filter((other) => other !== browser);
    });
  }
}
