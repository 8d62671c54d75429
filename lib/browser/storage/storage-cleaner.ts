/** Clears what the pages of one session have stored. */
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import type { HelperExtension } from '../helper-extension/helper-extension';
import { storageToClear, type ClearStorageDataOptions } from './storage-options';

export class StorageCleaner {
  readonly #context: BrowserContext;
  readonly #helper: (browser: Browser) => HelperExtension;

  constructor(context: BrowserContext, helper: (browser: Browser) => HelperExtension) {
    this.#context = context;
    this.#helper = helper;
  }

  /**
   * Resolves when the data is gone, from open pages and from disk. The helper's worker asks for it: a page could be
   * closed before the answer, and its own storage is what Chromium leaves alone (extensions keep their workers).
   */
  async clear(options?: ClearStorageDataOptions): Promise<void> {
    const { origin, storageTypes } = storageToClear(options);
    if (storageTypes === '' || (this.#context.inMemory && !this.#context.current)) return;
    const session = await this.#helper(await this.#context.browser()).session();
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes });
  }
}
