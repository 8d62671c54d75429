/**
 * Servers whose certificate the app has refused, and the error it has refused them with. Chromium gets an
 * untrusted certificate in place of theirs, and reports that.
 */
import { dropOldest } from '../drop-oldest';
import { hostOf, portOf } from '../host-port';

const CHROMIUM_ERROR = 'ERR_CERT_AUTHORITY_INVALID';
/** The oldest go. */
const MOST = 1000;

export class RefusedCertificates {
  readonly #codes = new Map<string, string>();

  /** `code`: "ERR_FAILED" */
  add(server: URL, code: string): void {
    this.#codes.set(keyOf(server), code);
    dropOldest(this.#codes, MOST);
  }

  clear(): void {
    this.#codes.clear();
  }

  /** The error that the app gets: "net::ERR_FAILED" for "net::ERR_CERT_AUTHORITY_INVALID". */
  errorOf(error: string, url: string): string {
    if (!error.includes(CHROMIUM_ERROR) || !URL.canParse(url)) return error;
    const code = this.#codes.get(keyOf(new URL(url)));
    return code === undefined ? error : error.replace(CHROMIUM_ERROR, code);
  }
}

const keyOf = (url: URL): string => `${hostOf(url)}:${portOf(url)}`;
