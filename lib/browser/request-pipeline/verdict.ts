/** What a handler of the request pipeline is given and what it may answer. */
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';
import { NULL_BODY_STATUSES, REDIRECT_STATUSES, toRecord, valuesOf, type HeaderEntry } from '../http';

/**
 * A request that Chromium holds. Later handlers see what earlier ones changed. With `responseStatusCode` or
 * `responseErrorReason` it is held in its response stage.
 */
export type PausedRequest = Protocol.Fetch.RequestPausedEvent & {
  /** Ids of the rules that match, in the order of the pipeline. */
  matchedRules?: number[];
};

/** The request ends with a net error. */
export interface Fail {
  kind: 'fail';
  errorReason: Protocol.Network.ErrorReason;
}

/** The request ends with this response; in the response stage it replaces the server's. */
export interface Fulfill {
  kind: 'fulfill';
  responseCode: number;
  responsePhrase?: string;
  responseHeaders: HeaderEntry[];
  body?: Uint8Array;
}

/** The request goes on, changed. */
export interface Continue {
  kind: 'continue';
  /** Nobody sees the change: no redirect. */
  url?: string;
  method?: string;
  /** All of them: what is left out is not sent, as far as Chromium allows it. */
  headers?: HeaderEntry[];
  postData?: Uint8Array;
}

/** Response stage: the response goes on with these headers. Chromium ignores Set-Cookie, and CSP of documents. */
export interface ContinueResponse {
  kind: 'continue-response';
  responseCode: number;
  responsePhrase?: string;
  responseHeaders: HeaderEntry[];
}

/** The handler answers Chromium itself. */
export interface Taken {
  kind: 'taken';
}

/** Null: no opinion, the next handler is asked. */
export type Verdict = Fail | Fulfill | Continue | ContinueResponse | Taken | null;

/** `session` is the one that holds the request: Fetch commands about it go there. */
export type RequestHandler = (request: PausedRequest, session: CDPSession) => Verdict | Promise<Verdict>;

export function isResponseStage(request: PausedRequest): boolean {
  return request.responseStatusCode !== undefined || request.responseErrorReason !== undefined;
}

/** Where a response leads (net::HttpResponseHeaders::IsRedirect); null if it is none that leads anywhere. */
export function redirectLocation(status: number, headers: readonly HeaderEntry[]): string | null {
  if (!REDIRECT_STATUSES.has(status)) return null;
  return valuesOf(headers, 'location')[0] ?? null;
}

/** Chromium holds its response without a body. */
export function hasNoBody({ responseStatusCode = 0, responseHeaders = [] }: PausedRequest): boolean {
  return NULL_BODY_STATUSES.has(responseStatusCode) || redirectLocation(responseStatusCode, responseHeaders) !== null;
}

/** The request as the handlers behind a change see it. */
export function changedRequest(paused: PausedRequest, change: Continue | ContinueResponse): PausedRequest {
  if (change.kind === 'continue-response') {
    return {
      ...paused,
      responseStatusCode: change.responseCode,
      ...(change.responsePhrase === undefined ? {} : { responseStatusText: change.responsePhrase }),
      responseHeaders: change.responseHeaders,
    };
  }
  const { url, method, headers, postData } = change;
  return {
    ...paused,
    request: {
      ...paused.request,
      ...(url === undefined ? {} : { url }),
      ...(method === undefined ? {} : { method }),
      ...(headers === undefined ? {} : { headers: toRecord(headers) }),
      ...(postData === undefined ? {} : { hasPostData: true, postDataEntries: [{ bytes: postData as never }] }),
    },
  };
}
