/** `unresponsive` and `responsive` of a WebContents and its window: whether its renderer answers, asked while the app listens. */
import { whenHeard, type ObservedEmitter } from '../observed-emitter';
import type { Page } from './page';

/** As long as Chromium waits for an answer to input. */
const PATIENCE_MS = 15_000;
/** Between an answer and the next question. */
const PAUSE_MS = 5_000;

export const RESPONSIVENESS_EVENTS = ['responsive', 'unresponsive'] as const;

export class Responsiveness {
  readonly #report: (event: (typeof RESPONSIVENESS_EVENTS)[number]) => void;
  readonly #isExcused: () => boolean;
  readonly #emitters: ObservedEmitter[] = [];
  #isWatching = false;
  #page: Page | null = null;
  #isHung = false;

  /** `isExcused`: the renderer may wait for a user of the developer tools. */
  constructor(report: (event: (typeof RESPONSIVENESS_EVENTS)[number]) => void, isExcused: () => boolean) {
    this.#report = report;
    this.#isExcused = isExcused;
  }

  /** Of the WebContents, or of its window. */
  askFor(emitter: ObservedEmitter): void {
    this.#emitters.push(emitter);
    for (const event of RESPONSIVENESS_EVENTS) whenHeard(emitter, event, () => this.#start());
  }

  get #isHeard(): boolean {
    return this.#emitters.some((emitter) => RESPONSIVENESS_EVENTS.some((event) => emitter.listenerCount(event) > 0));
  }

  attach(page: Page): void {
    this.#page = page;
    this.#isHung = false;
    page.once('closed', () => {
      if (this.#page === page) this.#page = null;
    });
    this.#start();
  }

  #start(): void {
    if (this.#page && !this.#isWatching && this.#isHeard) void this.#watch();
  }

  /** Until the page is over, or nobody listens. A renderer that has died does not hang: others tell its end. */
  async #watch(): Promise<void> {
    this.#isWatching = true;
    while (this.#page && this.#isHeard) {
      const page = this.#page;
      const isAnswered = await this.#ask(page);
      if (this.#page === page) {
        if (isAnswered && this.#isHung) this.#report('responsive');
        this.#isHung = false;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
    }
    this.#isWatching = false;
  }

  /** False if the renderer has died. */
  async #ask(page: Page): Promise<boolean> {
    let isPending = true;
    const late = (): void => {
      if (!isPending || this.#page !== page || this.#isExcused()) return;
      this.#isHung = true;
      this.#report('unresponsive');
    };
    // If it was the main process that was busy, the answer has its turn first.
    const timer = setTimeout(() => setImmediate(() => setImmediate(late)), PATIENCE_MS);
    timer.unref();
    const { session, frames } = page;
    try {
      const reply = session.send('Runtime.evaluate', { expression: '0', silent: true }).then(
        () => true,
        () => false,
      );
      // A document that is replaced has answered: what it was asked may stay without a reply.
      return (await frames.main.answer(reply, true)) && session.loss === null;
    } finally {
      isPending = false;
      clearTimeout(timer);
    }
  }
}
