/** The first bytes of a connection, as far as the gate has to know them (RFC 8446, 4.1.2; RFC 7301). */

const HANDSHAKE = 0x16;
const CLIENT_HELLO = 1;
const ALPN = 16;

/** Bytes beyond which nothing is waited for. */
const MAX_SIZE = 64 * 1024;

export interface FirstBytes {
  /** False for what is not TLS: a WebSocket without encryption. */
  isTLS: boolean;
  /** "h2", "http/1.1"; empty if it names none. */
  protocols: string[];
}

/** Reads numbers and pieces one after the other; throws RangeError at the end. */
class HelloReader {
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

/** Null if there are too few bytes yet. */
export function readFirstBytes(bytes: Buffer): FirstBytes | null {
  if (bytes.length === 0) return null;
  if (bytes[0] !== HANDSHAKE || bytes.length > MAX_SIZE) return { isTLS: bytes[0] === HANDSHAKE, protocols: [] };
  const hello = clientHello(bytes);
  return hello && { isTLS: true, protocols: protocolsOf(hello) };
}

/** The message without its header, put together from its records; null if some are missing. */
function clientHello(bytes: Buffer): Buffer | null {
  const pieces: Buffer[] = [];
  for (let offset = 0; offset + 5 <= bytes.length && bytes[offset] === HANDSHAKE;) {
    const size = bytes.readUInt16BE(offset + 3);
    pieces.push(bytes.subarray(offset + 5, offset + 5 + size));
    offset += 5 + size;
  }
  const message = Buffer.concat(pieces);
  if (message.length < 4) return null;
  const size = message.readUIntBE(1, 3);
  if (message[0] !== CLIENT_HELLO) return Buffer.alloc(0);
  return message.length < 4 + size ? null : message.subarray(4, 4 + size);
}

function protocolsOf(hello: Buffer): string[] {
  try {
    const reader = new HelloReader(hello);
    reader.piece(2 + 32); // version, random
    reader.piece(reader.number(1)); // session id
    reader.piece(reader.number(2)); // cipher suites
    reader.piece(reader.number(1)); // compression
    const extensions = new HelloReader(reader.piece(reader.number(2)));
    while (extensions.rest > 0) {
      const type = extensions.number(2);
      const body = extensions.piece(extensions.number(2));
      if (type === ALPN) return namesIn(new HelloReader(body.subarray(2)));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return [];
}

function namesIn(reader: HelloReader): string[] {
  const names: string[] = [];
  while (reader.rest > 0) names.push(reader.piece(reader.number(1)).toString('latin1'));
  return names;
}
