/** Which frames of a page are loading, and the promise of the loadURL() under way. */
import type { Frame } from './frame';
import { LoadError } from './load-error';

interface PendingLoad {
  url: string;
  /** Chromium's id of the navigation; null until it answered. */
  loaderId: string | null;
  /** The document that ended last: it may do so before Chromium's answer to the command was handled. */
  ended: { loaderId: string; error: LoadError | null } | null;
  resolve: () => void;
  reject(error: Error): void;
}

export class Loading {
  readonly #frames = new Set<Frame>();
  #pending: PendingLoad | null = null;
  /** The app itself reloads or moves in the history: a navigation that nobody is asked about. */
  appNavigation = false;
  /** Chromium's id of the loadURL() that failed last: its failure has been told. */
  failedLoader: string | null = null;
  /** No answer from the server yet. */
  waitingForResponse = false;

  get any(): boolean {
    return this.#frames.size > 0;
  }

  isLoading(frame: Frame): boolean {
    return this.#frames.has(frame);
  }

  /** Returns true if the page begins to load with it. */
  start(frame: Frame): boolean {
    const idle = !this.any;
    this.#frames.add(frame);
    return idle;
  }

  /** Returns true if the page has stopped loading with it. */
  stop(frame: Frame): boolean {
    return this.#frames.delete(frame) && !this.any;
  }

  clear(): boolean {
    const was = this.any;
    this.#frames.clear();
    this.waitingForResponse = false;
    this.appNavigation = false;
    return was;
  }

  /** A promise for a new load of `url`; one that was under way is aborted, as in Electron. */
  begin(url: string): {
    promise: Promise<void>;
    answered(loaderId: string | undefined): void;
    failed(error: Error): void;
  } {
    this.fail('ERR_ABORTED');
    let load!: PendingLoad;
    const promise = new Promise<void>((resolve, reject) => {
      load = { url, loaderId: null, ended: null, resolve, reject };
    });
    promise.catch(() => undefined); // fire-and-forget loadURL() is common; did-fail-load tells as well
    this.#pending = load;
    return {
      promise,
      answered: (loaderId) => {
        // Without one the navigation stayed in the document and is over.
        if (loaderId === undefined) this.#settle(load, () => load.resolve());
        else load.loaderId = loaderId;
        this.#settleEnded(load);
      },
      failed: (error) => this.#settle(load, () => load.reject(error)),
    };
  }

  /** A document of the main frame has loaded, or has broken off with an error that was reported. */
  finish(loaderId: string, error: LoadError | null = null): void {
    const load = this.#pending;
    if (!load) return;
    load.ended = { loaderId, error };
    this.#settleEnded(load);
  }

  #settleEnded(load: PendingLoad): void {
    const { ended } = load;
    if (!ended || ended.loaderId !== load.loaderId) return;
    this.#settle(load, () => (ended.error ? load.reject(ended.error) : load.resolve()));
  }

  /** Another navigation of the main frame began: the page or the user went elsewhere before the load was done. */
  superseded(loaderId: string): void {
    if (this.#pending?.loaderId && this.#pending.loaderId !== loaderId) this.fail('ERR_ABORTED');
  }

  /** The load under way ends with a network error. */
  fail(code: string): void {
    const load = this.#pending;
    if (load) this.#settle(load, () => load.reject(new LoadError(code, load.url)));
  }

  get pendingURL(): string | null {
    return this.#pending?.url ?? null;
  }

  #settle(load: PendingLoad, how: () => void): void {
    if (this.#pending === load) this.#pending = null;
    how();
  }
}
