/** The ipcMain module and the IpcMain class (docs/api/ipc-main.md): of the app, of a WebContents, of a frame. */
import { EventEmitter } from 'node:events';
import { validateString } from '../../common/validators';
import { askApp } from '../app-calls';
import { ipcHandlers, type IpcHandler } from '../ipc/ipc-handlers';

export class IpcMain extends EventEmitter implements Electron.IpcMain {
  constructor() {
    super();
    ipcHandlers.set(this, new Map());
  }

  /** Throws Error if the channel has a handler, TypeError if `listener` is no function. */
  handle(channel: string, listener: IpcHandler): void {
    validateString(channel, 'channel');
    const handlers = ipcHandlers.of(this);
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof listener !== 'function') {
      throw new TypeError(`Expected handler to be a function, but found type '${typeof listener}'`);
    }
    handlers.set(channel, listener);
  }

  /** A handler for one call. Throws as handle() does. */
  handleOnce(channel: string, listener: IpcHandler): void {
    if (typeof listener !== 'function') {
      throw new TypeError(`Expected handler to be a function, but found type '${typeof listener}'`);
    }
    this.handle(channel, (event, ...args: unknown[]) => {
      this.removeHandler(channel);
      return askApp(listener, event, ...args) as unknown;
    });
  }

  removeHandler(channel: string): void {
    ipcHandlers.of(this).delete(channel);
  }
}

export const ipcMain = new IpcMain();
// As in Electron: a channel may have this name, and an EventEmitter would throw without a listener.
ipcMain.on('error', () => undefined);
