/** Turns what a handler answers into a verdict on the paused request: whole answers by the pipe, streams by the relay. */
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import { headerOf, NULL_BODY_STATUSES, REDIRECT_STATUSES } from '../http';
import { AnswerListeners, type AnswerHead } from '../request-pipeline/answer-listeners';
import { MainProcessRequests } from '../request-pipeline/main-process-requests';
import { DocumentFailures } from '../request-pipeline/document-failures';
import type { Fail, Fulfill } from '../request-pipeline/verdict';
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
import { Relay } from './relay';
import { completed, headersFor, validateResponseHead, type HeadContext } from './response-head';

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
    // Chromium would take them as the relay's own: where else to reach it, and whom to report its failures to.
    'alt-svc',
    'nel',
    'report-to',
    ...(encoded ? ['content-encoding', 'content-length'] : []),
  ]);
  return headers
    .filter(([name]) => !dropped.has(name.toLowerCase()))
    .map(([name, value]) => [name, Buffer.from(value).toString('latin1')]);
};

export class AnswerSender {
  readonly #browser: Browser;
  readonly #context: HeadContext;
  readonly #relay = new Relay();

  constructor(browser: Browser, context: HeadContext) {
    this.#browser = browser;
    this.#context = context;
    void browser.connection.closed.then(() => this.#relay.close());
  }

  async verdict(answer: Answer, exchange: Exchange): Promise<Verdict> {
    if (answer.kind === 'response') return this.#respond(answer, exchange);
    if (answer.kind === 'error') return this.#fail(answer.code, exchange);
    return this.#forward(answer, exchange);
  }

  #fail(code: string, { paused }: Exchange): Verdict {
    MainProcessRequests.of(this.#browser).get(paused)?.onHandlerError(code);
    DocumentFailures.of(this.#browser).setRequest(paused.networkId, code);
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

  async #respond(given: ResponseAnswer, exchange: Exchange): Promise<Verdict> {
    const { request } = exchange;
    const mistake = validateResponseHead(given);
    if (mistake !== null) {
      cancel(given.body);
      return this.#refuse(mistake, exchange);
    }
    const answer = await this.#told(completed(given, request, this.#context), exchange);
    if (answer.kind === 'fail') {
      cancel(given.body);
      return answer;
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
      if (!rest) return await this.#fulfill(answer, headers, bytes, exchange);
      return await this.#stream(answer, headers, joined(bytes, rest), exchange);
    } catch (error) {
      return request.signal.aborted
        ? { kind: 'fail', errorReason: 'Aborted' }
        : this.#refuse('the body failed:', exchange, error);
    }
  }

  /** The answer as listeners leave it. */
  async #told(answer: ResponseAnswer, { paused }: Exchange): Promise<ResponseAnswer | Fail> {
    const told = await this.#listeners.current?.head(paused, headOf(answer));
    if (!told) return answer;
    if ('kind' in told) return told;
    const { status, statusText, headers } = told;
    return { ...answer, status, statusText, headers: headers.map(({ name, value }) => [name, value]) };
  }

  /** A whole answer, with the body that listeners give it. */
  async #fulfill(
    answer: ResponseAnswer,
    headers: HeaderList,
    body: Uint8Array,
    { paused }: Exchange,
  ): Promise<Fulfill | Fail> {
    const replaced = await this.#listeners.current?.body?.(paused, headOf(answer), body);
    if (!replaced) return fulfill(answer, headers, body);
    if (!(replaced instanceof Uint8Array)) return replaced;
    return fulfill(
      answer,
      headers.filter(([name]) => name.toLowerCase() !== 'content-length'),
      replaced,
    );
  }

  get #listeners(): AnswerListeners {
    return AnswerListeners.of(this.#browser);
  }

  async #whole(
    answer: ResponseAnswer,
    headers: HeaderList,
    body: Uint8Array | null,
    exchange: Exchange,
  ): Promise<Verdict> {
    const bytes = body ?? new Uint8Array();
    if (bytes.length <= MAX_BUFFERED_BODY_SIZE) return this.#fulfill(answer, headers, bytes, exchange);
    return this.#stream(answer, headers, bodyOfBytes(bytes), exchange);
  }

  async #stream(answer: ResponseAnswer, headers: HeaderList, body: Body, exchange: Exchange): Promise<Verdict> {
    const { paused, request } = exchange;
    // The script of a service worker must come from its own origin: Chromium looks.
    if (headerOf(request.headers, 'service-worker') === 'script') {
      return this.#fulfill(answer, headers, await wholeBody(body), exchange);
    }
    if (headers.some(([name]) => name.toLowerCase() === 'set-cookie')) warnAboutCookies(request.url);
    const onDone = exchange.onStreaming();
    const done = (): void => {
      this.#listeners.ends(paused);
      onDone();
    };
    this.#listeners.streams(paused);
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

const headOf = ({ status, statusText, headers }: ResponseAnswer): AnswerHead => ({
  status,
  statusText,
  headers: entriesOf(headers),
});

const fulfill = (answer: ResponseAnswer, headers: HeaderList, body: Uint8Array): Fulfill => ({
  kind: 'fulfill',
  responseCode: answer.status,
  ...(answer.statusText === '' ? {} : { responsePhrase: answer.statusText }),
  responseHeaders: entriesOf(headers),
  body,
});
