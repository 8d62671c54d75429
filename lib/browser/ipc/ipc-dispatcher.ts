/** Takes what frames send to the main process to its listeners and handlers. */
import {
  encodeMainMessage,
  parseRendererMessage,
  UnreadableArguments,
  type ErrorReport,
  type RendererMessage,
} from '../../common/ipc-messages';
import { askApp, emitToApp } from '../app-calls';
import type { IpcFrame } from './frame-port';
import { createInvokeEvent, createMessageEvent } from './ipc-event';
import { ipcHandlers } from './ipc-handlers';

/** What a frame's runtime tells of itself. */
export interface IpcDispatcherDelegate<Frame extends IpcFrame> {
  /** The runtime of a new document can take messages. Comes before any other message of that document. */
  onReady(frame: Frame): void;
  /** A preload script could not be read or threw: WebContents' 'preload-error'. */
  onPreloadError(frame: Frame, preloadPath: string, error: Error): void;
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
      case 'send':
      case 'post':
        this.#emit(frame, message.channel, message.args, message.kind === 'send');
        break;
    }
  }

  /** The page's JavaScript engine has values that this one does not have. */
  #refuse(frame: Frame, { id, channel, cause }: UnreadableArguments): void {
    process.emitWarning(`A message of channel '${channel}' cannot be read here: ${String(cause)}`, 'IpcWarning');
    frame.deliver(encodeMainMessage({ kind: 'unreadable', id, channel }));
  }

  /** The order of docs/api/web-frame-main.md, `frame.ipc`. As in Electron, nothing is emitted behind a listener that threw. */
  #emit(frame: Frame, channel: string, args: unknown[], announce: boolean): void {
    const event = createMessageEvent(frame);
    if (announce && emitToApp(frame.sender, 'ipc-message', event, channel, ...args) === 'threw') return;
    for (const ipc of this.#receiversFor(frame)) {
      // An EventEmitter throws for "error" without a listener; here it is a channel like any other.
      if (channel === 'error' && ipc.listenerCount('error') === 0) continue;
      if (emitToApp(ipc, channel, event, ...args) === 'threw') return;
    }
  }

  /** Never rejects: what goes wrong is the renderer's answer. */
  async #invoke(frame: Frame, channel: string, args: unknown[], id: number): Promise<void> {
    try {
      const handler = this.#receiversFor(frame)
        .map((ipc) => ipcHandlers.of(ipc).get(channel))
        .find((candidate) => candidate !== undefined);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      const value: unknown = await askApp(handler, createInvokeEvent(frame), ...args);
      frame.deliver(encodeMainMessage({ kind: 'result', id, value }));
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      frame.deliver(encodeMainMessage({ kind: 'error', id, message: String(error) }));
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
