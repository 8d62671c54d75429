/**
 * The body of a response on its way into the main process. One whose length is known is taken at the interceptor, in
 * large pieces. Of others Chromium does not tell there whether they were broken off: the page reads those and forwards
 * them, because it is told.
 */
import type Protocol from 'devtools-protocol';
import { BrowserGoneError } from '../devtools/errors';
import { phraseOf } from '../request-pipeline/request-answer';
import type { FetchPage } from './fetch-page';
import { netError } from '../net-error';

type Paused = Protocol.Fetch.RequestPausedEvent;

/** Bytes of a body that is fetched with one command, at most. */
const SMALL = 64 * 1024;
/** Bytes a read. Two are under way, so that Chromium fills one while the other is decoded. */
const READ_SIZE = 1024 * 1024;

export interface ResponseBodyClient {
  /** False: no more until resume(). */
  onData(chunk: Buffer): boolean;
  onComplete(): void;
  onError(error: Error): void;
}

export class ResponseBody {
  readonly #page: FetchPage;
  readonly #id: number;
  readonly #client: ResponseBodyClient;
  #canceled = false;
  #broken = false;
  #handle: string | null = null;
  /** Set while the consumer has enough. */
  #wake: (() => void) | null = null;
  #paused = false;
  /** Pieces that have come although the consumer has enough; their page may send no more before they are taken. */
  readonly #pieces: Buffer[] = [];
  #atEnd = false;

  /** `id` is the page's number of the load. */
  constructor(page: FetchPage, id: number, client: ResponseBodyClient) {
    this.#page = page;
    this.#id = id;
    this.#client = client;
  }

  /** `length` in bytes; fewer are an error. Null: all that comes, unless break() is called before. */
  take(event: Paused, length: number | null): void {
    this.#take(event, length).catch((error: unknown) => {
      // Of the browser's end its page tells every load, in the same words.
      if (!this.#canceled && !(error instanceof BrowserGoneError))
        this.#client.onError(error instanceof Error ? error : new Error(String(error)));
    });
  }

  /** Pieces come through onPiece(). */
  forward({ requestId }: Paused): void {
    this.#page.session.post('Fetch.continueRequest', { requestId });
  }

  onPiece(data: string): void {
    this.#pieces.push(Buffer.from(data, 'base64'));
    this.#drain();
  }

  onEnd(): void {
    this.#atEnd = true;
    this.#drain();
  }

  resume(): void {
    this.#paused = false;
    this.#wake?.();
    this.#wake = null;
    this.#drain();
  }

  /** What comes is not complete. */
  break(): void {
    this.#broken = true;
  }

  cancel(): void {
    this.#canceled = true;
    this.#wake?.();
    if (this.#handle !== null) this.#page.session.post('IO.close', { handle: this.#handle });
  }

  #drain(): void {
    while (!this.#canceled && !this.#paused && this.#pieces.length > 0) {
      this.#paused = !this.#client.onData(this.#pieces.shift()!);
      this.#page.more(this.#id);
    }
    if (this.#atEnd && this.#pieces.length === 0 && !this.#canceled) this.#client.onComplete();
  }

  async #take(event: Paused, length: number | null): Promise<void> {
    let received = 0;
    if (length === null || length > SMALL) received = await this.#readStream(event.requestId);
    else if (length > 0) received = await this.#readWhole(event.requestId);
    if (this.#canceled) return;
    if (this.#broken) throw netError('ERR_FAILED');
    if (received < (length ?? 0)) throw netError('ERR_CONTENT_LENGTH_MISMATCH');
    this.#succeed(event, length);
    this.#client.onComplete();
  }

  /** To the page, and to whoever watches its requests, the request has succeeded. */
  #succeed(event: Paused, length: number | null): void {
    const { session } = this.#page;
    const { requestId, responseStatusCode = 200, responseStatusText = '', responseHeaders = [] } = event;
    // Nothing was taken. The page breaks off an answer that names a length and may have no body (HEAD, 204).
    if (length === 0) session.post('Fetch.continueRequest', { requestId });
    else {
      const status = { responseCode: responseStatusCode, responsePhrase: phraseOf(responseStatusText) };
      session.post('Fetch.fulfillRequest', { requestId, ...status, responseHeaders });
    }
  }

  async #readWhole(requestId: string): Promise<number> {
    const { body, base64Encoded } = await this.#page.session.send('Fetch.getResponseBody', { requestId });
    const chunk = Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
    if (!this.#canceled) await this.#deliver(chunk);
    return chunk.length;
  }

  async #readStream(requestId: string): Promise<number> {
    const { session } = this.#page;
    const { stream: handle } = await session.send('Fetch.takeResponseBodyAsStream', { requestId });
    this.#handle = handle;
    let received = 0;
    const read = (): ReturnType<typeof session.send<'IO.read'>> => {
      const reading = session.send('IO.read', { handle, size: READ_SIZE });
      reading.catch(() => undefined); // whoever waits for it is told
      return reading;
    };
    let next = read();
    while (!this.#canceled) {
      const { data, base64Encoded, eof } = await next;
      if (!eof) next = read();
      const chunk = Buffer.from(data, base64Encoded ? 'base64' : 'utf8');
      received += chunk.length;
      await this.#deliver(chunk);
      if (eof) break;
    }
    this.#handle = null;
    session.post('IO.close', { handle });
    return received;
  }

  async #deliver(chunk: Buffer): Promise<void> {
    if (this.#canceled || chunk.length === 0 || this.#client.onData(chunk)) return;
    await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}
