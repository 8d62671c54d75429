/**
 * How an app ends: the order of the quit events, and that every browser has saved its data before the process goes.
 * Windows and sessions register themselves, so that this file knows neither.
 */

import { log, NO_SESSION } from '../log/log';
import { LATE, within } from '../within';

/**
 * How long a quit waits for one window's page to say whether it stays, in milliseconds. What runs there before is a
 * synchronous handler of beforeunload, whose question is answered at once: a page that takes longer does not answer at all.
 */
const PAGE_DEADLINE = 5000;

/** How long it waits for the finishers, in milliseconds. A Chromium that does not end by itself is killed after 9,000 at the latest. */
const FINISH_DEADLINE = 10_000;

/** Something that has to agree before the app quits: a window. */
export interface Closable {
  /** Resolves to false if it stays open. */
  requestClose(): Promise<boolean>;
  destroy(): void;
}

export interface QuitEvents {
  /** Each returns true if a listener prevented it. */
  beforeQuit(): boolean;
  willQuit(): boolean;
  quit(exitCode: number): void;
  /** The last window has closed while the app was not quitting. */
  windowAllClosed(): void;
}

class Lifecycle {
  readonly #windows = new Set<Closable>();
  readonly #finishers: (() => Promise<void>)[] = [];
  #events: QuitEvents | null = null;
  /** Node ends a process without work; an Electron app lives until it quits. */
  readonly #alive = setInterval(() => undefined, 0x7fffffff);
  #state: 'running' | 'asking' | 'exiting' = 'running';
  /** What quit() ends the process with: not 0 if the app did not get what it was started for. */
  exitCode = 0;

  /** Called once, by the `app` module. */
  setEvents(events: QuitEvents): void {
    this.#events = events;
  }

  addWindow(window: Closable): void {
    this.#windows.add(window);
  }

  removeWindow(window: Closable): void {
    this.#windows.delete(window);
  }

  get windowCount(): number {
    return this.#windows.size;
  }

  /** Call when the listeners of a window's `closed` have run. */
  onWindowClosed(): void {
    if (this.#windows.size === 0 && this.#state === 'running') this.#events?.windowAllClosed();
  }

  /** Runs before the process ends, however it quits; all finishers run at once. */
  addFinisher(finish: () => Promise<void>): void {
    this.#finishers.push(finish);
  }

  /** before-quit → every window closes → will-quit → quit → exit. Any listener or page may stop it. */
  async quit(): Promise<void> {
    if (this.#state !== 'running') return;
    this.#state = 'asking';
    log.lifecycle?.(NO_SESSION, `app is asked to quit windows=${this.#windows.size}`);
    if (this.#events?.beforeQuit() || !(await this.#closeWindows()) || this.#events?.willQuit()) {
      if (this.#state === 'asking') {
        this.#state = 'running';
        log.lifecycle?.(NO_SESSION, 'app goes on: a listener or a page prevented the quit');
      }
      return;
    }
    await this.#exit(this.exitCode);
  }

  /** Ends the app without asking anybody: windows are destroyed, only `quit` is emitted. */
  async exit(exitCode: number): Promise<void> {
    if (this.#state === 'running') this.#state = 'asking';
    for (const window of this.#windows) window.destroy();
    await this.#exit(exitCode);
  }

  /** One by one; behind a window that does not answer the others all at once, so that many of them take no longer than two. */
  async #closeWindows(): Promise<boolean> {
    for (const window of this.#windows) {
      const answer = await this.#close(window);
      if (answer === false) return false;
      if (answer === LATE) break;
    }
    const others = await Promise.all([...this.#windows].map((window) => this.#close(window)));
    return !others.includes(false);
  }

  async #close(window: Closable): Promise<boolean | typeof LATE> {
    const answer = await within(PAGE_DEADLINE, window.requestClose());
    if (answer === LATE) {
      process.emitWarning(
        `A window was closed without its page, which has not answered the quit within ${PAGE_DEADLINE / 1000} s.`,
        { code: 'VALENCE_PAGE_UNRESPONSIVE' },
      );
      window.destroy();
    }
    return answer;
  }

  async #exit(exitCode: number): Promise<void> {
    if (this.#state === 'exiting') return;
    this.#state = 'exiting';
    log.lifecycle?.(NO_SESSION, `app ends code=${exitCode}`);
    this.#events?.quit(exitCode);
    await within(FINISH_DEADLINE, Promise.allSettled(this.#finishers.map((finish) => finish())));
    // What was rejected with the end of a Chromium is heard by the app.
    await new Promise((resolve) => setImmediate(resolve));
    clearInterval(this.#alive);
    process.exit(exitCode);
  }
}

export const lifecycle = new Lifecycle();
