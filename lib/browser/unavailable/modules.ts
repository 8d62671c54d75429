/** The names of Electron 28 that nothing stands behind yet, or never will on Linux (docs/limits.md, "Modules"). */
import { unavailableClass, unavailableModule } from './unavailable';

const NOT_YET = 'Valence does not implement it';
const MAC_ONLY = 'Electron has it on macOS only';

const TOUCH_BAR_ITEMS = [
  'TouchBarButton',
  'TouchBarColorPicker',
  'TouchBarGroup',
  'TouchBarLabel',
  'TouchBarOtherItemsProxy',
  'TouchBarPopover',
  'TouchBarScrubber',
  'TouchBarSegmentedControl',
  'TouchBarSlider',
  'TouchBarSpacer',
];

const TouchBar = Object.assign(
  unavailableClass('TouchBar', MAC_ONLY),
  Object.fromEntries(TOUCH_BAR_ITEMS.map((name) => [name, unavailableClass(`TouchBar.${name}`, MAC_ONLY)])),
);

export const unavailableModules = {
  BrowserView: unavailableClass('BrowserView', 'stock Chromium shows one page in a window', {
    fromId: () => null,
    fromWebContents: () => null,
    getAllViews: () => [],
  }),
  Menu: unavailableClass('Menu', NOT_YET),
  MenuItem: unavailableClass('MenuItem', NOT_YET),
  Notification: unavailableClass('Notification', NOT_YET, { isSupported: () => false }),
  ShareMenu: unavailableClass('ShareMenu', MAC_ONLY),
  TouchBar,
  Tray: unavailableClass('Tray', NOT_YET),
  autoUpdater: unavailableModule('autoUpdater', {
    throws: ['checkForUpdates', 'getFeedURL', 'quitAndInstall', 'setFeedURL'],
    rejects: [],
    reason: 'Electron has no updater on Linux; the package manager of the system updates apps',
  }),
  clipboard: unavailableModule('clipboard', {
    throws: [
      'availableFormats',
      'clear',
      'has',
      'read',
      'readBookmark',
      'readBuffer',
      'readFindText',
      'readHTML',
      'readImage',
      'readRTF',
      'readText',
      'write',
      'writeBookmark',
      'writeBuffer',
      'writeFindText',
      'writeHTML',
      'writeImage',
      'writeRTF',
      'writeText',
    ],
    rejects: [],
    reason: NOT_YET,
  }),
  contentTracing: unavailableModule('contentTracing', {
    throws: [],
    rejects: ['getCategories', 'getTraceBufferUsage', 'startRecording', 'stopRecording'],
    reason: NOT_YET,
  }),
  crashReporter: unavailableModule('crashReporter', {
    throws: [
      'addExtraParameter',
      'getLastCrashReport',
      'getParameters',
      'getUploadToServer',
      'getUploadedReports',
      'removeExtraParameter',
      'setUploadToServer',
      'start',
    ],
    rejects: [],
    reason: NOT_YET,
  }),
  desktopCapturer: unavailableModule('desktopCapturer', {
    throws: [],
    rejects: ['getSources'],
    reason: 'stock Chromium lists screens and windows in its own dialog only',
  }),
  dialog: unavailableModule('dialog', {
    throws: ['showErrorBox', 'showMessageBoxSync', 'showOpenDialogSync', 'showSaveDialogSync'],
    rejects: ['showCertificateTrustDialog', 'showMessageBox', 'showOpenDialog', 'showSaveDialog'],
    reason: NOT_YET,
  }),
  globalShortcut: unavailableModule('globalShortcut', {
    throws: ['isRegistered', 'register', 'registerAll', 'unregister', 'unregisterAll'],
    rejects: [],
    reason: NOT_YET,
  }),
  inAppPurchase: unavailableModule('inAppPurchase', {
    throws: [
      'canMakePayments',
      'finishAllTransactions',
      'finishTransactionByDate',
      'getReceiptURL',
      'restoreCompletedTransactions',
    ],
    rejects: ['getProducts', 'purchaseProduct'],
    reason: MAC_ONLY,
  }),
  nativeTheme: unavailableModule('nativeTheme', { throws: [], rejects: [], reason: NOT_YET }),
  nativeImage: unavailableModule('nativeImage', {
    throws: ['createEmpty', 'createFromBitmap', 'createFromBuffer', 'createFromDataURL', 'createFromPath'],
    rejects: ['createThumbnailFromPath'],
    reason: NOT_YET,
  }),
  powerMonitor: unavailableModule('powerMonitor', {
    throws: ['getCurrentThermalState', 'getSystemIdleState', 'getSystemIdleTime', 'isOnBatteryPower'],
    rejects: [],
    reason: NOT_YET,
  }),
  powerSaveBlocker: unavailableModule('powerSaveBlocker', {
    throws: ['isStarted', 'start', 'stop'],
    rejects: [],
    reason: NOT_YET,
  }),
  pushNotifications: unavailableModule('pushNotifications', {
    throws: ['unregisterForAPNSNotifications'],
    rejects: ['registerForAPNSNotifications'],
    reason: MAC_ONLY,
  }),
  safeStorage: unavailableModule('safeStorage', {
    throws: ['decryptString', 'encryptString', 'getSelectedStorageBackend', 'setUsePlainTextEncryption'],
    rejects: [],
    reason: NOT_YET,
  }),
  screen: unavailableModule('screen', {
    throws: [
      'dipToScreenPoint',
      'dipToScreenRect',
      'getAllDisplays',
      'getCursorScreenPoint',
      'getDisplayMatching',
      'getDisplayNearestPoint',
      'getPrimaryDisplay',
      'screenToDipPoint',
      'screenToDipRect',
    ],
    rejects: [],
    reason: NOT_YET,
  }),
  shell: unavailableModule('shell', {
    throws: ['beep', 'readShortcutLink', 'showItemInFolder', 'writeShortcutLink'],
    rejects: ['openExternal', 'openPath', 'trashItem'],
    reason: NOT_YET,
  }),
  systemPreferences: unavailableModule('systemPreferences', { throws: [], rejects: [], reason: NOT_YET }),
  utilityProcess: unavailableModule('utilityProcess', { throws: ['fork'], rejects: [], reason: NOT_YET }),
};
