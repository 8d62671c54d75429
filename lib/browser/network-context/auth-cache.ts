/** ses.clearAuthCache(): what Chromium keeps of logins to servers and proxies. */
import type { BrowserContext } from '../browser-context/browser-context';
import { HelperExtension } from '../helper-extension/helper-extension';

/** Resolves when it is empty. Does nothing without a browser, which forgets it when it ends. */
export async function clearAuthCache({ current }: BrowserContext): Promise<void> {
  if (current) await HelperExtension.of(current).call('clearAuthCache');
}
