/** The way into one document's preload runtime. */
import { deliverCall } from '../ipc/deliver-call';
import { runtimeEntryExpression } from '../ipc/preload-sources';
import type { IpcFrame, IpcSender, IpcSenderFrame } from '../ipc/frame-port';
import type { CDPSession } from '../devtools/connection';
import type { Frame } from './frame';

export class DocumentPort implements IpcFrame {
  readonly frame: Frame;
  readonly processId: number;
  readonly routingId: number;
  readonly sender: IpcSender;
  readonly senderFrame: IpcSenderFrame;
  readonly #session: CDPSession;
  readonly #contextId: number;
  /** Messages that came before the runtime's entry was at hand. */
  #waiting: string[] | null = [];
  #entry: string | null = null;

  constructor(frame: Frame, contextId: number, sender: IpcSender, senderFrame: IpcSenderFrame) {
    this.frame = frame;
    this.processId = frame.processId;
    this.routingId = frame.routingId;
    this.sender = sender;
    this.senderFrame = senderFrame;
    this.#session = frame.session;
    this.#contextId = contextId;
  }

  get contextId(): number {
    return this.#contextId;
  }

  /** The runtime has started: takes its deliver() and hands over what waited. */
  async open(secret: string): Promise<void> {
    const expression = runtimeEntryExpression(secret);
    const { result } = await this.#session.send('Runtime.evaluate', { expression, contextId: this.#contextId });
    if (!result.objectId) return;
    this.#entry = result.objectId;
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const message of waiting) this.deliver(message);
  }

  deliver(message: string): void {
    if (this.#waiting) {
      this.#waiting.push(message);
      return;
    }
    if (this.#entry === null) return;
    this.#session.post('Runtime.callFunctionOn', deliverCall(this.#entry, message));
  }
}
