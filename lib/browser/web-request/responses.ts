/** What listeners answer, checked. Each function throws TypeError that names the member. */
import { invalidArgType, validateBoolean, validateObject, validateString } from '../../common/validators';
import type { BlockingEvent, BodySource } from './events';
import { parseHeaders, type RequestHeaders, type ResponseHeaders } from './headers';
import type { StatusLine } from './status-line';

export interface Answers {
  onBeforeRequest: { cancel: boolean; redirectURL: string | null };
  onBeforeSendHeaders: { cancel: boolean; requestHeaders: RequestHeaders | null };
  onHeadersReceived: { cancel: boolean; responseHeaders: ResponseHeaders | null; status: StatusLine | null };
  onResponseBody: { cancel: boolean; body: BodySource | null };
}

type Response = Readonly<Record<string, unknown>>;

export const PARSERS: { [E in BlockingEvent]: (response: unknown) => Answers[E] } = {
  onBeforeRequest: (response) => {
    const { cancel, redirectURL } = parseObject(response);
    return { cancel: parseCancel(cancel), redirectURL: parseURL(redirectURL) };
  },
  onBeforeSendHeaders: (response) => {
    const { cancel, requestHeaders } = parseObject(response);
    const parsed = requestHeaders == null ? null : parseHeaders(requestHeaders, 'response.requestHeaders');
    const joined = parsed && Object.entries(parsed).map(([name, values]) => [name, values.join(', ')] as const);
    return { cancel: parseCancel(cancel), requestHeaders: joined && Object.fromEntries(joined) };
  },
  onHeadersReceived: (response) => {
    const { cancel, responseHeaders, statusLine } = parseObject(response);
    return {
      cancel: parseCancel(cancel),
      responseHeaders: responseHeaders == null ? null : parseHeaders(responseHeaders, 'response.responseHeaders'),
      status: parseStatusLine(statusLine),
    };
  },
  onResponseBody: (response) => {
    const { cancel, body } = parseObject(response);
    return { cancel: parseCancel(cancel), body: parseBody(body) };
  },
};

function parseBody(body: unknown): BodySource | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  const isStream = typeof body === 'object' && Symbol.asyncIterator in body;
  if (!isStream) throw invalidArgType('response.body', 'a string, a Uint8Array or a stream', body);
  return body as AsyncIterable<string | Uint8Array>;
}

/** No response at all means no change, as in Electron. */
function parseObject(response: unknown): Response {
  if (response === undefined || response === null) return {};
  validateObject(response, 'response');
  return response as Response;
}

function parseCancel(cancel: unknown): boolean {
  if (cancel === undefined || cancel === null) return false;
  validateBoolean(cancel, 'response.cancel');
  return cancel;
}

function parseURL(url: unknown): string | null {
  if (url === undefined || url === null || url === '') return null;
  validateString(url, 'response.redirectURL');
  if (!URL.canParse(url))
    throw new TypeError(`response.redirectURL must be an absolute URL, got ${JSON.stringify(url)}`);
  return new URL(url).href;
}

function parseStatusLine(line: unknown): StatusLine | null {
  if (line === undefined || line === null || line === '') return null;
  validateString(line, 'response.statusLine');
  const match = /^HTTP\/\d+(?:\.\d+)? +([1-9]\d\d)(?: +([^\r\n\0]*))?$/i.exec(line);
  if (!match) {
    throw new TypeError(`response.statusLine must be like "HTTP/1.1 404 Not Found", got ${JSON.stringify(line)}`);
  }
  return { code: Number(match[1]), phrase: match[2] ?? '' };
}
