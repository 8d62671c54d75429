/** Clears what the pages of one session have stored. */
import type { BrowserContext } from '../browser-context/browser-context';
import { evaluate } from '../devtools/evaluate';
import { HelperExtension } from '../helper-extension/helper-extension';
import { storageToClear, type ClearStorageDataOptions } from './storage-options';

/** Runs in the helper's worker. */
const UNTIL_ACTIVATED = `new Promise((resolve) => {
  const look = () => serviceWorker.state === 'activated' && resolve();
  serviceWorker.addEventListener('statechange', look);
  look();
})`;

export class StorageCleaner {
  readonly #context: BrowserContext;

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  /**
   * Resolves when the data is gone, from open pages and from disk. The helper's worker asks for it: a page could be
   * closed before the answer.
   */
  async clear(options?: ClearStorageDataOptions): Promise<void> {
    const { origin, storageTypes } = storageToClear(options);
    if (storageTypes === '' || (this.#context.inMemory && !this.#context.current)) return;
    const helper = HelperExtension.of(await this.#context.browser());
    // Chromium leaves the workers of extensions alone, but not while they are being installed.
    await helper.use(async (session) => {
      await evaluate(session, UNTIL_ACTIVATED);
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes });
    });
  }
}
