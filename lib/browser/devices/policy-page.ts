/**
 * A hidden page on chrome://policy of one browser: the one place from which Chromium can be told to read its policies
 * again at once. It would notice changed files by itself, after five seconds and more.
 */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import type { HelperExtension } from '../helper-extension/helper-extension';

const POLICY_PAGE = 'chrome://policy/';

/** Resolves when the page has been told of the policies that were read, which is after every part of Chromium has. */
const RELOAD = `new Promise((resolve) => {
  import('chrome://resources/js/cr.js').then(({ addWebUiListener, removeWebUiListener }) => {
    const listener = addWebUiListener('policies-updated', () => {
      removeWebUiListener(listener);
      resolve();
    });
    chrome.send('reloadPolicies', []);
  });
})`;

export class PolicyPage {
  readonly #browser: Browser;
  readonly #helper: HelperExtension;
  #session: Promise<CDPSession> | null = null;

  constructor(browser: Browser, helper: HelperExtension) {
    this.#browser = browser;
    this.#helper = helper;
  }

  /** Resolves when Chromium acts by the policy files as they are now. Rejects if it ends before. */
  async reload(): Promise<void> {
    const session = await (this.#session ??= this.#open());
    const { exceptionDetails } = await session.send('Runtime.evaluate', { expression: RELOAD, awaitPromise: true });
    if (!exceptionDetails) return;
    throw new Error(
      `Chromium's policies cannot be reloaded: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`,
    );
  }

  async #open(): Promise<CDPSession> {
    const { root, targets, connection } = this.#browser;
    // Chromium makes hidden pages only while a page or a worker exists: the helper's, if nothing else.
    if (![...targets.all()].some(({ type }) => type === 'page')) await this.#helper.session();
    const { targetId } = await root.send('Target.createTarget', { url: 'about:blank', hidden: true });
    const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: true });
    const session = connection.session(sessionId);
    await session.send('Page.enable');
    const loaded = new Promise<void>((resolve) => session.once('Page.loadEventFired', () => resolve()));
    const ended = connection.closed.then(async () => {
      throw await this.#browser.gone('Opening the policy page');
    });
    await session.send('Page.navigate', { url: POLICY_PAGE });
    await Promise.race([loaded, ended]);
    return session;
  }
}
