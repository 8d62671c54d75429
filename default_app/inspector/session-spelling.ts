/** The spell checker of one session. */
import { EventEmitter } from 'node:events';
import type { DictionaryState, Spelling, SpellingChange } from '../common/messages';

export class SessionSpelling extends EventEmitter<{ changed: [] }> {
  readonly #session: Electron.Session;
  readonly #states = new Map<string, DictionaryState>();

  constructor(ses: Electron.Session) {
    super();
    this.#session = ses;
    const note = (code: string, state: DictionaryState): void => {
      this.#states.set(code, state);
      this.emit('changed');
    };
    ses.on('spellcheck-dictionary-download-begin', (_event, code) => note(code, 'downloading'));
    ses.on('spellcheck-dictionary-download-success', (_event, code) => note(code, 'there'));
    ses.on('spellcheck-dictionary-download-failure', (_event, code) => note(code, 'failed'));
    ses.on('spellcheck-dictionary-initialized', (_event, code) => note(code, 'there'));
  }

  async read(): Promise<Spelling> {
    const ses = this.#session;
    const languages = ses.getSpellCheckerLanguages();
    return {
      enabled: ses.isSpellCheckerEnabled(),
      languages: languages.map((code) => ({ code, dictionary: this.#states.get(code) ?? null })),
      available: ses.availableSpellCheckerLanguages.filter((code) => !languages.includes(code)),
      words: ses.isPersistent() ? await ses.listWordsInSpellCheckerDictionary() : null,
    };
  }

  /** Throws Error, with what to do, for what cannot be changed so. */
  change({ what, value }: SpellingChange): void {
    const ses = this.#session;
    const languages = ses.getSpellCheckerLanguages();
    if (what === 'enable') ses.setSpellCheckerEnabled(value === 'on');
    if (what === 'add-language') ses.setSpellCheckerLanguages([...languages, value]);
    if (what === 'remove-language') ses.setSpellCheckerLanguages(languages.filter((code) => code !== value));
    if (what === 'add-word' && !ses.addWordToSpellCheckerDictionary(value)) {
      throw new Error(`“${value}” is in the list already, or is no word that Chromium takes.`);
    }
    if (what === 'remove-word') ses.removeWordFromSpellCheckerDictionary(value);
    this.emit('changed');
  }
}
