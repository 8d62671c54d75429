/** Where the main frame of a WebContents is and goes: loads, history, what is loading. */
import { BrowserGoneError, ProtocolError, TargetGoneError } from '../devtools/errors';
import { ServiceWorkerGuard } from '../request-pipeline/service-worker-guard';
import type { Frame } from './frame';
import { HistoryState } from './history-state';
import { errorCode, LoadError } from './load-error';
import { Loading } from './loading';
import { goToOffset, navigate, type LoadURLOptions } from './navigation';
import type { Page } from './page';
import type { PageHolder } from './page-holder';
import { PageTargets } from './page-targets';

/** url/url_constants.h: Chromium loads no longer ones. In characters. */
const MAX_URL_LENGTH = 2 * 1024 * 1024;

/** The app itself loads this URL, as Chromium knows it: its service worker may answer. */
const excuse = ({ browser, target }: Page, url: string): Promise<void> =>
  ServiceWorkerGuard.of(browser).excuse(target.id, url);

export class NavigationController {
  readonly loading = new Loading();
  readonly #history = new HistoryState();
  readonly #pages: PageHolder;
  readonly #onFailed: (error: LoadError) => void;
  #url = '';
  /** Calls of load() that wait for the page. */
  #starting = 0;
  /** executeJavaScript() calls that came before there was a document to run in. */
  readonly #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  /** `onFailed` hears of loads that failed, before their promise rejects. */
  constructor(pages: PageHolder, onFailed: (error: LoadError) => void) {
    this.#pages = pages;
    this.#onFailed = onFailed;
  }

  attach(page: Page): void {
    let hasLoaded = false;
    let isOnBlank = false;
    // The renderer tells of the blank page before it is the browser process' own: gone forward from there by then, the page stays.
    const leaveBlank = (): void => {
      if (!isOnBlank || !PageTargets.isBlank(page.target.info.url)) return;
      isOnBlank = false;
      this.#leaveBlank();
    };
    page.target.onInfoChanged(leaveBlank);
    const onNavigated = (frame: Frame): void => {
      if (!frame.isMain) return;
      ServiceWorkerGuard.of(page.browser).endExcuse(page.target.id);
      if (!PageTargets.isBlank(frame.url)) {
        this.#url = frame.url;
        hasLoaded = true;
        isOnBlank = false;
      } else if (hasLoaded) {
        // A script went back while the blank page that the window began with was still in the history.
        isOnBlank = true;
        this.loading.appNavigation = true;
        this.loading.startOver();
        leaveBlank();
      }
    };
    page.frames.on('navigated', onNavigated);
    page.frames.on('navigatedWithinDocument', onNavigated);
    this.#history.attach(page, (url) => PageTargets.isBlank(url));
  }

  /** URL of the main frame's document, or of what it failed to load; empty before the first load. */
  get url(): string {
    return this.#url;
  }

  /** Its page is the blank one that a new window begins with. */
  get hasLoadedNothing(): boolean {
    const page = this.#pages.live;
    if (page === null || this.#url !== '') return false;
    const { url } = page.target.info;
    return url === '' || PageTargets.isBlank(url);
  }

  get canGoBack(): boolean {
    return this.#history.canGoBack;
  }

  get canGoForward(): boolean {
    return this.#history.canGoForward;
  }

  canGoToOffset(offset: number): boolean {
    return this.#history.canGoToOffset(offset);
  }

  get historyLength(): number {
    return this.#history.length;
  }

  get activeIndex(): number {
    return this.#history.index;
  }

  /** From the call of load() on, before Chromium reports anything. */
  get isLoadingMainFrame(): boolean {
    if (this.#isStarting) return true;
    const main = this.#pages.live?.frames.main;
    return main !== undefined && this.loading.isLoading(main);
  }

  get isLoading(): boolean {
    return this.#isStarting || this.loading.any;
  }

  get #isStarting(): boolean {
    return this.#starting > 0 || this.loading.pendingURL !== null;
  }

  /**
   * Rejects with LoadError, and with BrowserGoneError if Chromium ends. As in Electron nobody has to wait for it: events
   * tell the same.
   */
  load(url: string, options: LoadURLOptions): Promise<void> {
    const loaded = this.#load(url, options).finally(() => this.#wakeWaiting());
    loaded.catch(() => undefined);
    return loaded;
  }

  async #load(url: string, options: LoadURLOptions): Promise<void> {
    try {
      const page = await this.#pageFor(url);
      await navigate(page, this.loading, url, options);
    } catch (error) {
      if (error instanceof LoadError && !error.isReported) this.#onFailed(error);
      throw error;
    }
  }

