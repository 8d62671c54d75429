/** openExternal: the app decides which links of its pages are opened outside, and the desktop's opener opens them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { BrowserContext } from '../browser-context/browser-context';
import { ExternalProtocols, type ExternalNavigation } from '../permission-manager/external-protocols';
import type { PermissionManager } from '../permission-manager/permission-manager';

export class ExternalOpener {
  readonly #manager: PermissionManager;

  constructor(context: BrowserContext, manager: PermissionManager) {
    this.#manager = manager;
    ExternalProtocols.of(context).handle((navigation) => this.#onNavigation(navigation));
  }

  async #onNavigation({ url, webContents, requestingUrl, isMainFrame, signal }: ExternalNavigation): Promise<void> {
    const details = { requestingUrl, isMainFrame, externalURL: url };
    const outcome = await this.#manager.request({ webContents, permission: 'openExternal', details, signal });
    if (outcome === 'granted') await openExternally(url);
  }
}

/** Resolves when the opener has ended, which need not be the end of what it opened. Never rejects; without an opener it warns. */
async function openExternally(url: string): Promise<void> {
  const opener = spawn('xdg-open', [url], { stdio: 'ignore', detached: true });
  opener.unref();
  try {
    await once(opener, 'exit');
  } catch (error) {
    process.emitWarning(`A link was granted to open outside, but xdg-open cannot be started: ${String(error)}`, {
      code: 'VALENCE_NO_OPENER',
    });
  }
}
