/** The page of a WebContents over time: opened on first need, replaced after a crash, gone with its browser. */
import { EventEmitter } from 'node:events';
import type { Browser } from '../browser-process/browser';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import type { Target } from '../targets/target';
import { Page, type PageOptions } from './page';
import { PageTargets } from './page-targets';
import { ofCrash, WITH_BROWSER, type ProcessGone } from './process-gone';

export interface PageSource {
  /** The session's browser, started if need be. */
  browser(): Promise<Browser>;
  /** Its custom schemes. */
  schemes: SchemeMap;
  /** Opens a Chromium window on `url`. */
  open(browser: Browser, url: string): Promise<void>;
  /** What the page's documents get, as of now. */
  options(browser: Browser): Omit<PageOptions, 'schemes'>;
}

interface PageHolderEvents {
  /** A page exists; it waits for its first script until the listeners return. */
  attached: [page: Page];
  /** Its renderer died, or the whole browser did. */
  gone: [details: ProcessGone, browser: Browser | null];
  /** It was closed, by itself or from outside. */
  closed: [];
}

export class PageHolder extends EventEmitter<PageHolderEvents> {
  readonly #source: PageSource;
  #page: Page | null = null;
  #opening: Promise<void> | null = null;
  #crashed = false;
  #closed = false;
  #isNew = true;

  constructor(source: PageSource) {
    super();
    this.#source = source;
  }

  /** The page if there is one now. */
  get live(): Page | null {
    return this.#page;
  }

  /** No page has been opened so far, and one will be. */
  get isNew(): boolean {
    return this.#isNew && !this.#closed;
  }

  /** From the death of a renderer or browser to the next load. */
  get crashed(): boolean {
    return this.#crashed;
  }

  /** The page, opened if there is none. Rejects with BrowserGoneError if Chromium ends before. */
  async page(): Promise<Page> {
    if (this.#closed) throw new Error('Object has been destroyed');
    if (!this.#page) {
      this.#opening ??= this.#open().finally(() => (this.#opening = null));
      await this.#opening;
    }
    const page = this.#page;
    await page?.ready;
    // A blank page may have been open before a listener that has to be in force for what it loads.
    await page?.browser.targets.untilReleased(page.target);
    // Settings of the session that are being applied.
    if (page?.browser.alive) await this.#source.browser();
    if (!page || page !== this.#page) throw new Error('The page was closed while it opened');
    return page;
  }

  /** The page for a new load: one whose renderer died is of no more use. */
  pageForLoad(): Promise<Page> {
    if (this.#crashed && this.#page) this.#drop();
    return this.page();
  }

  /** A window that a page opened: its target exists already. */
  adopt(browser: Browser, target: Target): void {
    this.#attach(browser, target);
  }

  /** Ends the page without asking it; no other is opened. */
  close(): void {
    this.#closed = true;
    this.#drop();
  }

  async #open(): Promise<void> {
    const browser = await this.#source.browser();
    await new Promise<void>((resolve, reject) => {
      PageTargets.of(browser)
        .create(
          (url) => this.#source.open(browser, url),
          (target) => {
            this.#attach(browser, target);
            resolve();
          },
        )
        .catch(reject);
    });
  }

  #attach(browser: Browser, target: Target): void {
    const page = new Page(browser, target, { ...this.#source.options(browser), schemes: this.#source.schemes });
    this.#page = page;
    this.#isNew = false;
    this.#crashed = false;
    page.on('crashed', (crash) => this.#onGone(ofCrash(crash)));
    page.frames.on('navigated', () => {
      if (this.#page === page) this.#crashed = false;
    });
    page.on('closed', () => this.#onClosed(page));
    this.emit('attached', page);
    if (this.#closed) this.#drop();
  }

  #onClosed(page: Page): void {
    if (this.#page !== page) return;
    this.#page = null;
    if (page.browser.alive) this.emit('closed');
    else if (!page.browser.closing) this.#onGone(WITH_BROWSER, page.browser);
  }

  /** `browser`: the one whose end has taken the process with it. */
  #onGone(details: ProcessGone, browser: Browser | null = null): void {
    if (this.#crashed) return;
    this.#crashed = true;
    this.emit('gone', details, browser);
  }

  #drop(): void {
    const page = this.#page;
    this.#page = null;
    if (page?.browser.alive) page.browser.root.post('Target.closeTarget', { targetId: page.target.id });
  }
}