  async #pageFor(url: string): Promise<Page> {
    this.#starting++;
    try {
      if (!URL.canParse(url) || url.length > MAX_URL_LENGTH) throw new LoadError('ERR_INVALID_URL', url);
      const page = await this.#pages.pageForLoad();
      if (!page.schemes.isLoadable(url)) throw new LoadError('ERR_INVALID_URL', url);
      await excuse(page, page.schemes.toChromium(url));
      return page;
    } finally {
      this.#starting--;
    }
  }

  reload(ignoreCache: boolean): void {
    this.loading.appNavigation = true;
    this.command(async (page) => {
      await excuse(page, page.schemes.toChromium(page.frames.main.url));
      await page.session.send('Page.reload', { ignoreCache });
    });
  }

  /** Page.crash waits for a navigation that is under way: that is given up. */
  crash(): void {
    const isUnderWay = this.loading.pendingURL !== null || this.isLoadingMainFrame;
    this.command(async ({ session }) => {
      if (isUnderWay) session.post('Page.stopLoading');
      session.post('Page.crash'); // never answered
    });
  }

  stop(): void {
    const main = this.#pages.live?.frames.main;
    if (!main) return;
    this.loading.fail('ERR_ABORTED');
    if (main.documentState === 'leaving') main.documentState = 'loading';
    this.command((page) => page.session.send('Page.stopLoading'));
  }

  goToOffset(offset: number): void {
    this.loading.appNavigation = true;
    this.command((page) => goToOffset(page.session, offset, (url) => excuse(page, url)));
  }

  /** Back to the page that a script has left. */
  #leaveBlank(): void {
    const url = this.#url;
    this.command(async (page) => {
      const isBack = await goToOffset(page.session, 1, (entry) => excuse(page, entry)).catch((error: unknown) => {
        if (error instanceof ProtocolError) return false;
        throw error;
      });
      if (isBack) return;
      // Just then the history was reduced to where the window stood: the blank page.
      const destination = page.schemes.toChromium(url);
      await excuse(page, destination);
      const { errorText } = await page.session.send('Page.navigate', { url: destination });
      if (errorText !== undefined) this.loading.fail(errorCode(errorText));
    });
  }

  clearHistory(): void {
    this.command(async (page) => {
      await page.session.send('Page.resetNavigationHistory');
      this.#history.refresh();
    });
  }

  /** Resolves when the main frame has a document that has loaded. Rejects if the page is closed before. */
  async untilLoaded(): Promise<void> {
    if (this.#url && !this.isLoadingMainFrame) return;
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** did-stop-loading was told. */
  onStopped(): void {
    this.loading.appNavigation = false;
    this.#wakeWaiting();
  }

  #wakeWaiting(): void {
    if (this.#url === '' || this.isLoadingMainFrame) return;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /** The page is over. */
  close(): void {
    this.loading.fail('ERR_ABORTED');
    const error = new Error('The page was closed before the script could run');
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  /** Sends a command whose effect is told by events. A page or browser that is gone has told it already. */
  command(send: (page: Page) => Promise<unknown>): void {
    this.#pages
      .page()
      .then(send)
      .catch((error: unknown) => {
        if (error instanceof BrowserGoneError || error instanceof TargetGoneError) return;
        if (this.#pages.live) process.emitWarning(error as Error);
      });
  }
}
