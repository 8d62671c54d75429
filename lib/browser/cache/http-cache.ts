/**
 * The HTTP cache of one session. Network.clearBrowserCache would take the code cache with it, so that the entries are
 * removed on disk; the running browser sees that at once.
 */
import { join } from 'node:path';
import type { BrowserContext } from '../browser-context/browser-context';
import { HelperExtension } from '../helper-extension/helper-extension';
import { profileOf } from './profile-directory';
import { SimpleCache } from './simple-cache';

export class HttpCache {
  readonly #context: BrowserContext;

  constructor(context: BrowserContext) {
    this.#context = context;
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
    const helper = HelperExtension.of(await this.#context.browser());
    await helper.use((session) => session.send('Network.clearBrowserCache'));
  }

  #entries(): SimpleCache | null {
    const profile = profileOf(this.#context);
    return profile === null ? null : new SimpleCache(join(profile, 'Cache', 'Cache_Data'));
  }
}
