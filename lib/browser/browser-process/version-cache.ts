/**
 * Versions of Chromium executables, kept on disk: to ask one costs a process. What cannot be read or written is no
 * error, it costs that process at each start.
 */
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

interface Entry {
  /** Of the executable, as the shell's locate() gives it. */
  identity: string;
  /** "156.0.8078.79" */
  version: string;
}

/** Machines where several Chromiums are tested in turn have some; the newest entries stay. */
const MAX_ENTRIES = 8;
/** In bytes, far above eight entries. */
const MAX_SIZE = 64 * 1024;
/** Never waits for the other end of a FIFO, never leaves the directory. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
const OTHERS_WRITE = 0o022;

function cacheFile(): string {
  const home = process.env.XDG_CACHE_HOME ?? '';
  return join(isAbsolute(home) ? home : join(homedir(), '.cache'), 'valence', 'chromium-versions.json');
}

const isEntry = (value: unknown): value is Entry => {
  const { identity, version } = (value ?? {}) as Partial<Entry>;
  return typeof identity === 'string' && typeof version === 'string' && /^\d+(\.\d+){3}$/.test(version);
};

/** The entries of the file, newest first. Throws for a file that this user did not write. */
function readEntries(): Entry[] {
  const descriptor = openSync(cacheFile(), READ);
  try {
    const stat = fstatSync(descriptor);
    if (
      !stat.isFile() ||
      stat.uid !== process.geteuid?.() ||
      (stat.mode & OTHERS_WRITE) !== 0 ||
      stat.size > MAX_SIZE
    ) {
      throw new Error('not a file of this user');
    }
    const entries: unknown = JSON.parse(readFileSync(descriptor, 'utf8'));
    return Array.isArray(entries) ? entries.filter(isEntry) : [];
  } finally {
    closeSync(descriptor);
  }
}

function entriesOrNone(): Entry[] {
  try {
    return readEntries();
  } catch {
    return []; // no file yet, or none that can be believed
  }
}

export const cachedVersion = (identity: string): string | null =>
  entriesOrNone().find((entry) => entry.identity === identity)?.version ?? null;

export function cacheVersion(identity: string, version: string): void {
  const file = cacheFile();
  const draft = `${file}.${process.pid}`;
  const entries = [{ identity, version }, ...entriesOrNone().filter((entry) => entry.identity !== identity)];
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    rmSync(draft, { force: true }); // of an earlier process with this id
    writeFileSync(draft, JSON.stringify(entries.slice(0, MAX_ENTRIES)), { flag: 'wx', mode: 0o600 });
    renameSync(draft, file);
  } catch {
    try {
      rmSync(draft, { force: true });
    } catch {
      // The directory cannot be written.
    }
  }
}
