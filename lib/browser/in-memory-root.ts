/**
 * The folder in memory (tmpfs) below which in-memory sessions live. Each session's directory is removed by its
 * supervisor when its browser ends; what a power cut or a killed supervisor left is swept at the next start.
 */
import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SHARED_MEMORY = '/dev/shm';

/** In milliseconds: far longer than a directory is without a signed lock. */
const UNSIGNED_AGE = 60_000;

function privateFolder(parent: string): string | null {
  const uid = process.getuid?.() ?? 0;
  const root = join(parent, `valence-${uid}`);
  try {
    mkdirSync(root, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return null;
  }
  // Both parents are world-writable: another user may have made it first.
  const stat = lstatSync(root);
  return stat.isDirectory() && stat.uid === uid && (stat.mode & 0o077) === 0 ? root : null;
}

/** The folder, created if missing. Throws if neither /dev/shm nor the temporary directory gives a private one. */
export function inMemoryRoot(): string {
  const root = privateFolder(SHARED_MEMORY) ?? privateFolder(tmpdir());
  if (root) return root;
  throw new Error(
    `In-memory sessions need a private folder in ${SHARED_MEMORY} or ${tmpdir()}: make one of them writable, ` +
      `or remove valence-${process.getuid?.() ?? 0} there if another user owns it.`,
  );
}

/** A path for a new in-memory session; the shell creates and locks it. */
export function newInMemoryPath(): string {
  return join(inMemoryRoot(), randomBytes(9).toString('base64url'));
}

/** Removes what finished apps could not remove themselves. Returns the number of directories. */
export function sweepInMemoryRoot(): number {
  const root = inMemoryRoot();
  const forsaken = readdirSync(root)
    .map((name) => join(root, name))
    .filter(isForsaken);
  for (const directory of forsaken) rmSync(directory, { recursive: true, force: true });
  return forsaken.length + process._linkedBinding('electron_browser_session').sweepAbandoned(root);
}

/** The shell locks a directory and signs the lock at once. An old one without has lost its app in between. */
function isForsaken(directory: string): boolean {
  const stat = statSync(directory, { throwIfNoEntry: false });
  if (!stat?.isDirectory() || Date.now() - stat.mtimeMs < UNSIGNED_AGE) return false;
  return !statSync(join(directory, 'valence.lock'), { throwIfNoEntry: false })?.size;
}
