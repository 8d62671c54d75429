/** A paused request in the app's words: its own URLs, the bytes of the body, a signal. */
import { schemeOf } from '../../common/scheme-map';
import type { PausedRequest } from '../request-pipeline/request-interception';
import type { SchemeMap } from '../request-pipeline/scheme-map';

export interface ProtocolRequestInfo {
  url: string;
  scheme: string;
  method: string;
  /** Names as Chromium writes them. */
  headers: Record<string, string>;
  body: Uint8Array | null;
  /** It is a stream, which Chromium does not hand over: `body` is empty. */
  hasUnreadableBody: boolean;
  /** Keeps the bytes of a blob in the body for ses.getBlobData(); returns its UUID. */
  keepBlob: (bytes: Uint8Array) => string;
  /** It is to become a document. */
  isDocument: boolean;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
}

/** Headers whose values are URLs or origins of pages. */
const PAGE_HEADERS = new Set(['referer', 'origin']);

/** Base64 where the pipe is not binary. An entry without bytes is a file on disk, which DevTools does not read. */
type PostDataEntry = { bytes?: string | Uint8Array };

function bodyOf(request: PausedRequest['request']): Uint8Array | null {
  if (!request.hasPostData) return null;
  const entries = (request.postDataEntries ?? []) as PostDataEntry[];
  if (entries.length === 0) return Buffer.from(request.postData ?? '');
  const parts = entries.map(({ bytes = '' }) => (typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : bytes));
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** A form has a file of the disk as an entry without bytes, which DevTools does not read; of scripts only streams have none. */
function hasUnreadableBody({ request, resourceType }: PausedRequest): boolean {
  if (!request.hasPostData || resourceType === 'Document') return false;
  return (request.postDataEntries ?? []).some(({ bytes }: PostDataEntry) => bytes === undefined);
}

/** For the handler that reads it. */
export const unreadableBody = ({ method, url }: Pick<ProtocolRequestInfo, 'method' | 'url'>): Error =>
  new Error(
    `The body of ${method} ${url} is a stream that Chromium does not hand over: the page made the request before there was a ` +
      'handler, or with the fetch() of another window. Send text, an ArrayBuffer or a Blob instead',
  );

/** The app's own URL of a paused request, with its fragment. */
export const urlOf = ({ request }: PausedRequest, schemes: SchemeMap): string =>
  schemes.toApp(request.url + (request.urlFragment ?? ''));

export function protocolRequest(
  paused: PausedRequest,
  schemes: SchemeMap,
): Omit<ProtocolRequestInfo, 'signal' | 'keepBlob'> {
  const url = urlOf(paused, schemes);
  const headers = Object.entries(paused.request.headers).map(([name, value]) => [
    name,
    PAGE_HEADERS.has(name.toLowerCase()) ? schemes.toApp(value) : value,
  ]);
  return {
    url,
    scheme: schemeOf(url) ?? '',
    method: paused.request.method,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: bodyOf(paused.request),
    hasUnreadableBody: hasUnreadableBody(paused),
    isDocument: paused.resourceType === 'Document',
  };
}
