/** What require('electron') gives in the main process. */
import type { ElectronModules } from '../app/module-hooks';
import { unavailableModules } from '../unavailable/modules';
import { app } from './app';
import { autoUpdater } from './auto-updater';
import { BrowserWindow, createWebContents } from './browser-window';
import { clipboard } from './clipboard';
import { crashReporter } from './crash-reporter';
import { dialog } from './dialog';
import { globalShortcut } from './global-shortcut';
import { ipcMain } from './ipc-main';
import { Menu, MenuItem } from './menu';
import { MessageChannelMain } from './message-channel-main';
import { nativeImage } from './native-image';
import { nativeTheme } from './native-theme';
import { net } from './net';
import { netLogModule } from './net-log';
import { Notification } from './notification';
import { powerMonitor } from './power-monitor';
import { powerSaveBlocker } from './power-save-blocker';
import { protocolModule } from './protocol';
import { safeStorage } from './safe-storage';
import { screen } from './screen';
import { session } from './session-module';
import { shell } from './shell';
import { utilityProcess } from './utility-process';
import { webContents } from './web-contents';
import { webFrameMain } from './web-frame-main';

const protocol = protocolModule(() => session.defaultSession.protocol);

// As in Electron, there and not documented.
Object.defineProperty(webContents, 'create', { value: createWebContents });

const netLog = netLogModule(() => session.defaultSession.netLog);

const main = {
  ...unavailableModules,
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  net,
  netLog,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
  webContents,
  webFrameMain,
};

/** `electron/renderer` is for renderers, `electron/utility` for utility processes. */
export const electronModules: ElectronModules = {
  'electron': main,
  'electron/main': main,
  'electron/common': { clipboard, crashReporter, nativeImage, shell },
  'electron/renderer': {},
  'electron/utility': {},
};
