/** Moves files to the trash: the specification of freedesktop.org, as file managers do. */
import { lstat, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';

interface Trash {
  directory: string;
  /** What the paths that it notes are relative to; null: they are absolute. */
  top: string | null;
}

function homeTrash(): Trash {
  const data = process.env.XDG_DATA_HOME;
  return { directory: join(data && isAbsolute(data) ? data : join(homedir(), '.local/share'), 'Trash'), top: null };
}

/** The topmost directory of the file system that `path` is on. */
async function topOf(path: string, device: number): Promise<string> {
  let top = dirname(path);
  while (dirname(top) !== top && (await stat(dirname(top))).dev === device) top = dirname(top);
  return top;
}

async function make({ directory }: Trash): Promise<void> {
  for (const name of ['files', 'info']) await mkdir(join(directory, name), { recursive: true, mode: 0o700 });
}

/** Local time without a zone, as the specification has it. */
function now(): string {
  const date = new Date();
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** Takes a free name: the note is made first, and fails if the name is taken. */
async function note({ directory, top }: Trash, path: string): Promise<string> {
  const original = encodeURI(top === null ? path : relative(top, path)).replaceAll(/[?#]/g, encodeURIComponent);
  const text = `[Trash Info]\nPath=${original}\nDeletionDate=${now()}\n`;
  for (let count = 1; ; count++) {
    const name = count === 1 ? basename(path) : `${basename(path)}.${count}`;
    try {
      await writeFile(join(directory, 'info', `${name}.trashinfo`), text, { flag: 'wx', mode: 0o600 });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function moveInto(trash: Trash, path: string): Promise<void> {
  await make(trash);
  const name = await note(trash, path);
  try {
    await rename(path, join(trash.directory, 'files', name));
  } catch (error) {
    await rm(join(trash.directory, 'info', `${name}.trashinfo`), { force: true });
    throw error;
  }
}

/** Rejects if there is no such file, or if it cannot be moved. */
export async function moveToTrash(file: string): Promise<void> {
  const path = resolve(file);
  const { dev } = await lstat(path);
  try {
    await moveInto(homeTrash(), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    // A file of another file system stays there.
    const top = await topOf(path, dev);
    await moveInto({ directory: join(top, `.Trash-${process.getuid?.() ?? 0}`), top }, path);
  }
}
