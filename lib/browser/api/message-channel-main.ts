/** The MessageChannelMain class (docs/api/message-channel-main.md). */
import { LIBRARY } from '../internals';
import { PortEnd } from '../ipc/port-end';
import { MessagePortMain } from './message-port-main';

export class MessageChannelMain implements Pick<Electron.MessageChannelMain, never> {
  readonly #port1: MessagePortMain;
  readonly #port2: MessagePortMain;

  constructor() {
    const [one, two] = PortEnd.pair();
    this.#port1 = new MessagePortMain(LIBRARY, one);
    this.#port2 = new MessagePortMain(LIBRARY, two);
  }

  get port1(): MessagePortMain {
    return this.#port1;
  }

  get port2(): MessagePortMain {
    return this.#port2;
  }
}
