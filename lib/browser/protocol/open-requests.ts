/**
 * The requests of one browser that wait for a handler. Chromium does not tell when a paused request is given up; it answers
 * differently when asked about one, so it is asked whenever a frame may have gone, and now and then.
 */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import type { PausedRequest } from '../request-pipeline/request-interception';
import type { Target } from '../targets/target';

/** How often the requests that take long are asked about: scripts abort fetches without any event. In milliseconds. */
const INTERVAL = 2000;
/** When to ask after a document has gone. In milliseconds. */
const CHECK_DELAYS = [0, 50, 250];

export interface OpenRequest {
  readonly requestId: string;
  /** Where it was paused. */
  readonly session: CDPSession;
  readonly frameId: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly controller: AbortController;
  /** The answer has left the pipe's paused state and streams. */
  streaming: boolean;
}

export class OpenRequests {
  readonly #browser: Browser;
  readonly #open = new Set<OpenRequest>();
  readonly #onIdle: () => void;
  #timer: NodeJS.Timeout | null = null;

  /** `onIdle`: the last one is over. */
  constructor(browser: Browser, onIdle: () => void) {
    this.#browser = browser;
    this.#onIdle = onIdle;
    browser.targets.addSetup((target) => {
      target.session.on('Page.frameNavigated', ({ frame }) => this.#askSoon(({ frameId }) => frameId === frame.id));
      target.session.on('Page.frameDetached', () => this.#askSoon(() => true));
      target.onDetached(() => this.#onDetached(target));
    });
    void browser.connection.closed.then(() => this.#abortAll());
  }

  get size(): number {
    return this.#open.size;
  }

  begin({ requestId, frameId }: PausedRequest, session = this.#browser.root): OpenRequest {
    const open = { requestId, session, frameId, controller: new AbortController(), streaming: false };
    this.#open.add(open);
    this.#timer ??= setInterval(() => this.#ask(() => true), INTERVAL).unref();
    return open;
  }

  end(open: OpenRequest): void {
    if (!this.#open.delete(open) || this.#open.size > 0) return;
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    // Its verdict is on its way to Chromium.
    setImmediate(() => this.#open.size === 0 && this.#onIdle());
  }

  #onDetached({ id, type }: Target): void {
    // Other targets detach also when their frame moves to another process.
    if (type === 'page') for (const open of this.#open) if (open.frameId === id) this.#abort(open);
    this.#askSoon(() => true);
  }

  /** A document is told to be gone before its requests are. */
  #askSoon(which: (open: OpenRequest) => boolean): void {
    if (this.#open.size === 0) return;
    for (const delay of CHECK_DELAYS) setTimeout(() => this.#ask(which), delay).unref();
  }

  #ask(which: (open: OpenRequest) => boolean): void {
    for (const open of this.#open) if (!open.streaming && which(open)) void this.#probe(open);
  }

  /** Chromium refuses to give the body of a response that has not come, in other words if there is no such request. */
  async #probe(open: OpenRequest): Promise<void> {
    try {
      await open.session.send('Fetch.getResponseBody', { requestId: open.requestId });
    } catch (error) {
      const gone = /Invalid InterceptionId/i.test((error as Error).message);
      if (gone && !open.streaming && this.#open.has(open)) this.#abort(open);
    }
  }

  #abort(open: OpenRequest): void {
    // What streams hears of it from its connection.
    if (open.streaming) return;
    open.controller.abort();
    this.end(open);
  }

  #abortAll(): void {
    for (const open of this.#open) this.#abort(open);
  }
}
