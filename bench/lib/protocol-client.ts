/** A minimal DevTools client: commands by id, events to listeners. What carries the bytes is not its business. */
import { EventEmitter } from 'node:events';
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js';

type Commands = ProtocolMapping.Commands;
type Events = ProtocolMapping.Events;

export interface ProtocolMessage {
  id?: number | undefined;
  method?: string | undefined;
  sessionId?: string | undefined;
  params?: object | undefined;
  result?: object | undefined;
  error?: { code: number; message: string } | undefined;
}

export interface Command {
  id: number;
  method: string;
  sessionId: string | undefined;
  params: object;
}

interface Call {
  method: string;
  resolve: (result: object) => void;
  reject: (error: Error) => void;
}

export class ProtocolClient {
  readonly #transmit: (command: Command) => void;
  readonly #calls = new Map<number, Call>();
  readonly #events = new EventEmitter().setMaxListeners(0);
  #lastId = 0;

  constructor(transmit: (command: Command) => void) {
    this.#transmit = transmit;
  }

  /** Rejects with what Chromium says, or when the connection ends. */
  send<M extends keyof Commands>(
    method: M,
    params: object = {},
    sessionId?: string,
  ): Promise<Commands[M]['returnType']> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#calls.set(id, { method, resolve: (result) => resolve(result), reject });
      this.#transmit({ id, method, sessionId, params });
    });
  }

  /** Events of one target's session, or of the browser. */
  on<E extends keyof Events>(method: E, sessionId: string | undefined, listener: (params: Events[E][0]) => void): void {
    this.#events.on(`${method} ${sessionId}`, listener);
  }

  /** The carrier's: a message has arrived. */
  onMessage({ id, method, sessionId, params, result, error }: ProtocolMessage): void {
    if (id === undefined) {
      this.#events.emit(`${method} ${sessionId}`, params ?? {});
      return;
    }
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error) call?.reject(new Error(`${call.method}: ${error.message}`));
    else call?.resolve(result ?? {});
  }

  /** The carrier's: nothing will arrive any more. */
  onClosed(): void {
    for (const { method, reject } of this.#calls.values()) reject(new Error(`${method}: Chromium has ended`));
    this.#calls.clear();
  }
}
