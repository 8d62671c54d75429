// Versions and cipher suites of TLS of a session: of one whose Chromium starts with them, and of one that runs.
import { expect } from 'chai';
import { once } from 'node:events';
import * as https from 'node:https';
import * as net from 'node:net';
import type { TLSSocket } from 'node:tls';
import { certificateFiles, listenWithTLS, LOCAL_HOST, startServer } from './lib/servers';
import { endBrowser, newSession, newWindow, useSharedSession } from './lib/sessions';

const REFUSED = 'net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH';
/** The versions and the suite were agreed on. */
const UNKNOWN_AUTHORITY = 'net::ERR_CERT_AUTHORITY_INVALID';

const [FIRST, SECOND] = [
  { name: 'ECDHE-ECDSA-AES128-GCM-SHA256', number: 0xc02b },
  { name: 'ECDHE-ECDSA-AES256-GCM-SHA384', number: 0xc02c },
];

const errorOf = async (ses: Electron.Session, url: string): Promise<string> =>
  ses.fetch(url).then(
    (response) => `${response.status}`,
    (error: unknown) => (error as Error).message,
  );

/** Starts its Chromium. */
async function runningSession(): Promise<Electron.Session> {
  const ses = newSession();
  await ses.cookies.get({});
  return ses;
}

/** A server of TLS 1.2 with these suites, the best first. It answers with the one that was agreed on. */
async function listenWithSuites(...suites: string[]): Promise<string> {
  const options = { ...certificateFiles('localhost'), maxVersion: 'TLSv1.2' as const, honorCipherOrder: true };
  const server = https.createServer({ ...options, ciphers: suites.join(':') }, ({ socket }, response) =>
    response.end((socket as TLSSocket).getCipher().name),
  );
  return `https://${LOCAL_HOST}:${await startServer(server)}/`;
}

