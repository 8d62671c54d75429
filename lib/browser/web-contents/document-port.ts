/** The way into one document's preload runtime. */
import { encodeMainMessage } from '../../common/ipc-messages';
import { DocumentReceiver } from '../document-channel/document-receiver';
import type { IpcFrame, IpcSender, IpcSenderFrame } from '../ipc/frame-port';
import { RemotePorts } from '../ipc/port-end';
import type { Frame } from './frame';
import type { ScriptContext } from './script-context';
import type { SyncReplies } from './sync-replies';

export class DocumentPort implements IpcFrame {
  readonly context: ScriptContext;
  readonly processId: number;
  readonly routingId: number;
  readonly sender: IpcSender;
  readonly senderFrame: IpcSenderFrame;
  readonly ports = new RemotePorts(this);
  readonly #receiver: DocumentReceiver;
  readonly #syncReplies: SyncReplies;

  /** `secret`: where its runtime leaves a RuntimeEntry. */
  constructor(
    context: ScriptContext,
    secret: string,
    { sender, senderFrame, syncReplies }: { sender: IpcSender; senderFrame: IpcSenderFrame; syncReplies: SyncReplies },
  ) {
    this.context = context;
    this.processId = context.frame.processId;
    this.routingId = context.frame.routingId;
    this.sender = sender;
    this.senderFrame = senderFrame;
    this.#syncReplies = syncReplies;
    // Not silent: that hides what listeners throw from the console.
    this.#receiver = new DocumentReceiver(context, { secret, member: 'deliver', silent: false });
  }

  get frame(): Frame {
    return this.context.frame;
  }

  /** The runtime has started: takes its deliver() and hands over what waited. Never rejects. */
  open(): Promise<void> {
    return this.#receiver.take();
  }

  deliver(message: string): void {
    this.#receiver.send(message);
  }

  deliverPortMessage(id: number, data: unknown, ports: number[] | null): void {
    this.deliver(encodeMainMessage({ kind: 'port', id, data, ports }));
  }

  expectSync(token: string): void {
    this.#syncReplies.expect(token, this.context);
  }

  answerSync(token: string, message: string): void {
    this.#syncReplies.answer(token, message);
  }
}
