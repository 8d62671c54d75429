/**
 * A hidden page on chrome://policy of one browser: the one place from which Chromium can be told to read its policies
 * again at once. It would notice changed files by itself, after five seconds and more.
 */
import type { Browser } from '../browser-process/browser';
import { BrowserGoneError } from '../devtools/errors';
import { HiddenPage } from '../hidden-page/hidden-page';

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
  readonly #page: HiddenPage;
  #last: Promise<void> = Promise.resolve();

  constructor(browser: Browser) {
    this.#page = new HiddenPage(browser, 'Reading policies again', async (document) => {
      await document.load(POLICY_PAGE);
      await document.evaluate(LISTEN);
    });
  }

  /** Resolves when Chromium acts by the policy files as they are now. Rejects if it ends before. */
  reload(): Promise<void> {
    // One by one: what the page is told does not say which call it answers.
    const reload = this.#last.then(() => this.#reload());
    this.#last = reload.catch(() => undefined);
    return reload;
  }

  async #reload(): Promise<void> {
    try {
      await this.#page.evaluate(RELOAD);
    } catch (cause) {
      throw cause instanceof BrowserGoneError
        ? cause
        : new Error("The policies of the session's browser cannot be reloaded.", { cause });
    }
  }
}
