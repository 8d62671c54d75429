/** ipc of one WebContents: from its frames' preload runtimes to ipcMain and its kin, and back. */
import { encodeMainMessage } from '../../common/ipc-messages';
import type { IpcSender, IpcSenderFrame } from '../ipc/frame-port';
import { IpcDispatcher } from '../ipc/ipc-dispatcher';
import { DocumentPort } from './document-port';
import type { Frame } from './frame';
import type { Page } from './page';

export interface FrameChannelOwner extends IpcSender {
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
  #secret: string | null = null;

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
    this.#secret = page.preloads?.secret ?? null;
    const { frames } = page;
    // Not 'navigated': a popup that leaves its initial about:blank keeps its window, and the runtime with it.
    frames.on('contextGone', (frame, contextId) => {
      if (this.#ports.get(frame)?.contextId === contextId) this.#ports.delete(frame);
    });
    frames.on('detached', (frame) => {
      this.#ports.delete(frame);
      this.#early.delete(frame);
    });
    frames.on('binding', (frame, name, payload, contextId) => {
      if (name === page.preloads?.binding) this.#onPayload(frame, payload, contextId);
    });
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
    } else if (this.#secret !== null) {
      const waiting = this.#early.get(frame);
      if (waiting) waiting.push(message);
      else this.#early.set(frame, [message]);
    }
  }

  #onPayload(frame: Frame, payload: string, contextId: number): void {
    let port = this.#ports.get(frame);
    if (port?.contextId !== contextId) {
      port = new DocumentPort(frame, contextId, this.#owner, this.#owner.webFrame(frame));
      this.#ports.set(frame, port);
    }
    this.#dispatcher.dispatch(port, payload);
  }

  #onReady(port: DocumentPort): void {
    if (this.#secret === null) return;
    for (const message of this.#early.get(port.frame) ?? []) port.deliver(message);
    this.#early.delete(port.frame);
    port.open(this.#secret).catch(() => undefined); // the document is gone already
  }
}
