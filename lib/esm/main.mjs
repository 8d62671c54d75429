// import … from 'electron' and 'electron/main' in the main process.
const electron = globalThis[Symbol.for('valence.modules')].electron;
export default electron;
export const {
  app,
  BrowserWindow,
  contextBridge,
  ipcMain,
  ipcRenderer,
  MessageChannelMain,
  net,
  protocol,
  session,
  webContents,
  webFrameMain,
} = electron;
