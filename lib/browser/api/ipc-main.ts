/** The ipcMain module (docs/api/ipc-main.md). */
import { IpcMainImpl } from '../ipc/ipc-main-impl';

export { IpcMainImpl as IpcMain };

export const ipcMain = new IpcMainImpl();
