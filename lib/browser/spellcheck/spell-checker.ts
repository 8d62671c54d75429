/**
 * Chromium's spell checker in one session, as the app has set it. Chromium receives only languages whose dictionaries are there:
 * the others are downloaded by the session itself, because Chromium would ask its own server for them.
 */
import type { EditedText } from '../../common/context-menu-messages';
import { validateBoolean, validateString, validateStringArray } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { perContext } from '../browser-context/per-context';
import { perBrowser } from '../browser-process/per-browser';
import { BrowserDictionaries, type DictionaryNews } from './browser-dictionaries';
import { CustomDictionary } from './custom-dictionary';
import type { Fetch } from './dictionary-download';
import { DictionaryFiles } from './dictionary-files';
import { languageOfLocale, matchLanguage } from './languages';
import { writeLaunchPreferences } from './launch-preferences';
import { SpellcheckStore, type SpellcheckSettings } from './spellcheck-store';
import { scriptOf, wordAt } from './word-forms';

export interface Misspelling {
  word: string;
  /** Where it begins in the edited text. */
  start: number;
  /** Best first. */
  suggestions: string[];
}

export interface SpellCheckerHost {
  /** In the session's network. */
  fetch: Fetch;
  report(what: DictionaryNews, language: string): void;
  /** Of the app. */
  locale(): string;
}

/** Where Chromium keeps its dictionaries. */
const CHROMIUM_DICTIONARIES = 'https://redirector.gvt1.com/edgedl/chrome/dict/';

/** Of a new profile. */
const CHROMIUM_DEFAULT: SpellcheckSettings = { enabled: true, languages: [] };

export class SpellChecker {
  readonly #context: BrowserContext;
  readonly #store: SpellcheckStore | null;
  #host: SpellCheckerHost | null = null;
  #settings: SpellcheckSettings | null = null;
  #downloadURL = CHROMIUM_DICTIONARIES;
  /** Whether the app, in this run or an earlier one, has asked for the spell checker: before, nothing is downloaded. */
  #isAsked = false;
  /** What the browser that is being started finds in its preferences. */
  #launched = CHROMIUM_DEFAULT;
  readonly #dictionaries = perBrowser(
    (browser) =>
      new BrowserDictionaries(browser, this.#launched, {
        ...this.#host!,
        settings: () => this.#current,
        downloadURL: () => (this.#isAsked ? this.#downloadURL : null),
      }),
  );

  /** The one of a session. */
  static readonly of = perContext((context) => new SpellChecker(context));

  private constructor(context: BrowserContext) {
    this.#context = context;
    const { storagePath } = context;
    this.#store = storagePath === null ? null : new SpellcheckStore(storagePath);
    if (storagePath !== null) context.contribute({ beforeStart: (userDataDir) => this.#prepare(userDataDir) });
    context.onBrowser((browser) => this.#dictionaries(browser).update());
  }

  /** Once, before the first browser. */
  setHost(host: SpellCheckerHost): void {
    this.#host = host;
  }

  get enabled(): boolean {
    return this.#current.enabled;
  }

  /** Throws TypeError for what is no boolean. */
  setEnabled(enabled: boolean): void {
    validateBoolean(enabled, 'enable');
    this.#change({ ...this.#current, enabled });
  }

  get languages(): string[] {
    return [...this.#current.languages];
  }

  /** None turns the spell checker off, as in Electron. Throws TypeError for what is no array of strings, Error for an unknown language. */
  setLanguages(codes: string[]): void {
    validateStringArray(codes, 'languages');
    const languages = codes.map((code) => {
      const language = matchLanguage(code);
      if (language === undefined) {
        throw new Error(`Invalid language code provided: "${code}" is not a valid language code`);
      }
      return language;
    });
    this.#change({ enabled: languages.length > 0, languages });
  }

  /** Throws TypeError for what is no string, Error for what is no URL. */
  setDictionaryDownloadURL(url: string): void {
    validateString(url, 'url');
    if (!URL.canParse(url)) {
      throw new Error('The URL you provided to setSpellCheckerDictionaryDownloadURL is not a valid URL');
    }
    this.#downloadURL = new URL(url).href;
    this.#isAsked = true;
    this.#apply();
  }

  /** The word at a menu, if it is misspelled. Resolves with null in time if it cannot be checked. Never rejects. */
  async misspellingIn(edited: EditedText): Promise<Misspelling | null> {
    const { enabled, languages } = this.#current;
    const { current } = this.#context;
    if (!current || !enabled) return null;
    for (const script of new Set(languages.map(scriptOf))) {
      const at = wordAt(edited, script);
      const suggestions = at && (await this.#dictionaries(current).check(at.word, script));
      if (suggestions && !CustomDictionary.of(this.#context).has(at.word)) return { ...at, suggestions };
    }
    return null;
  }

  get #current(): SpellcheckSettings {
    if (this.#settings) return this.#settings;
    const stored = this.#store?.read() ?? null;
    this.#isAsked ||= stored !== null;
    const { enabled = true, languages = [] } = stored ?? {};
    // What an older version of this file or of the library knew may be unknown now.
    const known = languages.filter((language) => matchLanguage(language) === language);
    this.#settings = { enabled, languages: known.length > 0 ? known : [languageOfLocale(this.#host!.locale())] };
    return this.#settings;
  }

  #change(settings: SpellcheckSettings): void {
    this.#store?.write(settings);
    this.#settings = settings;
    this.#isAsked = true;
    this.#apply();
  }

  /** Before Chromium starts on the directory of a persistent session. */
  #prepare(userDataDir: string): void {
    const { enabled, languages } = this.#current;
    const files = new DictionaryFiles(userDataDir);
    const launched = { enabled, languages: [...new Set(languages)].filter((language) => files.has(language)) };
    writeLaunchPreferences(userDataDir, launched.enabled, launched.languages);
    this.#launched = launched;
  }

  /** Dictionaries come with a browser: without one, one is started for languages that are to be checked. */
  #apply(): void {
    const { enabled, languages } = this.#current;
    const isWanted = enabled && languages.length > 0;
    const browser = isWanted ? this.#context.browser() : Promise.resolve(this.#context.current);
    browser.then(
      (running) => running && this.#dictionaries(running).update(),
      () => undefined, // the next browser begins with the settings
    );
  }
}
