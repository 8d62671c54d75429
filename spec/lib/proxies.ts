// Proxies of the running test: HTTP with CONNECT, and SOCKS5. They forward to where they are asked, or answer themselves.
import { once } from 'node:events';
import * as http from 'node:http';
import * as net from 'node:net';
import { LOCAL_HOST, startServer } from './servers';

export interface LocalProxy {
  /** "127.0.0.1:40123" */
  address: string;
  port: number;
  /** What it was asked for, oldest first: "GET http://host/path", "CONNECT host:443", "SOCKS5 host:80". */
  asked: string[];
}

export interface HTTPProxyOptions {
  /** "user:password" that it wants with the Basic scheme; without, everybody may use it. */
  credentials?: string;
  /** Answers requests for http: URLs instead of their servers. */
  answer?: http.RequestListener;
}

/** Names lead to this machine. */
const reachable = (host: string): string => (net.isIP(host) === 0 ? LOCAL_HOST : host);

function join(one: net.Socket, other: net.Socket): void {
  other.on('error', () => one.destroy());
  one.on('close', () => other.destroy());
  one.pipe(other).pipe(one);
}

/** Starts an HTTP proxy; closed after the test. */
export async function listenAsProxy({ credentials, answer }: HTTPProxyOptions = {}): Promise<LocalProxy> {
  const asked: string[] = [];
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const refuses = ({ headers }: http.IncomingMessage): boolean =>
    wanted !== undefined && headers['proxy-authorization'] !== wanted;
  const challenge = { 'proxy-authenticate': 'Basic realm="proxy"' };
  const server = http.createServer((request, response) => {
    if (refuses(request)) {
      response.writeHead(407, challenge).end('proxy says no');
      return;
    }
    asked.push(`${request.method} ${request.url}`);
    if (answer) {
      answer(request, response);
      return;
    }
    const { hostname, port, pathname, search } = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const options = { host: reachable(hostname), port, path: pathname + search, method: request.method, headers };
    const forwarded = http.request(options, (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    if (refuses(request)) {
      const lines = [
        'HTTP/1.1 407 Who?',
        `Proxy-Authenticate: ${challenge['proxy-authenticate']}`,
        'Content-Length: 0',
        'Connection: close', // Node.js reads no second request from it
      ];
      socket.end(`${lines.join('\r\n')}\r\n\r\n`);
      return;
    }
    asked.push(`CONNECT ${request.url}`);
    const { hostname, port } = new URL(`http://${request.url}`);
    const target = net.connect(Number(port || 80), reachable(hostname), () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      join(socket, target);
    });
    target.on('error', () => socket.destroy());
  });
  const port = await startServer(server);
  return { address: `${LOCAL_HOST}:${port}`, port, asked };
}

/** Bytes of a socket, as many as are asked for. */
async function read(socket: net.Socket, size: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(size) as Buffer | null;
    if (bytes) return bytes;
    await once(socket, 'readable');
  }
}

/** Starts a SOCKS5 proxy without authentication (RFC 1928); closed after the test. */
export async function listenAsSOCKS5(): Promise<LocalProxy> {
  const asked: string[] = [];
  const serve = async (socket: net.Socket): Promise<void> => {
    const [, count = 0] = await read(socket, 2);
    await read(socket, count);
    socket.write(Buffer.from([5, 0]));
    const [, , , kind] = await read(socket, 4);
    const host =
      kind === 3
        ? (await read(socket, (await read(socket, 1))[0]!)).toString('latin1')
        : [...(await read(socket, 4))].join('.');
    const port = (await read(socket, 2)).readUInt16BE();
    asked.push(`SOCKS5 ${host}:${port}`);
    const target = net.connect(port, reachable(host), () => {
      socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
      join(socket, target);
    });
    target.on('error', () => socket.destroy());
  };
  const port = await startServer(net.createServer((socket) => void serve(socket).catch(() => socket.destroy())));
  return { address: `${LOCAL_HOST}:${port}`, port, asked };
}
