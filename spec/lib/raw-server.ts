// Servers that say what no HTTP server would.
import * as net from 'node:net';
import { LOCAL_HOST, startServer } from './servers';

/** `answer` gets every connection with its first request's path. Resolves with the origin; closed after the test. */
export async function listenRaw(answer: (socket: net.Socket, path: string) => void): Promise<string> {
  const server = net.createServer((socket) => {
    socket.once('data', (request) => answer(socket, request.toString('latin1').split(' ')[1] ?? ''));
  });
  return `http://${LOCAL_HOST}:${await startServer(server)}`;
}

/** A server whose answers to paths are these bytes; of any other path "fine". Beyond Latin-1 they are written as UTF-8. */
export const listenBytes = (answers: Record<string, string> = {}): Promise<string> =>
  listenRaw((socket, path) => {
    const answer = answers[path] ?? 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine';
    socket.end(Buffer.from(answer, /[^\0-\xff]/.test(answer) ? 'utf8' : 'latin1'));
  });
