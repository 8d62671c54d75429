/** The requests of the main process in one session. */
import type { BrowserContext } from '../browser-context/browser-context';
import { identityHeaders } from '../browser-context/identity';
import { perContext } from '../browser-context/per-context';
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { BrowserGoneError } from '../devtools/errors';
import { HiddenPage } from '../hidden-page/hidden-page';
import { AuthRequests } from '../http-auth/auth-requests';
import { LoginCache } from '../http-auth/login-cache';
import { withoutNames } from '../http';
import { FetchPage } from './fetch-page';
import { loggedClient } from './request-log';
import { netError } from '../net-error';
import type { URLLoaderClient, URLLoaderOptions } from './url-loader-client';
import { URLLoader } from './url-loader';

const openedBy = (browser: Browser): HiddenPage<FetchPage> =>
  new HiddenPage(browser, 'The request', (document) => FetchPage.open(browser, document));

const LOADABLE = new Set(['http:', 'https:', 'file:']);

export class URLLoaderFactory {
  readonly #context: BrowserContext;
  readonly #page = perBrowser(openedBy);
  /** For files, once interception has begun behind the other one. */
  readonly #filePage = perBrowser(openedBy);

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
    const loaded = { ...this.#identified(options), url };
    const logins = LoginCache.of(this.#context);
    const loader = new URLLoader(loaded, canStream, logins, { ...logged, onRedirect, onError });
    const known = LOADABLE.has(new URL(url).protocol);
    void loader.start(async () => {
      if (!known) throw netError('ERR_UNKNOWN_URL_SCHEME');
      if (options.logsIn) await AuthRequests.of(this.#context).enable();
      return this.#openPage(url.startsWith('file:'));
    });
    return loader;
  }

  /** Requests say who they are as the session's pages do. */
  #identified(options: URLLoaderOptions): URLLoaderOptions {
    const { current } = this.#context;
    const identity = current && this.#context.identityOverride(current);
    const added = withoutNames(identityHeaders(identity), options.headers);
    return { ...options, headers: [...options.headers, ...added] };
  }

  async #openPage(forFile: boolean): Promise<FetchPage> {
    const browser = await this.#context.browser();
    try {
      const page = await this.#page(browser).ready();
      return forFile && !page.interceptsFiles ? await this.#openFilePage(browser) : page;
    } catch (error) {
      throw error instanceof BrowserGoneError ? error : netError('ERR_FAILED');
    }
  }

  async #openFilePage(browser: Browser): Promise<FetchPage> {
    const hidden = this.#filePage(browser);
    const page = await hidden.ready();
    if (page.interceptsFiles) return page;
    hidden.close();
    return hidden.ready();
  }
}
