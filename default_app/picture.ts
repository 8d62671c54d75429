/** Saves pictures of windows: in the current directory, or in the temporary one if that cannot be written to. */
import { app } from 'electron';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Names that are tried in one directory: "page.png", "page-2.png", … */
const MAX_NAMES = 1000;

const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOSPC', 'EDQUOT']);

/** A file name made of any text. */
export function fileNameOf(text: string): string {
  const name = text.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return /^.{0,60}/u.exec(name)?.[0] || 'page';
}

/** Writes a file that was not there before. Resolves with its path, or null if the directory takes none. */
async function writeNew(directory: string, name: string, png: Buffer): Promise<string | null> {
  for (let number = 1; number <= MAX_NAMES; number++) {
    const path = join(directory, number === 1 ? `${name}.png` : `${name}-${number}.png`);
    try {
      await writeFile(path, png, { flag: 'wx' });
      return path;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (REFUSED.has(code)) return null;
      if (code !== 'EEXIST') throw error;
    }
  }
  return null;
}

/** Resolves with the path of the picture, which overwrites nothing. */
export async function savePicture(png: Buffer, name: string): Promise<string> {
  const directories = [process.cwd(), app.getPath('temp')];
  for (const directory of directories) {
    const path = await writeNew(directory, name, png);
    if (path !== null) return path;
  }
  throw new Error(`No picture could be saved in ${directories.join(' or ')}: run valence where you may write.`);
}
