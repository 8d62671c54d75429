/** What ipc needs of a document's frame and of its WebContents. */
import type { RemotePorts } from './port-end';

/** `event.sender`. */
export interface IpcSender {
  readonly ipc: Electron.IpcMain;
  emit(event: string, ...args: unknown[]): boolean;
}

/** `event.senderFrame`. */
export interface IpcSenderFrame {
  readonly ipc: Electron.IpcMain;
}

/** A document that runs preload scripts. A navigation makes a new one. */
export interface IpcFrame {
  readonly processId: number;
  readonly routingId: number;
  readonly sender: IpcSender;
  readonly senderFrame: IpcSenderFrame;
  /** Takes the text of a MainMessage to the document's runtime, in order. A document that is gone takes nothing. */
  deliver(message: string): void;
  /** Its ports that lead here. */
  readonly ports: RemotePorts;
  /** For one of its ports; `ports` null: the other end is closed. */
  deliverPortMessage(id: number, data: unknown, ports: number[] | null): void;
  /** The document waits for an answer of this name, or will. */
  expectSync(token: string): void;
  /** The text of a MainMessage for a document that waits for it. */
  answerSync(token: string, message: string): void;
}
