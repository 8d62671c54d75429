/** The requests of the main process in one session. */
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import { FetchPage } from './fetch-page';
import { netError } from './net-error';
import type { HeaderEntry, URLLoaderClient, URLLoaderOptions } from './url-loader-client';
import { URLLoader } from './url-loader';

const LOADABLE = new Set(['http:', 'https:', 'file:']);

export class URLLoaderFactory {
  readonly #context: BrowserContext;
  #page: { browser: Browser; opening: Promise<FetchPage>; current: FetchPage | null } | null = null;

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** Starts the request. Everything about it, failure too, is told to the client, later. */
  createLoaderAndStart(options: URLLoaderOptions, client: URLLoaderClient): URLLoader {
    // URLs of the app's own schemes, which Chromium knows under another name.
    const { schemes } = this.#context;
    const url = schemes.toChromium(options.url);
    const onRedirect: URLLoaderClient['onRedirect'] = (redirect) =>
      client.onRedirect({ ...redirect, newURL: schemes.toApp(redirect.newURL) });
    const isAnswered = url !== options.url || this.#context.handled.has(url);
    // A protocol handler is given a body as a whole.
    const canStream = url.startsWith('https:') && (!isAnswered || options.bypassCustomProtocolHandlers);
    const loader = new URLLoader({ ...this.#identified(options), url }, canStream, { ...client, onRedirect });
    const known = LOADABLE.has(new URL(url).protocol);
    void loader.start(async () => {
      if (!known) throw netError('ERR_UNKNOWN_URL_SCHEME');
      return this.#openPage();
    });
    return loader;
  }

  /** Requests say who they are as the session's pages do. */
  #identified(options: URLLoaderOptions): URLLoaderOptions {
    const has = (wanted: string): boolean => options.headers.some(({ name }) => name.toLowerCase() === wanted);
    const { current } = this.#context;
    const identity = current && this.#context.identityOverride(current);
    const added: HeaderEntry[] = [];
    if (identity && !has('user-agent')) added.push({ name: 'User-Agent', value: identity.userAgent });
    if (identity?.acceptLanguage !== undefined && !has('accept-language')) {
      added.push({ name: 'Accept-Language', value: identity.acceptLanguage });
    }
    return added.length === 0 ? options : { ...options, headers: [...options.headers, ...added] };
  }

  async #openPage(): Promise<FetchPage> {
    const browser = await this.#context.browser();
    if (this.#page?.browser === browser && !this.#page.current?.closed) return this.#page.opening;
    const page = {
      browser,
      opening: this.#open(browser),
      current: null as FetchPage | null,
    };
    this.#page = page;
    try {
      page.current = await page.opening;
    } catch (error) {
      if (this.#page === page) this.#page = null;
      throw error;
    }
    return page.current;
  }

  /** A second time if its process ends meanwhile. */
  async #open(browser: Browser): Promise<FetchPage> {
    try {
      return await FetchPage.open(browser);
    } catch (error) {
      if (!browser.alive) throw error;
      return FetchPage.open(browser);
    }
  }
}
