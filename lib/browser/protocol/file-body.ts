/** The bytes of an open file, as a whole or as a stream that holds one piece at a time. Each closes the file at its end. */
import type { FileHandle } from 'node:fs/promises';
import type { Body } from './answer';

const CHUNK = 256 * 1024;

/** Less than `length` bytes if the file has become shorter. */
async function readFully(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(buffer, done, length - done, start + done);
    if (bytesRead === 0) return buffer.subarray(0, done);
    done += bytesRead;
  }
  return buffer;
}

/** Bytes from `start` on. Null if the file has become shorter than that. */
export async function wholeOfFile(file: FileHandle, start: number, length: number): Promise<Uint8Array | null> {
  try {
    const bytes = await readFully(file, start, length);
    return bytes.length === length ? bytes : null;
  } finally {
    await file.close();
  }
}

/** The same as a stream. Rejects if the file has become shorter; return() closes the file, behind the piece that is read. */
export function bodyOfFile(file: FileHandle, start: number, length: number): Body {
  const end = start + length;
  let position = start;
  let closing: Promise<void> | null = null;
  let reading: Promise<unknown> = Promise.resolve();
  const close = (): Promise<void> => (closing ??= file.close());
  const read = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (closing || position >= end) {
      await close();
      return { done: true, value: undefined };
    }
    try {
      const bytes = await readFully(file, position, Math.min(CHUNK, end - position));
      if (bytes.length === 0) throw new Error(`the file ended ${end - position} bytes too early`);
      position += bytes.length;
      return { done: false, value: bytes };
    } catch (error) {
      await close();
      throw error;
    }
  };
  return {
    next: () => {
      const next = read();
      // Whoever waits for this piece hears of its error.
      reading = next.catch(() => undefined);
      return next;
    },
    return: async () => {
      await reading;
      await close();
      return { done: true, value: undefined };
    },
  };
}
