/** MessagePorts of this document that lead to the main process: what they get goes there, and what comes from there goes to them. */
import type { RendererMessage } from '../../common/ipc-messages';

type PortMessage = Extract<RendererMessage, { kind: 'port' }>;

export class MessagePorts {
  readonly #post: (message: PortMessage) => void;
  readonly #ports = new Map<number, MessagePort>();
  /** What the document was given of them. */
  readonly #given = new Map<number, WeakRef<MessagePort>>();
  /** For ports that are on their way. */
  readonly #early = new Map<number, ((port: MessagePort) => void)[]>();
  #lastId = 0;

  constructor(post: (message: PortMessage) => void) {
    this.#post = post;
  }

  /** Takes the ports from their owner; their numbers for the main process. Throws DOMException as postMessage() does. */
  export(transfer: readonly MessagePort[]): number[] {
    if (transfer.length === 0) return [];
    const ids = transfer.map(() => ++this.#lastId);
    for (const id of ids) this.#early.set(id, []);
    const { port1, port2 } = new MessageChannel();
    // Only a transfer takes a port away from its owner: to ourselves.
    port2.addEventListener('message', ({ ports }) => {
      for (const [index, port] of ports.entries()) this.#connect(ids[index]!, port);
      port2.close();
    });
    port2.start();
    port1.postMessage(null, [...transfer]);
    return ids;
  }

  /** The main process sends these. */
  import(ids: readonly number[]): MessagePort[] {
    return ids.map((id) => {
      const { port1, port2 } = new MessageChannel();
      this.#connect(id, port1);
      this.#given.set(id, new WeakRef(port2));
      return port2;
    });
  }

  /** `ids` null: the other end is closed. */
  deliver(id: number, data: unknown, ids: number[] | null): void {
    const act = (port: MessagePort): void => {
      if (ids) port.postMessage(data, this.import(ids));
      else {
        this.#ports.delete(id);
        port.close();
        this.#emitClose(id);
      }
    };
    const port = this.#ports.get(id);
    if (port) act(port);
    else this.#early.get(id)?.push(act);
  }

  /** Behind the messages that are on their way to it. Chromium itself has no such event. */
  #emitClose(id: number): void {
    const given = this.#given.get(id)?.deref();
    this.#given.delete(id);
    if (!given) return;
    setTimeout(() => {
      const event = new Event('close');
      given.dispatchEvent(event);
      const { onclose } = given as { onclose?: unknown };
      if (typeof onclose === 'function' && !('onclose' in MessagePort.prototype))
        Reflect.apply(onclose, given, [event]);
    });
  }

  #connect(id: number, port: MessagePort): void {
    this.#ports.set(id, port);
    port.addEventListener('message', ({ data, ports }) => {
      try {
        this.#post({ kind: 'port', id, data: data as unknown, ports: this.export(ports) });
      } catch (error) {
        reportError(error);
      }
    });
    port.start();
    for (const act of this.#early.get(id) ?? []) act(port);
    this.#early.delete(id);
  }
}
