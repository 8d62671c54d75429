/** The names of Electron 28 that nothing stands behind, on stock Chromium or on Linux (docs/limits.md, "Modules"). */
import { unavailableClass, unavailableModule } from './unavailable';

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
};
