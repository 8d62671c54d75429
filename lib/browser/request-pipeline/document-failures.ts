/**
 * Why requests were failed here. Fetch.failRequest knows few errors and says ERR_FAILED for the others; the
 * app hears the real one.
 */
import { perBrowser } from '../browser-process/per-browser';
import { dropOldest } from '../drop-oldest';

/** Of requests that nobody observes: the oldest go. */
const MOST = 500;

export class DocumentFailures {
  readonly #codes = new Map<string, string>();
  readonly #ofRequests = new Map<string, string>();

  /** The one of a browser. */
  static readonly of = perBrowser(() => new DocumentFailures());

  /** `code`: "ERR_FILE_NOT_FOUND" */
  set(frameId: string, code: string): void {
    this.#codes.set(frameId, code);
  }

  /** The same of any request, for who observes it. */
  setRequest(networkId: string | undefined, code: string): void {
    if (networkId === undefined) return;
    this.#ofRequests.set(networkId, code);
    dropOldest(this.#ofRequests, MOST);
  }

  /** Once. */
  takeRequest(networkId: string): string | undefined {
    const code = this.#ofRequests.get(networkId);
    this.#ofRequests.delete(networkId);
    return code;
  }

  /** The code of the frame's last failure, once. */
  take(frameId: string): string | undefined {
    const code = this.#codes.get(frameId);
    this.#codes.delete(frameId);
    return code;
  }
}
