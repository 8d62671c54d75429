/**
 * The folder in memory (tmpfs) below which in-memory sessions live. Each session's directory is removed by its
 * supervisor when its browser ends; what a power cut or a killed supervisor left is swept at the next start.
 */
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SHARED_MEMORY = '/dev/shm';

/** In milliseconds: far longer than a directory is without a signed lock. */
const UNSIGNED_AGE = 60_000;

/** mode_t bits: what group and others may do; what others may write; only owners remove what is in a folder. */
const FOR_OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

const uid = (): number => process.getuid?.() ?? 0;

/** In this order: memory of the machine, memory of this user's login, what there is. */
const parents = (): string[] => [SHARED_MEMORY, process.env.XDG_RUNTIME_DIR ?? '', tmpdir()].filter(Boolean);

/** A directory, no link, of this user, closed to everybody else. */
function isPrivate(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat !== undefined && stat.isDirectory() && stat.uid === uid() && (stat.mode & FOR_OTHERS) === 0;
}

/** Nobody but this user and root can rename what lies in it. */
function isSafeParent(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory() || (stat.uid !== uid() && stat.uid !== 0)) return false;
  return (stat.mode & WRITABLE_BY_OTHERS) === 0 || (stat.mode & STICKY) !== 0;
}

/**
 * The folder in `parent`, made if there is none; null if it cannot be made. Where another user has taken the name, it
 * is one whose name could not be foreseen, for all apps of this user to come.
 */
function privateFolder(parent: string): string | null {
  if (!isSafeParent(parent)) return null;
  const name = `valence-${uid()}`;
  const root = join(parent, name);
  try {
    mkdirSync(root, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return null;
  }
  if (isPrivate(root)) return root;
  try {
    const own = readdirSync(parent).filter((entry) => entry.startsWith(`${name}-`) && isPrivate(join(parent, entry)));
    const [first] = own.sort();
    return first === undefined ? mkdtempSync(`${root}-`) : join(parent, first);
  } catch {
    return null; // not writable, or full
  }
}

/** The folder, created if missing. Throws Error if no directory for temporary files lets one be made. */
export function inMemoryRoot(): string {
  for (const parent of parents()) {
    const root = privateFolder(parent);
    if (root !== null) return root;
  }
  throw new Error(
    `In-memory sessions need a folder of this user in ${parents().join(', ')}: make one of them writable. ` +
      'It must belong to this user or root, and have the sticky bit (chmod +t) if others may write to it.',
  );
}

/** A path for a new in-memory session; the shell creates and locks it. */
export function newInMemoryPath(): string {
  return join(inMemoryRoot(), randomBytes(9).toString('base64url'));
}

/** Removes what finished apps could not remove themselves. Returns the number of directories. Throws as inMemoryRoot(). */
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
