/** The body of a request that is sent while it is written. */
import type { CDPSession } from '../devtools/connection';

/** Null: the end. Rejects if there will be no more although it has not ended. One call at a time. */
export interface BodySource {
  next(): Promise<Uint8Array | null>;
}

/** What Chromium says of a server that it cannot stream a body to: HTTP/1, without and with TLS. */
export const NO_STREAM = new Set(['net::ERR_H2_OR_QUIC_REQUIRED', 'net::ERR_ALPN_NEGOTIATION_FAILED']);

/** Bytes of a body that is sent as a whole, at most: it becomes one message to Chromium. */
export const MAX_UPLOAD_SIZE = 256 * 1024 * 1024;
/** Bytes that a server was sent before Chromium finds that it cannot stream to it: what its pipe holds, generously. */
const MAX_REPLAY_SIZE = 8 * 1024 * 1024;

export const tooLarge = (): Error =>
  new Error('net::ERR_FILE_TOO_BIG: a body of more than 256 MB must be streamed to a server of HTTP/2 or HTTP/3');

/** What was written, one chunk at a time: each is called back when it is taken. */
export class BodyQueue implements BodySource {
  #chunk: Uint8Array | null = null;
  #onTaken: (() => void) | null = null;
  #wanted: ((chunk: Uint8Array | null) => void) | null = null;
  #ended = false;

  push(chunk: Uint8Array, onTaken: () => void): void {
    if (this.#wanted) {
      this.#give(chunk);
      onTaken();
    } else {
      this.#chunk = chunk;
      this.#onTaken = onTaken;
    }
  }

  end(): void {
    this.#ended = true;
    if (this.#wanted) this.#give(null);
  }

  next(): Promise<Uint8Array | null> {
    const chunk = this.#chunk;
    if (chunk) {
      this.#chunk = null;
      this.#onTaken?.();
      return Promise.resolve(chunk);
    }
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve) => (this.#wanted = resolve));
  }

  #give(chunk: Uint8Array | null): void {
    const wanted = this.#wanted;
    this.#wanted = null;
    wanted?.(chunk);
  }
}

/** Remembers its beginning, so that the request can be sent in another way. */
export class RestartableSource implements BodySource {
  readonly #source: BodySource;
  #given: Uint8Array[] | null = [];
  #size = 0;
  #waiting: Promise<Uint8Array | null> | null = null;

  constructor(source: BodySource) {
    this.#source = source;
  }

  /** Bytes given so far. */
  get size(): number {
    return this.#size;
  }

  async next(): Promise<Uint8Array | null> {
    // After collect() was asked for while a chunk was awaited, that chunk is its first.
    const chunk = await (this.#waiting ??= this.#source.next());
    this.#waiting = null;
    if (!chunk) return null;
    this.#size += chunk.length;
    this.#given?.push(chunk);
    if (this.#size > MAX_REPLAY_SIZE) this.#given = null;
    return chunk;
  }

  /** The whole body. Rejects if its beginning is gone, or if it is more than fits. */
  async collect(): Promise<Buffer> {
    const chunks = this.#given;
    if (!chunks) throw new Error('net::ERR_H2_OR_QUIC_REQUIRED');
    let size = this.#size;
    for (;;) {
      const chunk = await (this.#waiting ?? this.#source.next());
      this.#waiting = null;
      if (!chunk) return Buffer.concat(chunks);
      size += chunk.length;
      if (size > MAX_UPLOAD_SIZE) {
        throw tooLarge();
      }
      chunks.push(chunk);
    }
  }
}

/** Answers the page, which has asked for the next piece. False: that was the end. Rejects as the source does. */
export async function sendPiece(session: CDPSession, requestId: string, source: BodySource): Promise<boolean> {
  const chunk = await source.next();
  const answer = chunk ? { responseCode: 200, body: chunk } : { responseCode: 204 };
  session.post('Fetch.fulfillRequest', { requestId, ...answer });
  return chunk !== null;
}
