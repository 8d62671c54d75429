// Proxies of the running test: HTTP with CONNECT, SOCKS4 and SOCKS5. They forward to where they are asked, or answer themselves.
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
  /** "user:password" of those who said one, oldest first. */
  logins: string[];
  /** Open connections. */
  connections: ReadonlySet<net.Socket>;
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
  const logins: string[] = [];
  const refuses = ({ headers }: http.IncomingMessage): boolean => {
    const [, said] = /^Basic (.*)$/.exec(headers['proxy-authorization'] ?? '') ?? [];
    const login = said && Buffer.from(said, 'base64').toString();
    if (login) logins.push(login);
    return credentials !== undefined && login !== credentials;
  };
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
  return started(server, asked, logins);
}

async function started(server: net.Server, asked: string[], logins: string[]): Promise<LocalProxy> {
  const connections = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  const port = await startServer(server);
  return { address: `${LOCAL_HOST}:${port}`, port, asked, logins, connections };
}

/** Bytes of a socket, as many as are asked for. */
async function read(socket: net.Socket, size: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(size) as Buffer | null;
    if (bytes) return bytes;
    await once(socket, 'readable');
  }
}

/** The proxy says `answer`, and is in between from then on. */
function goOn(socket: net.Socket, host: string, port: number, answer: readonly number[]): void {
  const target = net.connect(port, reachable(host), () => {
    socket.write(Buffer.from(answer));
    join(socket, target);
  });
  target.on('error', () => socket.destroy());
}

const listenAsSOCKS = (
  serve: (socket: net.Socket, asked: string[], logins: string[]) => Promise<void>,
): Promise<LocalProxy> => {
  const [asked, logins]: [string[], string[]] = [[], []];
  const server = net.createServer((socket) => void serve(socket, asked, logins).catch(() => socket.destroy()));
  return started(server, asked, logins);
};

/** Starts a SOCKS5 proxy (RFC 1928); closed after the test. `credentials`: "user:password" that it wants (RFC 1929). */
export const listenAsSOCKS5 = (credentials?: string): Promise<LocalProxy> =>
  listenAsSOCKS(async (socket, asked, logins) => {
    const [, count = 0] = await read(socket, 2);
    const methods = [...(await read(socket, count))];
    const method = credentials === undefined ? 0 : methods.includes(2) ? 2 : 0xff;
    socket.write(Buffer.from([5, method]));
    if (method === 2) {
      await read(socket, 1);
      const text = async (): Promise<string> => (await read(socket, (await read(socket, 1))[0]!)).toString();
      const login = `${await text()}:${await text()}`;
      logins.push(login);
      socket.write(Buffer.from([1, login === credentials ? 0 : 1]));
    }
    const [, , , kind] = await read(socket, 4);
    const host =
      kind === 3
        ? (await read(socket, (await read(socket, 1))[0]!)).toString('latin1')
        : [...(await read(socket, 4))].join('.');
    const port = (await read(socket, 2)).readUInt16BE();
    asked.push(`SOCKS5 ${host}:${port}`);
    goOn(socket, host, port, [5, 0, 0, 1, 127, 0, 0, 1, 0, 0]);
  });

/** Starts a SOCKS4 proxy, which gets addresses only; closed after the test. */
export const listenAsSOCKS4 = (): Promise<LocalProxy> =>
  listenAsSOCKS(async (socket, asked) => {
    const head = await read(socket, 9);
    const [host, port] = [[...head.subarray(4, 8)].join('.'), head.readUInt16BE(2)];
    asked.push(`SOCKS4 ${host}:${port}`);
    goOn(socket, host, port, [0, 90, 0, 0, 0, 0, 0, 0]);
  });
