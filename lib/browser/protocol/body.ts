/** Bodies of answers: bytes that are there at once, or a stream. */
import type { Readable } from 'node:stream';
import type { Body } from './answer';

/** Larger bodies go through the relay: they would hold up what is behind them in the pipe. In bytes. */
export const MAX_BUFFERED_BODY_SIZE = 1024 * 1024;

const NOT_YET = Symbol('not yet');
const nextTurn = (): Promise<typeof NOT_YET> => new Promise((resolve) => setImmediate(resolve, NOT_YET));

/** A body as far as it was read without waiting. */
export interface TakenBody {
  bytes: Uint8Array;
  /** What is still to come; null if `bytes` is all. */
  rest: Body | null;
}

/** Puts a chunk that is on its way back in front. */
function resumed(body: Body, pending: ReturnType<Body['next']>): Body {
  let first: typeof pending | null = pending;
  return {
    next: () => {
      const next = first ?? body.next();
      first = null;
      return next;
    },
    return: async (reason) => (await body.return?.(reason)) ?? { done: true, value: undefined },
  };
}

/**
 * Reads what is there at once, up to the limit: a small answer needs no stream, and a stream that is still being made must
 * not wait for its end. Rejects as the body does.
 */
export async function takeBody(body: Body, limit = MAX_BUFFERED_BODY_SIZE): Promise<TakenBody> {
  const chunks: Uint8Array[] = [];
  for (let size = 0; size <= limit;) {
    const next = body.next();
    const item = await Promise.race([next, nextTurn()]);
    if (item === NOT_YET) return { bytes: Buffer.concat(chunks), rest: resumed(body, next) };
    if (item.done) return { bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), rest: null };
    chunks.push(item.value);
    size += item.value.length;
  }
  return { bytes: Buffer.concat(chunks), rest: body };
}

/** All of it. Rejects as the body does. */
export async function wholeBody(body: Body): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let item = await body.next(); !item.done; item = await body.next()) chunks.push(item.value);
  return Buffer.concat(chunks);
}

/** Bytes in front of a body. */
export function joined(bytes: Uint8Array, rest: Body): Body {
  let first = bytes.length > 0;
  return {
    next: async () => {
      if (!first) return rest.next();
      first = false;
      return { done: false, value: bytes };
    },
    return: async (reason) => (await rest.return?.(reason)) ?? { done: true, value: undefined },
  };
}

/** Bytes that are there already, in pieces that do not fill a socket at once. */
export function bodyOfBytes(bytes: Uint8Array, size = 256 * 1024): Body {
  let offset = 0;
  return {
    next: async () => {
      if (offset >= bytes.length) return { done: true, value: undefined };
      const value = bytes.subarray(offset, (offset += size));
      return { done: false, value };
    },
  };
}

/** The chunks of a Node.js stream; strings are UTF-8. return() destroys it. */
export function bodyOfReadable(stream: NodeJS.ReadableStream): Body {
  const iterator = stream[Symbol.asyncIterator]();
  return {
    next: async () => {
      const item: IteratorResult<unknown, undefined> = await iterator.next();
      if (item.done) return { done: true, value: undefined };
      const { value } = item;
      if (typeof value === 'string') return { done: false, value: Buffer.from(value) };
      if (value instanceof Uint8Array) return { done: false, value };
      throw new TypeError('the chunks of a stream must be Buffers or strings');
    },
    // An iterator that is waiting cannot be ended; the stream can.
    return: (reason) => {
      (stream as Partial<Readable>).destroy?.(reason instanceof Error ? reason : undefined);
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
