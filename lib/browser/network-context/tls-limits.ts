/** Versions and cipher suites that a session may agree on with servers, as ses.setSSLConfig() limits them. */
import { DEFAULT_CIPHERS, type SecureContextOptions } from 'node:tls';
import type { ServerChoice } from './server-hello';

export interface TLSLimits {
  readonly minVersion: 'tls1.2' | 'tls1.3';
  readonly maxVersion: 'tls1.2' | 'tls1.3';
  /** Numbers of IANA's registry, in order. Those of TLS 1.3 are never disabled, as in Chromium. */
  readonly disabledCipherSuites: readonly number[];
}

/** Suites of TLS 1.2 that Node.js offers of itself, or Chromium, by OpenSSL's names. */
const OPENSSL_NAMES: Readonly<Record<number, string>> = {
  0x002f: 'AES128-SHA',
  0x0035: 'AES256-SHA',
  0x003c: 'AES128-SHA256',
  0x003d: 'AES256-SHA256',
  0x0067: 'DHE-RSA-AES128-SHA256',
  0x006b: 'DHE-RSA-AES256-SHA256',
  0x009c: 'AES128-GCM-SHA256',
  0x009d: 'AES256-GCM-SHA384',
  0x009e: 'DHE-RSA-AES128-GCM-SHA256',
  0x009f: 'DHE-RSA-AES256-GCM-SHA384',
  0xc009: 'ECDHE-ECDSA-AES128-SHA',
  0xc00a: 'ECDHE-ECDSA-AES256-SHA',
  0xc013: 'ECDHE-RSA-AES128-SHA',
  0xc014: 'ECDHE-RSA-AES256-SHA',
  0xc023: 'ECDHE-ECDSA-AES128-SHA256',
  0xc024: 'ECDHE-ECDSA-AES256-SHA384',
  0xc027: 'ECDHE-RSA-AES128-SHA256',
  0xc028: 'ECDHE-RSA-AES256-SHA384',
  0xc02b: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  0xc02c: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  0xc02f: 'ECDHE-RSA-AES128-GCM-SHA256',
  0xc030: 'ECDHE-RSA-AES256-GCM-SHA384',
  0xcca8: 'ECDHE-RSA-CHACHA20-POLY1305',
  0xcca9: 'ECDHE-ECDSA-CHACHA20-POLY1305',
};

const TLS_1_2 = 0x0303;
const TLS_1_3 = 0x0304;

/** "0xc02f" */
export const toHex = (suite: number): string => `0x${suite.toString(16).padStart(4, '0')}`;

/** For handshakes that Node.js makes in Chromium's place. Like Chromium it knows nothing below 1.2. */
export function secureOptions(limits: TLSLimits | null): SecureContextOptions {
  if (!limits) return { minVersion: 'TLSv1.2' };
  const disabled = limits.disabledCipherSuites.flatMap((suite) => OPENSSL_NAMES[suite] ?? []);
  return {
    minVersion: limits.minVersion === 'tls1.3' ? 'TLSv1.3' : 'TLSv1.2',
    maxVersion: limits.maxVersion === 'tls1.2' ? 'TLSv1.2' : 'TLSv1.3',
    ciphers: [DEFAULT_CIPHERS, ...disabled.map((name) => `!${name}`)].join(':'),
  };
}

/** RFC 8446, 6.2: the alert that ends a handshake whose server has chosen this; null: it may go on. */
export function alertFor({ version, suite }: ServerChoice, limits: TLSLimits): Buffer | null {
  const lowest = limits.minVersion === 'tls1.3' ? TLS_1_3 : 0;
  const highest = limits.maxVersion === 'tls1.2' ? TLS_1_2 : Infinity;
  if (version < lowest || version > highest) return alert(70);
  const isDisabled = version <= TLS_1_2 && limits.disabledCipherSuites.includes(suite);
  return isDisabled ? alert(40) : null;
}

/** A fatal one: protocol_version (70), decode_error (50), handshake_failure (40). */
export const alert = (description: number): Buffer => Buffer.of(21, 3, 3, 0, 2, 2, description);
