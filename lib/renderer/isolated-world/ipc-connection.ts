/** This document's line to the main process: a DevTools binding out, deliver() in. */
import {
  encodeRendererMessage,
  parseMainMessage,
  type FrameOutcome,
  type RendererMessage,
} from '../../common/ipc-messages';
import { CLONE_ERROR } from '../../common/serialization';
import { MessagePorts } from './message-ports';
import type { SyncWaiter } from './sync-waiter';

interface PendingInvoke {
  channel: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class IpcConnection {
  readonly #binding: (payload: string) => void;
  readonly #waiter: SyncWaiter;
  readonly #unknownViews: readonly string[];
  readonly #onEvent: (channel: string, args: unknown[], ports: MessagePort[]) => void;
  readonly #pending = new Map<number, PendingInvoke>();
  readonly #ports = new MessagePorts((message) => this.post(message));
  #lastId = 0;

  /** `unknownViews`: types that the main process cannot receive. */
  constructor(
    binding: (payload: string) => void,
    unknownViews: readonly string[],
    onEvent: (channel: string, args: unknown[], ports: MessagePort[]) => void,
    waiter: SyncWaiter,
  ) {
    this.#waiter = waiter;
    this.#binding = binding;
    this.#unknownViews = unknownViews;
    this.#onEvent = onEvent;
  }

  /** Throws as encodeRendererMessage() does. */
  post(message: RendererMessage): void {
    this.#binding(encodeRendererMessage(message, this.#unknownViews));
  }

  /** Rejects with what the method rejects with. */
  async callFrame(method: string, args: unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    this.post({ kind: 'frame', method, args, id });
    const outcome = await new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { channel: method, resolve, reject });
    });
    const { value, reason } = outcome as { value?: unknown; reason?: unknown };
    if ('reason' in (outcome as FrameOutcome)) throw reason;
    return value;
  }

  /** Throws as post() does, and Error if the main process could not answer or the document may not wait. */
  sendSync(channel: string, args: unknown[]): unknown {
    const token = this.#waiter.newToken();
    this.post({ kind: 'sync', channel, args, token });
    const message = parseMainMessage(this.#waiter.wait(`ipcRenderer.sendSync('${channel}')`, token));
    if (message.kind === 'result') return message.value;
    throw new Error(message.kind === 'error' ? message.message : CLONE_ERROR);
  }

  /** Throws Error if the document may not wait. */
  routingId(): number {
    const token = this.#waiter.newToken();
    this.post({ kind: 'routing-id', token });
    return (parseMainMessage(this.#waiter.wait('webFrame.routingId', token)) as { value: number }).value;
  }

  /** Throws as post() does, and for ports that cannot be transferred; then all of them stay. */
  postMessage(channel: string, message: unknown, transfer: MessagePort[]): void {
    encodeRendererMessage({ kind: 'post', channel, args: [message], ports: [] }, this.#unknownViews);
    this.post({ kind: 'post', channel, args: [message], ports: this.#ports.export(transfer) });
  }

  /** Rejects with Error `Error invoking remote method 'channel': …`, or as post() throws. */
  async invoke(channel: string, args: unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    this.post({ kind: 'invoke', channel, args, id });
    return new Promise((resolve, reject) => this.#pending.set(id, { channel, resolve, reject }));
  }

  /** Takes the text of a MainMessage. Errors that listeners throw are reported as uncaught, as in Electron. */
  deliver(text: string): void {
    try {
      const message = parseMainMessage(text);
      if (message.kind === 'event') {
        this.#onEvent(message.channel, message.args, this.#ports.import(message.ports ?? []));
      } else if (message.kind === 'port') this.#ports.deliver(message.id, message.data, message.ports);
      else if (message.kind === 'unreadable') this.#refuse(message);
      else this.#settle(message);
    } catch (error) {
      reportError(error);
    }
  }

  /** As if it had not been sent: in Electron the call itself throws. */
  #refuse({ id, channel }: { id: number | null; channel: string }): void {
    if (id === null) throw new Error(`ipcRenderer.send('${channel}'): ${CLONE_ERROR}`);
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.reject(new Error(CLONE_ERROR));
  }

  #settle(message: { id: number } & ({ value: unknown } | { message: string })): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (!pending) return;
    if ('value' in message) pending.resolve(message.value);
    else pending.reject(new Error(`Error invoking remote method '${pending.channel}': ${message.message}`));
  }
}
