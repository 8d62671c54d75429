/**
 * Where the relay of this app is reached, and how its Chromiums know that they talk to it and to nobody else.
 *
 * Every user of the machine can connect to a port of loopback, can listen on those that are free, and can read the command
 * lines of all processes. So the port is taken before the first Chromium is started, and kept; and what answers there has
 * to prove that it has a private key that exists in this process only. Chromium is started with a hash of its public
 * key. It sends a request, with its URL and headers, after that proof.
 */
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { Switches } from '../browser-process/switches';
import { selfSignedCertificate } from './self-signed-certificate';

/** Names below localhost are this machine, and no proxy is asked for them. */
export const RELAY_DOMAIN = 'valence.localhost';

export interface RelayEndpoint {
  /** A socket that is bound to the port and does not listen yet. */
  fd: number;
  port: number;
  /** PEM */
  key: string;
  /** PEM */
  certificate: string;
  /** SHA-256 of the public key (SubjectPublicKeyInfo), in base64. */
  keyHash: string;
}

function createEndpoint(): RelayEndpoint {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    ...process._linkedBinding('electron_browser_session').bindLoopback(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: selfSignedCertificate(privateKey, RELAY_DOMAIN),
    keyHash: createHash('sha256').update(publicKey).digest('base64'),
  };
}

let endpoint: RelayEndpoint | null = null;

/** One for all sessions of the app. Throws Error if there is no port left. */
export const relayEndpoint = (): RelayEndpoint => (endpoint ??= createEndpoint());

/** What every Chromium has to know. Nothing of it is a secret. */
export function relaySwitches(): Switches {
  const { port, keyHash } = relayEndpoint();
  return {
    // Not ::1, which localhost is as well.
    'host-resolver-rules': `MAP *.${RELAY_DOMAIN} 127.0.0.1`,
    // Pages may not load from loopback: from this port alone they may.
    'ip-address-space-overrides': `127.0.0.1:${port}=public`,
    'ignore-certificate-errors-spki-list': keyHash,
  };
}

/** PEM. */
interface Identity {
  key: string;
  certificate: string;
}

let untrusted: Identity | null = null;

/** A server that every Chromium of the app trusts, whatever its name is; and one that none of them does. */
export function tlsIdentities(): { trusted: Identity; untrusted: Identity } {
  if (!untrusted) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    untrusted = { key, certificate: selfSignedCertificate(privateKey, RELAY_DOMAIN) };
  }
  return { trusted: relayEndpoint(), untrusted };
}
