/**
 * Ends of message channels. Two ends are peers; each is in the main process (a MessagePortMain), in a document (a MessagePort there),
 * or on its way to one of them.
 */
import type { IpcFrame } from './frame-port';

export interface PortMessage {
  data: unknown;
  /** Ends that travel along. */
  ports: PortEnd[];
}

export interface PortReceiver {
  onMessage(message: PortMessage): void;
  onClosed(): void;
}

export class PortEnd {
  #peer: PortEnd | null = null;
  #receiver: PortReceiver | null = null;
  /** What came before anybody received. */
  readonly #waiting: PortMessage[] = [];
  #isClosed = false;

  /** The two ends of a new channel. */
  static pair(): [PortEnd, PortEnd] {
    const [one, other] = [new PortEnd(), new PortEnd()];
    one.#peer = other;
    other.#peer = one;
    return [one, other];
  }

  /** To the peer; nobody gets it if that is closed. */
  post(message: PortMessage): void {
    if (this.#peer) this.#peer.#take(message);
  }

  /** Takes what comes from now on, and what has come before. */
  receive(receiver: PortReceiver): void {
    this.#receiver = receiver;
    for (const message of this.#waiting.splice(0)) receiver.onMessage(message);
    if (this.#isClosed) receiver.onClosed();
  }

  /** It leaves its receiver for another one, who has to call receive(). */
  release(): void {
    this.#receiver = null;
  }

  /** The channel is over: the peer's receiver is told. */
  close(): void {
    const peer = this.#peer;
    this.#peer = null;
    this.#isClosed = true;
    if (peer) peer.#onPeerClosed();
  }

  #take(message: PortMessage): void {
    if (this.#receiver) this.#receiver.onMessage(message);
    else this.#waiting.push(message);
  }

  #onPeerClosed(): void {
    this.#peer = null;
    this.#isClosed = true;
    this.#receiver?.onClosed();
  }
}

/** The ports of one document. Numbers below 0 are given by the main process, others by the document. */
export class DocumentPorts {
  readonly #frame: Pick<IpcFrame, 'deliverPortMessage'>;
  readonly #ends = new Map<number, PortEnd>();
  #lastId = 0;

  constructor(frame: Pick<IpcFrame, 'deliverPortMessage'>) {
    this.#frame = frame;
  }

  /** Moves these ends to the document. `send` tells it their numbers, before messages for them. */
  export(ends: PortEnd[], send: (ids: number[]) => void): void {
    const ids = ends.map(() => --this.#lastId);
    send(ids);
    for (const [index, end] of ends.entries()) this.#connect(ids[index]!, end);
  }

  /** The document has sent these; the main process' ends of their channels. */
  import(ids: number[]): PortEnd[] {
    return ids.map((id) => {
      const [here, there] = PortEnd.pair();
      // A number that is taken comes from a compromised renderer only.
      if (!this.#ends.has(id)) this.#connect(id, there);
      return here;
    });
  }

  /** A port of the document got a message there. */
  onMessage(id: number, data: unknown, ids: number[]): void {
    this.#ends.get(id)?.post({ data, ports: this.import(ids) });
  }

  /** The document is gone. */
  end(): void {
    for (const end of this.#ends.values()) end.close();
    this.#ends.clear();
  }

  #connect(id: number, end: PortEnd): void {
    this.#ends.set(id, end);
    end.receive({
      onMessage: ({ data, ports }) => this.export(ports, (ids) => this.#frame.deliverPortMessage(id, data, ids)),
      onClosed: () => {
        if (this.#ends.delete(id)) this.#frame.deliverPortMessage(id, null, null);
      },
    });
  }
}
