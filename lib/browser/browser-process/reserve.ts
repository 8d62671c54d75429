/**
 * Browsers that run before anybody needs them, so that a new in-memory session does not wait for a process start.
 * Persistent sessions cannot use them: a browser's directory is fixed when it starts.
 */
import { log } from '../log/log';
import { Browser, type BrowserOptions } from './browser';
import { launchKey } from './launch';

/** Idle time before the next one is started, in milliseconds: it must not compete with a page that is loading. */
const REFILL_DELAY = 1000;

export interface BrowserReserveOptions {
  /** How many browsers are kept ready. */
  size: number;
  /** For the next browser; names a new directory at each call. */
  next(): BrowserOptions;
  /** Called with every reserved browser once it answers. */
  warmUp(browser: Browser): void;
}

export class BrowserReserve {
  #size: number;
  #waiting: Browser[] = [];
  #refill: NodeJS.Timeout | null = null;
  readonly #options: BrowserReserveOptions;

  constructor(options: BrowserReserveOptions) {
    this.#size = options.size;
    this.#options = options;
  }

  /** A running browser that was started as `options` say, but for the directory; or null. */
  take(options: BrowserOptions): Browser | null {
    const key = launchKey(options);
    const index = this.#waiting.findIndex((browser) => browser.isRunning && browser.launchKey === key);
    const [browser] = index < 0 ? [] : this.#waiting.splice(index, 1);
    log.lifecycle?.(options.label, browser ? `reserve gives pid=${browser.pid}` : `reserve has none`);
    return browser ?? null;
  }

  /** Starts what is missing after a moment of rest. */
  replenish(): void {
    if (this.#refill) clearTimeout(this.#refill);
    this.#refill = null;
    if (this.#size === 0) return;
    this.#refill = setTimeout(() => {
      this.#refill = null;
      try {
        this.#startNext();
      } catch (error) {
        // The next session that needs a browser meets the same, and rejects with it.
        log.lifecycle?.('reserve', `reserve stays empty: ${(error as Error).message}`);
      }
    }, REFILL_DELAY).unref();
  }

  /** Ends every waiting browser and starts no more. */
  async close(): Promise<void> {
    this.#size = 0;
    if (this.#refill) clearTimeout(this.#refill);
    this.#refill = null;
    await Promise.all(this.#waiting.splice(0).map((browser) => browser.close()));
  }

  #startNext(): void {
    const options = this.#options.next();
    const key = launchKey(options);
    const stale = this.#waiting.filter((browser) => browser.launchKey !== key);
    for (const browser of stale) {
      log.lifecycle?.(browser.connection.label, `reserve ends pid=${browser.pid}: new sessions have other options`);
      void browser.close();
    }
    this.#waiting = this.#waiting.filter((browser) => !stale.includes(browser));
    if (this.#waiting.length >= this.#size) return;
    const browser = Browser.start(options);
    this.#waiting.push(browser);
    browser.ready.then(
      () => this.#options.warmUp(browser),
      () => undefined, // it ended: it is taken from the list below
    );
    void browser.connection.closed.then(() => {
      this.#waiting = this.#waiting.filter((other) => other !== browser);
    });
    this.replenish();
  }
}
