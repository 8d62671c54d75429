/**
 * Ends of message channels. Two ends are peers; each is in this process (a MessagePortMain), in a document (a MessagePort there), in
 * a utility process (a MessagePortMain there), or on its way to one of them.
 */
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

/** Takes messages to the ports on the other side. */
interface RemotePortOwner {
  /** For one of its ports; `ports` null: the other end is closed. */
  deliverPortMessage(id: number, data: unknown, ports: number[] | null): void;
}

/**
 * The ports of a document or of a process: their ends here. Each side numbers the ports that it sends with a sign of its own, so that
 * no number has two meanings.
 */
export class RemotePorts {
  readonly #owner: RemotePortOwner;
  readonly #sign: 1 | -1;
  readonly #ends = new Map<number, PortEnd>();
  #lastId = 0;

  /** `sign`: of the numbers that are given here. */
  constructor(owner: RemotePortOwner, sign: 1 | -1 = -1) {
    this.#owner = owner;
    this.#sign = sign;
  }

  /** Moves these ends to the other side. `send` passes their numbers on, before messages for them. */
  export(ends: PortEnd[], send: (ids: number[]) => void): void {
    const ids = ends.map(() => this.#sign * ++this.#lastId);
    send(ids);
    for (const [index, end] of ends.entries()) this.#connect(ids[index]!, end);
  }

  /** The other side has sent these; the ends of their channels on this side. */
  import(ids: number[]): PortEnd[] {
    return ids.map((id) => {
      const [here, there] = PortEnd.pair();
      // A number that is taken comes from a compromised renderer only.
      if (!this.#ends.has(id)) this.#connect(id, there);
      return here;
    });
  }

  /** A port of the other side got a message there. */
  onMessage(id: number, data: unknown, ids: number[]): void {
    this.#ends.get(id)?.post({ data, ports: this.import(ids) });
  }

  /** A port was closed on the other side. */
  onClosed(id: number): void {
    const end = this.#ends.get(id);
    this.#ends.delete(id);
    end?.close();
  }

  /** The document or process is gone. */
  end(): void {
    for (const end of this.#ends.values()) end.close();
    this.#ends.clear();
  }

  #connect(id: number, end: PortEnd): void {
    this.#ends.set(id, end);
    end.receive({
      onMessage: ({ data, ports }) => this.export(ports, (ids) => this.#owner.deliverPortMessage(id, data, ids)),
      onClosed: () => {
        if (this.#ends.delete(id)) this.#owner.deliverPortMessage(id, null, null);
      },
    });
  }
}
