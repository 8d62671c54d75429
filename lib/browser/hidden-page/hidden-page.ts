/**
 * A page of one browser that no window shows, for what only a certain document can do. It is opened when it is first needed,
 * and again when it is needed after its renderer has died.
 */
import type { Browser } from '../browser-process/browser';
import { BrowserGoneError, ProtocolError, TargetGoneError } from '../devtools/errors';
import { HelperExtension } from '../helper-extension/helper-extension';
import { HiddenDocument } from './hidden-document';

/** Loads the document and makes it ready. Called for every page anew; what it waits for ends with the page. */
export type OpenDocument<T> = (document: HiddenDocument) => Promise<T>;

interface Opened<T> {
  document: HiddenDocument;
  value: T;
}

export class HiddenPage<T = void> {
  readonly #browser: Browser;
  readonly #purpose: string;
  readonly #open: OpenDocument<T>;
  #current: Opened<T> | null = null;
  #opening: Promise<Opened<T>> | null = null;
  /** Target id of a page whose renderer has died. It may be the last page, without which Chromium makes no hidden one. */
  #dead: string | null = null;

  /** `purpose`: what is done in it, in messages: "Resolving a host". */
  constructor(browser: Browser, purpose: string, open: OpenDocument<T>) {
    this.#browser = browser;
    this.#purpose = purpose;
    this.#open = open;
  }

  /**
   * What the open page was made into, opened if there is none. Rejects with BrowserGoneError if the browser ends before, with
   * Error if no page can be opened.
   */
  async ready(): Promise<T> {
    return (await this.#opened()).value;
  }

  /**
   * Runs something in the page, and a second time if the renderer dies meanwhile: twice must do no harm. Rejects as ready(),
   * and as `run` does.
   */
  async use<R>(run: (document: HiddenDocument, value: T) => Promise<R>): Promise<R> {
    const attempt = async (): Promise<R> => {
      const { document, value } = await this.#opened();
      return run(document, value);
    };
    try {
      return await attempt().catch((error: unknown) => {
        if (error instanceof TargetGoneError) return attempt();
        throw error;
      });
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** The value of an expression that may run twice; a promise is waited for. Rejects as use(). */
  evaluate<R>(expression: string): Promise<R> {
    return this.use((document) => document.evaluate<R>(expression));
  }

  /** Closes the page. It is opened again when it is next needed. */
  close(): void {
    const current = this.#current;
    this.#current = null;
    this.#closeDead();
    if (current) this.#closeTarget(current.document.targetId);
  }

  async #opened(): Promise<Opened<T>> {
    if (this.#current) return this.#current;
    this.#opening ??= this.#openTwice().finally(() => (this.#opening = null));
    try {
      return await this.#opening;
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** A second time if its renderer dies meanwhile. */
  async #openTwice(): Promise<Opened<T>> {
    try {
      return await this.#openOnce();
    } catch (error) {
      if (!(error instanceof TargetGoneError)) throw error;
      return this.#openOnce();
    }
  }

  async #openOnce(): Promise<Opened<T>> {
    const { targetId } = await this.#create();
    const session = await this.#browser.targets.attachPrivately(targetId);
    this.#closeDead();
    const document = new HiddenDocument(targetId, session);
    document.onGone((loss) => {
      if (loss === 'Target crashed') this.#dead = targetId;
      if (this.#current?.document === document) this.#current = null;
    });
    try {
      const opened = { document, value: await Promise.race([this.#open(document), document.gone]) };
      if (session.loss === null) this.#current = opened;
      return opened;
    } catch (error) {
      // Not one that has crashed: it may be the last page.
      if (session.loss === null) this.#closeTarget(targetId);
      throw error;
    }
  }

  /** Chromium makes hidden pages only while a page or worker exists: the helper's worker, if there is nothing else. */
  async #create(): Promise<{ targetId: string }> {
    const create = (): Promise<{ targetId: string }> =>
      this.#browser.root.send('Target.createTarget', { url: 'about:blank', hidden: true });
    try {
      return await create();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      await HelperExtension.of(this.#browser).session();
      return create();
    }
  }

  #closeDead(): void {
    if (this.#dead !== null) this.#closeTarget(this.#dead);
    this.#dead = null;
  }

  #closeTarget(targetId: string): void {
    this.#browser.root.post('Target.closeTarget', { targetId });
  }

  #explained(error: unknown): unknown {
    if (error instanceof BrowserGoneError) return new BrowserGoneError(this.#purpose, error.exit);
    if (error instanceof TargetGoneError) {
      return new Error(`${this.#purpose} failed twice, because its page ended (${error.reason}).`, { cause: error });
    }
    return error;
  }
}
