/**
 * Which certificate a server gets that asks for one: the first of the user's that it takes, as in Electron where no listener of
 * select-client-certificate decides. Without a policy Chromium opens an invisible chooser, and holds the request.
 */
import type { BrowserContext } from '../browser-context/browser-context';

const ANY = JSON.stringify({ pattern: '*', filter: {} });

export function chooseFirstClientCertificate(context: BrowserContext): void {
  context.contribute({ policies: () => ({ AutoSelectCertificateForUrls: [ANY] }) });
}
