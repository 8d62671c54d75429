/** What a session is called, and which partitions of earlier runs are on disk. */
import { app, session } from 'electron';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import type { SessionKind } from '../common/messages';

const PERSIST = 'persist:';

/** Directories of longer names end in a digest: the name cannot be read from them. */
const LONGEST_READABLE_NAME = 199;

export interface SessionName {
  name: string;
  kind: SessionKind;
}

const partitionsFolder = (): string => join(app.getPath('sessionData'), 'Partitions');

/** The path with the home directory as "~". */
export function shortenPath(path: string): string {
  const home = homedir();
  if (path === home) return '~';
  return path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}

/** "persist:shop" for the directory "shop"; null if the name does not tell. */
function partitionOfDirectory(directory: string): string | null {
  if (directory.length > LONGEST_READABLE_NAME) return null;
  try {
    return PERSIST + decodeURIComponent(directory);
  } catch {
    return null;
  }
}

/** The name of a session whose partition nobody has told. `id` tells those in memory apart. */
export function nameOf(ses: Electron.Session, id: number): SessionName {
  const { storagePath } = ses;
  if (storagePath === null) return { name: ses.getPartition() ?? `In-memory session ${id}`, kind: 'in-memory' };
  if (ses === session.defaultSession) return { name: 'Default session', kind: 'default' };
  const partition = dirname(storagePath) === partitionsFolder() ? partitionOfDirectory(basename(storagePath)) : null;
  return { name: partition ?? basename(storagePath), kind: 'persistent' };
}

/** A session for every partition that an earlier run has left on disk, in the order of their names. Starts no browser. */
export function sessionsOnDisk(): Electron.Session[] {
  let directories: string[];
  try {
    const entries = readdirSync(partitionsFolder(), { withFileTypes: true });
    directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return []; // no partition has ever been used
  }
  const collator = new Intl.Collator('en', { numeric: true });
  return directories.sort(collator.compare).map((directory) => session.fromPath(join(partitionsFolder(), directory)));
}
