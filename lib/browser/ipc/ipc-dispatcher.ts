/** Takes what frames send to the main process to its listeners and handlers. */
import {
  encodeMainMessage,
  parseRendererMessage,
  UnreadableArguments,
  type ErrorReport,
  type FrameOutcome,
  type RendererMessage,
} from '../../common/ipc-messages';
import { CLONE_ERROR } from '../../common/serialization';
import { askApp, emitToApp, type Emitted } from '../app-calls';
import type { IpcFrame } from './frame-port';
import { createInvokeEvent, createMessageEvent, createSyncEvent } from './ipc-event';
import { ipcHandlers } from './ipc-handlers';
import type { PortEnd } from './port-end';
import { REPLY_NEVER_SENT, SyncReply } from './sync-reply';
import { whenForgotten } from './when-forgotten';

/** What a frame's runtime tells of itself. */
export interface IpcDispatcherDelegate<Frame extends IpcFrame> {
  /** The runtime of a new document can take messages. Comes before any other message of that document. */
  onReady(frame: Frame): void;
  /** A preload script could not be read or threw: WebContents' 'preload-error'. */
  onPreloadError(frame: Frame, preloadPath: string, error: Error): void;
  /** The public face of an end that has come with a message. */
  createPort(end: PortEnd): Electron.MessagePortMain;
  /** A preload script calls a method of webFrame. */
  callFrame(frame: Frame, method: string, args: unknown[]): Promise<unknown>;
}

export class IpcDispatcher<Frame extends IpcFrame> {
  readonly #ipcMain: Electron.IpcMain;
  readonly #delegate: IpcDispatcherDelegate<Frame>;

  /** `ipcMain` is asked last. */
  constructor(ipcMain: Electron.IpcMain, delegate: IpcDispatcherDelegate<Frame>) {
    this.#ipcMain = ipcMain;
    this.#delegate = delegate;
  }

  /**
   * Handles one payload of the binding. A malformed one is dropped with a warning: only a compromised renderer sends it.
   * What a listener throws is an uncaught exception of the main process, as in Electron.
   */
  dispatch(frame: Frame, payload: string): void {
    let message: RendererMessage;
    try {
      message = parseRendererMessage(payload);
    } catch (error) {
      if (error instanceof UnreadableArguments) this.#refuse(frame, error);
      else process.emitWarning(`A message of a renderer was dropped: ${String(error)}`, 'IpcWarning');
      return;
    }
    switch (message.kind) {
      case 'ready':
        this.#delegate.onReady(frame);
        break;
      case 'preload-error':
        this.#delegate.onPreloadError(frame, message.path, errorOf(message.error));
        break;
      case 'invoke':
        void this.#invoke(frame, message.channel, message.args, message.id);
        break;
      case 'frame':
        void this.#callFrame(frame, message.method, message.args, message.id);
        break;
      case 'sync':
        this.#emitSync(frame, message.channel, message.args, message.token);
        break;
      case 'routing-id':
        this.#answerRoutingId(frame, message.token);
        break;
      case 'send':
        this.#emit(frame, createMessageEvent(frame), message.channel, message.args, 'ipc-message');
        break;
      case 'post': {
        const ports = frame.ports.import(message.ports).map((end) => this.#delegate.createPort(end));
        this.#emit(frame, createMessageEvent(frame, ports), message.channel, message.args);
        break;
      }
      case 'port':
        frame.ports.onMessage(message.id, message.data, message.ports);
        break;
    }
  }

  /** The page's JavaScript engine has values that this one does not have. */
  #refuse(frame: Frame, { id, channel, cause }: UnreadableArguments): void {
    process.emitWarning(`A message of channel '${channel}' cannot be read here: ${String(cause)}`, 'IpcWarning');
    if (typeof id === 'string') {
      frame.expectSync(id);
      frame.answerSync(id, encodeMainMessage({ kind: 'error', id: 0, message: CLONE_ERROR }));
    } else frame.deliver(encodeMainMessage({ kind: 'unreadable', id, channel }));
  }

