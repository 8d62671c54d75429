/** Preload script of the pages that call the main process: what apps write. */
import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('benchInvoke', (value: number) => ipcRenderer.invoke('bench-invoke', value));
