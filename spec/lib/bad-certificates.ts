// Certificates that no browser should take, made for the running test with openssl.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { tempDir } from './temp';

export interface ServerIdentity {
  key: Buffer;
  /** The certificate of the server first. */
  cert: Buffer;
  /** For what Node.js would not serve otherwise. */
  ciphers?: string;
}

interface Issued {
  /** Path without extension. */
  base: string;
}

const openssl = (...args: string[]): void => {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
};

const EXTENSIONS = {
  ca: 'basicConstraints=critical,CA:TRUE',
  server: 'basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1',
};

/** Signed by `issuer`, or by itself. */
function issue(
  directory: string,
  name: string,
  kind: keyof typeof EXTENSIONS,
  issuer?: Issued,
  ...rest: string[]
): Issued {
  const base = path.join(directory, name);
  writeFileSync(`${base}.ext`, EXTENSIONS[kind]);
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${base}.key`);
  openssl('req', '-new', '-key', `${base}.key`, '-subj', `/CN=${name}`, '-out', `${base}.csr`);
  const signer = issuer ? ['-CA', `${issuer.base}.crt`, '-CAkey', `${issuer.base}.key`] : ['-signkey', `${base}.key`];
  const serial = String(Math.trunc(Math.random() * 1e9) + 1);
  const output = ['-extfile', `${base}.ext`, '-out', `${base}.crt`, '-set_serial', serial, '-days', '30'];
  openssl('x509', '-req', '-in', `${base}.csr`, ...output, ...signer, ...rest);
  return { base };
}

const identity = ({ base }: Issued, ...issuers: Issued[]): ServerIdentity => ({
  key: readFileSync(`${base}.key`),
  cert: Buffer.concat([base, ...issuers.map((issuer) => issuer.base)].map((file) => readFileSync(`${file}.crt`))),
});

/** Its signature is one of SHA-1. */
export function sha1Certificate(): ServerIdentity {
  const directory = tempDir();
  const ca = issue(directory, 'ca', 'ca');
  const server = issue(directory, 'localhost', 'server', ca, '-sha1');
  return { ...identity(server, ca), ciphers: 'DEFAULT@SECLEVEL=0' };
}

/** Valid from the year 2090 on. */
export function futureCertificate(): ServerIdentity {
  const directory = tempDir();
  const config = path.join(directory, 'ca.cnf');
  const database = path.join(directory, 'index.txt');
  const self = issue(directory, 'localhost', 'server');
  writeFileSync(database, '');
  writeFileSync(
    config,
    `[ca]\ndefault_ca=one\n[one]\ndatabase=${database}\nnew_certs_dir=${directory}\nrand_serial=yes\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n`,
  );
  const signing = ['-config', config, '-selfsign', '-keyfile', `${self.base}.key`, '-in', `${self.base}.csr`];
  const output = ['-extfile', `${self.base}.ext`, '-out', `${self.base}.crt`];
  const validity = ['-startdate', '20900101000000Z', '-enddate', '20910101000000Z'];
  openssl('ca', '-batch', '-notext', ...signing, ...output, ...validity);
  return identity(self);
}

/** As many certificates as that, the root with them. */
export function longChain(length: number): ServerIdentity {
  const directory = tempDir();
  const issuers = [issue(directory, 'root', 'ca')];
  while (issuers.length < length - 1) issuers.unshift(issue(directory, `ca ${issuers.length}`, 'ca', issuers[0]));
  return identity(issue(directory, 'localhost', 'server', issuers[0]), ...issuers);
}
