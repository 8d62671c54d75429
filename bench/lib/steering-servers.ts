/** What cases of proxies and certificates connect to: a server of TLS, the same far away, and a proxy. Lives in the bench. */
import { readFileSync } from 'node:fs';
import {
  createServer as createHTTPServer,
  request as requestHTTP,
  type RequestListener,
  type Server as HTTPServer,
} from 'node:http';
import { createServer as createHTTPSServer } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** Milliseconds from the far server and back: more than a busy machine takes for a handshake. */
export const ROUND_TRIP = 200;

export interface SteeringServers {
  /** "https://127.0.0.1:41234/"; `/once` ends its connection. */
  secure: string;
  /** The same server, ROUND_TRIP away. */
  far: string;
  /** "127.0.0.1:41235" */
  proxy: string;
}

const HOST = '127.0.0.1';

async function start(server: Server | HTTPServer): Promise<string> {
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return `${HOST}:${(server.address() as AddressInfo).port}`;
}

const answer: RequestListener = ({ url }, response) => {
  if (url === '/once') response.setHeader('connection', 'close');
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><link rel="icon" href="data:,">');
};

/** Bytes of `from` get to `to` half a round trip later. */
function delay(from: Socket, to: Socket): void {
  from.on('data', (bytes) => setTimeout(() => to.write(bytes), ROUND_TRIP / 2));
  from.on('close', () => setTimeout(() => to.destroy(), ROUND_TRIP / 2));
  from.on('error', () => undefined);
}

const farFrom = (port: number): Server =>
  createServer({ noDelay: true }, (socket) => {
    const server = connect({ port, host: HOST, noDelay: true });
    delay(socket, server);
    delay(server, socket);
  });

const proxy = (): HTTPServer =>
  createHTTPServer(({ url = '', method, headers }, response) => {
    const forwarded = requestHTTP(url, { method, headers }, (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    forwarded.end();
  });

/** `certificates`: a directory with localhost.key and localhost.crt. */
export async function startSteeringServers(certificates: string): Promise<SteeringServers> {
  const read = (name: string): Buffer => readFileSync(join(certificates, name));
  const secure = await start(createHTTPSServer({ key: read('localhost.key'), cert: read('localhost.crt') }, answer));
  const far = await start(farFrom(Number(secure.split(':')[1])));
  return { secure: `https://${secure}/`, far: `https://${far}/`, proxy: await start(proxy()) };
}
