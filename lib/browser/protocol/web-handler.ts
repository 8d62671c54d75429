/** protocol.handle(): handlers that take a Request and give a Response of the web. */
import { askApp } from '../app-calls';
import { headerOf } from '../http';
import type { Answer, Body, ProtocolHandler } from './answer';
import { unreadableBody, type ProtocolRequestInfo } from './protocol-request';

export type WebHandler = (request: Request) => Response | Promise<Response>;

/** Methods whose requests the Request class allows no body. */
const BODILESS = new Set(['GET', 'HEAD']);

/** Reading it fails. */
const brokenBody = (error: Error): ReadableStream =>
  new ReadableStream({ pull: (controller) => controller.error(error) }, { highWaterMark: 0 });

function webRequest(info: ProtocolRequestInfo): Request {
  const { url, method, headers, signal } = info;
  const body = info.hasUnreadableBody ? brokenBody(unreadableBody(info)) : info.body;
  const referrer = headerOf(headers, 'referer') ?? '';
  const request = new Request(url, {
    method,
    headers,
    signal,
    ...(URL.canParse(referrer) ? { referrer } : {}),
    ...(body && !BODILESS.has(method.toUpperCase()) ? { body, duplex: 'half' } : {}),
  });
  // As in Electron: an opaque origin is left out.
  if (request.headers.get('origin') === 'null') request.headers.delete('origin');
  return request;
}

/** Responses of other realms and libraries are accepted: what counts is that they can be read as one. */
function isResponse(value: unknown): value is Response {
  if (typeof value !== 'object' || value === null) return false;
  const { status, headers, body } = value as Partial<Response>;
  if (typeof status !== 'number' || typeof headers?.entries !== 'function') return false;
  return body === null || body === undefined || typeof body.getReader === 'function';
}

/** The chunks of a web stream. return() cancels it. */
export function bodyOfStream(stream: ReadableStream<Uint8Array>): Body {
  const reader = stream.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      if (done) return { done: true, value: undefined };
      if (!(value instanceof Uint8Array)) throw new TypeError('the chunks of a Response must be Uint8Array');
      return { done: false, value };
    },
    return: async (reason) => {
      await reader.cancel(reason);
      return { done: true, value: undefined };
    },
  };
}

const kindOf = (value: unknown): string => (value === null ? 'null' : typeof value);

/** Wraps an app's handler. What it throws or answers wrongly is told once, and its request fails. */
export function webHandler(scheme: string, handler: WebHandler): ProtocolHandler {
  return async (request): Promise<Answer> => {
    const label = `protocol.handle('${scheme}'): ${request.url}:`;
    let response: unknown;
    try {
      response = await askApp(handler, webRequest(request));
    } catch (error) {
      // What was given up fails as its signal told it to.
      if (!request.signal.aborted) console.error(label, error);
      return { kind: 'error', code: 'ERR_UNEXPECTED' };
    }
    if (!isResponse(response)) {
      console.error(`${label} the handler must return a Response or a promise of one, got ${kindOf(response)}`);
      return { kind: 'error', code: 'ERR_UNEXPECTED' };
    }
    if (response.type === 'error') return { kind: 'error', code: 'ERR_FAILED' };
    const { status, statusText, body } = response;
    if (body?.locked) {
      console.error(`${label} the body of the Response has been read already; return one that nobody has read`);
      return { kind: 'error', code: 'ERR_UNEXPECTED' };
    }
    const headers = [...response.headers];
    return { kind: 'response', status, statusText, headers, body: body ? bodyOfStream(body) : null };
  };
}
