/** Turns what a handler answers into a verdict on the paused request: whole answers by the pipe, streams by the relay. */
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import { headerOf, NULL_BODY_STATUSES, REDIRECT_STATUSES } from '../http';
import { MainProcessRequests } from '../request-pipeline/main-process-requests';
import { DocumentFailures } from '../request-pipeline/document-failures';
import type { PausedRequest, Verdict } from '../request-pipeline/request-interception';
import {
  errorReason,
  type Answer,
  type Body,
  type ForwardAnswer,
  type HeaderList,
  type ResponseAnswer,
} from './answer';
import { bodyOfBytes, joined, takeBody, MAX_BUFFERED_BODY_SIZE, wholeBody } from './body';
import type { ProtocolRequestInfo } from './protocol-request';
import { Relay, relayPorts } from './relay';
import { headersFor, validateResponseHead, type HeadContext } from './response-head';

/** A request that is being answered. */
export interface Exchange {
  paused: PausedRequest;
  request: ProtocolRequestInfo;
  /** The answer goes on as a stream; the function is to be called at its end. */
  onStreaming(): () => void;
  /** Tells the handler that nobody wants the rest. */
  abort(): void;
}

const entriesOf = (headers: HeaderList): Protocol.Fetch.HeaderEntry[] =>
  headers.map(([name, value]) => ({ name, value }));

/** A stream goes to Chromium over HTTP: bytes of UTF-8, and no coding that the handler has not applied. */
const relayHeaders = (headers: HeaderList): HeaderList => {
  const encoded = headers.some(([name]) => name.toLowerCase() === 'content-encoding');
  const dropped = new Set([
    'connection',
    'transfer-encoding',
    'keep-alive',
    'set-cookie',
    ...(encoded ? ['content-encoding', 'content-length'] : []),
  ]);
  return headers
    .filter(([name]) => !dropped.has(name.toLowerCase()))
    .map(([name, value]) => [name, Buffer.from(value).toString('latin1')]);
};

export class AnswerSender {
  readonly #browser: Browser;
  readonly #context: HeadContext;
  readonly #relay: Relay;

  constructor(browser: Browser, context: HeadContext) {
    this.#browser = browser;
    this.#context = context;
    this.#relay = new Relay(relayPorts(browser.userDataDir));
    void browser.connection.closed.then(() => this.#relay.close());
  }

  async verdict(answer: Answer, exchange: Exchange): Promise<Verdict> {
    if (answer.kind === 'response') return this.#respond(answer, exchange);
    if (answer.kind === 'error') return this.#fail(answer.code, exchange);
    return this.#forward(answer, exchange);
  }

  #fail(code: string, { paused }: Exchange): Verdict {
    if (paused.resourceType === 'Document') DocumentFailures.of(this.#browser).set(paused.frameId, code);
    return { kind: 'fail', errorReason: errorReason(code) };
  }

  /** Tells what is wrong with an answer, once, and fails its request. */
  #refuse(why: string, exchange: Exchange, error?: unknown): Verdict {
    const message = `protocol: ${exchange.request.url}: ${why}`;
    if (error === undefined) console.error(message);
    else console.error(message, error);
    return this.#fail(error === undefined ? 'ERR_UNEXPECTED' : 'ERR_FAILED', exchange);
  }

