/**
 * The way between the app and one of its utility processes: a socket pair, so that no other process can reach it. A message is its length in
 * 4 bytes, then V8's serialization.
 */
import type { Duplex } from 'node:stream';
import { deserialize, serialize } from 'node:v8';
import type { UtilityMessage } from './messages';
import { writeNow } from './write-now';

/** The descriptor of the process' end. */
export const CHANNEL_FD = 3;

const HEADER_SIZE = 4;

export interface UtilityChannelHandlers {
  onMessage(message: UtilityMessage): void;
  /** The other process has ended. Nothing comes after it. */
  onEnd(): void;
}

/** A socket, with what Node.js knows of the write that it has begun. */
type Stream = Duplex & { _handle?: { writeQueueSize?: number } | null };

export class UtilityChannel {
  readonly #stream: Stream;
  readonly #handlers: UtilityChannelHandlers;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Bytes until the next message is whole. */
  #wanted = HEADER_SIZE;
  /** What the stream writes, and what comes after it: one write at a time, so that flush() knows what is left. */
  #writing: Buffer | null = null;
  readonly #waiting: Buffer[] = [];
  #isFlushed = false;

  constructor(stream: Duplex, handlers: UtilityChannelHandlers) {
    this.#stream = stream;
    this.#handlers = handlers;
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    // Reading or writing fails when the other process ends; `close` follows.
    stream.on('error', () => undefined);
    stream.once('close', () => this.#handlers.onEnd());
  }

  /** Does nothing if the other process has ended. */
  send(message: UtilityMessage): void {
    if (!this.#stream.writable) return;
    const body = serialize(message);
    const header = Buffer.alloc(HEADER_SIZE);
    header.writeUInt32BE(body.length);
    this.#waiting.push(header, body);
    if (this.#isFlushed) this.flush();
    else this.#write();
  }

  /** Writes all that was sent before this process ends. From then on messages are written at once. */
  flush(): void {
    this.#isFlushed = true;
    const left = this.#stream._handle?.writeQueueSize ?? 0;
    const begun = this.#writing ? [this.#writing.subarray(this.#writing.length - left)] : [];
    this.#writing = null;
    writeNow(CHANNEL_FD, Buffer.concat([...begun, ...this.#waiting.splice(0)]));
  }

  #write(): void {
    if (this.#writing || this.#waiting.length === 0) return;
    this.#writing = Buffer.concat(this.#waiting.splice(0));
    this.#stream.write(this.#writing, () => {
      if (this.#isFlushed) return;
      this.#writing = null;
      this.#write();
    });
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#wanted) return;
    let rest = Buffer.concat(this.#chunks);
    const messages: UtilityMessage[] = [];
    this.#wanted = HEADER_SIZE;
    while (rest.length >= HEADER_SIZE) {
      const end = HEADER_SIZE + rest.readUInt32BE(0);
      if (rest.length < end) {
        this.#wanted = end;
        break;
      }
      messages.push(deserialize(rest.subarray(HEADER_SIZE, end)) as UtilityMessage);
      rest = rest.subarray(end);
    }
    this.#chunks = [rest];
    this.#size = rest.length;
    for (const message of messages) this.#handlers.onMessage(message);
  }
}
