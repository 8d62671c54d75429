/** Chromium remembers unpacked extensions in the preferences of its profile, and loads them with its next start. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryFolder } from '../library-folder';

/** mojom::ManifestLocation::kUnpacked (extensions/common/mojom/manifest.mojom). */
const UNPACKED = 4;

interface Preferences {
  extensions?: { settings?: Record<string, { location?: number; path?: string }> };
}

/** Makes Chromium forget those of the app before it starts; what they have stored stays. Preferences that are damaged are Chromium's to mend. */
export function forgetExtensions(userDataDir: string): void {
  for (const name of ['Preferences', 'Secure Preferences']) forgetIn(join(userDataDir, 'Default', name));
}

function forgetIn(file: string): void {
  let preferences: Preferences;
  try {
    preferences = JSON.parse(readFileSync(file, 'utf8')) as Preferences;
  } catch {
    return;
  }
  const settings = preferences.extensions?.settings ?? {};
  const own = libraryFolder();
  const remembered = Object.entries(settings).filter(
    ([, { location, path }]) => location === UNPACKED && path?.startsWith(own) !== true,
  );
  if (remembered.length === 0) return;
  for (const [id] of remembered) delete settings[id];
  const draft = `${file}.valence`;
  writeFileSync(draft, JSON.stringify(preferences), { mode: 0o600 });
  renameSync(draft, file);
}
