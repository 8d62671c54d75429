/**
 * Chromium remembers unpacked extensions in the preferences of its profile, and loads them with its next start. What it finds there of
 * one that it does not have is in force when it is loaded.
 */
import { changePreferences } from '../browser-process/profile-preferences';
import { libraryFolder } from '../library-folder';

/** mojom::ManifestLocation::kUnpacked (extensions/common/mojom/manifest.mojom). */
const UNPACKED = 4;

interface Preferences {
  extensions?: { settings?: Record<string, { location?: number; path?: string; newAllowFileAccess?: boolean }> };
}

/**
 * Makes Chromium forget those of the app before it starts; what they have stored stays. `fileAccess`: ids of those that will be loaded,
 * and whether they may see files.
 */
export function forgetExtensions(userDataDir: string, fileAccess: ReadonlyMap<string, boolean>): void {
  changePreferences<Preferences>(userDataDir, 'Preferences', (preferences) => {
    const forgotten = forget(preferences);
    if (fileAccess.size === 0) return forgotten;
    const changed = forgotten ?? preferences ?? {};
    changed.extensions ??= {};
    changed.extensions.settings ??= {};
    for (const [id, allowed] of fileAccess) changed.extensions.settings[id] = { newAllowFileAccess: allowed };
    return changed;
  });
  changePreferences(userDataDir, 'Secure Preferences', forget);
}

function forget(preferences: Preferences | null): Preferences | null {
  const settings = preferences?.extensions?.settings ?? {};
  const own = libraryFolder();
  const remembered = Object.entries(settings).filter(
    ([, { location, path }]) => location === UNPACKED && path?.startsWith(own) !== true,
  );
  if (remembered.length === 0) return null;
  for (const [id] of remembered) delete settings[id];
  return preferences;
}
