/** ipc of one WebContents: from its frames' preload runtimes to ipcMain and its kin, and back. */
import type Protocol from 'devtools-protocol';
import { encodeMainMessage } from '../../common/ipc-messages';
import type { IpcSender, IpcSenderFrame } from '../ipc/frame-port';
import { IpcDispatcher } from '../ipc/ipc-dispatcher';
import { DocumentPort } from './document-port';
import type { Frame } from './frame';
import type { Page } from './page';
import type { ScriptContext } from './script-context';
import { SyncReplies } from './sync-replies';

export interface FrameChannelOwner {
  /** The WebContents. */
  readonly contents: IpcSender;
  /** What its page sends while it ends is not told. */
  readonly destroyed: boolean;
  webFrame(frame: Frame): IpcSenderFrame;
  onPreloadError(path: string, error: Error): void;
}

export class FrameChannel {
  readonly #owner: FrameChannelOwner;
  readonly #dispatcher: IpcDispatcher<DocumentPort>;
  /** The runtime of each frame's current document. */
  readonly #ports = new Map<Frame, DocumentPort>();
  /** Messages for frames whose document is on its way. */
  readonly #early = new Map<Frame, string[]>();
  readonly #syncReplies = new SyncReplies();
  #hasPreloads = false;

  constructor(owner: FrameChannelOwner, ipcMain: Electron.IpcMain) {
    this.#owner = owner;
    this.#dispatcher = new IpcDispatcher<DocumentPort>(ipcMain, {
      onReady: (port) => this.#onReady(port),
      onPreloadError: (_port, path, error) => owner.onPreloadError(path, error),
    });
  }

  attach(page: Page): void {
    this.#ports.clear();
    this.#early.clear();
    this.#syncReplies.clear();
    this.#hasPreloads = page.preloads !== null;
    const { frames } = page;
    // Not 'navigated': a popup that leaves its initial about:blank keeps its window, and the runtime with it.
    frames.on('contextGone', (context) => {
      if (this.#ports.get(context.frame)?.context === context) this.#ports.delete(context.frame);
      this.#syncReplies.onContextGone(context);
    });
    frames.on('detached', (frame) => {
      this.#ports.delete(frame);
      this.#early.delete(frame);
    });
    frames.on('binding', (context, name, payload) => {
      if (name === page.preloads?.binding && !this.#owner.destroyed)
        this.#onPayload(context, payload, page.preloads.secret);
    });
  }

  /** True if the dialog belongs to ipcRenderer.sendSync(), which needs no other answer. */
  onDialog(page: Page, dialog: Protocol.Page.JavascriptDialogOpeningEvent): boolean {
    return page.preloads !== null && this.#syncReplies.onDialog(page.session, page.preloads.secret, dialog);
  }

  /** Without preload scripts nobody is there to listen. As in Electron, what cannot be sent is told on the console. */
  send(frame: Frame, channel: string, args: unknown[]): void {
    let message: string;
    try {
      message = encodeMainMessage({ kind: 'event', channel, args });
    } catch (error) {
      console.error('Error sending from webFrameMain: ', error);
      return;
    }
    const port = this.#ports.get(frame);
    if (port) {
      port.deliver(message);
    } else if (this.#hasPreloads) {
      const waiting = this.#early.get(frame);
      if (waiting) waiting.push(message);
      else this.#early.set(frame, [message]);
    }
  }

  #onPayload(context: ScriptContext, payload: string, secret: string): void {
    const { frame } = context;
    let port = this.#ports.get(frame);
    if (port?.context !== context) {
      const syncReplies = this.#syncReplies;
      const [sender, senderFrame] = [this.#owner.contents, this.#owner.webFrame(frame)];
      port = new DocumentPort(context, secret, { sender, senderFrame, syncReplies });
      this.#ports.set(frame, port);
    }
    this.#dispatcher.dispatch(port, payload);
  }

  #onReady(port: DocumentPort): void {
    for (const message of this.#early.get(port.frame) ?? []) port.deliver(message);
    this.#early.delete(port.frame);
    void port.open();
  }
}
