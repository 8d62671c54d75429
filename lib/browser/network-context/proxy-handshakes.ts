/** What opens a way through a proxy to a server: CONNECT, SOCKS5 and SOCKS4. A proxy that refuses is destroyed. */
import { isIP, isIPv4, type Socket } from 'node:net';
import { ConnectionError } from './connection-error';
import type { ProxyLogin } from './proxy-credentials';
import { readBytes } from './read-bytes';

/** Bytes of a proxy's answer beyond which nothing is waited for. */
const LONGEST_HEAD = 64 * 1024;

/** https://www.rfc-editor.org/rfc/rfc7617 */
export const basicCredentials = ({ username, password }: ProxyLogin): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** Rejects with ERR_PROXY_AUTH_REQUESTED if the proxy wants a password, or another one. */
export async function tunnel(socket: Socket, host: string, port: number, login?: ProxyLogin): Promise<Socket> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (login) lines.push(`Proxy-Authorization: ${basicCredentials(login)}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const head = await readBytes(socket, (bytes) => {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0 && bytes.length > LONGEST_HEAD) return 0;
    return end < 0 ? null : end + 4;
  });
  const [, status] = /^HTTP\/1\.\d (\d{3})\b/.exec(head.toString('latin1')) ?? [];
  if (status?.startsWith('2')) return socket;
  throw refused(socket, status === '407' ? 'ERR_PROXY_AUTH_REQUESTED' : 'ERR_TUNNEL_CONNECTION_FAILED');
}

const atLeast = (size: number) => (bytes: Buffer) => (bytes.length >= size ? size : null);
const portBytes = (port: number): Buffer => Buffer.of(port >> 8, port & 0xff);

/** RFC 1928, and 1929 for the login. Names are the proxy's to resolve. */
export async function socks5(socket: Socket, host: string, port: number, login?: ProxyLogin): Promise<Socket> {
  socket.write(login ? Buffer.of(5, 2, 0, 2) : Buffer.of(5, 1, 0));
  const [, method] = await readBytes(socket, atLeast(2));
  if (method === 2 && login) {
    const texts = [login.username, login.password].map((text) => Buffer.from(text));
    socket.write(Buffer.concat([Buffer.of(1), ...texts.flatMap((text) => [Buffer.of(text.length), text])]));
    const [, status] = await readBytes(socket, atLeast(2));
    if (status !== 0) throw refused(socket, 'ERR_SOCKS_CONNECTION_FAILED');
  } else if (method !== 0) throw refused(socket, 'ERR_SOCKS_CONNECTION_FAILED');
  const name = Buffer.from(host, 'latin1');
  socket.write(Buffer.concat([Buffer.of(5, 1, 0, 3, name.length), name, portBytes(port)]));
  const [, status, , kind, first = 0] = await readBytes(socket, atLeast(5));
  await readBytes(socket, atLeast((kind === 3 ? first + 1 : kind === 4 ? 16 : 4) - 1 + 2));
  if (status === 0) return socket;
  throw refused(socket, 'ERR_SOCKS_CONNECTION_FAILED');
}

/** SOCKS4 knows addresses of IPv4 only: one of `addresses`. */
export async function socks4(socket: Socket, addresses: string[], port: number): Promise<Socket> {
  const address = addresses.find(isIPv4);
  if (!address) throw refused(socket, 'ERR_NAME_NOT_RESOLVED');
  socket.write(
    Buffer.concat([Buffer.of(4, 1), portBytes(port), Buffer.from(address.split('.').map(Number)), Buffer.of(0)]),
  );
  const [, status] = await readBytes(socket, atLeast(8));
  if (status === 90) return socket;
  throw refused(socket, 'ERR_SOCKS_CONNECTION_FAILED');
}

function refused(socket: Socket, netError: string): ConnectionError {
  socket.destroy();
  return new ConnectionError('The proxy refused the connection', netError);
}
