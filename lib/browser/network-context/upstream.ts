/** Connections of the gate to servers, through the proxies that the session would use. */
import { once } from 'node:events';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTLS, type TLSSocket } from 'node:tls';
import { hostOf, portOf, withoutBrackets } from '../host-port';
import { toCertificate } from './certificate';
import { ConnectionError } from './connection-error';
import type { LookUp } from './pac-script';

export interface UpstreamOptions {
  /** "PROXY foopy:80;DIRECT" for a URL. */
  resolveProxy(url: string): Promise<string>;
  lookUp: LookUp;
}

/** Milliseconds for a connection to a server or proxy. */
const TIMEOUT = 30_000;

/** An open connection to the server of `url`. Rejects with the last error if no proxy of its list gets there. */
export async function connectUpstream(url: URL, port: number, options: UpstreamOptions): Promise<Socket> {
  const host = hostOf(url);
  let last: unknown = new Error('There is no proxy');
  for (const entry of (await options.resolveProxy(url.href)).split(';')) {
    try {
      return await connectThrough(entry, host, port, options.lookUp);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** The same with a TLS handshake. The certificate is the caller's to judge. */
export async function connectSecurely(
  url: URL,
  port: number,
  protocols: string[],
  options: UpstreamOptions,
): Promise<TLSSocket> {
  const host = hostOf(url);
  const socket = await connectUpstream(url, port, options);
  const secure = connectTLS({
    socket,
    host,
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: protocols,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
  });
  await connected(secure, 'secureConnect');
  return secure;
}

/** The certificate that the server of a URL has now; null if it cannot be had. */
export async function readCertificate(url: URL, options: UpstreamOptions): Promise<Electron.Certificate | null> {
  try {
    const socket = await connectSecurely(url, portOf(url), ['http/1.1'], options);
    const certificate = toCertificate(socket.getPeerCertificate(true));
    socket.destroy();
    return certificate;
  } catch {
    return null;
  }
}

async function connectThrough(proxy: string, host: string, port: number, lookUp: LookUp): Promise<Socket> {
  const [kind, address = ''] = proxy.split(' ');
  if (kind === 'DIRECT') return open(host, port, lookUp);
  const { hostname, port: proxyPort } = new URL(`http://${address}`);
  const socket = await open(withoutBrackets(hostname), Number(proxyPort || 80), lookUp);
  if (kind === 'PROXY') return limited(socket, tunnel(socket, host, port));
  if (kind === 'HTTPS') {
    const secure = connectTLS({ socket, servername: isIP(hostname) === 0 ? hostname : '' });
    await connected(secure, 'secureConnect');
    return limited(secure, tunnel(secure, host, port));
  }
  if (kind === 'SOCKS5') return limited(socket, socks5(socket, host, port));
  socket.destroy();
  throw new Error(`Certificates cannot be verified through a proxy of the kind ${kind}`);
}

/** Names are those of the session's own resolver. */
async function open(host: string, port: number, lookUp: LookUp): Promise<Socket> {
  const addresses = isIP(host) === 0 ? await lookUp(host) : [host];
  if (!addresses || addresses.length === 0) {
    throw new ConnectionError(`${host} has no address`, 'ERR_NAME_NOT_RESOLVED');
  }
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_name, _options, callback) => {
    callback(null, found);
  };
  return connected(connect({ host, port, lookup, autoSelectFamily: true, noDelay: true }), 'connect');
}

async function connected<S extends Socket>(socket: S, event: string): Promise<S> {
  socket.on('error', () => undefined); // it ends, which whoever uses it sees
  await limited(socket, once(socket, event));
  return socket;
}

/** A step of making a connection: if it fails or takes too long, the socket is gone. */
async function limited<T>(socket: Socket, step: Promise<T>): Promise<T> {
  const tooLate = new ConnectionError('The connection takes too long', 'ERR_TIMED_OUT');
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    socket.destroy(tooLate);
  }, TIMEOUT);
  try {
    return await step;
  } catch (error) {
    socket.destroy();
    throw isLate ? tooLate : error;
  } finally {
    clearTimeout(late);
  }
}

/** The next bytes, at least `size`; what is beyond them goes back. Rejects if the socket ends before. */
export async function readBytes(socket: Socket, isEnough: (bytes: Buffer) => number | null): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const size = isEnough(bytes);
    if (size !== null) {
      if (bytes.length > size) socket.unshift(bytes.subarray(size));
      return bytes.subarray(0, size);
    }
    const piece = socket.read() as Buffer | null;
    if (piece) bytes = Buffer.concat([bytes, piece]);
    else if (socket.readableEnded || socket.destroyed) throw new Error('The connection has ended');
    else await Promise.race([once(socket, 'readable'), once(socket, 'end'), once(socket, 'close')]);
  }
}

const atLeast = (size: number) => (bytes: Buffer) => (bytes.length >= size ? size : null);

async function tunnel(socket: Socket, host: string, port: number): Promise<Socket> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const head = await readBytes(socket, (bytes) => {
    const end = bytes.indexOf('\r\n\r\n');
    return end < 0 ? null : end + 4;
  });
  if (/^HTTP\/1\.\d 2\d\d\b/.test(head.toString('latin1'))) return socket;
  socket.destroy();
  throw new ConnectionError('The proxy refused the connection', 'ERR_TUNNEL_CONNECTION_FAILED');
}

/** RFC 1928, without authentication. */
async function socks5(socket: Socket, host: string, port: number): Promise<Socket> {
  socket.write(Buffer.of(5, 1, 0));
  const [, method] = await readBytes(socket, atLeast(2));
  const name = Buffer.from(host, 'latin1');
  socket.write(Buffer.concat([Buffer.of(5, 1, 0, 3, name.length), name, Buffer.of(port >> 8, port & 0xff)]));
  const [, status, , kind, first = 0] = await readBytes(socket, atLeast(5));
  await readBytes(socket, atLeast((kind === 3 ? first + 1 : kind === 4 ? 16 : 4) - 1 + 2));
  if (method === 0 && status === 0) return socket;
  socket.destroy();
  throw new ConnectionError('The proxy refused the connection', 'ERR_SOCKS_CONNECTION_FAILED');
}
