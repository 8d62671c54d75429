/** A paused request in the app's words: its own URLs, bytes of the body, a signal. */
import { schemeOf } from '../../common/scheme-map';
import type { PausedRequest } from '../network/request-interception';
import type { SchemeMap } from '../network/scheme-map';

export interface ProtocolRequestInfo {
  url: string;
  scheme: string;
  method: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Empty if there is none. */
  referrer: string;
  body: Uint8Array | null;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
}

/** Headers whose values are URLs or origins of pages. */
const PAGE_HEADERS = new Set(['referer', 'origin']);

type PostDataEntry = { bytes?: string | Uint8Array };

/** The bytes of a request's body; null without one. Base64 where the pipe is not binary. */
function bodyOf(request: PausedRequest['request']): Uint8Array | null {
  if (!request.hasPostData) return null;
  const entries = (request.postDataEntries ?? []) as PostDataEntry[];
  if (entries.length === 0) return Buffer.from(request.postData ?? '');
  const parts = entries.map(({ bytes = '' }) => (typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : bytes));
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

export function protocolRequest(paused: PausedRequest, schemes: SchemeMap, signal: AbortSignal): ProtocolRequestInfo {
  const { request } = paused;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    const key = name.toLowerCase();
    headers[key] = PAGE_HEADERS.has(key) ? schemes.toApp(value) : value;
  }
  const url = schemes.toApp(request.url + (request.urlFragment ?? ''));
  return {
    url,
    scheme: schemeOf(url) ?? '',
    method: request.method,
    headers,
    referrer: headers['referer'] ?? '',
    body: bodyOf(request),
    signal,
  };
}