describe('ses.setSSLConfig(config)', () => {
  it('refuses what is below the lowest version', async () => {
    const ses = newSession();
    ses.setSSLConfig({ minVersion: 'tls1.3' });
    expect(await errorOf(ses, await listenWithTLS('TLSv1.2'))).to.equal(REFUSED);
    expect(await errorOf(ses, await listenWithTLS('TLSv1.3'))).to.equal(UNKNOWN_AUTHORITY);
  });

  it('refuses what is above the highest version', async () => {
    const ses = newSession();
    ses.setSSLConfig({ maxVersion: 'tls1.2' });
    expect(await errorOf(ses, await listenWithTLS('TLSv1.3'))).to.equal(REFUSED);
    expect(await errorOf(ses, await listenWithTLS('TLSv1.2'))).to.equal(UNKNOWN_AUTHORITY);
  });

  it('disables cipher suites', async () => {
    const ses = newSession();
    ses.setSSLConfig({ disabledCipherSuites: [FIRST.number, 0x0004] });
    expect(await errorOf(ses, await listenWithSuites(FIRST.name))).to.equal(REFUSED);
    expect(await errorOf(ses, await listenWithSuites(FIRST.name, SECOND.name))).to.equal(UNKNOWN_AUTHORITY);
  });

  it('holds for a Chromium that runs, leaves another session alone, and is lifted again', async () => {
    const [ses, other] = [await runningSession(), newSession()];
    const [old, recent] = [await listenWithTLS('TLSv1.2'), await listenWithTLS('TLSv1.3')];
    const both = async (): Promise<string[]> => [await errorOf(ses, old), await errorOf(ses, recent)];
    expect(await both()).to.deep.equal([UNKNOWN_AUTHORITY, UNKNOWN_AUTHORITY]);
    ses.setSSLConfig({ minVersion: 'tls1.3' });
    expect(await both()).to.deep.equal([REFUSED, UNKNOWN_AUTHORITY]);
    expect(await errorOf(other, old)).to.equal(UNKNOWN_AUTHORITY);
    ses.setSSLConfig({ maxVersion: 'tls1.2' });
    expect(await both()).to.deep.equal([UNKNOWN_AUTHORITY, REFUSED]);
    ses.setSSLConfig({});
    expect(await both()).to.deep.equal([UNKNOWN_AUTHORITY, UNKNOWN_AUTHORITY]);
  });

  it('fails a page of a Chromium that runs, with the error of a server without the version', async () => {
    const ses = await runningSession();
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL('data:text/html,page');
    ses.setSSLConfig({ minVersion: 'tls1.3' });
    const failed = once(webContents, 'did-fail-load');
    const loading = webContents
      .loadURL(await listenWithTLS('TLSv1.2'))
      .catch((error: unknown) => (error as Error).message);
    expect(await loading).to.match(/^ERR_SSL_VERSION_OR_CIPHER_MISMATCH/);
    expect((await failed)[1]).to.equal(-113);
  });

  it('disables cipher suites of a Chromium that runs: a server that prefers one is refused', async () => {
    const ses = await runningSession();
    ses.setSSLConfig({ disabledCipherSuites: [FIRST.number] });
    expect(await errorOf(ses, await listenWithSuites(FIRST.name))).to.equal(REFUSED);
    expect(await errorOf(ses, await listenWithSuites(FIRST.name, SECOND.name))).to.equal(REFUSED);
    expect(await errorOf(ses, await listenWithSuites(SECOND.name, FIRST.name))).to.equal(UNKNOWN_AUTHORITY);
    await endBrowser(ses);
    expect(await errorOf(ses, await listenWithSuites(FIRST.name, SECOND.name))).to.equal(UNKNOWN_AUTHORITY);
  });

  it('leaves what is under way alone, and uses its connections no more', async () => {
    const ses = newSession();
    ses.setCertificateVerifyProc((_, callback) => callback(0));
    let finish = (): void => undefined;
    const identity = { ...certificateFiles('localhost'), maxVersion: 'TLSv1.2' as const };
    const server = https.createServer(identity, (_, response) => {
      response.write('begun');
      finish = () => response.end(' and done');
    });
    const url = `https://${LOCAL_HOST}:${await startServer(server)}/`;
    const response = await ses.fetch(url);
    ses.setSSLConfig({ minVersion: 'tls1.3' });
    expect(await errorOf(ses, url)).to.equal(REFUSED);
    finish();
    expect(await response.text()).to.equal('begun and done');
    expect(await errorOf(ses, url)).to.equal(REFUSED);
  });

  it('holds for connections whose certificates the app accepts, and chooses among what is left', async () => {
    const ses = await runningSession();
    ses.setCertificateVerifyProc((_, callback) => callback(0));
    ses.setSSLConfig({ maxVersion: 'tls1.2', disabledCipherSuites: [FIRST.number] });
    expect(await errorOf(ses, await listenWithTLS('TLSv1.3'))).to.equal(REFUSED);
    expect(await errorOf(ses, await listenWithSuites(FIRST.name))).to.equal(REFUSED);
    const chosen = await ses.fetch(await listenWithSuites(FIRST.name, SECOND.name));
    expect(await chosen.text()).to.equal(SECOND.name);
    await endBrowser(ses);
    expect(await (await ses.fetch(await listenWithSuites(FIRST.name, SECOND.name))).text()).to.equal(SECOND.name);
  });

  it('warns where a Chromium was started with a limit that is lifted, and lifts it at the next start', async () => {
    const ses = newSession();
    const url = await listenWithTLS('TLSv1.2');
    ses.setSSLConfig({ minVersion: 'tls1.3' });
    expect(await errorOf(ses, url)).to.equal(REFUSED);
    const warned = once(process, 'warning') as Promise<[Error & { code: string }]>;
    ses.setSSLConfig({});
    expect((await warned)[0].code).to.equal('VALENCE_SSL_CONFIG_LATE');
    expect(await errorOf(ses, url)).to.equal(REFUSED);
    await endBrowser(ses);
    expect(await errorOf(ses, url)).to.equal(UNKNOWN_AUTHORITY);
  });

  describe('of a Chromium that runs, at a server whose first bytes', () => {
    const ses = useSharedSession();
    before(async () => {
      await ses().cookies.get({});
      ses().setSSLConfig({ minVersion: 'tls1.3' });
    });

    /** A server that says this to a ClientHello, and then waits. */
    const listenRaw = async (...pieces: Buffer[]): Promise<string> => {
      const server = net.createServer((socket) => {
        socket.once('data', () => pieces.forEach((piece) => socket.write(piece)));
      });
      return `https://${LOCAL_HOST}:${await startServer(server)}/`;
    };
    const record = (type: number, body: Buffer): Buffer =>
      Buffer.concat([Buffer.of(type, 3, 3, body.length >> 8, body.length & 0xff), body]);
    const message = (type: number, body: Buffer): Buffer =>
      Buffer.concat([Buffer.of(type, 0, body.length >> 8, body.length & 0xff), body]);
    /** Of TLS 1.2 with the suite 0xc02f, as far as `extensions`. */
    const hello = (extensions = Buffer.alloc(0)): Buffer =>
      message(2, Buffer.concat([Buffer.of(3, 3), Buffer.alloc(32, 7), Buffer.of(0, 0xc0, 0x2f, 0), extensions]));
    const bytewise = (bytes: Buffer): Buffer[] => Array.from(bytes, (byte) => Buffer.of(byte));

    const FAULTS: [name: string, pieces: Buffer[], error: string][] = [
      ['come one by one', bytewise(record(22, hello())), REFUSED],
      ['are a message in many records', bytewise(hello()).map((byte) => record(22, byte)), REFUSED],
      ['follow an empty record', [record(22, Buffer.alloc(0)), record(22, hello())], REFUSED],
      [
        'have extensions that are cut off',
        [record(22, hello(Buffer.of(0, 9, 0, 0x2b, 0xff, 0xff)))],
        'net::ERR_SSL_PROTOCOL_ERROR',
      ],
      [
        'have a version of one byte',
        [record(22, hello(Buffer.of(0, 5, 0, 0x2b, 0, 1, 3)))],
        'net::ERR_SSL_PROTOCOL_ERROR',
      ],
      ['are another message', [record(22, message(11, Buffer.alloc(40)))], 'net::ERR_SSL_PROTOCOL_ERROR'],
      ['announce 16 MB', [record(22, Buffer.of(2, 0xff, 0xff, 0xff))], 'net::ERR_SSL_PROTOCOL_ERROR'],
      ['are an alert', [record(21, Buffer.of(2, 40))], REFUSED],
      [
        'are a warning, with a handshake behind it',
        [record(21, Buffer.of(1, 90)), record(22, hello())],
        'net::ERR_CONNECTION_CLOSED',
      ],
      ['are no TLS', [Buffer.from('SSH-2.0-server\r\n')], 'net::ERR_SSL_PROTOCOL_ERROR'],
    ];
    for (const [name, pieces, error] of FAULTS) {
      it(`${name}, fails with ${error}`, async () => {
        expect(await errorOf(ses(), await listenRaw(...pieces))).to.equal(error);
      });
    }

    it('come one by one, goes on with a version that is allowed', async () => {
      const target = new URL(await listenWithTLS('TLSv1.3'));
      const server = net.createServer((socket) => {
        const behind = net.connect(Number(target.port), LOCAL_HOST);
        socket.pipe(behind).on('error', () => undefined);
        behind.setNoDelay();
        behind.on('data', (bytes: Buffer) => bytewise(bytes).forEach((byte) => socket.write(byte)));
      });
      const url = `https://${LOCAL_HOST}:${await startServer(server)}/`;
      expect(await errorOf(ses(), url)).to.equal(UNKNOWN_AUTHORITY);
    });
  });

  it('throws for bad versions and cipher suites', () => {
    const ses = newSession();
    expect(() => ses.setSSLConfig(null as never)).to.throw(TypeError, 'config must be an object, got null');
    expect(() => ses.setSSLConfig({ minVersion: 'ssl3' } as never)).to.throw(
      TypeError,
      'config.minVersion must be one of',
    );
    expect(() => ses.setSSLConfig({ maxVersion: 'tls1.1' } as never)).to.throw(
      TypeError,
      'config.maxVersion must be one',
    );
    expect(() => ses.setSSLConfig({ minVersion: 'tls1.3', maxVersion: 'tls1.2' })).to.throw(TypeError, 'not be below');
    for (const disabledCipherSuites of ['0xc02f', [0x10000], [-1], [0.5], ['0xc02f'], [NaN]]) {
      expect(() => ses.setSSLConfig({ disabledCipherSuites } as never)).to.throw(
        TypeError,
        /^config\.disabledCipherSuites(\[0\])? must be /,
      );
    }
  });
});
