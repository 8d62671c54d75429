/**
 * A hidden page on chrome://policy of one browser: the one place from which Chromium can be told to read its policies
 * again at once. It would notice changed files by itself, after five seconds and more.
 */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { BrowserGoneError } from '../devtools/errors';
import { HelperExtension } from '../helper-extension/helper-extension';

/** A resource of the page instead of the page: what may talk to Chromium is the host, and there is nothing to draw. */
const POLICY_PAGE = 'chrome://policy/strings.m.js';

/** Chromium calls it with the policies that were read, after all other parts of it have them. */
const LISTEN = `globalThis.cr = {
  webUIListenerCallback(event) {
    if (event === 'policies-updated') globalThis.updated?.();
  },
};
chrome.send('listenPoliciesUpdates', []);`;

const RELOAD = `new Promise((resolve) => {
  globalThis.updated = resolve;
  chrome.send('reloadPolicies', []);
})`;

export class PolicyPage {
  readonly #browser: Browser;
  #session: Promise<CDPSession> | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Resolves when Chromium acts by the policy files as they are now. Rejects if it ends before. */
  reload(): Promise<void> {
    // One by one: what the page is told does not say which call it answers.
    const reload = this.#last.then(() => this.#reload());
    this.#last = reload.catch(() => undefined);
    return reload;
  }

  async #reload(): Promise<void> {
    this.#session ??= this.#open();
    try {
      const session = await this.#session;
      const { exceptionDetails } = await session.send('Runtime.evaluate', { expression: RELOAD, awaitPromise: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    } catch (cause) {
      this.#session = null; // the next call opens another one
      throw cause instanceof BrowserGoneError
        ? cause
        : new Error("The policies of the session's browser cannot be reloaded.", { cause });
    }
  }

  async #open(): Promise<CDPSession> {
    const { root, targets, connection } = this.#browser;
    // Chromium makes hidden pages only while a page or a worker exists: the helper's, if nothing else.
    if (![...targets.all()].some(({ type }) => type === 'page')) await HelperExtension.of(this.#browser).session();
    const { targetId } = await root.send('Target.createTarget', { url: 'about:blank', hidden: true });
    const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: true });
    const session = connection.session(sessionId);
    await session.send('Page.enable');
    // Not the load: that of the blank page before it may come last.
    const committed = new Promise<void>((resolve) => {
      session.on('Page.frameNavigated', ({ frame }) => {
        if (frame.url === POLICY_PAGE) resolve();
      });
    });
    const ended = connection.closed.then(async () => {
      throw await this.#browser.gone('Opening the policy page');
    });
    await Promise.race([Promise.all([session.send('Page.navigate', { url: POLICY_PAGE }), committed]), ended]);
    await session.send('Runtime.evaluate', { expression: LISTEN });
    return session;
  }
}
