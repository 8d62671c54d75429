/** Names of files: of those that are done, and of those that are not. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** Bytes of a file's name, at most. */
const LONGEST_NAME = 255;

/** Chromium adds it to the name of what it has not received as a whole. */
export const UNFINISHED = '.crdownload';

/** Cuts the name, not its extension, between characters. */
function shortened(stem: string, rest: string): string {
  const room = LONGEST_NAME - Buffer.byteLength(rest);
  let characters = [...stem];
  while (Buffer.byteLength(characters.join('')) > room) characters = characters.slice(0, -1);
  return characters.join('') + rest;
}

/** A path in `directory` that nothing has: `name.txt`, `name (1).txt`, … `taken` says which ones are being written. */
export function uniquePath(directory: string, filename: string, taken: (path: string) => boolean): string {
  const safe = basename(filename) || 'download';
  const extension = Buffer.byteLength(extname(safe)) > LONGEST_NAME / 2 ? '' : extname(safe);
  const stem = basename(safe, extension);
  for (let count = 0; ; count++) {
    const path = join(directory, shortened(stem, count === 0 ? extension : ` (${count})${extension}`));
    if (!existsSync(path) && !taken(path)) return path;
  }
}

/**
 * The file that becomes `savePath`, in the same directory: the same for every start of the app, so that what was received is
 * found again. Without an extension: Chromium would judge the file by it, and change it.
 */
export function workingPath(savePath: string, taken: (path: string) => boolean = () => false): string {
  const digest = createHash('sha256').update(basename(savePath)).digest('hex').slice(0, 16);
  for (let count = 1; ; count++) {
    const path = join(dirname(savePath), `unfinished-${digest}${count === 1 ? '' : `-${count}`}`);
    if (!taken(path)) return path;
  }
}

/** Replaces `to` with a whole file. Between file systems the copy has another name until it is whole. */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    const copy = `${workingPath(to)}${UNFINISHED}`;
    try {
      await copyFile(from, copy);
      await rename(copy, to);
    } catch (failure) {
      await rm(copy, { force: true });
      throw failure;
    }
    await rm(from, { force: true });
  }
}
