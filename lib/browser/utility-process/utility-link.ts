/** One side of what the app and a utility process have together: messages, and the ports that were sent with them. */
import type { Duplex } from 'node:stream';
import { RemotePorts, type PortEnd, type PortMessage } from '../ipc/port-end';
import { decode, encode } from './clone';
import type { UtilityMessage } from './messages';
import { UtilityChannel } from './utility-channel';

export interface UtilityLinkHandlers {
  onMessage(message: PortMessage): void;
  /** What sendNetwork() has sent. */
  onNetwork(body: unknown): void;
  /** The other process has ended. */
  onEnd(): void;
}

export class UtilityLink {
  readonly #handlers: UtilityLinkHandlers;
  readonly #channel: UtilityChannel;
  readonly #ports: RemotePorts;

  constructor(stream: Duplex, side: 'app' | 'utility', handlers: UtilityLinkHandlers) {
    this.#handlers = handlers;
    this.#ports = new RemotePorts(this, side === 'app' ? -1 : 1);
    this.#channel = new UtilityChannel(stream, {
      onMessage: (message) => this.#onMessage(message),
      onEnd: () => {
        this.#ports.end();
        this.#handlers.onEnd();
      },
    });
  }

  /** Throws Error for a message that cannot be cloned; then `takePorts` was not called. */
  post(message: unknown, takePorts: () => PortEnd[]): void {
    const data = encode(message);
    this.#ports.export(takePorts(), (ports) => this.#channel.send({ kind: 'message', data, ports }));
  }

  /** Before this process ends. */
  flush(): void {
    this.#channel.flush();
  }

  /** `body`: what V8 can serialize. */
  sendNetwork(body: unknown): void {
    this.#channel.send({ kind: 'network', body });
  }

  /** For a port of the other process; `ports` null: its other end is closed. */
  deliverPortMessage(id: number, data: unknown, ports: number[] | null): void {
    this.#channel.send(ports ? { kind: 'port', id, data: encode(data), ports } : { kind: 'port-closed', id });
  }

  #onMessage(message: UtilityMessage): void {
    if (message.kind === 'port-closed') this.#ports.onClosed(message.id);
    else if (message.kind === 'network') this.#handlers.onNetwork(message.body);
    else this.#onData(message);
  }

  #onData(message: Extract<UtilityMessage, { data: Uint8Array }>): void {
    const data = decode(message.data);
    if (message.kind === 'port') this.#ports.onMessage(message.id, data, message.ports);
    else this.#handlers.onMessage({ data, ports: this.#ports.import(message.ports) });
  }
}
