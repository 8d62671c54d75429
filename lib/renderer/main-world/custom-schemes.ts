/**
 * Custom schemes for the scripts of a page: what it asks of `atom://host/path` goes to the name that Chromium has for it
 * (lib/common/scheme-map.ts). Injected into the main world of every document of a session that has custom schemes, or handlers
 * of http or https, and into its workers. A convenience, not a guard: what a page may reach is decided in the main process.
 */
import {
  fromSubstitute,
  isHandledURL,
  schemeOf,
  toSubstitute,
  type CustomSchemePlace,
  type HandledHosts,
} from '../../common/scheme-map';
import { mapElements } from './custom-scheme-elements';
import { mapFetch } from './custom-scheme-fetch';
import { mapNavigations } from './custom-scheme-navigation';
import { mapRequests } from './custom-scheme-requests';

export interface PageScheme extends CustomSchemePlace {
  supportFetchAPI: boolean;
}

/** False in a worker. */
const isDocument = (): boolean => typeof document !== 'undefined';

/** The two names of a URL. */
export class PageSchemes {
  readonly #schemes: ReadonlyMap<string, PageScheme>;
  readonly #handled: HandledHosts;

  constructor(schemes: PageScheme[], handled: HandledHosts) {
    this.#handled = handled;
    this.#schemes = new Map(schemes.map((scheme) => [scheme.scheme, scheme]));
  }

  /** The scheme of an absolute or relative URL of either kind; undefined for all others. */
  schemeOf(url: string): PageScheme | undefined {
    const app = this.toApp(this.absolute(this.#complete(url)));
    return this.#schemes.get(schemeOf(app) ?? '');
  }

  /** What Chromium loads; other URLs, and what is none, as they are. */
  toChromium<T>(url: T): T | string {
    const text = this.#complete(String(url).trim());
    const place = this.#schemes.get(schemeOf(text) ?? '');
    return (place && toSubstitute(text, place)) ?? url;
  }

  /** `//host/path` is of the scheme of its page. */
  #complete(text: string): string {
    if (!/^[/\\]{2}/.test(text)) return text;
    const own = schemeOf(this.toApp(isDocument() ? document.baseURI : location.href)) ?? '';
    return this.#schemes.get(own)?.standard === true ? `${own}:${text}` : text;
  }

  /** What the page wrote. */
  toApp(url: string): string {
    return fromSubstitute(url, (scheme) => this.#schemes.get(scheme)) ?? url;
  }

  /** The main process answers it. */
  isHandled(url: string): boolean {
    return this.schemeOf(url) !== undefined || isHandledURL(this.absolute(url), this.#handled);
  }

  absolute(url: string): string {
    try {
      return new URL(url, isDocument() ? document.baseURI : location.href).href;
    } catch {
      return url;
    }
  }
}

export function boot(schemes: PageScheme[], handled: HandledHosts): void {
  const map = new PageSchemes(schemes, handled);
  mapFetch(map);
  if (schemes.length === 0) return;
  mapRequests(map);
  if (!isDocument()) return;
  mapElements(map);
  mapNavigations(map);
}
