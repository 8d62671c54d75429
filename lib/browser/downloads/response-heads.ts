/**
 * The response headers of what becomes a download, which Chromium tells neither extensions nor DevTools clients once it is one.
 * While somebody listens to downloads, responses of documents are held for a moment and read.
 */
import { dropOldest } from '../drop-oldest';
import { REDIRECT_STATUSES, valuesOf, type HeaderEntry } from '../http';
import type { PausedRequest, RequestInterception } from '../request-pipeline/request-interception';

export interface ResponseHead {
  /** From the first URL to the one that answered. */
  urlChain: string[];
  /** 0 if there was no response. */
  statusCode: number;
  headers: readonly HeaderEntry[];
}

interface FrameHead extends ResponseHead {
  url: string;
  /** Where the redirect leads. */
  next: string | null;
}

/** Responses of one frame that are remembered: some become documents. */
const KEPT = 8;
/** Before the listeners of webRequest and protocol handlers: they see what follows. */
const ORDER = -50;

const RULE = { urls: ['<all_urls>'], types: ['Document'], stage: 'Response' } as const;

export class ResponseHeads {
  readonly #byFrame = new Map<string, FrameHead[]>();

  /** Until then responses are held. */
  watch(interception: RequestInterception, ready: () => Promise<void> | null): void {
    interception.add(
      { ...RULE, urls: [...RULE.urls], types: [...RULE.types] },
      (request) => {
        this.#onResponse(request);
        return ready()?.then(() => null) ?? null;
      },
      ORDER,
    );
  }

  /**
   * Of the last response with this URL in the frame; null if there was none. `isForwarded`: a protocol handler may have
   * answered with another URL, which is the one that the response has.
   */
  take(frameId: string, url: string, isForwarded: boolean): ResponseHead | null {
    const heads = this.#byFrame.get(frameId) ?? [];
    const ofURL = heads.findLastIndex((head) => head.url === url && head.next === null);
    const at = ofURL < 0 && isForwarded ? heads.findLastIndex((head) => head.next === null) : ofURL;
    if (at < 0) return null;
    const [head] = heads.splice(at, 1);
    if (heads.length === 0) this.#byFrame.delete(frameId);
    return head!;
  }

  #onResponse({ frameId, request: { url }, responseStatusCode = 0, responseHeaders = [] }: PausedRequest): void {
    const heads = this.#byFrame.get(frameId) ?? [];
    const [location] = REDIRECT_STATUSES.has(responseStatusCode) ? valuesOf(responseHeaders, 'location') : [];
    const next = location !== undefined && URL.canParse(location, url) ? new URL(location, url).href : null;
    const at = heads.findLastIndex((head) => head.next === url);
    const before = at < 0 ? [] : heads.splice(at, 1)[0]!.urlChain;
    heads.push({ url, next, urlChain: [...before, url], statusCode: responseStatusCode, headers: responseHeaders });
    // A frame that has gone is forgotten when there are many.
    this.#byFrame.delete(frameId);
    this.#byFrame.set(frameId, heads.slice(-KEPT));
    dropOldest(this.#byFrame, 256);
  }
}
