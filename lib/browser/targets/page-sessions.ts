/**
 * Sessions for commands that the browser session refuses (Storage.clearDataForOrigin, Network.clearBrowserCache …):
 * a page of the session if there is one, else the helper extension's worker.
 */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import type { HelperExtension } from '../helper-extension/helper-extension';

export class PageSessions {
  readonly #browser: () => Promise<Browser>;
  readonly #helper: (browser: Browser) => HelperExtension;
  #hidden: { browser: Browser; session: Promise<CDPSession> } | null = null;

  constructor(browser: () => Promise<Browser>, helper: (browser: Browser) => HelperExtension) {
    this.#browser = browser;
    this.#helper = helper;
  }

  /** Any target with the Storage and Network domains. */
  async any(): Promise<CDPSession> {
    const browser = await this.#browser();
    for (const target of browser.targets.all()) if (target.type === 'page') return target.session;
    return this.#helper(browser).session();
  }

  /**
   * A hidden page of our own, for domains that only pages have (ServiceWorker, DOMStorage …). No window, no app sees it.
   * Chromium makes hidden targets only while another frame target exists: the helper's worker is one.
   */
  async hidden(): Promise<CDPSession> {
    const browser = await this.#browser();
    if (this.#hidden?.browser !== browser) this.#hidden = { browser, session: this.#openHidden(browser) };
    return this.#hidden.session;
  }

  async #openHidden(browser: Browser): Promise<CDPSession> {
    await this.#helper(browser).session();
    const { targetId } = await browser.root.send('Target.createTarget', { url: 'about:blank', hidden: true });
    const { sessionId } = await browser.root.send('Target.attachToTarget', { targetId, flatten: true });
    return browser.connection.session(sessionId);
  }
}
