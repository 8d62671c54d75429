/**
 * The start of the helper's worker, which Chromium gives up silently if it cannot store the worker's registration: the disk is
 * full, or out of inodes.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How often the directory is looked at, in milliseconds. A start takes less, unless the machine is busy. */
const INTERVAL = 1000;
/** What no start takes, on a busy machine neither. In milliseconds. */
const DEADLINE = 60_000;

/** Bytes; more than is left in the last block of a file. */
const PROBE_SIZE = 64 * 1024;

/** Why Chromium cannot store anything in the directory, or null. */
async function obstacle(directory: string): Promise<Error | null> {
  const probe = join(directory, 'valence.probe');
  try {
    await writeFile(probe, Buffer.alloc(PROBE_SIZE), { mode: 0o600, flush: true });
    return null;
  } catch (error) {
    return error as Error;
  } finally {
    await rm(probe, { force: true }).catch(() => undefined); // what was not written
  }
}

/** As `start`; rejects with Error if the directory can hold no more, or if the start takes a minute. */
export async function workerStart<T>(start: Promise<T>, directory: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const failure = new Promise<never>((_, reject) => {
    const begun = performance.now();
    const look = async (): Promise<void> => {
      const cause = await obstacle(directory);
      const late = performance.now() - begun > DEADLINE;
      if (cause) {
        reject(new Error(`Chromium cannot start the helper extension in ${directory}: ${cause.message}`, { cause }));
      } else if (late) {
        reject(new Error(`Chromium has not started the helper extension within ${DEADLINE / 1000} s`));
      } else {
        timer?.refresh();
      }
    };
    timer = setTimeout(() => void look(), INTERVAL);
  });
  try {
    return await Promise.race([start, failure]);
  } finally {
    clearTimeout(timer);
    timer = undefined;
  }
}
