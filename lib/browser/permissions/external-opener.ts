/** openExternal: the app decides which links of its pages are opened outside, and the desktop's opener opens them. */
import type { BrowserContext } from '../browser-context/browser-context';
import { ExternalProtocols } from '../permission-manager/external-protocols';
import type { PermissionManager } from '../permission-manager/permission-manager';
import { xdgOpen } from '../xdg-open';

/** From now on for the pages of a session. */
export function openGrantedLinks(context: BrowserContext, manager: PermissionManager): void {
  ExternalProtocols.of(context).handle(async ({ url, webContents, origin, requestingUrl, isMainFrame, signal }) => {
    const details = { requestingUrl, isMainFrame, externalURL: url };
    const outcome = await manager.request({ webContents, permission: 'openExternal', origin, details, signal });
    if (outcome === 'granted') await openExternally(url);
  });
}

/** Never rejects; without an opener it warns. */
async function openExternally(url: string): Promise<void> {
  try {
    await xdgOpen(url);
  } catch (error) {
    process.emitWarning(`A link was granted to open outside, but xdg-open cannot be started: ${String(error)}`, {
      code: 'VALENCE_NO_OPENER',
    });
  }
}
