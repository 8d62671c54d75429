/** The requests of the main process in one session. */
import type { BrowserContext } from '../browser-context/browser-context';
import { acceptLanguageHeader } from '../browser-context/identity';
import { perContext } from '../browser-context/per-context';
import { perBrowser } from '../browser-process/per-browser';
import { BrowserGoneError } from '../devtools/errors';
import { HiddenPage } from '../hidden-page/hidden-page';
import { valuesOf, type HeaderEntry } from '../http';
import { FetchPage } from './fetch-page';
import { loggedClient } from './request-log';
import { netError } from './net-error';
import type { URLLoaderClient, URLLoaderOptions } from './url-loader-client';
import { URLLoader } from './url-loader';

const LOADABLE = new Set(['http:', 'https:', 'file:']);

export class URLLoaderFactory {
  readonly #context: BrowserContext;
  readonly #page = perBrowser(
    (browser) => new HiddenPage(browser, 'The request', (document) => FetchPage.open(browser, document)),
  );

  private constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** The one of a session. */
  static readonly of = perContext((context) => new URLLoaderFactory(context));

  /** False for what is no URL of its scheme, as `app://` without a host. */
  isLoadable(url: string): boolean {
    return this.#context.schemes.isLoadable(url);
  }

  /** Starts the request. Everything about it, failure too, is told to the client, later. */
  createLoaderAndStart(options: URLLoaderOptions, client: URLLoaderClient): URLLoader {
    // URLs of the app's own schemes, which Chromium knows under another name.
    const { schemes } = this.#context;
    const url = schemes.toChromium(options.url);
    const logged = loggedClient(this.#context.label, options, client);
    let current = options.url;
    const onRedirect: URLLoaderClient['onRedirect'] = (redirect) => {
      current = schemes.toApp(redirect.newURL);
      return logged.onRedirect({ ...redirect, newURL: current });
    };
    const onError: URLLoaderClient['onError'] = (error) => {
      const message = schemes.errorOf(error.message, current);
      logged.onError(message === error.message ? error : new Error(message));
    };
    const isAnswered = url !== options.url || this.#context.handled.has(url);
    // A protocol handler is given a body as a whole.
    const canStream = url.startsWith('https:') && (!isAnswered || options.bypassCustomProtocolHandlers);
    const loader = new URLLoader({ ...this.#identified(options), url }, canStream, { ...logged, onRedirect, onError });
    const known = LOADABLE.has(new URL(url).protocol);
    void loader.start(async () => {
      if (!known) throw netError('ERR_UNKNOWN_URL_SCHEME');
      return this.#openPage();
    });
    return loader;
  }

  /** Requests say who they are as the session's pages do. */
  #identified(options: URLLoaderOptions): URLLoaderOptions {
    const has = (wanted: string): boolean => valuesOf(options.headers, wanted).length > 0;
    const { current } = this.#context;
    const identity = current && this.#context.identityOverride(current);
    const added: HeaderEntry[] = [];
    if (identity && !has('user-agent')) added.push({ name: 'User-Agent', value: identity.userAgent });
    if (identity?.acceptLanguage !== undefined && !has('accept-language')) {
      added.push({ name: 'Accept-Language', value: acceptLanguageHeader(identity.acceptLanguage) });
    }
    return added.length === 0 ? options : { ...options, headers: [...options.headers, ...added] };
  }

  async #openPage(): Promise<FetchPage> {
    const page = this.#page(await this.#context.browser());
    try {
      return await page.ready();
    } catch (error) {
      throw error instanceof BrowserGoneError ? error : netError('ERR_FAILED');
    }
  }
}
