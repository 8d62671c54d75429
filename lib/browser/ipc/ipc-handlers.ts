/** The handlers of each IpcMain, which its class (lib/browser/api/ipc-main.ts) fills. */
import { Internals } from '../internals';

export type IpcHandler = Parameters<Electron.IpcMain['handle']>[1];

export const ipcHandlers = new Internals<Map<string, IpcHandler>>();