  #forward({ url, method, referrer, postData, contentType }: ForwardAnswer, exchange: Exchange): Verdict {
    if (!/^https?:/i.test(url) || !URL.canParse(url)) {
      return this.#refuse(`a request can go on to http: and https: URLs only, got '${url}'`, exchange);
    }
    const { headers } = exchange.paused.request;
    const changed = {
      ...(referrer === undefined ? {} : { referer: referrer }),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    };
    const kept = Object.entries(headers).filter(([name]) => !(name.toLowerCase() in changed));
    return {
      kind: 'continue',
      url,
      ...(method === undefined ? {} : { method }),
      ...(postData === undefined ? {} : { postData }),
      ...(Object.keys(changed).length === 0 ? {} : { headers: entriesOf([...kept, ...Object.entries(changed)]) }),
    };
  }

  async #respond(answer: ResponseAnswer, exchange: Exchange): Promise<Verdict> {
    const { request } = exchange;
    const mistake = validateResponseHead(answer);
    if (mistake !== null) {
      cancel(answer.body);
      return this.#refuse(mistake, exchange);
    }
    const headers = headersFor(answer, request, this.#context);
    if (
      request.signal.aborted ||
      request.method === 'HEAD' ||
      NULL_BODY_STATUSES.has(answer.status) ||
      REDIRECT_STATUSES.has(answer.status)
    ) {
      cancel(answer.body);
      return fulfill(answer, headers, new Uint8Array());
    }
    try {
      const { body } = answer;
      if (body === null || body instanceof Uint8Array) return await this.#whole(answer, headers, body, exchange);
      const { bytes, rest } = await takeBody(body);
      if (!rest) return fulfill(answer, headers, bytes);
      return await this.#stream(answer, headers, joined(bytes, rest), exchange);
    } catch (error) {
      return request.signal.aborted
        ? { kind: 'fail', errorReason: 'Aborted' }
        : this.#refuse('the body failed:', exchange, error);
    }
  }

  async #whole(
    answer: ResponseAnswer,
    headers: HeaderList,
    body: Uint8Array | null,
    exchange: Exchange,
  ): Promise<Verdict> {
    const bytes = body ?? new Uint8Array();
    if (bytes.length <= MAX_BUFFERED_BODY_SIZE) return fulfill(answer, headers, bytes);
    return this.#stream(answer, headers, bodyOfBytes(bytes), exchange);
  }

  async #stream(answer: ResponseAnswer, headers: HeaderList, body: Body, exchange: Exchange): Promise<Verdict> {
    const { paused, request } = exchange;
    // The script of a service worker must come from its own origin: Chromium looks.
    if (headerOf(request.headers, 'service-worker') === 'script') {
      return fulfill(answer, headers, await wholeBody(body));
    }
    if (headers.some(([name]) => name.toLowerCase() === 'set-cookie')) warnAboutCookies(request.url);
    const done = exchange.onStreaming();
    const url = await this.#relay.serve({
      status: answer.status,
      statusText: answer.statusText,
      headers: relayHeaders(headers),
      body,
      onEnd: ({ error, gaveUp }) => {
        if (gaveUp) exchange.abort();
        if (error !== undefined) {
          this.#refuse('the body failed half-way:', exchange, error);
          MainProcessRequests.of(this.#browser).get(paused)?.onHandlerFailed();
        }
        done();
      },
    });
    return {
      kind: 'continue',
      url,
      ...(request.method === 'GET' ? {} : { method: 'GET' }),
      // If-Match keeps the answer out of the HTTP cache, whose URL for it is used once (net/http/http_cache_transaction.cc).
      headers: entriesOf([...Object.entries(paused.request.headers), ['If-Match', '*']]),
    };
  }
}

/** Chromium would store them for the relay. */
function warnAboutCookies(url: string): void {
  process.emitWarning(
    `Set-Cookie of ${url} is left out: its body is a stream, or larger than ${MAX_BUFFERED_BODY_SIZE} bytes. ` +
      'Set the cookie with ses.cookies.set(), or answer with less.',
    { code: 'VALENCE_STREAMED_COOKIE' },
  );
}

/** Nobody reads the rest of a body. */
function cancel(body: ResponseAnswer['body']): void {
  if (body === null || body instanceof Uint8Array) return;
  body.return?.().catch(() => undefined); // its source is told; how it ends concerns nobody
}

const fulfill = (answer: ResponseAnswer, headers: HeaderList, body: Uint8Array): Verdict => ({
  kind: 'fulfill',
  responseCode: answer.status,
  ...(answer.statusText === '' ? {} : { responsePhrase: answer.statusText }),
  responseHeaders: entriesOf(headers),
  body,
});
