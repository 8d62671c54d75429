/** The MessagePortMain class (docs/api/message-port-main.md). */
import { EventEmitter } from 'node:events';
import { deserialize, serialize } from '../../common/serialization';
import { emitToApp } from '../app-calls';
import { LIBRARY, requireLibrary } from '../internals';
import { portStates, takeEnds, type PortState } from '../ipc/message-ports';
import type { PortEnd } from '../ipc/port-end';

export class MessagePortMain
  extends EventEmitter
  implements Pick<Electron.MessagePortMain, 'close' | 'postMessage' | 'start'>
{
  readonly #state: PortState;
  #isStarted = false;

  constructor(key: typeof LIBRARY, end: PortEnd) {
    super();
    requireLibrary(key);
    this.#state = { end };
    portStates.set(this, this.#state);
  }

  /** Throws Error for a message that cannot be cloned, TypeError for what is no list of ports. */
  postMessage(message: unknown, transfer?: Electron.MessagePortMain[]): void {
    const data = deserialize(JSON.parse(serialize(message)));
    const ports = takeEnds(transfer, this);
    this.#state.end?.post({ data, ports });
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#state.end?.receive({
      onMessage: ({ data, ports }) => {
        const event = { data, ports: ports.map((port) => new MessagePortMain(LIBRARY, port)) };
        // Messages come one after the other, and never while the sender's code runs.
        setImmediate(() => emitToApp(this, 'message', event));
      },
      onClosed: () => setImmediate(() => emitToApp(this, 'close')),
    });
  }

  close(): void {
    const { end } = this.#state;
    this.#state.end = null;
    end?.close();
    if (end) setImmediate(() => emitToApp(this, 'close'));
  }
}
