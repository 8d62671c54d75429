/** The body of a response that the interceptor holds (DevTools: Fetch.takeResponseBodyAsStream), read piece by piece. */
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';

type Paused = Protocol.Fetch.RequestPausedEvent;

/** Bytes a read. */
const READ_SIZE = 1024 * 1024;

/** Bytes that are kept of one body, at most: it becomes one message to Chromium. */
export const MAX_BODY_SIZE = 256 * 1024 * 1024;

/** A body may have no end; this one has more bytes than anybody wants. */
export class TooLarge extends RangeError {
  override readonly name = 'TooLarge';
}

export class HeldBody {
  readonly #session: CDPSession;
  readonly #requestId: string;
  /** In bytes; null if the headers do not tell. */
  readonly #expected: number | null;
  readonly #pieces: Uint8Array[] = [];
  #received = 0;
  #handle: Promise<string> | null = null;
  #ended = false;
  #passedOn = false;
  /** Reads follow each other: a stream of Chromium's has one position. */
  #reading: Promise<void> = Promise.resolve();

  constructor(session: CDPSession, { requestId, responseHeaders = [] }: Paused) {
    this.#session = session;
    this.#requestId = requestId;
    const valueOf = (wanted: string): string | undefined =>
      responseHeaders.find(({ name }) => name.toLowerCase() === wanted)?.value;
    const length = valueOf('content-length');
    const isPlain = valueOf('content-encoding') === undefined && valueOf('transfer-encoding') === undefined;
    this.#expected = isPlain && length !== undefined && /^\d+$/.test(length) ? Number(length) : null;
  }

  /** Chromium cannot go on with the response by itself any more. */
  get isTaken(): boolean {
    return this.#handle !== null;
  }

  /** Null, or in what way the body was broken off. */
  get breakage(): string | null {
    const isShort = this.#ended && this.#expected !== null && this.#received < this.#expected;
    return isShort ? `The body ended after ${this.#received} of ${this.#expected} bytes` : null;
  }

  /** Nothing is asked of Chromium before the first read. Errors if the body ends before it is complete. */
  stream(): ReadableStream<Uint8Array> {
    let next = 0;
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          while (next >= this.#pieces.length && !this.#ended) await this.#advance();
          const piece = this.#pieces[next++];
          // A copy: what the page gets is nobody's to change.
          if (piece) controller.enqueue(piece.slice());
          else if (this.breakage !== null) controller.error(new Error(this.breakage));
          else controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /**
   * All that comes of it, `limit` bytes at most. Rejects with TooLarge, and with ProtocolError if the request is gone.
   */
  async whole(limit = MAX_BODY_SIZE): Promise<Buffer> {
    while (!this.#ended) {
      await this.#advance();
      if (this.#received <= limit) continue;
      this.release();
      throw new TooLarge(`The body has more than ${limit} bytes`);
    }
    this.release();
    return Buffer.concat(this.#pieces);
  }

  /** Chromium goes on with the response, or drops it: what is still read of it is an error. */
  release(): void {
    if (this.#passedOn) return;
    this.#passedOn = true;
    void this.#handle?.then(
      (handle) => this.#session.post('IO.close', { handle }),
      () => undefined,
    );
  }

  #advance(): Promise<void> {
    const reading = this.#reading.then(() => this.#read());
    this.#reading = reading.catch(() => undefined);
    return reading;
  }

  async #read(): Promise<void> {
    if (this.#ended) return;
    if (this.#received > MAX_BODY_SIZE) throw new TooLarge(`The body has more than ${MAX_BODY_SIZE} bytes`);
    if (this.#passedOn) throw new Error('The response has been passed on: read its body before the callback is called');
    this.#handle ??= this.#session
      .send('Fetch.takeResponseBodyAsStream', { requestId: this.#requestId })
      .then(({ stream }) => stream);
    const { data, base64Encoded, eof } = await this.#session.send('IO.read', {
      handle: await this.#handle,
      size: READ_SIZE,
    });
    const piece = Buffer.from(data, base64Encoded ? 'base64' : 'utf8');
    this.#received += piece.length;
    if (piece.length > 0) this.#pieces.push(new Uint8Array(piece));
    if (!eof) return;
    this.#ended = true;
  }
}