  #answerRoutingId(frame: Frame, token: string): void {
    frame.expectSync(token);
    frame.answerSync(token, encodeMainMessage({ kind: 'result', id: 0, value: frame.routingId }));
  }

  /** The document waits until a listener sets event.returnValue; if there is none, its answer is undefined. */
  #emitSync(frame: Frame, channel: string, args: unknown[], token: string): void {
    frame.expectSync(token);
    const reply = new SyncReply((message) => frame.answerSync(token, encodeMainMessage(message)));
    const heard = this.#emit(frame, createSyncEvent(frame, reply), channel, args, 'ipc-message-sync');
    if (heard === 'unheard') reply.send(undefined);
    else if (heard === 'threw') reply.fail(REPLY_NEVER_SENT);
  }

  /** The order of docs/api/web-frame-main.md, `frame.ipc`. As in Electron, nothing is emitted behind a listener that threw. */
  #emit(frame: Frame, event: Electron.IpcMainEvent, channel: string, args: unknown[], announced?: string): Emitted {
    let heard: Emitted = 'unheard';
    const emit = (...emitted: Parameters<typeof emitToApp>): boolean => {
      const result = emitToApp(...emitted);
      if (result !== 'unheard') heard = result;
      return result !== 'threw';
    };
    if (announced !== undefined && !emit(frame.sender, announced, event, channel, ...args)) return heard;
    for (const ipc of this.#receiversFor(frame)) {
      // An EventEmitter throws for "error" without a listener; here it is a channel like any other.
      if (channel === 'error' && ipc.listenerCount('error') === 0) continue;
      if (!emit(ipc, channel, event, ...args)) break;
    }
    return heard;
  }

  /** Never rejects: what goes wrong is the renderer's answer. */
  async #invoke(frame: Frame, channel: string, args: unknown[], id: number): Promise<void> {
    let answered = (): void => undefined;
    try {
      const handler = this.#receiversFor(frame)
        .map((ipc) => ipcHandlers.of(ipc).get(channel))
        .find((candidate) => candidate !== undefined);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      const answer: unknown = askApp(handler, createInvokeEvent(frame), ...args);
      if (answer instanceof Promise) {
        answered = whenForgotten(answer, () => this.#refuseForgotten(frame, channel, id));
      }
      const value: unknown = await answer;
      frame.deliver(encodeMainMessage({ kind: 'result', id, value }));
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      frame.deliver(encodeMainMessage({ kind: 'error', id, message: String(error) }));
    } finally {
      answered();
    }
  }

  /** The handler's promise has been collected, so that nothing can settle it. */
  #refuseForgotten(frame: Frame, channel: string, id: number): void {
    console.error(`Error occurred in handler for '${channel}':`, REPLY_NEVER_SENT);
    frame.deliver(encodeMainMessage({ kind: 'error', id, message: REPLY_NEVER_SENT }));
  }

  /** Never rejects. */
  async #callFrame(frame: Frame, method: string, args: unknown[], id: number): Promise<void> {
    const outcome: FrameOutcome = await this.#delegate.callFrame(frame, method, args).then(
      (value) => ({ value }),
      (reason: unknown) => ({ reason }),
    );
    try {
      frame.deliver(encodeMainMessage({ kind: 'result', id, value: outcome }));
    } catch (error) {
      frame.deliver(encodeMainMessage({ kind: 'result', id, value: { reason: error } satisfies FrameOutcome }));
    }
  }

  #receiversFor(frame: Frame): Electron.IpcMain[] {
    return [frame.senderFrame.ipc, frame.sender.ipc, this.#ipcMain];
  }
}

function errorOf({ name, message, stack }: ErrorReport): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = stack || `${name}: ${message}`;
  return error;
}
