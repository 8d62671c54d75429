/** The first lines of a response from what the DevTools protocol tells of it. */
import type Protocol from 'devtools-protocol';
import { REDIRECT_STATUSES, splitHeaders, valuesOf, type HeaderEntry } from '../http';
import type { RedirectInfo, ResponseHead } from './url-loader-client';

const STATUS_LINE = /^HTTP\/(\d+\.\d+) /;

/** The lines of a response of HTTP/1, each to a header; a line that is no header is left out. */
function parseHeadersText(text: string): { httpVersion: string; headers: HeaderEntry[] } | null {
  const [first = '', ...lines] = text.split('\r\n');
  const status = STATUS_LINE.exec(first);
  if (!status) return null;
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 ? [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim() }] : [];
  });
  return { httpVersion: status[1] ?? '1.1', headers };
}

/** A response as its interceptor or its page sees it: without Set-Cookie. */
export interface SeenResponse {
  statusCode: number;
  statusMessage: string;
  headers: readonly HeaderEntry[];
}

export const pausedResponse = (event: Protocol.Fetch.RequestPausedEvent): SeenResponse => ({
  statusCode: event.responseStatusCode ?? 0,
  statusMessage: event.responseStatusText ?? '',
  headers: event.responseHeaders ?? [],
});

export const receivedResponse = ({ status, statusText, headers }: Protocol.Network.Response): SeenResponse => ({
  statusCode: status,
  statusMessage: statusText,
  headers: splitHeaders(headers),
});

/** A response of which nothing else is seen: a redirect that was not paused. */
export function rawResponse(extra: Protocol.Network.ResponseReceivedExtraInfoEvent): SeenResponse {
  const { statusCode, headersText, headers } = extra;
  const raw = headersText ? parseHeadersText(headersText) : null;
  return { statusCode, statusMessage: '', headers: raw?.headers ?? splitHeaders(headers) };
}

/**
 * The headers of `seen` may have been changed by listeners; `extra` is what the network gave, or null for what came from
 * the cache or from a protocol handler; `replaced` are the values of Set-Cookie that a listener has given it.
 */
export function responseHead(
  seen: SeenResponse,
  extra: Protocol.Network.ResponseReceivedExtraInfoEvent | null,
  replaced: readonly string[] | null,
): ResponseHead {
  if (!extra) return { ...seen, httpVersion: '1.1' };
  const raw = extra.headersText ? parseHeadersText(extra.headersText) : null;
  const rawHeaders = raw?.headers ?? splitHeaders(extra.headers);
  const cookies = replaced?.map((value) => ({ name: 'Set-Cookie', value })) ?? rawHeaders.filter(isSetCookie);
  const others = rawHeaders.filter((header) => !isSetCookie(header));
  const unchanged = !replaced && JSON.stringify(others) === JSON.stringify(seen.headers);
  const headers = unchanged ? rawHeaders : [...seen.headers.filter((header) => !isSetCookie(header)), ...cookies];
  return { ...seen, httpVersion: raw?.httpVersion ?? '1.1', headers };
}

const isSetCookie = ({ name }: HeaderEntry): boolean => name.toLowerCase() === 'set-cookie';

/** Null if this response is none. `method` is that of the request. */
export function redirectInfo(head: ResponseHead, url: string, method: string): RedirectInfo | null {
  if (!REDIRECT_STATUSES.has(head.statusCode)) return null;
  const [location] = valuesOf(head.headers, 'location');
  if (location === undefined || !URL.canParse(location, url)) return null;
  const target = new URL(location, url);
  const { hash } = new URL(url);
  if (target.hash === '' && !location.includes('#')) target.hash = hash;
  return {
    statusCode: head.statusCode,
    newMethod: redirectMethod(head.statusCode, method),
    newURL: target.href,
    headers: head.headers,
  };
}

/** net/url_request/redirect_info.cc, ComputeMethodForRedirect. */
function redirectMethod(statusCode: number, method: string): string {
  if (statusCode === 303 && method !== 'HEAD') return 'GET';
  return (statusCode === 301 || statusCode === 302) && method === 'POST' ? 'GET' : method;
}

/** Bytes of the body if they can be known before it is read: no coding, one length. */
export function knownLength({ headers }: ResponseHead): number | null {
  const isCoded = ['content-encoding', 'transfer-encoding'].some((name) => valuesOf(headers, name).length > 0);
  if (isCoded) return null;
  // lib/extension/url-loader.js has to come to the same answer.
  const [length = ''] = valuesOf(headers, 'content-length')[0]?.split(',') ?? [];
  return /^\d{1,15}$/.test(length.trim()) ? Number(length) : null;
}
