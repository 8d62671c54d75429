/** Which Chromium runs: found by the shell, its version remembered on disk, its milestone checked against DEPS. */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { TESTED_MILESTONES } from '../../common/versions';

export interface Chromium {
  /** Absolute path of the executable. */
  path: string;
  /** "156.0.8078.79" */
  version: string;
  milestone: number;
}

interface Remembered {
  path: string;
  mtimeMs: number;
  size: number;
  version: string;
}

const cacheFile = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'valence', 'chromium-version.json');

function remembered(path: string): string | null {
  try {
    const { mtimeMs, size } = statSync(path);
    const entry = JSON.parse(readFileSync(cacheFile(), 'utf8')) as Remembered;
    return entry.path === path && entry.mtimeMs === mtimeMs && entry.size === size ? entry.version : null;
  } catch {
    return null; // no cache yet, or an unreadable one: ask the executable
  }
}

function remember(path: string, version: string): void {
  try {
    const { mtimeMs, size } = statSync(path);
    const file = cacheFile();
    mkdirSync(dirname(file), { recursive: true });
    const entry: Remembered = { path, mtimeMs, size, version };
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(entry));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // A read-only home only costs the 40 ms of `--version` at each start.
  }
}

let found: Chromium | null = null;

/**
 * The Chromium of this machine. Throws Error with `code` CHROMIUM_NOT_FOUND, CHROMIUM_NOT_EXECUTABLE,
 * CHROMIUM_VERSION_UNKNOWN or CHROMIUM_TOO_OLD; warns once about a milestone above the tested ones.
 */
export function chromium(): Chromium {
  if (found) return found;
  const binding = process._linkedBinding('electron_common_chromium');
  const { path } = binding.locate();
  let version = remembered(path);
  if (!version) {
    version = binding.readVersion(path);
    remember(path, version);
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
