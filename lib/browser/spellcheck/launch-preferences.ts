/** What Chromium's spell checker is set to, in the preferences of a profile that no Chromium uses. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Preferences {
  browser?: { enable_spellchecking?: boolean };
  spellcheck?: { dictionaries?: unknown };
}

/** Preferences that are damaged are Chromium's to mend. */
export function writeLaunchPreferences(userDataDir: string, enabled: boolean, dictionaries: readonly string[]): void {
  const file = join(userDataDir, 'Default', 'Preferences');
  let preferences: Preferences = {};
  try {
    preferences = JSON.parse(readFileSync(file, 'utf8')) as Preferences;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return;
  }
  const { browser = {}, spellcheck = {} } = preferences;
  // Chromium's defaults.
  const { enable_spellchecking: wasEnabled = true } = browser;
  const { dictionaries: before = [] } = spellcheck;
  if (wasEnabled === enabled && JSON.stringify(before) === JSON.stringify(dictionaries)) return;
  const changed = {
    ...preferences,
    browser: { ...browser, enable_spellchecking: enabled },
    spellcheck: { ...spellcheck, dictionaries },
  };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.valence`;
  writeFileSync(draft, JSON.stringify(changed), { mode: 0o600 });
  renameSync(draft, file);
}
