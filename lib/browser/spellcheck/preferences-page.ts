/**
 * A hidden page of chrome://password-manager: its origin may change preferences of Chromium while it runs. That of chrome://settings
 * could do more, but Chromium dies of it in a page that is no tab. One of its resources is opened as a document, because the page
 * itself loads its whole user interface. Closed when it is not in use: it has a renderer of its own.
 */
import type { Browser } from '../browser-process/browser';
import { HiddenPage } from '../hidden-page/hidden-page';

const PAGE = 'chrome://password-manager/strings.m.js';

/** Runs in the page, and leaves its function there. What is used: chrome/common/extensions/api/settings_private.idl. */
const SCRIPT = `globalThis.setPreferences = async (preferences) => {
  for (const [name, value] of Object.entries(preferences)) {
    if (!(await chrome.settingsPrivate.setPref(name, value, ''))) throw new Error('Chromium does not take ' + name);
  }
}; 0`;

export class PreferencesPage {
  readonly #page: HiddenPage;
  #users = 0;

  constructor(browser: Browser) {
    this.#page = new HiddenPage(browser, 'Setting up the spell checker', async (document) => {
      await document.load(PAGE);
      await document.evaluate(SCRIPT);
    });
  }

  /** Resolves when Chromium acts by it. Rejects if it ends before. */
  async setSpellChecker(enabled: boolean, dictionaries: readonly string[]): Promise<void> {
    const preferences = { 'browser.enable_spellchecking': enabled, 'spellcheck.dictionaries': dictionaries };
    this.#users += 1;
    try {
      await this.#page.evaluate(`setPreferences(${JSON.stringify(preferences)})`);
    } finally {
      this.#users -= 1;
      if (this.#users === 0) this.#page.close();
    }
  }
}
