/**
 * A session for Storage and Network commands that the browser session refuses (Network.clearBrowserCache …): that of a page
 * if there is one, else that of the helper extension's worker.
 */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { HelperExtension } from './helper-extension';

/** Rejects if the browser ends before there is one. */
export async function storageSession(browser: Browser): Promise<CDPSession> {
  for (const target of browser.targets.all()) if (target.type === 'page') return target.session;
  return HelperExtension.of(browser).session();
}
