/**
 * Errors of servers behind the gate that Chromium cannot know: it gets an untrusted certificate in place of one that the app refuses,
 * and a closed connection in place of one that could not be made. What it reports then is replaced by what has happened.
 */
import { dropOldest } from '../drop-oldest';
import { hostOf, portOf } from '../host-port';

/** The oldest go. */
const MOST = 1000;

export class ServerErrors {
  readonly #replaced: RegExp;
  readonly #codes = new Map<string, string>();

  /** `replaced`: what Chromium reports. */
  constructor(replaced: RegExp) {
    this.#replaced = replaced;
  }

  /** `code`: "ERR_FAILED" */
  add(server: URL, code: string): void {
    this.#codes.set(keyOf(server), code);
    dropOldest(this.#codes, MOST);
  }

  delete(server: URL): void {
    this.#codes.delete(keyOf(server));
  }

  clear(): void {
    this.#codes.clear();
  }

  /** The error that the app gets: "net::ERR_FAILED" for "net::ERR_CERT_AUTHORITY_INVALID". */
  errorOf(error: string, url: string): string {
    if (!this.#replaced.test(error) || !URL.canParse(url)) return error;
    const code = this.#codes.get(keyOf(new URL(url)));
    return code === undefined ? error : error.replace(this.#replaced, code);
  }
}

const keyOf = (url: URL): string => `${hostOf(url)}:${portOf(url)}`;
