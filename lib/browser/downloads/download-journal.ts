/**
 * The downloads of a session that have begun and are not over, in a file of the session's directory, for the next run of the app.
 * The file is replaced as a whole with every change.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file';
import { warnOnce } from '../warn-once';
import type { Download } from './download';
import { UNFINISHED, workingPath } from './download-path';

type Entry = Required<Omit<Electron.CreateInterruptedDownloadOptions, 'offset'>>;

const FILE = 'Download Journal.json';
const VERSION = 1;

export class DownloadJournal {
  readonly #directory: string;
  /** By path. */
  readonly #entries: Map<string, Entry>;
  /** Paths of this run's downloads. */
  readonly #live = new Set<string>();

  /** `directory`: of the session. A damaged file is an empty journal, and one warning. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#entries = new Map(read(join(directory, FILE)).map((entry) => [entry.path, entry]));
  }

  /** Writes it down until it is over. Its path is fixed. */
  watch(download: Download): void {
    const { savePath, info } = download;
    let length = -1;
    const record = (): void => {
      if (download.totalBytes === length) return;
      length = download.totalBytes;
      const { urlChain, mimeType, lastModified, eTag, startTime } = info;
      this.#entries.set(savePath, {
        path: savePath,
        urlChain: [...urlChain],
        mimeType,
        lastModified,
        eTag,
        startTime,
        length,
      });
      this.#write();
    };
    this.#live.add(savePath);
    record();
    download.on('updated', record);
    download.on('done', () => {
      this.#live.delete(savePath);
      this.#entries.delete(savePath);
      this.#write();
    });
  }

  /** Of earlier runs of the app, those whose length is known; what ses.createInterruptedDownload() takes. */
  list(): Electron.CreateInterruptedDownloadOptions[] {
    return [...this.#entries.values()]
      .filter(({ path, length }) => !this.#live.has(path) && length > 0)
      .map((entry) => ({ ...entry, offset: Math.min(receivedOf(entry.path), entry.length - 1) }));
  }

  /** Nothing is remembered any more. */
  remove(): void {
    rmSync(join(this.#directory, FILE), { force: true });
  }

  #write(): void {
    try {
      const content = JSON.stringify({ version: VERSION, downloads: [...this.#entries.values()] }, null, 2);
      replaceFile(join(this.#directory, FILE), `${content}\n`, { flush: true });
    } catch (error) {
      warn(this.#directory, `cannot be written: ${String(error)}`); // the download goes on
    }
  }
}

/** How much of an unfinished download is on the disk. */
function receivedOf(savePath: string): number {
  const sizes = [savePath + UNFINISHED, workingPath(savePath) + UNFINISHED].map(
    (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
  );
  return Math.max(...sizes);
}

function read(file: string): Entry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') warn(file, String(error));
    return [];
  }
  try {
    const { version, downloads } = JSON.parse(text) as Record<string, unknown>;
    if (version === VERSION && Array.isArray(downloads) && downloads.every(isEntry)) return downloads;
    warn(file, `is not a list of downloads of version ${VERSION}`);
  } catch (error) {
    warn(file, String(error));
  }
  return [];
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { path, urlChain, mimeType, lastModified, eTag, startTime, length } = value as Record<string, unknown>;
  return (
    [path, mimeType, lastModified, eTag].every((text) => typeof text === 'string') &&
    Array.isArray(urlChain) &&
    urlChain.length > 0 &&
    urlChain.every((url) => typeof url === 'string') &&
    typeof startTime === 'number' &&
    Number.isInteger(length)
  );
}

const warn = (place: string, what: string): void =>
  warnOnce('VALENCE_DOWNLOAD_JOURNAL', place, `The download journal of ${place} ${what}`);
