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
  ShareMenu: unavailableClass('ShareMenu', MAC_ONLY),
  TouchBar,
  Tray: unavailableClass('Tray', NOT_YET),
  contentTracing: unavailableModule('contentTracing', {
    throws: [],
    rejects: ['getCategories', 'getTraceBufferUsage', 'startRecording', 'stopRecording'],
    reason: NOT_YET,
  }),
  desktopCapturer: unavailableModule('desktopCapturer', {
    throws: [],
    rejects: ['getSources'],
    reason: 'stock Chromium lists screens and windows in its own dialog only',
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
  pushNotifications: unavailableModule('pushNotifications', {
    throws: ['unregisterForAPNSNotifications'],
    rejects: ['registerForAPNSNotifications'],
    reason: MAC_ONLY,
  }),
  systemPreferences: unavailableModule('systemPreferences', {
    throws: ['getAnimationSettings'],
    rejects: [],
    reason: NOT_YET,
  }),
};
