/**
 * The extension of one browser that --allowlisted-extension-id names: Chromium takes one id. So the extension that holds WebSockets
 * and the one that captures pages share it, and a browser has one of them at a time. The gate captures pages, too, because it costs
 * every page something when it comes or goes.
 */
import type { Browser } from '../browser-process/browser';
import { allowlistedFolder, allowlistedId, type AllowlistedName } from '../browser-process/extension-folders';
import { perBrowser } from '../browser-process/per-browser';

const CAPTURING = { 'tab-capture': 'capture.html', 'web-socket-gate': 'gate.html' } as const;

export class AllowlistedExtension {
  readonly #browser: Browser;
  #loaded: AllowlistedName | null = null;
  /** One change after the other. */
  #last: Promise<unknown> = Promise.resolve();

  /** The one of a browser. */
  static readonly of = perBrowser((browser) => new AllowlistedExtension(browser));

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Resolves when the gate is loaded. To load it again would renew the loaders of all pages again. */
  loadGate(): Promise<void> {
    return this.#next(() => this.#load('web-socket-gate'));
  }

  unloadGate(): Promise<void> {
    return this.#next(async () => {
      if (this.#loaded === 'web-socket-gate') await this.#unload();
    });
  }

  /** Runs something with the URL of a page that captures: it stays what it is meanwhile. Rejects as `run` does. */
  capture<R>(run: (url: string) => Promise<R>): Promise<R> {
    return this.#next(async () => {
      if (this.#loaded === null) await this.#load('tab-capture');
      return run(`chrome-extension://${allowlistedId()}/${CAPTURING[this.#loaded ?? 'tab-capture']}`);
    });
  }

  /**
   * To be called within capture(): Chromium forgets which pages are captured, so that they can be once more; their streams go on.
   * False while the gate is there.
   */
  async forgetCaptures(): Promise<boolean> {
    if (this.#loaded !== 'tab-capture') return false;
    await this.#unload();
    await this.#load('tab-capture');
    return true;
  }

  async #load(name: AllowlistedName): Promise<void> {
    if (this.#loaded === name) return;
    await this.#browser.root.send('Extensions.loadUnpacked', { path: allowlistedFolder(name) });
    this.#loaded = name;
  }

  async #unload(): Promise<void> {
    this.#loaded = null;
    await this.#browser.root.send('Extensions.uninstall', { id: allowlistedId() });
  }

  #next<R>(run: () => Promise<R>): Promise<R> {
    const running = this.#last.then(run);
    this.#last = running.catch(() => undefined);
    return running;
  }
}
