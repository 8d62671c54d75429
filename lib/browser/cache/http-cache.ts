/**
 * The HTTP cache of one session. Network.clearBrowserCache would take the code cache with it, so that the entries are
 * removed on disk; the running browser sees that at once.
 */
import { join } from 'node:path';
import type { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import type { HelperExtension } from '../helper-extension/helper-extension';
import { profileOf } from './profile-directory';
import { SimpleCache } from './simple-cache';

export class HttpCache {
  readonly #context: BrowserContext;
  readonly #helper: (browser: Browser) => HelperExtension;

  constructor(context: BrowserContext, helper: (browser: Browser) => HelperExtension) {
    this.#context = context;
    this.#helper = helper;
  }

  /** In bytes. */
  async size(): Promise<number> {
    return (await this.#entries()?.size()) ?? 0;
  }

  /** Resolves when no request can be answered from what was cached before. */
  async clear(): Promise<void> {
    const entries = this.#entries();
    if (!entries) return;
    if (await entries.recognized()) {
      await entries.remove();
      return;
    }
    // Another kind of cache: Chromium clears it, and the code cache with it.
    const session = await this.#helper(await this.#context.browser()).session();
    await session.send('Network.clearBrowserCache');
  }

  #entries(): SimpleCache | null {
    const profile = profileOf(this.#context);
    return profile === null ? null : new SimpleCache(join(profile, 'Cache', 'Cache_Data'));
  }
}
