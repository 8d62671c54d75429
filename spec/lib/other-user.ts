// Apps of a user without rights, for specs that run as root: limits and permissions do not hold for root.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import type { AppHome, AppOptions } from './apps';
import { defer } from './cleanup';
import { untilNoneMarked } from './processes';

/** A user that nothing else on this machine runs as. */
const UID = 30_000 + (process.pid % 30_000);

export const IS_ROOT = process.getuid?.() === 0;
/** Before a command: as a user without rights. */
export const AS_OTHER = ['setpriv', `--reuid=${UID}`, `--regid=${UID}`, '--clear-groups'];

/**
 * Whether unprivilegedApp() can be used. Root needs a tree that others may read; where they may not, the specs that need it
 * are not there, and the run says so once.
 */
export const CAN_RUN_UNPRIVILEGED = ((): boolean => {
  if (!IS_ROOT) return true;
  const [program = '', ...args] = AS_OTHER;
  const { status, stderr } = spawnSync(program, [...args, process.execPath, '--version'], { encoding: 'utf8' });
  if (status !== 0) console.warn(`Specs of a user without rights do not run here: ${stderr?.trim()}`);
  return status === 0;
})();

/** Options for an app of a user without rights: the one of the specs, or a new one if that is root. */
export function unprivilegedApp(): Pick<AppOptions, 'prefix' | 'home' | 'env'> {
  if (!IS_ROOT) return {};
  // The directory for temporary files of the specs is closed to others.
  const root = mkdtempSync('/tmp/valence-spec-');
  const mark = `valence-spec-${randomBytes(6).toString('hex')}`;
  const configHome = path.join(root, 'config');
  const home: AppHome = { mark, directory: path.join(root, 'app'), configHome, userData: path.join(configHome, mark) };
  for (const directory of [root, home.directory, configHome]) {
    mkdirSync(directory, { recursive: true });
    chownSync(directory, UID, UID);
  }
  defer(async () => {
    await untilNoneMarked(mark);
    rmSync(root, { recursive: true, force: true });
    rmSync(`/dev/shm/valence-${UID}`, { recursive: true, force: true });
  });
  return { prefix: AS_OTHER, home, env: { HOME: root, TMPDIR: root, XDG_CACHE_HOME: root, XDG_RUNTIME_DIR: root } };
}
