/**
 * The files of Chromium's disk cache (net/disk_cache/simple): up to three a cached resource, named by the hash of its
 * key. A running Chromium opens them by name for each use and takes a missing file for a resource that is not cached,
 * so that entries can be removed under it.
 */
import { open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const ENTRY_FILE = /^[0-9a-f]{16}_[01s]$/;
/** The index, and entries Chromium itself is about to delete. */
const OTHER_FILE = /^(index|index-dir|todelete_.*)$/;

/** SimpleFileHeader of simple_entry_format.h: magic number (8 bytes), version, key length, key hash (4 each), padding. */
const HEADER_SIZE = 24;
const MAGIC_NUMBER = 0xfcfb6d1ba7725c30n;
const KEY_LENGTH_OFFSET = 12;

/** Files handled at a time. */
const BATCH_SIZE = 64;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function list(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function forEach(names: readonly string[], work: (name: string) => Promise<void>): Promise<void> {
  for (let start = 0; start < names.length; start += BATCH_SIZE) {
    await Promise.all(names.slice(start, start + BATCH_SIZE).map(work));
  }
}

/** Chromium removes entries while we look at them. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export class SimpleCache {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** False if the directory holds files of another kind of cache. A missing directory is an empty cache. */
  async recognized(): Promise<boolean> {
    return (await list(this.directory)).every((name) => ENTRY_FILE.test(name) || OTHER_FILE.test(name));
  }

  /** Bytes of all entries, with their keys and headers, as Chromium counts them. */
  async size(): Promise<number> {
    let total = 0;
    await forEach(await this.#entryFiles(), async (name) => {
      const file = await unlessMissing(stat(join(this.directory, name)));
      total += file?.size ?? 0;
    });
    return total;
  }

  /** Removes every entry, or those whose key passes. */
  async remove(matches?: (key: string) => boolean): Promise<void> {
    const names = await this.#entryFiles();
    const doomed = matches ? await this.#withKey(names, matches) : names;
    await forEach(doomed, async (name) => {
      await unlessMissing(unlink(join(this.directory, name)));
    });
  }

  async #entryFiles(): Promise<string[]> {
    return (await list(this.directory)).filter((name) => ENTRY_FILE.test(name));
  }

  async #withKey(names: readonly string[], matches: (key: string) => boolean): Promise<string[]> {
    const found: string[] = [];
    await forEach(names, async (name) => {
      const key = await unlessMissing(readKey(join(this.directory, name)));
      if (key !== undefined && matches(key)) found.push(name);
    });
    return found;
  }
}

/** The key that an entry file begins with; undefined for one that is not written yet. */
async function readKey(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r');
  try {
    const header = Buffer.alloc(HEADER_SIZE);
    const { bytesRead } = await handle.read(header, 0, HEADER_SIZE, 0);
    if (bytesRead < HEADER_SIZE || header.readBigUInt64LE(0) !== MAGIC_NUMBER) return undefined;
    const key = Buffer.alloc(header.readUInt32LE(KEY_LENGTH_OFFSET));
    const { bytesRead: length } = await handle.read(key, 0, key.length, HEADER_SIZE);
    return length < key.length ? undefined : key.toString('latin1');
  } finally {
    await handle.close();
  }
}
