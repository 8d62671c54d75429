/** The first message of one side of a TLS handshake (RFC 8446, 4 and 5.1), as bytes that nobody has checked. */

const HANDSHAKE = 0x16;

/** Bytes beyond which nothing is waited for. */
const MAX_SIZE = 64 * 1024;

/** Reads numbers and pieces one after the other; throws RangeError at the end. */
export class ByteReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get rest(): number {
    return this.#bytes.length - this.#offset;
  }

  number(size: number): number {
    const value = this.#bytes.readUIntBE(this.#offset, size);
    this.#offset += size;
    return value;
  }

  piece(size: number): Buffer {
    if (size > this.rest) throw new RangeError('The bytes end too early');
    this.#offset += size;
    return this.#bytes.subarray(this.#offset - size, this.#offset);
  }
}

/** The type of the first record says so: what else comes first is an alert, or no TLS. */
export const isHandshake = (bytes: Buffer): boolean => bytes[0] === HANDSHAKE;

/**
 * The body of the first message, put together from its records: `missing` if some are not there yet, `other` if it is of
 * another type, or too long.
 */
export function firstMessage(bytes: Buffer, type: number): Buffer | 'missing' | 'other' {
  if (bytes.length > MAX_SIZE) return 'other';
  const pieces: Buffer[] = [];
  for (let offset = 0; offset + 5 <= bytes.length && bytes[offset] === HANDSHAKE;) {
    const size = bytes.readUInt16BE(offset + 3);
    pieces.push(bytes.subarray(offset + 5, offset + 5 + size));
    offset += 5 + size;
  }
  const message = Buffer.concat(pieces);
  if (message.length > 0 && message[0] !== type) return 'other';
  if (message.length < 4) return 'missing';
  const size = message.readUIntBE(1, 3);
  if (size > MAX_SIZE) return 'other';
  return message.length < 4 + size ? 'missing' : message.subarray(4, 4 + size);
}

/** Type and body of every extension up to the end of the message. Throws RangeError if one is cut off. */
export function* extensionsOf(reader: ByteReader): Generator<[type: number, body: Buffer]> {
  if (reader.rest === 0) return; // before TLS 1.3 there need not be any
  const extensions = new ByteReader(reader.piece(reader.number(2)));
  while (extensions.rest > 0) {
    const type = extensions.number(2);
    yield [type, extensions.piece(extensions.number(2))];
  }
}
