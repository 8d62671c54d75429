// Files that another process writes and removes while they are read.
import { readdirSync, readFileSync, type Dirent } from 'node:fs';
import * as path from 'node:path';

/** What `read` gives; `gone` if the file or directory was removed meanwhile. */
function unlessGone<T>(gone: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return gone;
    throw error;
  }
}

/** Absolute paths of all files below a directory. */
export function filesBelow(directory: string): string[] {
  const entries = unlessGone<Dirent[]>([], () => readdirSync(directory, { withFileTypes: true }));
  return entries.flatMap((entry) => {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return entry.isFile() ? [file] : [];
  });
}

/** A file's bytes as latin1; empty if it is gone. */
export const bytesOf = (file: string): string => unlessGone('', () => readFileSync(file, 'latin1'));
