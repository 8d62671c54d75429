/** The Cookies class (docs/api/cookies.md). */
import { invalidArgType, invalidArgValue, validateString } from '../../common/validators';
import { emitToApp } from '../app-calls';
import type { BrowserContext } from '../browser-context/browser-context';
import { toCookieParam, type CookieDetails } from '../cookies/cookie-details';
import type { CookieFilter } from '../cookies/cookie-filter';
import type { PartitionedCookie } from '../cookies/cookie-conversion';
import { cookieToApp, detailsToChromium, filtered } from '../cookies/custom-scheme-cookies';
import { CookieMonitor } from '../cookies/cookie-monitor';
import { CookieStore } from '../cookies/cookie-store';
import type { Browser } from '../browser-process/browser';
import { createEvent } from '../event';
import { requireLibrary, type LIBRARY } from '../internals';
import { ObservedEmitter, observeListeners } from '../observed-emitter';

const FILTER_FIELDS: Record<string, 'string' | 'boolean'> = {
  url: 'string',
  name: 'string',
  domain: 'string',
  path: 'string',
  secure: 'boolean',
  session: 'boolean',
  httpOnly: 'boolean',
};

function checkFilter(filter: CookieFilter): void {
  if (typeof filter !== 'object' || filter === null) {
    throw invalidArgType('filter', 'an object ({} stands for all cookies)', filter);
  }
  for (const [field, type] of Object.entries(FILTER_FIELDS)) {
    const value = (filter as Record<string, unknown>)[field];
    if (value !== undefined && typeof value !== type) {
      throw invalidArgType(`filter.${field}`, `a ${type}`, value);
    }
  }
  if (filter.url && !URL.canParse(filter.url)) throw new Error(`filter.url must be a URL, got '${filter.url}'`);
}

export class Cookies extends ObservedEmitter implements Electron.Cookies {
  readonly #store: CookieStore;
  readonly #monitor: CookieMonitor;
  readonly #context: BrowserContext;
  #begun = false;
  #forgetting = false;

  constructor(key: typeof LIBRARY, context: BrowserContext) {
    super();
    requireLibrary(key);
    this.#context = context;
    this.#store = new CookieStore(() => context.browser());
    this.#monitor = new CookieMonitor();
    this.#monitor.on('changed', (cookie, cause, removed) =>
      emitToApp(this, 'changed', createEvent(), cookieToApp(cookie, context.schemes), cause, removed),
    );
    // With a listener, nothing happens in a browser before its changes are reported.
    context.onBrowser(async (browser) => {
      await this.#forgetSessionCookies(browser);
      if (this.listenerCount('changed') > 0) await this.#monitor.watch(browser);
    });
    observeListeners(this, () => {
      // In the same turn: a call that follows is reported. While old cookies are being removed, nothing else can follow.
      if (this.listenerCount('changed') === 0 || !context.current || this.#forgetting) return;
      this.#monitor.watch(context.current).catch(() => undefined); // it ended: the next one is watched
    });
  }

  /** With the first browser that runs: the session cookies of an earlier run of the app are gone before anybody sees them. */
  async #forgetSessionCookies(browser: Browser): Promise<void> {
    if (this.#begun || this.#context.inMemory) return;
    this.#forgetting = true;
    await this.#store.removeSessionCookies(browser).finally(() => (this.#forgetting = false));
    this.#begun = true; // not if the browser could not start
  }

  /** Every cookie that passes the filter; `partitionKey` is there for partitioned cookies only. */
  async get(filter: CookieFilter): Promise<PartitionedCookie[]> {
    checkFilter(filter);
    return filtered(await this.#store.all(), filter, this.#context.schemes);
  }

  /** Resolves when the cookie is stored. Rejects with Electron's text and the reason. */
  async set(details: CookieDetails): Promise<void> {
    await this.#store.set(toCookieParam(detailsToChromium(details, this.#context.schemes)));
  }

  /** Resolves also if there was no such cookie. */
  async remove(url: string, name: string): Promise<void> {
    if (typeof url !== 'string' || !URL.canParse(url)) throw invalidArgValue('url', 'a URL', url);
    validateString(name, 'name');
    await this.#store.remove(new URL(this.#context.schemes.toChromium(url)), name);
  }

  /** Resolves when the cookies are on disk: they survive a SIGKILL from then on. */
  async flushStore(): Promise<void> {
    if (this.#context.current) await this.#store.flush();
  }
}
