/** ses.clearAuthCache(): what is kept of logins to servers and proxies, by Chromium and for the main process. */
import type { BrowserContext } from '../browser-context/browser-context';
import { HelperExtension } from '../helper-extension/helper-extension';
import { LoginCache } from '../http-auth/login-cache';

/** Resolves when it is empty. Does nothing without a browser, which forgets it when it ends. */
export async function clearAuthCache(context: BrowserContext): Promise<void> {
  LoginCache.of(context).clear();
  const { current } = context;
  if (current) await HelperExtension.of(current).call('clearAuthCache');
}
