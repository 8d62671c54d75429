/** What Chromium's spell checker is set to, in the preferences of a profile that no Chromium uses. */
import { changePreferences } from '../browser-process/profile-preferences';

interface Preferences {
  browser?: { enable_spellchecking?: boolean };
  spellcheck?: { dictionaries?: unknown };
}

export function writeLaunchPreferences(userDataDir: string, enabled: boolean, dictionaries: readonly string[]): void {
  changePreferences<Preferences>(userDataDir, 'Preferences', (preferences) => {
    const { browser = {}, spellcheck = {} } = preferences ?? {};
    // Chromium's defaults.
    const { enable_spellchecking: wasEnabled = true } = browser;
    const { dictionaries: before = [] } = spellcheck;
    if (wasEnabled === enabled && JSON.stringify(before) === JSON.stringify(dictionaries)) return null;
    return {
      ...preferences,
      browser: { ...browser, enable_spellchecking: enabled },
      spellcheck: { ...spellcheck, dictionaries },
    };
  });
}
