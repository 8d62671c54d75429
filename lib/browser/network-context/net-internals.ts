/** The hidden page on chrome://net-internals of a browser: what its WebUI handler can do to the network of a session. */
import { perBrowser } from '../browser-process/per-browser';
import { HiddenPage } from '../hidden-page/hidden-page';

const PAGE = 'chrome://net-internals/';

/** The one of a browser. */
export const netInternalsOf = perBrowser(
  (browser) => new HiddenPage(browser, 'Asking the network service', (document) => document.load(PAGE)),
);

/** Messages of the page that are not answered (chrome/browser/ui/webui/net_internals/net_internals_ui.cc). */
export type NetInternalsMessage =
  'clearBadProxies' | 'clearHostResolverCache' | 'closeIdleSockets' | 'flushSocketPools' | 'reloadProxySettings';

/** The script that sends them. */
export const sending = (...messages: NetInternalsMessage[]): string =>
  messages.map((message) => `chrome.send(${JSON.stringify(message)}, []);`).join('');
