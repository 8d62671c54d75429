/** The ipcRenderer module (docs/api/ipc-renderer.md). */
// oxlint-disable-next-line unicorn/prefer-node-protocol -- the npm package of that name
import { EventEmitter } from 'events';
import type { RendererMessage } from '../../common/ipc-messages';
import { invalidArgType, validateString } from '../../common/validators';

/** The line to the main process. */
export interface IpcTransport {
  post(message: RendererMessage): void;
  invoke(channel: string, args: unknown[]): Promise<unknown>;
  /** Throws Error if there is no answer. */
  sendSync(channel: string, args: unknown[]): unknown;
}

export type IpcRenderer = ReturnType<typeof createIpcRenderer>;

/** Methods are own enumerable properties, as in Electron: apps spread the object. */
export function createIpcRenderer(transport: IpcTransport) {
  return Object.assign(new EventEmitter(), {
    /** Throws Error 'An object could not be cloned.' for arguments that cannot be sent. */
    send: (channel: string, ...args: unknown[]): void => {
      validateString(channel, 'channel');
      transport.post({ kind: 'send', channel, args });
    },

    /** Rejects with Error `Error invoking remote method 'channel': …` if the handler fails or there is none. */
    invoke: async (channel: string, ...args: unknown[]): Promise<unknown> => {
      validateString(channel, 'channel');
      return transport.invoke(channel, args);
    },

    /** Without ports. Throws TypeError for a transfer list: stock Chromium has no way to hand ports to Node.js. */
    postMessage: (channel: string, message: unknown, transfer?: readonly unknown[]): void => {
      validateString(channel, 'channel');
      if (transfer !== undefined && !Array.isArray(transfer))
        throw invalidArgType('transfer', 'an array of ports', transfer);
      if (transfer?.length) {
        throw new TypeError('ipcRenderer.postMessage() cannot transfer ports on stock Chromium (docs/limits.md).');
      }
      transport.post({ kind: 'post', channel, args: [message] });
    },

    /** The document stops until a listener of the main process sets event.returnValue. */
    sendSync: (channel: string, ...args: unknown[]): unknown => {
      validateString(channel, 'channel');
      return transport.sendSync(channel, args);
    },

    sendToHost: (channel: string): never => {
      throw new Error(
        `ipcRenderer.sendToHost('${channel}') is not available: stock Chromium has no <webview> (docs/limits.md).`,
      );
    },
  });
}

/** Emits a message of the main process on its channel. Throws what a listener throws. */
export function emitIpcEvent(ipcRenderer: IpcRenderer, channel: string, args: unknown[]): void {
  // An EventEmitter would throw for a channel named "error".
  if (ipcRenderer.listenerCount(channel) === 0) return;
  ipcRenderer.emit(channel, { sender: ipcRenderer, ports: [] }, ...args);
}
