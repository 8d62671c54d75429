/** The dictionaries in a session's directory, where Chromium looks for them. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file';
import { dictionaryFault } from './bdic';
import { dictionaryFileName } from './languages';

/** What Chromium reads (chrome/common/chrome_paths.cc, DIR_APP_DICTIONARIES). */
const FOLDER = 'Dictionaries';

export class DictionaryFiles {
  readonly #folder: string;
  /** Files that have been looked at. */
  readonly #sound = new Set<string>();

  constructor(userDataDir: string) {
    this.#folder = join(userDataDir, FOLDER);
  }

  /** Whether Chromium can use the dictionary of a language. Removes one that is damaged: Chromium would ask its own server for another. */
  has(language: string): boolean {
    const name = dictionaryFileName(language);
    if (!this.#sound.has(name) && this.#isSound(join(this.#folder, name))) this.#sound.add(name);
    return this.#sound.has(name);
  }

  /** Where the dictionary of a language is, if there is one. */
  pathOf(language: string): string {
    return join(this.#folder, dictionaryFileName(language));
  }

  /** `data` has been checked. Chromium reads a whole file or none. Throws where it cannot be written. */
  write(name: string, data: Buffer): void {
    replaceFile(join(this.#folder, name), data);
    this.#sound.add(name);
  }

  #isSound(file: string): boolean {
    let data: Buffer;
    try {
      data = readFileSync(file);
    } catch {
      return false; // there is none
    }
    const fault = dictionaryFault(data);
    if (fault === null) return true;
    rmSync(file, { force: true });
    process.emitWarning(`${file} is removed, because ${fault}.`, { code: 'VALENCE_DICTIONARY_DAMAGED' });
    return false;
  }
}
