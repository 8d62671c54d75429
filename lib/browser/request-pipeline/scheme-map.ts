/** The custom schemes of one session, and their URLs in the app's words and in Chromium's. */
import { EventEmitter } from 'node:events';
import {
  fromSubstitute,
  fromSubstituteHost,
  schemeOf,
  toSubstitute,
  type CustomSchemePlace,
} from '../../common/scheme-map';

interface SchemeMapEvents {
  added: [place: CustomSchemePlace];
  /** Every document from now on gets it, and those that are there. */
  script: [source: string];
}

/** Replaces an error of Chromium's by the one that the app gets. */
type ErrorRule = (error: string, url: string) => string;

export class SchemeMap extends EventEmitter<SchemeMapEvents> {
  readonly #places = new Map<string, CustomSchemePlace>();
  #script: string | null = null;
  readonly #errorRules: ErrorRule[] = [];

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  /** Schemes stay: pages and history may still have URLs of one that is no longer handled. */
  add(place: CustomSchemePlace): void {
    if (this.#places.has(place.scheme)) return;
    this.#places.set(place.scheme, place);
    this.emit('added', place);
  }

  get(scheme: string): CustomSchemePlace | undefined {
    return this.#places.get(scheme);
  }

  get all(): CustomSchemePlace[] {
    return [...this.#places.values()];
  }

  /** Makes the URLs work in the scripts of a page; null without custom schemes. */
  get script(): string | null {
    return this.#script;
  }

  setScript(source: string): void {
    this.#script = source;
    this.emit('script', source);
  }

  /** True for URLs in the app's words, which Chromium cannot load. */
  isCustom(url: string): boolean {
    return this.#places.has(schemeOf(url) ?? '');
  }

  /** False for a URL of a custom scheme that is none: one without a host. */
  isLoadable(url: string): boolean {
    return !this.isCustom(url) || this.toChromium(url) !== url;
  }

  /** Why a request failed, in the app's words: what nobody answers ends at the port of its scheme. */
  errorOf(error: string, url: string): string {
    const own = this.isCustom(url) ? error.replace('ERR_UNSAFE_PORT', 'ERR_UNKNOWN_URL_SCHEME') : error;
    return this.#errorRules.reduce((text, rule) => rule(text, url), own);
  }

  /** Adds what only another part of the session knows of an error. */
  addErrorRule(rule: ErrorRule): void {
    this.#errorRules.push(rule);
  }

  /** What Chromium calls this URL: the same for everything but custom schemes. */
  toChromium(url: string): string {
    if (this.#places.size === 0) return url;
    const place = this.#places.get(schemeOf(url) ?? '');
    return (place && toSubstitute(url, place)) ?? url;
  }

  /** The same for an origin (`atom://host`), which has no slash at its end. */
  originToChromium(origin: string): string {
    return this.isCustom(origin) ? this.toChromium(origin).replace(/\/$/, '') : origin;
  }

  /** What the app calls a URL of Chromium's; origins (`https://atom--host.invalid:1720`) are mapped as well. */
  toApp(url: string): string {
    if (this.#places.size === 0) return url;
    return fromSubstitute(url, (scheme) => this.#places.get(scheme)) ?? url;
  }

  /** What the app calls what Chromium writes without a scheme: the domain of a cookie, the title of a page without one. */
  hostToApp(text: string): string {
    return fromSubstituteHost(text, (scheme) => this.#places.get(scheme)) ?? text;
  }
}
