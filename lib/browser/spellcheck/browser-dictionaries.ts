/** The dictionaries of one browser: those that it checks with, and downloads of those that it lacks. */
import type { Browser } from '../browser-process/browser';
import { log } from '../log/log';
import { downloadDictionary, type Fetch } from './dictionary-download';
import { DictionaryFiles } from './dictionary-files';
import { HunspellThread } from './hunspell-thread';
import { dictionaryFileName } from './languages';
import { PreferencesPage } from './preferences-page';
import type { SpellcheckSettings } from './spellcheck-store';
import { scriptOf } from './word-forms';

/** What happens to the dictionary of a language: the ends of the names of the session's events. */
export type DictionaryNews = 'initialized' | 'download-begin' | 'download-success' | 'download-failure';

export interface DictionaryHost {
  fetch: Fetch;
  report(what: DictionaryNews, language: string): void;
  settings(): SpellcheckSettings;
  /** What the names of files are put behind; null: nothing may be downloaded. */
  downloadURL(): string | null;
}

export class BrowserDictionaries {
  readonly #browser: Browser;
  readonly #host: DictionaryHost;
  readonly #files: DictionaryFiles;
  readonly #page: PreferencesPage;
  readonly #hunspell = new HunspellThread();
  readonly #downloading = new Set<string>();
  #initialized = new Set<string>();
  /** What Chromium acts by. */
  #applied: string;
  #last: Promise<void> = Promise.resolve();

  /** `launched`: what the browser was started with. */
  constructor(browser: Browser, launched: SpellcheckSettings, host: DictionaryHost) {
    this.#browser = browser;
    this.#host = host;
    this.#files = new DictionaryFiles(browser.userDataDir);
    this.#page = new PreferencesPage(browser);
    this.#applied = textOf(launched);
    void browser.connection.closed.then(() => this.#hunspell.end());
  }

  /**
   * Resolves with suggestions for a word that is misspelled in all languages of its script whose dictionaries are there; else null.
   * Never rejects.
   */
  async check(word: string, script: string): Promise<string[] | null> {
    if (!this.#browser.alive) return null;
    const languages = new Set(this.#host.settings().languages.filter((language) => scriptOf(language) === script));
    const present = [...languages].filter((language) => this.#files.has(language));
    if (present.length === 0) return null;
    return this.#hunspell.check({ word, script, files: present.map((language) => this.#files.pathOf(language)) });
  }

  /**
   * Resolves when Chromium acts by the settings of now, with the dictionaries that are there; missing ones are downloaded
   * meanwhile. Never rejects: a browser that ends is replaced by one that starts with the settings.
   */
  update(): Promise<void> {
    // One after the other: the last one holds.
    this.#last = this.#last.then(() => this.#update()).catch(() => undefined);
    return this.#last;
  }

  async #update(): Promise<void> {
    const { enabled, languages } = this.#host.settings();
    const wanted = [...new Set(languages)];
    const present = wanted.filter((language) => this.#files.has(language));
    this.#initialized = new Set(present.filter((language) => this.#initialized.has(language)));
    if (enabled) this.#downloadMissing(wanted.filter((language) => !present.includes(language)));
    const applied = textOf({ enabled, languages: present });
    if (this.#applied !== applied) await this.#page.setSpellChecker(enabled, present);
    this.#applied = applied;
    if (enabled) for (const language of present) this.#initialize(language);
  }

  /** Chromium knows where the dictionary is, and reads it when the first word is written. */
  #initialize(language: string): void {
    if (this.#initialized.has(language)) return;
    this.#initialized.add(language);
    this.#host.report('initialized', language);
  }

  #downloadMissing(languages: readonly string[]): void {
    const url = this.#host.downloadURL();
    if (url === null) return;
    // Languages may share one.
    const names = new Set(languages.map(dictionaryFileName));
    for (const name of names) {
      if (this.#downloading.has(name)) continue;
      this.#downloading.add(name);
      const readers = languages.filter((language) => dictionaryFileName(language) === name);
      void this.#download(url, name, readers);
    }
  }

  async #download(url: string, name: string, languages: readonly string[]): Promise<void> {
    const { fetch } = this.#host;
    const report = (what: DictionaryNews): void => {
      for (const language of languages) this.#host.report(what, language);
    };
    report('download-begin');
    try {
      // As Electron asks for it: in lower case.
      const data = await downloadDictionary(fetch, url + name.toLowerCase());
      if (!this.#browser.alive) throw new Error('The browser has ended');
      this.#files.write(name, data);
    } catch (error) {
      this.#downloading.delete(name);
      log.lifecycle?.(this.#browser.connection.label, `spell-checker has no dictionary file=${name}: ${String(error)}`);
      report('download-failure');
      return;
    }
    this.#downloading.delete(name);
    report('download-success');
    await this.update();
  }
}

const textOf = (settings: SpellcheckSettings): string => JSON.stringify([settings.enabled, settings.languages]);
