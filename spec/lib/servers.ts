// Local HTTP and HTTPS servers of the running test.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import * as path from 'node:path';
import { defer } from './cleanup';

export interface LocalServer {
  /** "http://127.0.0.1:40123", without a slash at the end. */
  origin: string;
  port: number;
  /** Requests so far, oldest first. */
  requests: http.IncomingMessage[];
  close(): Promise<void>;
}

/** What the server answers: a function, or the HTML of every path. */
export type Answer = http.RequestListener | string;

/** `localhost` and its subdomains lead here too: hosts that are sites of their own, and secure contexts. */
export const LOCAL_HOST = '127.0.0.1';

const CERTIFICATES = path.join(__dirname, '..', 'fixtures', 'certificates');

/** PEM file of the certificate that listenSecurely() has. */
export const LOCALHOST_CERTIFICATE = path.join(CERTIFICATES, 'localhost.crt');

/** Answers with a page. */
export function sendPage(response: http.ServerResponse, html: string, headers: http.OutgoingHttpHeaders = {}): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html);
}

/** Starts an HTTP server on a free port of 127.0.0.1; closed after the test. */
export function listen(answer: Answer = '<title>Valence</title>'): Promise<LocalServer> {
  return untilTestEnds(start('http', http.createServer(), answer));
}

/** The same for longer than one test: the caller closes it. */
export const listenUntilClosed = (answer: Answer = '<title>Valence</title>'): Promise<LocalServer> =>
  start('http', http.createServer(), answer);

/** Names of spec/fixtures/certificates; the last three are signed by its CA. */
export type CertificateName = 'localhost' | 'signed' | 'other-host' | 'expired';

/** Key and certificates, the CA behind those that it signed. */
export function certificateFiles(name: CertificateName): { key: Buffer; cert: Buffer } {
  const read = (file: string): Buffer => readFileSync(path.join(CERTIFICATES, file));
  const chain = name === 'localhost' ? [] : [read('ca.crt')];
  return { key: read(`${name}.key`), cert: Buffer.concat([read(`${name}.crt`), ...chain]) };
}

/** The same over TLS, with a certificate that no browser trusts: for localhost, unless another is named. */
export function listenSecurely(
  answer: Answer = '<title>Valence</title>',
  certificate: CertificateName = 'localhost',
): Promise<LocalServer> {
  const { key, cert } = certificateFiles(certificate);
  return untilTestEnds(start('https', https.createServer({ key, cert }), answer));
}

async function untilTestEnds(starting: Promise<LocalServer>): Promise<LocalServer> {
  const server = await starting;
  defer(() => server.close());
  return server;
}

async function start(protocol: string, server: http.Server, answer: Answer): Promise<LocalServer> {
  const requests: http.IncomingMessage[] = [];
  const sockets = collectSockets(server);
  const listener: http.RequestListener =
    typeof answer === 'string' ? (_, response) => sendPage(response, answer) : answer;
  server.on('request', (request, response) => {
    requests.push(request);
    listener(request, response);
  });
  server.listen(0, LOCAL_HOST);
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    // Those of half a TLS handshake, too, of which closeAllConnections() does not know.
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return { origin: `${protocol}://${LOCAL_HOST}:${port}`, port, requests, close };
}

/** Its open connections; a set that changes. */
function collectSockets(server: net.Server): ReadonlySet<net.Socket> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return sockets;
}

/** Lets any server listen on a free port of 127.0.0.1; after the test it is closed, with its connections. Resolves with the port. */
export async function startServer(server: net.Server): Promise<number> {
  const sockets = collectSockets(server);
  server.on('connection', (socket: net.Socket) => socket.on('error', () => undefined));
  server.listen(0, LOCAL_HOST);
  await once(server, 'listening');
  defer(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as net.AddressInfo).port;
}

/** An HTTPS server that knows one version of TLS only. Resolves with its URL; closed after the test. */
export async function listenWithTLS(version: 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  const identity = certificateFiles('localhost');
  const port = await startServer(https.createServer({ ...identity, minVersion: version, maxVersion: version }));
  return `https://${LOCAL_HOST}:${port}/`;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

/** Answers with the files of `spec/fixtures/<folder>`; what `own` takes, returning true, is not a file. */
export function fixtureFiles(
  folder: string,
  own: (...args: Parameters<http.RequestListener>) => boolean = () => false,
): http.RequestListener {
  const root = path.join(__dirname, '..', 'fixtures', folder);
  return (request, response) => {
    if (own(request, response)) return;
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = path.join(root, pathname === '/' ? 'index.html' : pathname);
    if (existsSync(file)) {
      response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
      response.end(readFileSync(file));
    } else {
      response.writeHead(404).end();
    }
  };
}

/** A port of 127.0.0.1 for a program that listens where it is told to: nobody did a moment ago. */
export async function freePort(): Promise<number> {
  const server = await listen();
  await server.close();
  return server.port;
}

/** A port of 127.0.0.1 where nobody listens, nor can before the test ends: it is the near end of a connection. */
export async function closedPort(): Promise<number> {
  const port = await startServer(net.createServer());
  const socket = net.connect(port, LOCAL_HOST);
  await once(socket, 'connect');
  defer(() => socket.destroy());
  return socket.localPort!;
}
