/** Clears what the pages of one session have stored. */
import type { BrowserContext } from '../browser-context/browser-context';
import { HelperExtension } from '../helper-extension/helper-extension';
import { storageToClear, type ClearStorageDataOptions } from './storage-options';

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
      await helper.call('untilActivated');
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes });
    });
  }
}
