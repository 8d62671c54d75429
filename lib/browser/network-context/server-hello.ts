/** What a server has chosen, from its first bytes (RFC 8446, 4.1.3). */
import { ByteReader, extensionsOf, firstMessage, isHandshake } from './handshake-bytes';

const SERVER_HELLO = 2;
const SUPPORTED_VERSIONS = 0x2b;

/** Of a record: type, version, size. */
const HEADER = 5;
const ALERT = 0x15;
const LONGEST_ALERT = 2;

export interface ServerChoice {
  /** 0x0303: TLS 1.2 */
  version: number;
  /** A number of IANA's registry. */
  suite: number;
}

/**
 * `missing`: there are too few bytes yet; `broken`: a message of the handshake that is no readable choice, with which no handshake goes
 * on. What is no handshake at all is given back: the alert, or the head of a record that no client takes.
 */
export function readServerHello(bytes: Buffer): ServerChoice | Buffer | 'missing' | 'broken' {
  if (bytes.length < HEADER) return 'missing';
  if (!isHandshake(bytes)) {
    const size = HEADER + (bytes[0] === ALERT ? Math.min(bytes.readUInt16BE(3), LONGEST_ALERT) : 0);
    return bytes.length < size ? 'missing' : bytes.subarray(0, size);
  }
  const hello = firstMessage(bytes, SERVER_HELLO);
  if (hello === 'other') return 'broken';
  return hello === 'missing' ? hello : choiceIn(hello);
}

function choiceIn(hello: Buffer): ServerChoice | 'broken' {
  try {
    const reader = new ByteReader(hello);
    let version = reader.number(2);
    reader.piece(32); // random
    reader.piece(reader.number(1)); // session id
    const suite = reader.number(2);
    reader.piece(1); // compression
    for (const [type, body] of extensionsOf(reader)) {
      if (type === SUPPORTED_VERSIONS) version = new ByteReader(body).number(2);
    }
    return { version, suite };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 'broken';
  }
}
