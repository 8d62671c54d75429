/** ipc of one WebContents: from its frames' preload runtimes to ipcMain and its kin, and back. */
import type Protocol from 'devtools-protocol';
import { encodeMainMessage, withPorts } from '../../common/ipc-messages';
import type { IpcSender, IpcSenderFrame } from '../ipc/frame-port';
import { IpcDispatcher } from '../ipc/ipc-dispatcher';
import { takeEnds } from '../ipc/message-ports';
import type { PortEnd } from '../ipc/port-end';
import { DocumentPort } from './document-port';
import type { Frame } from './frame';
import { callFrameMethod } from './frame-methods';
import type { InsertedStyles } from './inserted-styles';
import type { Page } from './page';
import type { ScriptContext } from './script-context';
import { SyncReplies } from './sync-replies';

export interface FrameChannelOwner {
  /** The WebContents. */
  readonly contents: IpcSender;
  /** What its page sends while it ends is not told. */
  readonly destroyed: boolean;
  readonly styles: InsertedStyles;
  webFrame(frame: Frame): IpcSenderFrame;
  createPort(end: PortEnd): Electron.MessagePortMain;
  onPreloadError(path: string, error: Error): void;
}

export class FrameChannel {
  readonly #owner: FrameChannelOwner;
  readonly #dispatcher: IpcDispatcher<DocumentPort>;
  /** The runtime of each frame's current document. */
  readonly #ports = new Map<Frame, DocumentPort>();
  /** Messages for frames whose document is on its way. */
  readonly #early = new Map<Frame, ((port: DocumentPort) => void)[]>();
  readonly #syncReplies = new SyncReplies();
  #hasPreloads = false;

  constructor(owner: FrameChannelOwner, ipcMain: Electron.IpcMain) {
    this.#owner = owner;
    this.#dispatcher = new IpcDispatcher<DocumentPort>(ipcMain, {
      onReady: (port) => this.#onReady(port),
      onPreloadError: (_port, path, error) => owner.onPreloadError(path, error),
      createPort: (end) => owner.createPort(end),
      callFrame: (port, method, args) => callFrameMethod(port.frame, owner.styles, method, args),
    });
  }

  attach(page: Page): void {
    for (const frame of this.#ports.keys()) this.#drop(frame);
    this.#early.clear();
    page.on('crashed', () => this.#dropAll(page));
    page.on('closed', () => this.#dropAll(page));
    this.#hasPreloads = page.preloads !== null;
    const { frames } = page;
    // Not 'navigated': a popup that leaves its initial about:blank keeps its window, and the runtime with it.
    frames.on('contextGone', (context) => {
      if (this.#ports.get(context.frame)?.context === context) this.#drop(context.frame);
      this.#syncReplies.onContextGone(context);
    });
    frames.on('detached', (frame) => {
      this.#drop(frame);
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
    try {
      this.#send(frame, channel, args, []);
    } catch (error) {
      console.error('Error sending from webFrameMain: ', error);
    }
  }

  /** Throws as encodeMainMessage() and takeEnds() do. */
  post(frame: Frame, channel: string, message: unknown, transfer: unknown): void {
    encodeMainMessage({ kind: 'event', channel, args: [message] });
    this.#send(frame, channel, [message], takeEnds(transfer));
  }

  #send(frame: Frame, channel: string, args: unknown[], ends: PortEnd[]): void {
    // Written now: the app may change what it sends.
    const text = encodeMainMessage({ kind: 'event', channel, args });
    const deliver = (port: DocumentPort): void =>
      port.ports.export(ends, (ids) => port.deliver(ids.length === 0 ? text : withPorts(text, ids)));
    const port = this.#ports.get(frame);
    if (port) deliver(port);
    else if (this.#hasPreloads) {
      const waiting = this.#early.get(frame);
      if (waiting) waiting.push(deliver);
      else this.#early.set(frame, [deliver]);
    } else for (const end of ends) end.close();
  }

  /** Its renderer or its browser is gone. Another page may have come. */
  #dropAll({ frames }: Page): void {
    for (const frame of this.#ports.keys()) if (frame.top === frames.main) this.#drop(frame);
  }

  /** Its document is gone. */
  #drop(frame: Frame): void {
    const port = this.#ports.get(frame);
    this.#ports.delete(frame);
    if (!port) return;
    this.#syncReplies.onContextGone(port.context);
    port.ports.end();
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
    for (const deliver of this.#early.get(port.frame) ?? []) deliver(port);
    this.#early.delete(port.frame);
    void port.open();
  }
}
