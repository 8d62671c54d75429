/** Which frames of a page are loading, and the promise of the loadURL() under way. */
import type { Frame } from './frame';
import { LoadError } from './load-error';

interface PendingLoad {
  url: string;
  /** Chromium's id of the navigation; null until it answered, undefined if the navigation stays in its document. */
  loaderId: string | null | undefined;
  /** See startOver(). */
  startedOver: boolean;
  /** The document that ended last: it may do so before Chromium's answer to the command was handled. */
  ended: { loaderId: string; error: LoadError | null } | null;
  /** A navigation within the document: Chromium has reported one, and the app has been told. */
  inPage: 'none' | 'reported' | 'told';
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
    /** Everything that Chromium reports of a navigation without a document has been reported. */
    reported(): void;
    failed(error: Error): void;
  } {
    this.fail('ERR_ABORTED');
    let load!: PendingLoad;
    const promise = new Promise<void>((resolve, reject) => {
      load = { url, loaderId: null, startedOver: false, ended: null, inPage: 'none', resolve, reject };
    });
    promise.catch(() => undefined); // fire-and-forget loadURL() is common; did-fail-load tells as well
    this.#pending = load;
    return {
      promise,
      answered: (loaderId) => {
        if (load.startedOver) return;
        load.loaderId = loaderId;
        this.#settleEnded(load);
      },
      reported: () => {
        if (load.inPage === 'none') this.#settle(load, () => load.resolve());
      },
      failed: (error) => this.#settle(load, () => load.reject(error)),
    };
  }

  /** The main frame has navigated within its document. */
  reportedInPage(): void {
    if (this.#pending) this.#pending.inPage = 'reported';
  }

  /** The app has been told of it. */
  finishInPage(): void {
    const load = this.#pending;
    if (load?.inPage !== 'reported') return;
    load.inPage = 'told';
    this.#settleEnded(load);
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
    if (load.loaderId === undefined && load.inPage === 'told') this.#settle(load, () => load.resolve());
    if (!ended || ended.loaderId !== load.loaderId) return;
    this.#settle(load, () => (ended.error ? load.reject(ended.error) : load.resolve()));
  }

  /** Another navigation of the main frame began: the page or the user went elsewhere before the load was done. */
  superseded(loaderId: string): void {
    const load = this.#pending;
    if (load?.startedOver && load.loaderId === null) load.loaderId = loaderId;
    else if (load?.loaderId && load.loaderId !== loaderId) this.fail('ERR_ABORTED');
  }

  /** The document was left for a page that the app knows nothing of: the load under way ends with the one that comes next. */
  startOver(): void {
    const load = this.#pending;
    if (!load) return;
    load.startedOver = true;
    load.loaderId = null;
  }

  /** Chromium answers the command that began the load under way. */
  get isAnswered(): boolean {
    return this.#pending !== null && !this.#pending.startedOver;
  }

  /** The load under way ends with a network error. */
  fail(code: string): void {
    const load = this.#pending;
    if (load) this.#settle(load, () => load.reject(new LoadError(code, load.url)));
  }

  /** The load under way, and no later one, rejects with what ended it; a document that has begun, with ERR_FAILED. */
  failWith(reason: Promise<Error>): void {
    const load = this.#pending;
    if (load?.loaderId === null) void reason.then((error) => this.#settle(load, () => load.reject(error)));
    else this.fail('ERR_FAILED');
  }

  get pendingURL(): string | null {
    return this.#pending?.url ?? null;
  }

  #settle(load: PendingLoad, how: () => void): void {
    if (this.#pending === load) this.#pending = null;
    how();
  }
}
