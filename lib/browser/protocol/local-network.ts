/**
 * Pages of custom schemes are the app's own, and reach servers on this machine and its network as they do in Electron. To
 * Chromium they come from nowhere it knows, and such pages need a permission for it that nobody would be asked for.
 */
import type { Browser } from '../browser-process/browser';
import type { PausedRequest } from '../request-pipeline/request-interception';

const PERMISSIONS = ['local-network', 'loopback-network'];

export class LocalNetworkAccess {
  readonly #browser: Browser;
  readonly #origins = new Set<string>();

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** A document of a custom scheme is about to be made. Insecure contexts cannot have the permission (docs/limits.md). */
  allow({ request, resourceType }: PausedRequest): void {
    if (resourceType !== 'Document' || !request.url.startsWith('https:')) return;
    const { origin } = new URL(request.url);
    if (this.#origins.has(origin)) return;
    this.#origins.add(origin);
    for (const name of PERMISSIONS) {
      this.#browser.root.post('Browser.setPermission', { permission: { name }, setting: 'granted', origin });
    }
  }
}
