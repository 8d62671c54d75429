/** The preferences of a profile that no Chromium uses: read and changed before it starts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file';
import { warnOnce } from '../warn-once';

/** Chromium keeps those that it protects against changes in a file of their own. */
type PreferencesFile = 'Preferences' | 'Secure Preferences';

/** Null: there is no such file. */
function read(file: string): object | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * `change` gets what the file holds, or null, and returns what it is to hold, or null for no change. Damaged preferences warn once:
 * Chromium sets them aside when it starts, and begins with new ones. Throws if the file cannot be written.
 */
export function changePreferences<P extends object>(
  userDataDir: string,
  name: PreferencesFile,
  change: (preferences: P | null) => P | null,
): void {
  const file = join(userDataDir, 'Default', name);
  let preferences: P | null;
  try {
    preferences = read(file) as P | null;
  } catch (error) {
    warnOnce(
      'VALENCE_PREFERENCES_DAMAGED',
      file,
      `${file} cannot be read (${(error as Error).message}): Chromium starts with new preferences.`,
    );
    return;
  }
  const changed = change(preferences);
  if (changed === null) return;
  replaceFile(file, JSON.stringify(changed));
}
