/** The response of a ClientRequest (docs/api/incoming-message.md): a stream of its body. */
import { Readable } from 'node:stream';
import { groupByName } from '../http';
import { requireLibrary, type LIBRARY } from '../internals';
import type { ResponseHead } from '../net/url-loader-client';

/** Headers of which Node.js keeps the first only (https://nodejs.org/api/http.html#messageheaders). */
const SINGLE = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);

function joined(name: string, values: string[]): string | string[] {
  if (name === 'set-cookie') return values;
  return SINGLE.has(name) ? (values[0] ?? '') : values.join(name === 'cookie' ? '; ' : ', ');
}

const noTrailers = (): never => {
  throw new Error('HTTP trailers are not supported');
};

/** What the request hears of the reader of its response. */
export interface ResponseReader {
  /** It can take more. */
  onWanted(): void;
  /** It has all, or wants no more. */
  onClosed(): void;
}

export class IncomingMessage extends Readable {
  readonly #head: ResponseHead;
  readonly #reader: ResponseReader;

  constructor(key: typeof LIBRARY, head: ResponseHead, reader: ResponseReader) {
    super();
    requireLibrary(key);
    this.#head = head;
    this.#reader = reader;
  }

  get statusCode(): number {
    return this.#head.statusCode;
  }

  get statusMessage(): string {
    return this.#head.statusMessage;
  }

  get headers(): Record<string, string | string[]> {
    const grouped = groupByName(this.#head.headers, (name) => name.toLowerCase());
    return Object.fromEntries(Object.entries(grouped).map(([name, values]) => [name, joined(name, values)]));
  }

  get rawHeaders(): string[] {
    return this.#head.headers.flatMap(({ name, value }) => [name, value]);
  }

  get httpVersion(): string {
    return this.#head.httpVersion;
  }

  get httpVersionMajor(): number {
    return Number(this.#head.httpVersion.split('.')[0]);
  }

  get httpVersionMinor(): number {
    return Number(this.#head.httpVersion.split('.')[1]);
  }

  get trailers(): never {
    return noTrailers();
  }

  get rawTrailers(): never {
    return noTrailers();
  }

  override _read(): void {
    this.#reader.onWanted();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    callback(error);
    process.nextTick(() => this.#reader.onClosed()); // behind `close`
  }
}
