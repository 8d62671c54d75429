// Certificates that the app judges: what it is asked, and what each of its answers does.
import { expect } from 'chai';
import * as http2 from 'node:http2';
import { createServer as createTCPServer } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { rejectionOf } from './lib/fetch';
import { listenAsProxy } from './lib/proxies';
import {
  certificateFiles,
  listen,
  listenSecurely,
  LOCAL_HOST,
  sendPage,
  startServer,
  type CertificateName,
} from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { nextUncaughtException } from './lib/uncaught';
import { until } from './lib/until';

const statusOf = async (ses: Electron.Session, url: string): Promise<number | string> =>
  ses.fetch(url).then(
    ({ status }) => status,
    (error: unknown) => (error as Error).message,
  );

describe('ses.setCertificateVerifyProc(proc)', () => {
  it('asks with the certificate, its issuer and what is wrong with it', async () => {
    const { origin } = await listenSecurely('secure', 'signed');
    const ses = newSession();
    const asked: Electron.Request[] = [];
    ses.setCertificateVerifyProc((request, callback) => {
      asked.push(request);
      callback(0);
    });
    expect(await statusOf(ses, origin)).to.equal(200);
    expect(asked).to.have.lengthOf(1);
    const [request] = asked as [Electron.Request];
    expect(request).to.include({
      hostname: LOCAL_HOST,
      isIssuedByKnownRoot: false,
      verificationResult: 'net::ERR_CERT_AUTHORITY_INVALID',
      errorCode: -202,
    });
    const { certificate } = request;
    expect(certificate).to.include({ subjectName: 'localhost', issuerName: 'Valence Spec CA' });
    expect(certificate.subject).to.deep.equal({
      commonName: 'localhost',
      organizations: ['Valence Specs'],
      organizationUnits: ['One'],
      locality: 'Here',
      state: 'There',
      country: 'DE',
    });
    expect(certificate.data).to.match(/^-----BEGIN CERTIFICATE-----\n/);
    expect(certificate.fingerprint).to.match(/^sha256\/[A-Za-z0-9+/]{43}=$/);
    expect(certificate.serialNumber).to.match(/^[0-9A-F]+$/);
    expect(certificate.validExpiry).to.be.above(certificate.validStart);
    expect(certificate.issuerCert).to.include({ subjectName: 'Valence Spec CA', issuerName: 'Valence Spec CA' });
    expect(request.validatedCertificate.fingerprint).to.equal(certificate.fingerprint);
  });

  for (const name of ['localhost', 'other-host', 'expired'] as const) {
    it(`accepts with 0: ${name}`, async () => {
      const { origin } = await listenSecurely('<title>secure</title>', name);
      const ses = newSession();
      ses.setCertificateVerifyProc((_, callback) => callback(0));
      const { webContents } = newWindow({ webPreferences: { session: ses } });
      await webContents.loadURL(origin);
      expect(webContents.getTitle()).to.equal('secure');
      expect(await webContents.executeJavaScript('isSecureContext')).to.equal(true);
    });
  }

  it('refuses with the net error that it calls back with', async () => {
    const { origin } = await listenSecurely();
    const ses = newSession();
    ses.setCertificateVerifyProc((_, callback) => callback(-206));
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    const failures: string[] = [];
    webContents.on('did-fail-load', (_event, _code, description) => failures.push(description));
    await rejectionOf(webContents.loadURL(origin));
    expect(failures).to.deep.equal(['ERR_CERT_REVOKED']);
    expect(await statusOf(ses, origin)).to.equal('net::ERR_CERT_REVOKED');
  });

  it('refuses with -2, before the server gets a request', async () => {
    const { origin, requests } = await listenSecurely();
    const ses = newSession();
    ses.setCertificateVerifyProc((_, callback) => callback(-2));
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    expect((await rejectionOf(webContents.loadURL(origin))).message).to.match(/^ERR_FAILED \(-2\)/);
    expect(await statusOf(ses, origin)).to.equal('net::ERR_FAILED');
    expect(requests).to.have.lengthOf(0);
  });

  for (const [name, error] of [
    ['localhost', 'net::ERR_CERT_AUTHORITY_INVALID'],
    ['other-host', 'net::ERR_CERT_COMMON_NAME_INVALID'],
  ] as const) {
    it(`leaves it to Chromium with -3: ${name}`, async () => {
      const { origin, requests } = await listenSecurely('secure', name);
      const ses = newSession();
      ses.setCertificateVerifyProc((_, callback) => callback(-3));
      expect(await statusOf(ses, origin)).to.be.oneOf([error, 'net::ERR_CERT_AUTHORITY_INVALID']);
      expect(requests).to.have.lengthOf(0);
    });
  }

  it('asks for frames, fetches, workers, service workers and WebSockets', async () => {
    const hosts: string[] = [];
    const server = await listenSecurely(({ url }, response) => {
      if (url === '/sw.js') {
        response.writeHead(200, { 'content-type': 'text/javascript' });
        response.end(
          `oninstall = (event) => event.waitUntil(fetch('https://a.localhost:' + location.port, { mode: 'no-cors' }))`,
        );
      } else sendPage(response, '<title>secure</title>');
    });
    const ses = newSession();
    ses.setCertificateVerifyProc(({ hostname }, callback) => {
      hosts.push(hostname);
      callback(0);
    });
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(server.origin.replace(LOCAL_HOST, 'localhost'));
    await webContents.executeJavaScript(`(async () => {
      const worker = new Worker(URL.createObjectURL(new Blob(["onmessage = ({ data }) => fetch(data, { mode: 'no-cors' }).then(() => postMessage(1))"])));
      worker.postMessage('https://b.localhost:' + location.port);
      await new Promise((resolve) => { worker.onmessage = resolve; });
      const frame = document.body.appendChild(document.createElement('iframe'));
      frame.src = 'https://c.localhost:' + location.port;
      await new Promise((resolve) => { frame.onload = resolve; });
      await new Promise((resolve) => { new WebSocket('wss://d.localhost:' + location.port).onerror = resolve; });
      const registration = await navigator.serviceWorker.register('/sw.js');
      await navigator.serviceWorker.ready;
    })()`);
    expect(hosts).to.include.members(['localhost', 'a.localhost', 'b.localhost', 'c.localhost', 'd.localhost']);
  });

  it('asks once for a host and a certificate, and again after another call', async () => {
    const { origin } = await listenSecurely();
    const ses = newSession();
    let count = 0;
    const proc = (_: Electron.Request, callback: (result: number) => void): void => {
      count += 1;
      callback(0);
    };
    ses.setCertificateVerifyProc(proc);
    await statusOf(ses, origin);
    await ses.closeAllConnections();
    expect(await statusOf(ses, origin)).to.equal(200);
    expect(count).to.equal(1);
    ses.setCertificateVerifyProc(proc);
    expect(await statusOf(ses, origin)).to.equal(200);
    expect(count).to.equal(2);
  });

  it('takes back what it accepted: null', async () => {
    const { origin } = await listenSecurely();
    const ses = newSession();
    ses.setCertificateVerifyProc((_, callback) => callback(0));
    expect(await statusOf(ses, origin)).to.equal(200);
    ses.setCertificateVerifyProc(null);
    expect(await statusOf(ses, origin)).to.equal('net::ERR_CERT_AUTHORITY_INVALID');
  });

  it('lets Chromium meet the certificate that was judged, of a server that changes it with each connection', async () => {
    const met: string[] = [];
    const names: CertificateName[] = ['signed', 'localhost', 'signed', 'localhost'];
    let connections = 0;
    const server = createTCPServer((socket) => {
      const name = names[connections++ % names.length]!;
      const secure = createServer(certificateFiles(name), (stream: TLSSocket) => {
        stream.on('error', () => undefined);
        stream.once('data', () => {
          met.push(name);
          stream.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
        });
      });
      secure.emit('connection', socket);
      socket.on('error', () => undefined);
    });
    const port = await startServer(server);
    const ses = newSession();
    ses.setCertificateVerifyProc(({ certificate }, callback) =>
      callback(certificate.issuerName === 'localhost' ? -2 : 0),
    );
    const results = [];
    for (let index = 0; index < 4; index += 1)
      results.push(await statusOf(ses, `https://${LOCAL_HOST}:${port}/${index}`));
    expect(results).to.include(200);
    expect(results).to.include('net::ERR_FAILED');
    expect(met).to.not.include('localhost');
  });

  it('speaks HTTP/2 with a server that does', async () => {
    const server = http2.createSecureServer(certificateFiles('localhost'), (request, response) =>
      response.end(request.httpVersion),
    );
    const port = await startServer(server);
    const ses = newSession();
    ses.setCertificateVerifyProc((_, callback) => callback(0));
    expect(await (await ses.fetch(`https://${LOCAL_HOST}:${port}/`)).text()).to.equal('2.0');
  });

  it('goes through the proxy of the session', async () => {
    const secure = await listenSecurely('secure');
    const plain = await listen('plain');
    const proxy = await listenAsProxy();
    const ses = newSession();
    await ses.setProxy({ proxyRules: proxy.address, proxyBypassRules: '<-loopback>' });
    ses.setCertificateVerifyProc((_, callback) => callback(0));
    expect(await statusOf(ses, secure.origin)).to.equal(200);
    expect(await statusOf(ses, plain.origin)).to.equal(200);
    expect(proxy.asked).to.deep.equal([`CONNECT 127.0.0.1:${secure.port}`, `GET ${plain.origin}/`]);
    expect(await ses.resolveProxy(secure.origin)).to.equal(`PROXY ${proxy.address}`);
  });

  it('leaves plain HTTP and other sessions alone', async () => {
    const secure = await listenSecurely();
    const plain = await listen('plain');
    const [one, other] = [newSession(), newSession()];
    one.setCertificateVerifyProc((_, callback) => callback(0));
    expect(await statusOf(one, secure.origin)).to.equal(200);
    expect(await statusOf(one, plain.origin)).to.equal(200);
    expect(await statusOf(other, secure.origin)).to.equal('net::ERR_CERT_AUTHORITY_INVALID');
  });

  it('fails the request whose procedure throws, with an uncaught exception, and no other', async () => {
    const { origin } = await listenSecurely();
    const ses = newSession();
    ses.setCertificateVerifyProc(({ hostname }, callback) => {
      if (hostname === LOCAL_HOST) throw new Error('not today');
      callback(0);
    });
    const uncaught = nextUncaughtException();
    expect(await statusOf(ses, origin)).to.equal('net::ERR_FAILED');
    expect((await uncaught).message).to.equal('not today');
    expect(await statusOf(ses, origin.replace(LOCAL_HOST, 'localhost'))).to.equal(200);
  });

  it('fails the request of a server that ends while the procedure decides', async () => {
    const sockets = new Set<TLSSocket>();
    const server = createServer(certificateFiles('localhost'), (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    const port = await startServer(server);
    const ses = newSession();
    const decides = new Promise<(result: number) => void>((resolve) => {
      ses.setCertificateVerifyProc((_, callback) => resolve(callback));
    });
    const result = statusOf(ses, `https://${LOCAL_HOST}:${port}/`);
    const callback = await decides;
    // The server's side of a handshake may end behind the client's.
    await until('a connection', () => sockets.size > 0);
    for (const socket of sockets) socket.destroy();
    callback(0);
    expect(await result).to.match(/^net::ERR_/);
  });

  for (const [what, bytes] of [
    ['garbage', 'this is no TLS\r\n'],
    ['nothing', ''],
  ] as const) {
    it(`fails the request of a server that says ${what}`, async () => {
      const server = createTCPServer((socket) => socket.on('error', () => undefined).end(bytes));
      const port = await startServer(server);
      const ses = newSession();
      ses.setCertificateVerifyProc((_, callback) => callback(0));
      expect(await statusOf(ses, `https://${LOCAL_HOST}:${port}/`)).to.match(/^net::ERR_/);
    });
  }

  it('throws for what is neither a function nor null', () => {
    expect(() => newSession().setCertificateVerifyProc(1 as never)).to.throw(
      TypeError,
      'proc must be a function or null',
    );
  });
});
