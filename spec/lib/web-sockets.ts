// WebSocket servers of the running test.
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { defer } from './cleanup';
import { LOCAL_HOST } from './servers';

export interface LocalWebSocketServer {
  /** "ws://127.0.0.1:40123" */
  origin: string;
  /** Handshakes that arrived, oldest first. */
  handshakes: IncomingMessage[];
}

/** Accepts every WebSocket and sends its path. Closed after the test. */
export async function listenForWebSockets(): Promise<LocalWebSocketServer> {
  const server = createServer();
  const handshakes: IncomingMessage[] = [];
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    handshakes.push(request);
    socket.send(request.url ?? '');
  });
  server.listen(0, LOCAL_HOST);
  await once(server, 'listening');
  defer(async () => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
    await once(server, 'close');
  });
  return { origin: `ws://${LOCAL_HOST}:${(server.address() as AddressInfo).port}`, handshakes };
}
