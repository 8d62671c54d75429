/** What require('electron') gives in the main process. */
import { markUncloneable } from '../../common/uncloneable';
import type { ElectronModules } from '../app/module-hooks';
import { unavailableModules } from '../unavailable/modules';
import { App, app } from './app';
import { autoUpdater } from './auto-updater';
import { BrowserWindow, createWebContents } from './browser-window';
import { clipboard } from './clipboard';
import { contentTracing } from './content-tracing';
import { Cookies } from './cookies';
import { crashReporter } from './crash-reporter';
import { Debugger } from './debugger';
import { desktopCapturer } from './desktop-capturer';
import { dialog } from './dialog';
import { DownloadItem } from './download-item';
import { globalShortcut } from './global-shortcut';
import { ipcMain } from './ipc-main';
import { Menu, MenuItem } from './menu';
import { MessageChannelMain } from './message-channel-main';
import { MessagePortMain } from './message-port-main';
import { nativeImage } from './native-image';
import { NativeTheme, nativeTheme } from './native-theme';
import { net } from './net';
import { NetLog, netLogModule } from './net-log';
import { Notification } from './notification';
import { powerMonitor } from './power-monitor';
import { powerSaveBlocker } from './power-save-blocker';
import { Protocol, protocolModule } from './protocol';
import { safeStorage } from './safe-storage';
import { Screen, screen } from './screen';
import { ServiceWorkers } from './service-workers';
import { Session } from './session';
import { session } from './session-module';
import { shell } from './shell';
import { systemPreferences } from './system-preferences';
import { Tray } from './tray';
import { UtilityProcess, utilityProcess } from './utility-process';
import { WebContents, webContents } from './web-contents';
import { WebFrameMain, webFrameMain } from './web-frame-main';
import { WebRequest } from './web-request';

const protocol = protocolModule(() => session.defaultSession.protocol);

// As in Electron, there and not documented.
Object.defineProperty(webContents, 'create', { value: createWebContents });

// Native objects in Electron, which ipc and ports refuse.
markUncloneable(App, BrowserWindow, Menu, MessagePortMain, NativeTheme, Notification, Screen, Tray);
markUncloneable(Session, Cookies, NetLog, Protocol, ServiceWorkers, WebRequest, DownloadItem);
markUncloneable(WebContents, WebFrameMain, Debugger, UtilityProcess);

const netLog = netLogModule(() => session.defaultSession.netLog);

const main = {
  ...unavailableModules,
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  contentTracing,
  crashReporter,
  desktopCapturer,
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
  systemPreferences,
  Tray,
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
