/**
 * Why requests for documents were failed here. Fetch.failRequest knows few errors and says ERR_FAILED for the others; the
 * app hears the real one.
 */
import { perBrowser } from '../browser-process/per-browser';

export class DocumentFailures {
  readonly #codes = new Map<string, string>();

  /** The one of a browser. */
  static readonly of = perBrowser(() => new DocumentFailures());

  /** `code`: "ERR_FILE_NOT_FOUND" */
  set(frameId: string, code: string): void {
    this.#codes.set(frameId, code);
  }

  /** The code of the frame's last failure, once. */
  take(frameId: string): string | undefined {
    const code = this.#codes.get(frameId);
    this.#codes.delete(frameId);
    return code;
  }
}
