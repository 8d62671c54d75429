// Servers that say what no HTTP server would.
import { once } from 'node:events';
import * as net from 'node:net';
import { defer } from './cleanup';
import { LOCAL_HOST } from './servers';

/** `answer` gets every connection with its first request's path. Resolves with the origin; closed after the test. */
export async function listenRaw(answer: (socket: net.Socket, path: string) => void): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', (request) => answer(socket, request.toString('latin1').split(' ')[1] ?? ''));
  });
  server.listen(0, LOCAL_HOST);
  await once(server, 'listening');
  defer(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  });
  return `http://${LOCAL_HOST}:${(server.address() as net.AddressInfo).port}`;
}

/** A server whose answers to paths are these bytes; of any other path "fine". Beyond Latin-1 they are written as UTF-8. */
export const listenBytes = (answers: Record<string, string> = {}): Promise<string> =>
  listenRaw((socket, path) => {
    const answer = answers[path] ?? 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine';
    socket.end(Buffer.from(answer, /[^\0-\xff]/.test(answer) ? 'utf8' : 'latin1'));
  });
