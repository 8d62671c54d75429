// A DevTools client as debuggers and test tools are: it speaks JSON over a WebSocket.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { defer } from './cleanup';

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
}

export interface DevToolsClient {
  /** Resolves with the result. */
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Resolves with the params of the first such event since the connection was made. */
  event(method: string): Promise<Record<string, unknown>>;
  /** The params of all of them so far. */
  events(method: string): Record<string, unknown>[];
}

/** Connects to ws://…; closed after the test. */
export async function connectDevTools(url: string): Promise<DevToolsClient> {
  const socket = new WebSocket(url);
  defer(() => socket.terminate());
  const replies = new Map<number, (result: Record<string, unknown>) => void>();
  const events: Message[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message;
    if (message.id !== undefined) replies.get(message.id)?.(message.result ?? {});
    else events.push(message);
    for (const look of waiting) look();
  });
  await once(socket, 'open');
  let lastId = 0;
  return {
    send: (method, params = {}) =>
      new Promise((resolve) => {
        const id = ++lastId;
        replies.set(id, resolve);
        socket.send(JSON.stringify({ id, method, params }));
      }),
    events: (method) => events.filter((event) => event.method === method).map(({ params = {} }) => params),
    event: (method) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = events.find((event) => event.method === method);
          if (!found) return;
          waiting.delete(look);
          resolve(found.params ?? {});
        };
        waiting.add(look);
        look();
      }),
  };
}
