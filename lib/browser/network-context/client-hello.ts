/** The first bytes of a connection, as far as the gate has to know them (RFC 8446, 4.1.2; RFC 7301). */
import { ByteReader, extensionsOf, firstMessage, isHandshake } from './handshake-bytes';

const CLIENT_HELLO = 1;
const ALPN = 16;

export interface FirstBytes {
  /** False for what is not TLS: a WebSocket without encryption. */
  isTLS: boolean;
  /** "h2", "http/1.1"; empty if it names none. */
  protocols: string[];
}

/** Null if there are too few bytes yet. */
export function readFirstBytes(bytes: Buffer): FirstBytes | null {
  if (bytes.length === 0) return null;
  if (!isHandshake(bytes)) return { isTLS: false, protocols: [] };
  const hello = firstMessage(bytes, CLIENT_HELLO);
  if (hello === 'missing') return null;
  return { isTLS: true, protocols: hello === 'other' ? [] : protocolsOf(hello) };
}

function protocolsOf(hello: Buffer): string[] {
  try {
    const reader = new ByteReader(hello);
    reader.piece(2 + 32); // version, random
    reader.piece(reader.number(1)); // session id
    reader.piece(reader.number(2)); // cipher suites
    reader.piece(reader.number(1)); // compression
    for (const [type, body] of extensionsOf(reader)) {
      if (type === ALPN) return namesIn(new ByteReader(body.subarray(2)));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return [];
}

function namesIn(reader: ByteReader): string[] {
  const names: string[] = [];
  while (reader.rest > 0) names.push(reader.piece(reader.number(1)).toString('latin1'));
  return names;
}
