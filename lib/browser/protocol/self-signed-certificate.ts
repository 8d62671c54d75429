/** An X.509 certificate (RFC 5280) for a key of this process, written by hand: nobody looks at more of it than at the key. */
import { createPublicKey, sign, type KeyObject } from 'node:crypto';

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;

/** Whole elements: tag, length, value. */
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');

/** The shortest form, which Chromium insists on. */
function lengthOf({ length }: Uint8Array): Buffer {
  if (length < 0x80) return Buffer.of(length);
  return length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff);
}

/** One element of DER, shorter than 64 kB. */
function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(value), value]);
}

/** A BIT STRING of whole bytes. */
const bits = (bytes: Uint8Array): Buffer => element(BIT_STRING, Buffer.of(0), bytes);

/** PEM. `key` is a private key on the curve P-256, and signs the certificate itself. */
export function selfSignedCertificate(key: KeyObject, commonName: string): string {
  const algorithm = element(SEQUENCE, ECDSA_WITH_SHA256);
  const name = element(
    SEQUENCE,
    element(SET, element(SEQUENCE, COMMON_NAME, element(UTF8_STRING, Buffer.from(commonName)))),
  );
  const validity = element(
    SEQUENCE,
    element(UTC_TIME, Buffer.from('200101000000Z')),
    element(UTC_TIME, Buffer.from('491231235959Z')),
  );
  const certificate = element(
    SEQUENCE,
    element(VERSION, element(INTEGER, Buffer.of(2))),
    element(INTEGER, Buffer.of(1)),
    algorithm,
    name,
    validity,
    name,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  );
  const signed = element(SEQUENCE, certificate, algorithm, bits(sign('sha256', certificate, key)));
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
