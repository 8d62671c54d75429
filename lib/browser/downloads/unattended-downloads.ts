/**
 * Downloads of a session that nobody listens to: Chromium saves each under a random name in the download path, and it gets its own
 * name when it is whole, on a display the one that the user chooses. That needs no helper extension.
 */
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser } from '../browser-process/browser';
import { moveFile, uniquePath } from './download-path';

/** Null if nobody can be asked. Resolves with null if the user has cancelled. */
export type AskForPath = (url: string, filename: string, signal: AbortSignal) => Promise<string | null> | null;

export interface UnattendedOptions {
  /** What downloads of the session are writing. */
  paths: Set<string>;
  directory(): string;
  askForPath: AskForPath;
}

interface Begun {
  /** Chromium's, random. */
  file: string;
  filename: string;
  /** Of the user; null if nobody was asked. */
  answer: Promise<string | null> | null;
  /** Takes the question back. */
  over: AbortController;
}

export class UnattendedDownloads {
  readonly #browser: Browser;
  readonly #options: UnattendedOptions;
  /** By guid. */
  readonly #begun = new Map<string, Begun>();
  #active = true;

  constructor(browser: Browser, options: UnattendedOptions) {
    this.#browser = browser;
    this.#options = options;
    browser.root.on('Browser.downloadWillBegin', ({ guid, url, suggestedFilename }) => {
      if (this.#active) this.#begin(guid, url, suggestedFilename);
    });
    browser.root.on('Browser.downloadProgress', ({ guid, state }) => {
      const download = this.#begun.get(guid);
      if (!download || state === 'inProgress') return;
      this.#begun.delete(guid);
      if (state === 'completed') void this.#finish(download);
      else download.over.abort();
    });
    void browser.connection.closed.then(() => {
      for (const { over } of this.#begun.values()) over.abort();
      this.#begun.clear();
    });
    this.apply();
  }

  #begin(guid: string, url: string, filename: string): void {
    const over = new AbortController();
    const answer = this.#options.askForPath(url, filename, over.signal)?.catch(() => '') ?? null; // the program has failed
    this.#begun.set(guid, { file: join(this.#options.directory(), guid), filename, answer, over });
    void answer?.then((path) => {
      if (path === null && this.#begun.has(guid)) this.#browser.root.post('Browser.cancelDownload', { guid });
    });
  }

  /** Of the downloads to come: the directory has changed. */
  apply(): void {
    if (!this.#active) return;
    this.#browser.root.post('Browser.setDownloadBehavior', {
      behavior: 'allowAndName',
      downloadPath: this.#options.directory(),
      eventsEnabled: true,
    });
  }

  /** From now on downloads are attended. Resolves when Chromium acts by it. */
  async end(): Promise<void> {
    await this.#browser.root.send('Browser.setDownloadBehavior', { behavior: 'default', eventsEnabled: true });
    this.#active = false;
  }

  /** Never rejects. */
  async #finish({ file, filename, answer }: Begun): Promise<void> {
    const { paths } = this.#options;
    const chosen = await answer;
    if (answer && chosen === null) {
      await rm(file, { force: true }).catch(() => undefined);
      return;
    }
    const path = chosen || uniquePath(dirname(file), filename, (taken) => paths.has(taken));
    paths.add(path);
    try {
      await moveFile(file, path);
    } catch {
      // The directory is gone, and the file with it.
    } finally {
      paths.delete(path);
    }
  }
}
