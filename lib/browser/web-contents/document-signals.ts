/** The documents of a WebContents begin to report what the app listens to (lib/renderer/page-observers, held-keys.ts). */
import { LATE, within } from '../within';
import type { Signal } from '../../common/page-news';
import { observeListeners, whenHeard, type ObservedEmitter } from '../observed-emitter';
import type { Frame } from './frame';
import type { Page } from './page';

/** Which event of the WebContents needs which signal. */
const SIGNALS: readonly [event: string, signal: Signal][] = [
  ['before-input-event', 'keys'],
  ['content-bounds-updated', 'bounds'],
  ['cursor-changed', 'cursor'],
  ['did-change-theme-color', 'theme-color'],
  ['enter-html-full-screen', 'fullscreen'],
  ['input-event', 'input'],
  ['leave-html-full-screen', 'fullscreen'],
  ['page-favicon-updated', 'favicons'],
  ['update-target-url', 'target-url'],
  ['zoom-changed', 'zoom'],
];

/** Milliseconds that input waits for documents that hang. */
const PATIENCE_MS = 2_000;

export class DocumentSignals {
  readonly #prefix: string;
  readonly #given = new Set<Signal>();
  #page: Page | null = null;
  /** Resolves when the documents that are there know the signals so far. */
  #told: Promise<unknown> = Promise.resolve();

  /** `prefix`: of the session's wrappers (ChannelConfig.signal). */
  constructor(prefix: string, contents: ObservedEmitter) {
    this.#prefix = prefix;
    for (const [event, signal] of SIGNALS) whenHeard(contents, event, () => this.give(signal));
    observeListeners(contents, () => {
      if (contents.listenerCount('before-input-event') === 0) this.#endKeys();
    });
  }

  /** Whether documents hold their keys. */
  get holdsKeys(): boolean {
    return this.#given.has('keys');
  }

  /** A key costs time only while the app listens. */
  #endKeys(): void {
    if (!this.#given.delete('keys')) return;
    this.#page?.removeScript('keys');
    if (this.#page) this.#tellDocuments(this.#page, this.#source('no-keys'));
  }

  /** From now on, in every document. */
  give(signal: Signal): void {
    if (this.#given.has(signal)) return;
    this.#given.add(signal);
    if (this.#page) this.#tell(this.#page, signal);
  }

  /** Documents that know it hear it again. Resolves as untilTold(). */
  async repeat(signal: Signal): Promise<void> {
    if (!this.#page || !this.#given.has(signal)) return;
    this.#tellDocuments(this.#page, this.#source(signal));
    await this.untilTold();
  }

  attach(page: Page): void {
    this.#page = page;
    page.once('closed', () => {
      if (this.#page === page) this.#page = null;
    });
    for (const signal of this.#given) this.#tell(page, signal);
  }

  /** What is sent to a page after this comes behind the signals; a document that does not answer keeps nothing back for long. */
  async untilTold(): Promise<void> {
    const told = this.#told;
    const isLate = (await within(PATIENCE_MS, told)) === LATE;
    if (isLate && this.#told === told) this.#told = Promise.resolve(); // nothing waits for it a second time
  }

  #source(signal: Signal): string {
    return `dispatchEvent(new Event(${JSON.stringify(`${this.#prefix}-${signal}`)}))`;
  }

  #tell(page: Page, signal: Signal): void {
    const source = this.#source(signal);
    page.addScript(signal, source);
    this.#tellDocuments(page, source);
  }

  #tellDocuments(page: Page, source: string): void {
    // A document may be gone.
    const told = [...page.frames.main.subtree()].map((frame) => frame.answer(tellDocument(frame, source), undefined));
    this.#told = Promise.all([this.#told, ...told]).then(() => undefined);
  }
}

/** Scripts of a document that is there could hear what is said in their world. */
async function tellDocument({ session, frameId }: Frame, expression: string): Promise<void> {
  const worldName = 'Valence Signals';
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId, worldName });
  await session.send('Runtime.evaluate', { expression, contextId, silent: true });
}
