/**
 * The file of a directory that a URL names, opened. A URL cannot lead out of the directory: not by its dots or encoded
 * slashes, and not by a symbolic link, even one that is put there while the file is being opened.
 */
import { constants, type Stats } from 'node:fs';
import { open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** The names of a URL's path; or the status of its answer, if it can name no file. */
export function namesOf(url: string, dotfiles: boolean): string[] | 400 | 404 {
  const names: string[] = [];
  for (const segment of new URL(url).pathname.split('/')) {
    let name: string;
    try {
      name = decodeURIComponent(segment);
    } catch {
      return 400; // a percent sign that encodes nothing, or bytes that are no UTF-8
    }
    if (/[/\\\0]/.test(name) || name === '.' || name === '..') return 400;
    if (name.startsWith('.') && !dotfiles) return 404;
    if (name !== '') names.push(name);
  }
  return names;
}

export interface OpenFile {
  /** Whoever gets it closes it. */
  file: FileHandle;
  stats: Stats;
}

const isInside = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);

/** Nothing of these is followed or waited for: what was resolved has no links, and a pipe has no bytes yet. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A file or directory below `directory`; null if what is there lies elsewhere. Rejects as open(2) does. */
export async function openInside(directory: string, names: readonly string[]): Promise<OpenFile | null> {
  const root = await realpath(directory);
  const path = await realpath(join(root, ...names));
  if (!isInside(root, path)) return null;
  const file = await open(path, FLAGS);
  try {
    // What has been opened in the end, whoever has renamed what meanwhile.
    const opened = await readlink(`/proc/self/fd/${file.fd}`);
    const stats = await file.stat();
    if (isInside(root, opened)) return { file, stats };
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return null;
}
