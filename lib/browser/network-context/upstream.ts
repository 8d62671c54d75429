/** Connections of the gate to servers, through the proxies that the session would use. */
import { once } from 'node:events';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTLS, type TLSSocket } from 'node:tls';
import { hostOf, portOf, withoutBrackets } from '../host-port';
import { toCertificate } from './certificate';
import { ConnectionError, endsList } from './connection-error';
import type { LookUp } from './pac-script';
import type { ProxyLogin } from './proxy-credentials';
import { socks4, socks5, tunnel } from './proxy-handshakes';
import { secureOptions, type TLSLimits } from './tls-limits';

export interface UpstreamOptions {
  /** "PROXY foopy:80;DIRECT" for a URL. */
  resolveProxy(url: string): Promise<string>;
  lookUp: LookUp;
  /** What a proxy is told; `address`: "foopy:80". */
  loginFor(address: string): ProxyLogin | undefined;
  /** Of TLS, as of now; null: Chromium's own. */
  limits(): TLSLimits | null;
}

/** Milliseconds for a connection to a server or proxy. */
const TIMEOUT = 30_000;

/** An open connection to the server of `url`. Rejects with the last error if no proxy of its list gets there. */
export async function connectUpstream(url: URL, port: number, options: UpstreamOptions): Promise<Socket> {
  const host = hostOf(url);
  let last: unknown = new Error('There is no proxy');
  for (const entry of (await options.resolveProxy(url.href)).split(';')) {
    try {
      return await connectThrough(entry, host, port, options);
    } catch (error) {
      last = error;
      if (endsList(error)) break;
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
    ...secureOptions(options.limits()),
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

async function connectThrough(entry: string, host: string, port: number, options: UpstreamOptions): Promise<Socket> {
  const [kind, address = ''] = entry.split(' ');
  if (kind === 'DIRECT') return open(host, port, options.lookUp);
  const login = options.loginFor(address);
  if (kind === 'PROXY' || kind === 'HTTPS') {
    const socket = await connectToProxy(entry, options);
    return limited(socket, tunnel(socket, host, port, login));
  }
  if (kind === 'SOCKS5' || kind === 'SOCKS') {
    const addresses = kind === 'SOCKS' ? await addressesOf(host, options.lookUp) : [];
    const socket = await openProxy(address, options);
    return limited(socket, kind === 'SOCKS' ? socks4(socket, addresses, port) : socks5(socket, host, port, login));
  }
  throw new Error(`The library cannot connect through a proxy of the kind ${kind}`);
}

/** A connection to a proxy of HTTP itself: "PROXY foopy:80", "HTTPS foopy:443". */
export async function connectToProxy(entry: string, options: UpstreamOptions): Promise<Socket> {
  const [kind, address = ''] = entry.split(' ');
  const socket = await openProxy(address, options);
  if (kind === 'PROXY') return socket;
  const { hostname } = new URL(`http://${address}`);
  // The certificate of an address is checked against `host`.
  const host = withoutBrackets(hostname);
  const servername = isIP(host) === 0 ? host : '';
  return connected(connectTLS({ socket, host, servername, ...secureOptions(options.limits()) }), 'secureConnect');
}

function openProxy(address: string, { lookUp }: UpstreamOptions): Promise<Socket> {
  const { hostname, port } = new URL(`http://${address}`);
  return open(withoutBrackets(hostname), Number(port || 80), lookUp);
}

/** Names are those of the session's own resolver. */
async function open(host: string, port: number, lookUp: LookUp): Promise<Socket> {
  const found = (await addressesOf(host, lookUp)).map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_name, _options, callback) => {
    callback(null, found);
  };
  return connected(connect({ host, port, lookup, autoSelectFamily: true, noDelay: true }), 'connect');
}

/** At least one. */
async function addressesOf(host: string, lookUp: LookUp): Promise<string[]> {
  const addresses = isIP(host) === 0 ? await lookUp(host) : [host];
  if (addresses && addresses.length > 0) return addresses;
  throw new ConnectionError(`${host} has no address`, 'ERR_NAME_NOT_RESOLVED');
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
