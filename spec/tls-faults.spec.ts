// Servers whose certificates or handshakes are bad: each has an end with Chromium's name, with and without a procedure of the app.
import { expect } from 'chai';
import { once } from 'node:events';
import { connect, createServer as createTCPServer, type Server, type Socket } from 'node:net';
import { connect as connectTLS, createServer } from 'node:tls';
import { futureCertificate, longChain, sha1Certificate, type ServerIdentity } from './lib/bad-certificates';
import { rejectionOf } from './lib/fetch';
import { gatePortOf } from './lib/gate';
import { certificateFiles, closedPort, listen, listenSecurely, LOCAL_HOST, startServer } from './lib/servers';
import { newSession, newWindow, useSharedSession } from './lib/sessions';

/** Resolves with the origin. */
const started = async (server: Server): Promise<string> => `https://${LOCAL_HOST}:${await startServer(server)}`;

const listenWith = (identity: ServerIdentity): Promise<string> =>
  started(
    createServer(identity, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'));
    }),
  );

/** A server that answers a ClientHello like this. */
const listenRaw = (answer: (socket: Socket) => void): Promise<string> =>
  started(createTCPServer((socket) => socket.once('data', () => answer(socket))));

/** RFC 8446, 6: a fatal alert. */
const alert = (description: number) => (socket: Socket) => socket.end(Buffer.of(21, 3, 3, 0, 2, 2, description));

const UNKNOWN_AUTHORITY = 'ERR_CERT_AUTHORITY_INVALID';

const CERTIFICATES: [name: string, make: () => ServerIdentity, error: string][] = [
  ['expired', () => certificateFiles('expired'), UNKNOWN_AUTHORITY],
  ['not yet valid', futureCertificate, UNKNOWN_AUTHORITY],
  ['of another host', () => certificateFiles('other-host'), UNKNOWN_AUTHORITY],
  ['signed by itself', () => certificateFiles('localhost'), UNKNOWN_AUTHORITY],
  ['signed with SHA-1', sha1Certificate, 'ERR_CERT_INVALID'],
  ['at the end of a chain of 20', () => longChain(20), UNKNOWN_AUTHORITY],
];

