/** Which Chromium runs: found by the shell, its version cached on disk, its milestone checked against DEPS. */
import { TESTED_MILESTONES } from '../../common/versions';
import { cachedVersion, cacheVersion } from './version-cache';

export interface Chromium {
  /** Absolute path of the executable. */
  path: string;
  /** "156.0.8078.79" */
  version: string;
  milestone: number;
}

let found: Chromium | null = null;

/**
 * The Chromium of this machine. Throws Error with `code` CHROMIUM_NOT_FOUND, CHROMIUM_NOT_EXECUTABLE,
 * CHROMIUM_VERSION_UNKNOWN or CHROMIUM_TOO_OLD; warns once about a milestone above the tested ones.
 */
export function chromium(): Chromium {
  if (found) return found;
  const binding = process._linkedBinding('electron_common_chromium');
  const { path, identity } = binding.locate();
  let version = cachedVersion(identity);
  if (version === null) {
    version = binding.readVersion(path);
    cacheVersion(identity, version);
  }
  const milestone = Number.parseInt(version, 10);
  const [floor, ceiling] = TESTED_MILESTONES;
  if (milestone < floor) {
    throw Object.assign(
      new Error(
        `${path} is Chromium ${version}; Valence needs milestone ${floor} or newer. ` +
          'Upgrade it (apt-get install --only-upgrade chromium) or name another one in VALENCE_CHROMIUM.',
      ),
      { code: 'CHROMIUM_TOO_OLD' },
    );
  }
  if (milestone > ceiling) {
    process.emitWarning(
      `Chromium ${version} is newer than the newest tested milestone (${ceiling}); ` +
        'script/test --only chromium-surfaces tells what drifted.',
      { code: 'VALENCE_CHROMIUM_UNTESTED' },
    );
  }
  return (found = { path, version, milestone });
}
