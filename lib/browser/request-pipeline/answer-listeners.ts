/**
 * Who hears of the answers of protocol handlers before a page does. They come from no server: Chromium holds none of them in
 * a response stage, except those that stream.
 */
import { perBrowser } from '../browser-process/per-browser';
import type { HeaderEntry } from '../http';
import type { Fail, PausedRequest } from './verdict';

/** Status and headers in the app's words. */
export interface AnswerHead {
  status: number;
  /** "" for the usual one. */
  statusText: string;
  headers: HeaderEntry[];
}

export interface AnswerListener {
  /** Null: it stays as it is. */
  head(paused: PausedRequest, head: AnswerHead): Promise<AnswerHead | Fail | null>;
  /** The same of a body that does not stream; null if nobody reads bodies. */
  body: ((paused: PausedRequest, head: AnswerHead, bytes: Uint8Array) => Promise<Uint8Array | Fail | null>) | null;
}

export class AnswerListeners {
  /** Null: nobody listens. */
  current: AnswerListener | null = null;
  /** Ids of requests whose answer streams, until its end. */
  readonly #streaming = new Set<string>();

  /** Those of a browser. */
  static readonly of = perBrowser(() => new AnswerListeners());

  /** The listener has heard of the head of this answer; Chromium is going to hold it once more. */
  streams({ requestId }: PausedRequest): void {
    this.#streaming.add(requestId);
  }

  ends({ requestId }: PausedRequest): void {
    this.#streaming.delete(requestId);
  }

  hasHeard({ requestId }: PausedRequest): boolean {
    return this.#streaming.has(requestId);
  }
}
