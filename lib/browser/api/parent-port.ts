/** The parentPort of a utility process (docs/api/parent-port.md). */
import { emitToApp } from '../app-calls';
import { LIBRARY, requireLibrary } from '../internals';
import type { PortMessage } from '../ipc/port-end';
import { ObservedEmitter, observeListeners } from '../observed-emitter';
import { MessagePortMain } from './message-port-main';

/** The way to the app. */
export interface ParentLink {
  /** Throws Error for a message that cannot be cloned. */
  send(message: unknown): void;
  /** Takes what utilityProcess.postMessage() sends. */
  receive(receiver: (message: PortMessage) => void): void;
}

export class ParentPort extends ObservedEmitter implements Pick<Electron.ParentPort, 'postMessage'> {
  readonly #link: ParentLink;
  /** What came before anybody listened. */
  readonly #waiting: PortMessage[] = [];
  #isStarted = false;
  #isScheduled = false;

  constructor(key: typeof LIBRARY, link: ParentLink) {
    super();
    requireLibrary(key);
    this.#link = link;
    link.receive((message) => {
      this.#waiting.push(message);
      this.#schedule();
    });
    observeListeners(this, (event) => {
      if (event !== 'message' && event !== undefined) return;
      if (this.listenerCount('message') > 0) this.start();
      else this.pause();
    });
  }

  /** Throws Error for a message that cannot be cloned. */
  postMessage(message: unknown): void {
    this.#link.send(message);
  }

  start(): void {
    this.#isStarted = true;
    this.#schedule();
  }

  pause(): void {
    this.#isStarted = false;
  }

  /** Messages come one after the other: a listener that is removed by the first is not called with the second. */
  #schedule(): void {
    if (this.#isScheduled || !this.#isStarted || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (!this.#isStarted) return;
      const { data, ports } = this.#waiting.shift()!;
      emitToApp(this, 'message', { data, ports: ports.map((port) => new MessagePortMain(LIBRARY, port)) });
      this.#schedule();
    });
  }
}
