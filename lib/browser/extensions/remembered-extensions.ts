/** Chromium remembers unpacked extensions in the preferences of its profile, and loads them with its next start. */
import { changePreferences } from '../browser-process/profile-preferences';
import { libraryFolder } from '../library-folder';

/** mojom::ManifestLocation::kUnpacked (extensions/common/mojom/manifest.mojom). */
const UNPACKED = 4;

interface Preferences {
  extensions?: { settings?: Record<string, { location?: number; path?: string }> };
}

/** Makes Chromium forget those of the app before it starts; what they have stored stays. */
export function forgetExtensions(userDataDir: string): void {
  changePreferences(userDataDir, 'Preferences', forget);
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
