/**
 * The words that the app has taught the spell checker of a session. Chromium's own file holds them, with those of the user; what the
 * app has changed in this run is kept besides, because a Chromium that is killed may not have written it.
 */
import { validateString } from '../../common/validators';
import type { BrowserContext } from '../browser-context/browser-context';
import { perContext } from '../browser-context/per-context';
import { log } from '../log/log';
import { customWordsFile, readCustomWords, sortedWords, writeCustomWords } from './custom-words-file';
import { changeWords } from './words-tab';

/** Chromium takes none that is longer. */
const MAX_BYTES = 99;

export class CustomDictionary {
  readonly #context: BrowserContext;
  /** Null in memory. */
  readonly #file: string | null;
  /** Of this run; true: added, false: removed. */
  readonly #changes = new Map<string, boolean>();
  /** The browser that runs does not have them yet. */
  #pending = new Map<string, boolean>();
  #sending: Promise<void> = Promise.resolve();

  /** The one of a session. */
  static readonly of = perContext((context) => new CustomDictionary(context));

  private constructor(context: BrowserContext) {
    this.#context = context;
    const { storagePath } = context;
    this.#file = storagePath === null ? null : customWordsFile(storagePath);
    if (this.#file === null) return;
    context.contribute({ beforeStart: () => this.#save() });
    // It may not have written, or not have received, the last changes.
    context.on('ended', () => this.#save());
  }

  list(): string[] {
    return sortedWords(this.#words());
  }

  has(word: string): boolean {
    return this.#words().has(word);
  }

  /** False for a word that is there, or that Chromium does not take, and in memory. Throws TypeError for what is no string. */
  add(word: string): boolean {
    validateString(word, 'word');
    if (this.#file === null || !isWord(word) || this.#words().has(word)) return false;
    this.#change(word, true);
    return true;
  }

  /** False for a word that is not there, and in memory. Throws TypeError for what is no string. */
  remove(word: string): boolean {
    validateString(word, 'word');
    if (this.#file === null || !this.#words().has(word)) return false;
    this.#change(word, false);
    return true;
  }

  #words(): Set<string> {
    const words = this.#file === null ? new Set<string>() : readCustomWords(this.#file);
    for (const [word, added] of this.#changes) {
      if (added) words.add(word);
      else words.delete(word);
    }
    return words;
  }

  #change(word: string, added: boolean): void {
    this.#changes.set(word, added);
    if (!this.#context.current) {
      this.#save();
      return;
    }
    this.#pending.set(word, added);
    this.#sending = this.#sending.then(() => this.#send());
  }

  /** Of no running Chromium. */
  #save(): void {
    this.#pending.clear();
    if (this.#file === null) return;
    const words = this.#words();
    const written = readCustomWords(this.#file);
    if (words.size !== written.size || [...words].some((word) => !written.has(word)))
      writeCustomWords(this.#file, words);
  }

  async #send(): Promise<void> {
    const { current } = this.#context;
    const changes = this.#pending;
    if (!current || changes.size === 0) return;
    this.#pending = new Map();
    try {
      await changeWords(current, changes);
    } catch (error) {
      // The next browser starts with them.
      log.lifecycle?.(this.#context.label, `spell-checker has not changed words: ${String(error)}`);
    }
  }
}

const isWord = (word: string): boolean =>
  word !== '' && Buffer.byteLength(word) <= MAX_BYTES && word.trim() === word && !/[\r\n\0]/.test(word);
