/** What a protocol handler answers, whichever of the handler families it belongs to. */
import type Protocol from 'devtools-protocol';
import type { ProtocolRequestInfo } from './protocol-request';

export type HeaderList = [name: string, value: string][];

/** Bytes in order; ends early with return(). */
export type Body = AsyncIterator<Uint8Array, unknown>;

export interface ResponseAnswer {
  kind: 'response';
  status: number;
  statusText: string;
  headers: HeaderList;
  /** Bytes that are there already, or a stream. */
  body: Uint8Array | Body | null;
}

/** Chromium fetches another URL in place of the request's. */
export interface ForwardAnswer {
  kind: 'forward';
  url: string;
  method?: string;
  referrer?: string;
  postData?: Uint8Array;
  /** Of `postData`. */
  contentType?: string;
}

export interface ErrorAnswer {
  kind: 'error';
  /** "ERR_FILE_NOT_FOUND" */
  code: string;
}

export type Answer = ResponseAnswer | ForwardAnswer | ErrorAnswer;

export type ProtocolHandler = (request: ProtocolRequestInfo) => Promise<Answer>;

/** What Fetch.failRequest can say. Everything else is ERR_FAILED to the page. */
const REASONS: Record<string, Protocol.Network.ErrorReason> = {
  ERR_ABORTED: 'Aborted',
  ERR_TIMED_OUT: 'TimedOut',
  ERR_ACCESS_DENIED: 'AccessDenied',
  ERR_CONNECTION_CLOSED: 'ConnectionClosed',
  ERR_CONNECTION_RESET: 'ConnectionReset',
  ERR_CONNECTION_REFUSED: 'ConnectionRefused',
  ERR_CONNECTION_ABORTED: 'ConnectionAborted',
  ERR_CONNECTION_FAILED: 'ConnectionFailed',
  ERR_NAME_NOT_RESOLVED: 'NameNotResolved',
  ERR_INTERNET_DISCONNECTED: 'InternetDisconnected',
  ERR_ADDRESS_UNREACHABLE: 'AddressUnreachable',
  ERR_BLOCKED_BY_CLIENT: 'BlockedByClient',
  ERR_BLOCKED_BY_RESPONSE: 'BlockedByResponse',
};

export const errorReason = (code: string): Protocol.Network.ErrorReason => REASONS[code] ?? 'Failed';
