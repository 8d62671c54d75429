/** How messages lie in the pipe: JSON text with a NUL behind it, or CBOR envelopes. */
import { decode, encode, ENVELOPE_HEAD } from './cbor';

export interface Framing {
  encode: (message: object) => Buffer[];
  /** A function that takes the chunks of a stream and calls back with each whole message. */
  reader: (onMessage: (message: unknown) => void) => (chunk: Buffer) => void;
}

function readJSON(onMessage: (message: unknown) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      parts.push(chunk.subarray(start, end));
      const text = Buffer.concat(parts).toString();
      parts = [];
      start = end + 1;
      onMessage(JSON.parse(text));
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  };
}

function readCBOR(onMessage: (message: unknown) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let size = 0;
  return (chunk) => {
    parts.push(chunk);
    size += chunk.length;
    while (size >= ENVELOPE_HEAD) {
      if (parts[0]!.length < ENVELOPE_HEAD) parts = [Buffer.concat(parts)];
      const length = ENVELOPE_HEAD + parts[0]!.readUInt32BE(3);
      if (size < length) return;
      const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      parts = bytes.length > length ? [bytes.subarray(length)] : [];
      size -= length;
      onMessage(decode(bytes.subarray(0, length)));
    }
  };
}

/** Below this size one copy is cheaper than a system call with many parts. In bytes. */
const COPY_LIMIT = 65_536;

/** A message as one buffer if it is small; parts of large ones are not copied. */
function encodeCBOR(message: object): Buffer[] {
  const parts = encode(message);
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  return size < COPY_LIMIT ? [Buffer.concat(parts, size)] : parts;
}

export type FramingName = 'json' | 'cbor';

export const FRAMINGS: Record<FramingName, Framing> = {
  json: { encode: (message) => [Buffer.from(`${JSON.stringify(message)}\0`)], reader: readJSON },
  cbor: { encode: encodeCBOR, reader: readCBOR },
};
