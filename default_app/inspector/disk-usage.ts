/** How much of the disk a directory takes. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** st_blocks counts in these, whatever the file system's own block size (stat(2)). */
const BLOCK_SIZE = 512;

/** Bytes on disk of everything below `directory`; what vanishes while it is counted counts as nothing. */
export async function diskUsage(directory: string): Promise<number> {
  let total = 0;
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) total += await diskUsage(path);
    else total += ((await lstat(path).catch(() => null))?.blocks ?? 0) * BLOCK_SIZE;
  }
  return total;
}
