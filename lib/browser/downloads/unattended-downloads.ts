/**
 * Downloads of a session that nobody listens to: Chromium saves each under a random name in the download path, and it gets its own
 * name when it is whole. That needs no helper extension.
 */
import { dirname, join } from 'node:path';
import type { Browser } from '../browser-process/browser';
import { moveFile, uniquePath } from './download-path';

export class UnattendedDownloads {
  readonly #browser: Browser;
  readonly #paths: Set<string>;
  readonly #directory: () => string;
  /** By guid. */
  readonly #begun = new Map<string, { filename: string; directory: string }>();
  #active = true;

  /** `paths`: what downloads of the session are writing. */
  constructor(browser: Browser, paths: Set<string>, directory: () => string) {
    this.#browser = browser;
    this.#paths = paths;
    this.#directory = directory;
    browser.root.on('Browser.downloadWillBegin', ({ guid, suggestedFilename }) => {
      if (this.#active) this.#begun.set(guid, { filename: suggestedFilename, directory: this.#directory() });
    });
    browser.root.on('Browser.downloadProgress', ({ guid, state }) => {
      const download = this.#begun.get(guid);
      if (!download || state === 'inProgress') return;
      this.#begun.delete(guid);
      if (state === 'completed') void this.#finish(join(download.directory, guid), download.filename);
    });
    this.apply();
  }

  /** Of the downloads to come: the directory has changed. */
  apply(): void {
    if (!this.#active) return;
    this.#browser.root.post('Browser.setDownloadBehavior', {
      behavior: 'allowAndName',
      downloadPath: this.#directory(),
      eventsEnabled: true,
    });
  }

  /** From now on downloads are attended. Resolves when Chromium acts by it. */
  async end(): Promise<void> {
    this.#active = false;
    await this.#browser.root.send('Browser.setDownloadBehavior', { behavior: 'default', eventsEnabled: true });
  }

  async #finish(file: string, filename: string): Promise<void> {
    const path = uniquePath(dirname(file), filename, (taken) => this.#paths.has(taken));
    this.#paths.add(path);
    try {
      await moveFile(file, path);
    } catch {
      // The directory is gone, and the file with it.
    } finally {
      this.#paths.delete(path);
    }
  }
}
