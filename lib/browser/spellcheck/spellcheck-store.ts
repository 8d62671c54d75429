/** What an app has set for the spell checker of a session, kept over restarts: a file in the session's directory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file';

export interface SpellcheckSettings {
  enabled: boolean;
  /** In the app's order. */
  languages: readonly string[];
}

const FILE = 'Spell Checker.json';
const VERSION = 1;

export class SpellcheckStore {
  readonly #directory: string;

  /** `directory`: of the session. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Null if nothing has been kept. A damaged file is nothing, and one warning. */
  read(): SpellcheckSettings | null {
    const file = join(this.#directory, FILE);
    try {
      const { version, enabled, languages } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      if (version === VERSION && typeof enabled === 'boolean' && isStringArray(languages))
        return { enabled, languages };
      return damaged(file, `it has no settings of version ${VERSION}`);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : damaged(file, String(error));
    }
  }

  /** Throws where the file cannot be written. */
  write({ enabled, languages }: SpellcheckSettings): void {
    const content = JSON.stringify({ version: VERSION, enabled, languages }, null, 2);
    replaceFile(join(this.#directory, FILE), `${content}\n`);
  }
}

const isStringArray = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function damaged(file: string, reason: string): null {
  process.emitWarning(`${file} cannot be read: the spell checker starts with its defaults (${reason}).`, {
    code: 'VALENCE_SPELL_CHECKER_DAMAGED',
  });
  return null;
}
