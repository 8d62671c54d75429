/** fetch() over a session's network stack: ses.fetch() and net.fetch(). */
import { Readable, type Writable } from 'node:stream';
import { NULL_BODY_STATUSES } from '../http';
import type { RequestEnvironment } from './request-environment';

export type FetchInit = RequestInit & { bypassCustomProtocolHandlers?: boolean; cache?: Request['cache'] };

/** A ClientRequest (lib/browser/api/client-request.ts), and the response that it emits. */
type OutgoingRequest = Writable & Pick<Electron.ClientRequest, 'abort' | 'chunkedEncoding' | 'setHeader'>;
type IncomingResponse = Readable & Pick<Electron.IncomingMessage, 'rawHeaders' | 'statusCode' | 'statusMessage'>;

/** Makes a request in the network of a session. */
export type CreateRequest = (
  options: Electron.ClientRequestConstructorOptions,
  environment: Omit<RequestEnvironment, 'factory'>,
) => OutgoingRequest;

/** Rejects with TypeError for what is no request, with the signal's reason, or with a net error. */
export async function fetchWithNetwork(
  createRequest: CreateRequest,
  input: string | Request,
  init: FetchInit = {},
): Promise<Response> {
  const request = new Request(input, init);
  const { protocol } = new URL(request.url);
  // The URL is the whole answer: nothing of it is the network's business.
  if (protocol === 'data:') return globalThis.fetch(request);
  if (protocol === 'blob:')
    throw new TypeError(`fetch of ${request.url}: blob: URLs belong to the page that made them`);
  request.signal.throwIfAborted();
  const origin = request.headers.get('origin') ?? undefined;
  const client = createRequest(
    {
      method: request.method,
      url: request.url,
      // `same-origin` needs an origin to be the same as.
      credentials: request.credentials === 'same-origin' && !origin ? 'include' : request.credentials,
      cache: request.cache,
      referrerPolicy: request.referrerPolicy,
      redirect: request.redirect,
      ...(origin === undefined ? {} : { origin }),
    },
    { anyScheme: true, bypassCustomProtocolHandlers: Boolean(init.bypassCustomProtocolHandlers) },
  );
  if (request.mode !== 'cors' || origin !== undefined) client.setHeader('Sec-Fetch-Mode', request.mode);
  for (const [name, value] of request.headers) client.setHeader(name, value);
  return answerOf(client, request, isStream(init.body));
}

const isStream = (body: unknown): boolean => typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

function answerOf(client: OutgoingRequest, request: Request, streamed: boolean): Promise<Response> {
  const { signal } = request;
  return new Promise<Response>((resolve, reject) => {
    let message: IncomingResponse | null = null;
    const onAbort = (): void => {
      const reason: unknown = signal.reason;
      const error = reason instanceof Error ? reason : new DOMException('The operation was aborted.', 'AbortError');
      message?.destroy(error);
      client.abort();
      reject(error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    client.on('error', reject);
    client.on('close', () => undefined);
    client.on('response', (response: IncomingResponse) => {
      message = response;
      response.once('close', () => signal.removeEventListener('abort', onAbort));
      try {
        resolve(toResponse(response, request));
      } catch (error) {
        client.abort();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    sendBody(client, request, streamed).catch((error: unknown) => {
      client.abort();
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

/** A stream is sent while it comes, anything else as a whole. */
async function sendBody(client: OutgoingRequest, { body }: Request, streamed: boolean): Promise<void> {
  if (streamed) client.chunkedEncoding = true;
  if (body) for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) await write(client, chunk);
  client.end();
}

const write = (client: OutgoingRequest, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    client.write(chunk, (error) => (error ? reject(error) : resolve()));
  });

/** Beyond Latin-1 a page's fetch() has the bytes of UTF-8, one a character. */
const byteString = (text: string): string =>
  /[^\0-\xff]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;

/** Throws for what Response cannot be: a status that the Fetch standard does not know. */
function toResponse(message: IncomingResponse, { method, url }: Request): Response {
  if (message.statusCode < 200 || message.statusCode > 599) {
    throw new TypeError(`fetch of ${url}: a Response has no status ${message.statusCode}; net.request() gives it`);
  }
  const headers = new Headers();
  const { rawHeaders } = message;
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, byteString(rawHeaders[at + 1]!));
  const bodiless = method === 'HEAD' || NULL_BODY_STATUSES.has(message.statusCode);
  if (bodiless) message.resume();
  const body = bodiless ? null : Readable.toWeb(message);
  return new Response(body as ReadableStream<Uint8Array> | null, {
    headers,
    status: message.statusCode,
    statusText: byteString(message.statusMessage).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ' '),
  });
}
