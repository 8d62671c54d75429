/** protocol.handle(): handlers that take a Request and give a Response of the web. */
import type { Answer, Body, HeaderList, ProtocolHandler } from './answer';
import type { ProtocolRequestInfo } from './protocol-request';

export type WebHandler = (request: Request) => Response | Promise<Response>;

/** Methods whose requests the Request class allows no body. */
const BODILESS = new Set(['GET', 'HEAD']);

function webRequest({ url, method, headers, referrer, body, signal }: ProtocolRequestInfo): Request {
  const { origin, ...others } = headers;
  return new Request(url, {
    method,
    // As in Electron: an opaque origin is left out.
    headers: origin === undefined || origin === 'null' ? others : headers,
    signal,
    ...(URL.canParse(referrer) ? { referrer } : {}),
    ...(body && !BODILESS.has(method.toUpperCase()) ? { body } : {}),
  });
}

/** Responses of other realms and libraries are accepted: what counts is that they can be read as one. */
function isResponse(value: unknown): value is Response {
  if (typeof value !== 'object' || value === null) return false;
  const { status, headers, body } = value as Partial<Response>;
  if (typeof status !== 'number' || typeof headers !== 'object' || headers === null) return false;
  return body === null || body === undefined || typeof body.getReader === 'function';
}

/** The chunks of a web stream. return() cancels it. */
export function bodyOfStream(stream: ReadableStream<Uint8Array>): Body {
  const reader = stream.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      if (done) return { done: true, value: undefined };
      if (!(value instanceof Uint8Array)) throw new TypeError(`Response body: chunks must be Uint8Array`);
      return { done: false, value };
    },
    return: async (reason) => {
      await reader.cancel(reason);
      return { done: true, value: undefined };
    },
  };
}

/** Wraps an app's handler. What it throws or answers wrongly is told once, and its request fails. */
export function webHandler(scheme: string, handler: WebHandler): ProtocolHandler {
  return async (request): Promise<Answer> => {
    let response: unknown;
    try {
      response = await handler(webRequest(request));
    } catch (error) {
      if (!request.signal.aborted) console.error(`protocol.handle('${scheme}'): ${request.url}:`, error);
      return { kind: 'error', code: 'ERR_UNEXPECTED' };
    }
    if (!isResponse(response)) {
      console.error(
        `protocol.handle('${scheme}'): ${request.url}: the handler must return a Response or a promise of one, ` +
          `got ${response === null ? 'null' : typeof response}`,
      );
      return { kind: 'error', code: 'ERR_UNEXPECTED' };
    }
    if (response.type === 'error') return { kind: 'error', code: 'ERR_FAILED' };
    const headers: HeaderList = [...response.headers];
    const { status, statusText, body } = response;
    return { kind: 'response', status, statusText, headers, body: body ? bodyOfStream(body) : null };
  };
}