const HANDSHAKES: [name: string, start: () => Promise<string>, error: string][] = [
  [
    'answers with garbage',
    () => listenRaw((socket) => socket.end('HTTP/1.1 400 No\r\n\r\n')),
    'ERR_SSL_PROTOCOL_ERROR',
  ],
  ['ends the connection', () => listenRaw((socket) => socket.end()), 'ERR_CONNECTION_CLOSED'],
  [
    'ends in the middle of a message',
    () => listenRaw((socket) => socket.end(Buffer.of(22, 3, 3, 0, 90, 2, 0, 0, 86, 3, 3))),
    'ERR_CONNECTION_CLOSED',
  ],
  ['has no handshake (alert 40)', () => listenRaw(alert(40)), 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH'],
  ['has no version (alert 70)', () => listenRaw(alert(70)), 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH'],
  ['has an error (alert 80)', () => listenRaw(alert(80)), 'ERR_SSL_PROTOCOL_ERROR'],
  ['does not know the name (alert 112)', () => listenRaw(alert(112)), 'ERR_SSL_UNRECOGNIZED_NAME_ALERT'],
  ['is not there', async () => `https://${LOCAL_HOST}:${await closedPort()}`, 'ERR_CONNECTION_REFUSED'],
];

describe('TLS faults', () => {
  const WAYS: [how: string, prepare: (ses: Electron.Session) => Promise<void> | void][] = [
    ['without a procedure', () => undefined],
    [
      'with a procedure that leaves it to Chromium',
      (ses) => ses.setCertificateVerifyProc((_, callback) => callback(-3)),
    ],
    [
      'with limits of TLS that were set late',
      async (ses) => {
        await ses.cookies.get({}); // its Chromium runs
        ses.setSSLConfig({ disabledCipherSuites: [0x002f] });
      },
    ],
  ];
  for (const [how, prepare] of WAYS) {
    describe(`of servers, ${how}`, () => {
      const ses = useSharedSession();
      before(() => prepare(ses()));

      const both = async (origin: string): Promise<string[]> => {
        const { webContents } = newWindow({ webPreferences: { session: ses() } });
        const page = await rejectionOf(webContents.loadURL(origin));
        const fetched = await rejectionOf(ses().fetch(origin));
        return [page.message.split(' ')[0]!, fetched.message];
      };

      for (const [name, make, error] of CERTIFICATES) {
        it(`refuse a certificate that is ${name}`, async () => {
          expect(await both(await listenWith(make()))).to.deep.equal([error, `net::${error}`]);
        });
      }

      for (const [name, start, error] of HANDSHAKES) {
        it(`fail at a server that ${name}`, async () => {
          expect(await both(await start())).to.deep.equal([error, `net::${error}`]);
        });
      }

      it('wait for a server that stalls, hold up nobody, and end with abort', async () => {
        const stalled = await listenRaw(() => undefined);
        const { origin } = await listen('fine');
        const controller = new AbortController();
        const waiting = rejectionOf(ses().fetch(stalled, { signal: controller.signal }));
        expect((await ses().fetch(origin)).status).to.equal(200);
        controller.abort();
        expect(await waiting).to.have.property('name', 'AbortError');
      });
    });
  }

  describe('with a procedure that accepts', () => {
    const ses = useSharedSession();
    before(() => ses().setCertificateVerifyProc((_, callback) => callback(0)));

    for (const [name, make] of CERTIFICATES) {
      it(`take a certificate that is ${name}`, async () => {
        const origin = await listenWith(make());
        expect(await (await ses().fetch(origin)).text()).to.equal('ok');
        const { webContents } = newWindow({ webPreferences: { session: ses() } });
        await webContents.loadURL(origin);
        expect(await webContents.executeJavaScript('document.body.textContent')).to.equal('ok');
      });
    }
  });

  describe('of clients', () => {
    const ses = useSharedSession();

    /** Says this to the gate behind a CONNECT, one byte at a time. Resolves when the gate has ended it. */
    const say = async (target: string, bytes: Buffer): Promise<void> => {
      const socket = connect({ port: await gatePortOf(ses()), host: LOCAL_HOST, noDelay: true });
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.on('error', () => undefined);
      socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
      await once(socket, 'data');
      socket.resume();
      // The gate may have ended it in the meantime.
      for (const byte of bytes) await new Promise((resolve) => socket.write(Buffer.of(byte), resolve));
      socket.end();
      await closed;
    };

    before(() => ses().setCertificateVerifyProc((_, callback) => callback(0)));

    it('take a ClientHello whose bytes come one by one', async () => {
      const { port } = await listenSecurely('secure');
      const gate = await gatePortOf(ses());
      // Between the client and the gate every byte goes alone.
      const splitting = await startServer(
        createTCPServer((socket) => {
          const behind = connect({ port: gate, host: LOCAL_HOST, noDelay: true });
          socket.on('data', (bytes) => Array.from(bytes, (byte) => behind.write(Buffer.of(byte))));
          behind.on('error', () => undefined).pipe(socket);
        }),
      );
      const socket = connect(splitting, LOCAL_HOST);
      socket.write(`CONNECT ${LOCAL_HOST}:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await once(socket, 'data');
      const secure = connectTLS({ socket, rejectUnauthorized: false });
      await once(secure, 'secureConnect');
      secure.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      const pieces: Buffer[] = [];
      secure.on('data', (piece: Buffer) => pieces.push(piece));
      await once(secure, 'end');
      expect(Buffer.concat(pieces).toString()).to.contain('\r\nsecure\r\n');
    });

    for (const [name, hex] of [
      ['that ends', '160301'],
      ['of no size', '1603010000'],
      ['whose message is too long', '160301000401ffffff'],
      ['whose lists end too early', '160301000a010000060303ffffffff'],
      ['that is another message', '160301000402000000'],
    ] as const) {
      it(`end at a ClientHello ${name}, and nobody else's requests with them`, async () => {
        const { origin, port } = await listenSecurely('secure');
        await say(`${LOCAL_HOST}:${port}`, Buffer.from(hex, 'hex'));
        expect(await (await ses().fetch(origin)).text()).to.equal('secure');
      });
    }
  });

  it('of a server that is up again are not reported any more', async () => {
    const ses = newSession();
    ses.setCertificateVerifyProc((_, callback) => callback(0));
    let faulty = true;
    const { key, cert } = certificateFiles('localhost');
    const secure = createServer({ key, cert }, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end());
    });
    const origin = await started(
      createTCPServer((socket) => {
        if (faulty) socket.once('data', () => alert(40)(socket));
        else secure.emit('connection', socket);
      }),
    );
    expect((await rejectionOf(ses.fetch(origin))).message).to.equal('net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH');
    faulty = false;
    expect((await rejectionOf(ses.fetch(origin))).message).to.equal('net::ERR_EMPTY_RESPONSE');
  });
});
