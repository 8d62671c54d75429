/** What require('electron') gives in the main process. */
import type { ElectronModules } from '../app/module-hooks';
import { unavailableModules } from '../unavailable/modules';
import { app } from './app';
import { BrowserWindow } from './browser-window';
import { ipcMain } from './ipc-main';
import { MessageChannelMain } from './message-channel-main';
import { net } from './net';
import { netLogModule } from './net-log';
import { protocolModule } from './protocol';
import { session } from './session';
import { webContents } from './web-contents';
import { webFrameMain } from './web-frame-main';

const protocol = protocolModule(() => session.defaultSession.protocol);

const netLog = netLogModule(() => session.defaultSession.netLog);

const main = {
  ...unavailableModules,
  app,
  BrowserWindow,
  ipcMain,
  MessageChannelMain,
  net,
  netLog,
  protocol,
  session,
  webContents,
  webFrameMain,
};

const { clipboard, crashReporter, nativeImage, shell } = main;

/** `electron/renderer` is for renderers. */
export const electronModules: ElectronModules = {
  'electron': main,
  'electron/main': main,
  'electron/common': { clipboard, crashReporter, nativeImage, shell },
  'electron/renderer': {},
};
