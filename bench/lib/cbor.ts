/**
 * CBOR as Chromium's --remote-debugging-pipe=cbor speaks it: every map and array stands in an envelope (tag 24 with a
 * 32 bit length), integers have 32 bits, binary values are tagged. See third_party/inspector_protocol/crdtp/cbor.h.
 */

/** Tag 24, then a byte string with a 32 bit length. */
export const ENVELOPE_HEAD = 7;

const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
const DOUBLE = 0xfb;
const MAP = 0xbf;
const ARRAY = 0x9f;
const STOP = 0xff;
const BINARY_TAG = 0xd6;

/** First bytes of an item: major type and its number. */
function head(major: number, count: number): Buffer {
  const type = major << 5;
  if (count < 24) return Buffer.of(type | count);
  if (count < 0x100) return Buffer.of(type | 24, count);
  const bytes = Buffer.alloc(5);
  bytes[0] = type | 26;
  bytes.writeUInt32BE(count, 1);
  return bytes;
}

function encodeNumber(value: number): Buffer {
  if (Number.isInteger(value) && value >= -0x80000000 && value <= 0x7fffffff) {
    return value < 0 ? head(1, -1 - value) : head(0, value);
  }
  const bytes = Buffer.alloc(9);
  bytes[0] = DOUBLE;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function encodeString(value: string): Buffer[] {
  const bytes = Buffer.from(value);
  return [head(3, bytes.length), bytes];
}

function encodeContainer(start: number, content: readonly Buffer[]): Buffer[] {
  const size = content.reduce((sum, { length }) => sum + length, 2);
  const envelope = Buffer.from([0xd8, 0x18, 0x5a, 0, 0, 0, 0, start]);
  envelope.writeUInt32BE(size, 3);
  return [envelope, ...content, Buffer.of(STOP)];
}

/** The parts of a message, so that a large body is not copied. Throws TypeError for what the protocol cannot carry. */
export function encode(value: unknown): Buffer[] {
  if (value === null) return [Buffer.of(NULL)];
  if (typeof value === 'boolean') return [Buffer.of(value ? TRUE : FALSE)];
  if (typeof value === 'number') return [encodeNumber(value)];
  if (typeof value === 'string') return encodeString(value);
  if (Buffer.isBuffer(value)) return [Buffer.of(BINARY_TAG), head(2, value.length), value];
  if (Array.isArray(value)) return encodeContainer(ARRAY, value.flatMap(encode));
  if (typeof value !== 'object') throw new TypeError(`A ${typeof value} cannot be sent`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return encodeContainer(
    MAP,
    members.flatMap(([key, member]) => [...encodeString(key), ...encode(member)]),
  );
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(): unknown {
    const byte = this.#byte();
    switch (byte) {
      case 0xd8:
        this.#skipEnvelopeHead();
        return this.value();
      case NULL:
        return null;
      case TRUE:
        return true;
      case FALSE:
        return false;
      case DOUBLE:
        return this.#bytes.readDoubleBE(this.#skip(8));
      case MAP:
        return this.#map();
      case ARRAY:
        return this.#array();
      case BINARY_TAG:
        return this.#take(this.#count(this.#byte()));
      default:
        return this.#simple(byte);
    }
  }

  #byte(): number {
    return this.#bytes.readUInt8(this.#skip(1));
  }

  /** Returns where it was. */
  #skip(count: number): number {
    this.#at += count;
    return this.#at - count;
  }

  #take(count: number): Buffer {
    return this.#bytes.subarray(this.#skip(count), this.#at);
  }

  #skipEnvelopeHead(): void {
    this.#skip(1);
    this.#count(this.#byte());
  }

  /** The number in the low bits of an item's first byte, or behind it. */
  #count(byte: number): number {
    const low = byte & 31;
    if (low < 24) return low;
    if (low === 24) return this.#byte();
    if (low === 25) return this.#bytes.readUInt16BE(this.#skip(2));
    if (low === 26) return this.#bytes.readUInt32BE(this.#skip(4));
    throw new Error(`CBOR: no 32 bit number at ${this.#at}`);
  }

  #simple(byte: number): unknown {
    const count = this.#count(byte);
    switch (byte >> 5) {
      case 0:
        return count;
      case 1:
        return -1 - count;
      // Bytes without a tag are a string that is not ASCII.
      case 2:
        return this.#take(count).toString('utf16le');
      case 3:
        return this.#take(count).toString('utf8');
      default:
        throw new Error(`CBOR: unexpected byte ${byte} at ${this.#at - 1}`);
    }
  }

  #map(): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    while (!this.#atStop()) {
      const key = String(this.value());
      map[key] = this.value();
    }
    return map;
  }

  #array(): unknown[] {
    const array: unknown[] = [];
    while (!this.#atStop()) array.push(this.value());
    return array;
  }

  #atStop(): boolean {
    if (this.#bytes[this.#at] !== STOP) return false;
    this.#skip(1);
    return true;
  }
}

export const decode = (bytes: Buffer): unknown => new Reader(bytes).value();
