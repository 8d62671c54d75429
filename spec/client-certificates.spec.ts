// Servers that ask for a certificate of the client, and the import of one.
import { expect } from 'chai';
import { app } from 'electron';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { outputWhenReady } from './lib/apps';
import { defer } from './lib/cleanup';
import { fakePrograms } from './lib/programs';
import { certificateFiles, LOCAL_HOST } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';

const FIXTURES = path.join(__dirname, 'fixtures', 'client-certificates');
const ONE = path.join(FIXTURES, 'one.p12');

/** A server that asks for a client certificate, and answers with the name that it got. */
async function listenForClients(maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3'): Promise<string> {
  const options = { requestCert: true, rejectUnauthorized: false, ca: readFileSync(path.join(FIXTURES, 'ca.crt')) };
  const server = createServer({ ...certificateFiles('localhost'), ...options, maxVersion }, ({ socket }, response) => {
    const { subject } = (socket as TLSSocket).getPeerCertificate();
    response.end(subject?.CN ?? 'nobody');
  });
  server.listen(0, LOCAL_HOST);
  await once(server, 'listening');
  defer(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `https://${LOCAL_HOST}:${(server.address() as AddressInfo).port}/`;
}

/** What pages and requests of an app say whose user has the certificates of the fixtures. */
const APP = (url: string): string => `
  app.on('certificate-error', (event, contents, url, error, certificate, callback) => {
    event.preventDefault();
    callback(true);
  });
  const window = new BrowserWindow();
  await window.loadURL(${JSON.stringify(url)});
  print([await window.webContents.executeJavaScript(
    "fetch('/again').then((response) => response.text()).then((text) => document.body.textContent + ', ' + text)",
  )]);
`;

function userWithCertificates(): NodeJS.ProcessEnv {
  const home = tempDir();
  const database = path.join(home, '.pki', 'nssdb');
  mkdirSync(database, { recursive: true });
  for (const file of ['cert9.db', 'key4.db']) cpSync(path.join(FIXTURES, file), path.join(database, file));
  return { HOME: home };
}

describe('a server that asks for a client certificate', () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`gets one of the user's without a prompt: ${version}`, async () => {
      const url = await listenForClients(version);
      const [[text]] = (await outputWhenReady(APP(url), { env: userWithCertificates() })) as [[string]];
      expect(text).to.match(/^client (one|two), client \1$/);
    });
  }

  it('gets none of a user who has none', async () => {
    const url = await listenForClients();
    expect(await outputWhenReady(APP(url), { env: { HOME: tempDir() } })).to.deep.equal([['nobody, nobody']]);
  });

  it('gets none while a procedure verifies certificates', async () => {
    const url = await listenForClients();
    const ses = newSession();
    ses.setCertificateVerifyProc((_, callback) => callback(0));
    expect(await (await ses.fetch(url)).text()).to.equal('nobody');
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(url);
    expect(await webContents.executeJavaScript('document.body.textContent')).to.equal('nobody');
  });
});

describe('app.importCertificate(options, callback)', () => {
  const imported = (certificate = ONE, password = 'secret'): Promise<number> =>
    new Promise((resolve) => {
      app.importCertificate({ certificate, password }, resolve);
    });

  /** The database of a user that has none yet. */
  function newDatabase(): string {
    const home = tempDir();
    for (const [name, value] of [
      ['HOME', home],
      ['XDG_DATA_HOME', path.join(home, 'data')],
    ] as const) {
      const before = process.env[name];
      process.env[name] = value;
      defer(() => {
        if (before === undefined) delete process.env[name];
        else process.env[name] = before;
      });
    }
    return path.join(home, 'data', 'pki', 'nssdb');
  }

  it("has pk12util import the file into the user's database, with a password that no argument shows", async () => {
    const database = newDatabase();
    const directory = tempDir();
    const [kept, listed] = [path.join(directory, 'password'), path.join(directory, 'arguments')];
    fakePrograms({
      pk12util: `printf '%s\\n' "$@" > '${listed}'; while [ "$1" != -w ]; do shift; done; cp -p "$2" '${kept}'`,
    });
    expect(await imported()).to.equal(0);
    const args = readFileSync(listed, 'utf8').split('\n').slice(0, -1);
    const passwordFile = args[5] ?? '';
    expect(args).to.deep.equal(['-i', ONE, '-d', `sql:${database}`, '-w', passwordFile, '-K', '']);
    expect(readFileSync(kept, 'utf8')).to.equal('secret\n');
    expect(statSync(kept).mode & 0o777).to.equal(0o600);
    expect(existsSync(passwordFile)).to.equal(false);
    expect(statSync(database).mode & 0o777).to.equal(0o700);
  });

  it('prefers the old place of the database, as Chromium does', async () => {
    newDatabase();
    const old = path.join(process.env['HOME']!, '.pki', 'nssdb');
    mkdirSync(old, { recursive: true });
    const { calls } = fakePrograms({ pk12util: 'exit 0' });
    expect(await imported()).to.equal(0);
    expect(calls()[0]).to.include(`sql:${old}`);
  });

  for (const [message, result] of [
    ['PKCS12 decode not verified: SEC_ERROR_BAD_PASSWORD: incorrect.', -701],
    ['PKCS12 decoding failed: SEC_ERROR_BAD_DER: improperly formatted', -708],
    ['File Open failed: nowhere: PR_FILE_NOT_FOUND_ERROR: File not found', -708],
    ['function failed: SEC_ERROR_BAD_DATABASE: security library: bad database.', -702],
  ] as const) {
    it(`calls back with ${result} for "${message}"`, async () => {
      newDatabase();
      fakePrograms({ pk12util: `echo '${message}' >&2; exit 18` });
      expect(await imported()).to.equal(result);
    });
  }

  it('throws where there is no pk12util', () => {
    fakePrograms({}, { only: true });
    expect(() => app.importCertificate({ certificate: ONE, password: '' }, () => undefined))
      .to.throw('install libnss3-tools')
      .with.property('code', 'ERR_VALENCE_UNAVAILABLE');
  });

  it('throws for bad arguments', () => {
    const bad = (...args: unknown[]): void => app.importCertificate(...(args as [never, never]));
    expect(() => bad()).to.throw(TypeError, 'options must be an object, got undefined');
    expect(() => bad({})).to.throw(TypeError, 'options.certificate must be a string, got undefined');
    expect(() => bad({ certificate: ONE })).to.throw(TypeError, 'options.password must be a string, got undefined');
    expect(() => bad({ certificate: ONE, password: '' })).to.throw(TypeError, 'callback must be a function');
  });
});
