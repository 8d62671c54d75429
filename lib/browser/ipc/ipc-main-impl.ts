/** The IpcMain class (docs/api/ipc-main.md): of the app, of a WebContents, of a frame. */
import { EventEmitter } from 'node:events';
import { askApp } from '../app-calls';

type Handler = Parameters<Electron.IpcMain['handle']>[1];

export class IpcMainImpl extends EventEmitter implements Electron.IpcMain {
  readonly #handlers = new Map<string, Handler>();

  constructor() {
    super();
    // A message on a channel named "error" is one like any other: without listeners it is dropped.
    this.on('error', () => undefined);
  }

  /** Throws Error if the channel has a handler, TypeError if `listener` is no function. */
  handle(channel: string, listener: Handler): void {
    if (typeof channel !== 'string') throw new TypeError(`channel must be a string, got ${typeof channel}`);
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof listener !== 'function') {
      throw new TypeError(`Expected handler to be a function, but found type '${typeof listener}'`);
    }
    this.#handlers.set(channel, listener);
  }

  /** A handler for one call. Throws as handle() does. */
  handleOnce(channel: string, listener: Handler): void {
    if (typeof listener !== 'function') {
      throw new TypeError(`Expected handler to be a function, but found type '${typeof listener}'`);
    }
    this.handle(channel, (event, ...args: unknown[]) => {
      this.removeHandler(channel);
      return askApp(listener, event, ...args) as unknown;
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** Subsystems only. */
  static handlerOf(ipc: Electron.IpcMain, channel: string): Handler | undefined {
    return ipc instanceof IpcMainImpl ? ipc.#handlers.get(channel) : undefined;
  }
}
