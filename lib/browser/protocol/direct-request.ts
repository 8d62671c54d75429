/** Requests of the main process to a protocol handler: no page, no Chromium, and no privileges to check. */
import { schemeOf } from '../../common/scheme-map';
import type { Body, ErrorAnswer, ForwardAnswer, ProtocolHandler, ResponseAnswer } from './answer';
import { mistakeInHead } from './response-head';

/** Statuses whose Response may have no body. */
const BODILESS = new Set([204, 205, 304]);

function streamOf(body: Body): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const item = await body.next();
      if (item.done) controller.close();
      else controller.enqueue(item.value);
    },
    async cancel(reason) {
      await body.return?.(reason);
    },
  });
}

function responseOf({ status, statusText, headers, body }: ResponseAnswer, method: string): Response {
  const content = body === null || body instanceof Uint8Array ? body : streamOf(body);
  const hasBody = !BODILESS.has(status) && method !== 'HEAD';
  return new Response(hasBody ? content : null, { status, statusText, headers });
}

/**
 * What the handler answers: a response whose redirects are the caller's to follow, a URL that the caller is to request
 * instead, or a net error. Rejects with TypeError for a status or headers that no response can have.
 */
export async function requestDirectly(
  handler: ProtocolHandler,
  request: Request,
): Promise<Response | ForwardAnswer | ErrorAnswer> {
  const { url, method, signal } = request;
  const answer = await handler({
    url,
    scheme: schemeOf(url) ?? '',
    method,
    headers: Object.fromEntries(request.headers),
    body: request.body ? new Uint8Array(await request.arrayBuffer()) : null,
    isDocument: false,
    signal,
  });
  if (answer.kind !== 'response') return answer;
  const mistake = mistakeInHead(answer);
  if (mistake !== null) throw new TypeError(`protocol: ${url}: ${mistake}`);
  return responseOf(answer, method);
}
