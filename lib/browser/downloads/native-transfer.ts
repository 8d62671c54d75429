/** A download that Chromium makes: named, steered and finished through the helper extension. */
import { mkdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ExtensionDownload, HelperCalls } from '../../common/helper-messages';
import type { HelperExtension } from '../helper-extension/helper-extension';
import type { Download, Transfer } from './download';
import { moveFile, UNFINISHED, workingPath } from './download-path';
import type { SaveLink, SaveLinks } from './save-links';

export interface NativeTransferOptions {
  helper: HelperExtension;
  /** Of chrome.downloads. */
  id: number;
  download: Download;
  links: SaveLinks;
  /** Paths that downloads of the session are writing. */
  paths: Set<string>;
  /** It is over; nothing more is to be told. */
  onEnd(): void;
}

export class NativeTransfer implements Transfer {
  readonly #options: NativeTransferOptions;
  #link: SaveLink | null = null;
  /** What Chromium writes to, without its ending; null before it has a name. */
  #path: string | null = null;
  #finishing = false;
  #ended = false;

  constructor(options: NativeTransferOptions) {
    this.#options = options;
  }

  /** Where Chromium keeps what is not whole. */
  get unfinishedPath(): string | null {
    return this.#path === null ? null : this.#path + UNFINISHED;
  }

  /** Lets Chromium write. Throws Error if the directory cannot be made. */
  save(): void {
    const { download, links, paths } = this.#options;
    const { savePath } = download;
    mkdirSync(dirname(savePath), { recursive: true });
    this.#link = links.add(dirname(savePath));
    this.#path = workingPath(savePath, (path) => paths.has(path));
    paths.add(this.#path).add(savePath);
    this.rename();
  }

  /** Chromium asks for the name, a further time when it begins anew. */
  rename(): void {
    if (this.#link && this.#path !== null) this.#call('nameDownload', `${this.#link.name}/${basename(this.#path)}`);
  }

  pause(): void {
    this.#call('pauseDownload');
  }

  resume(): void {
    this.#call('resumeDownload');
  }

  async cancel(): Promise<void> {
    const { helper, id } = this.#options;
    await helper.call('cancelDownload', id).catch(() => undefined); // over already
    const unfinished = this.unfinishedPath;
    this.#end();
    if (unfinished !== null) await rm(unfinished, { force: true }).catch(() => undefined);
  }

  /** The download cannot be saved. */
  async fail(): Promise<void> {
    await this.cancel();
    this.#options.download.interrupt(false);
  }

  /** What Chromium says of it now. */
  update({ state, error, canResume, bytesReceived, totalBytes, filename }: ExtensionDownload): void {
    const { download } = this.#options;
    if (this.#ended) return;
    if (state === 'complete') {
      void this.#finish(filename);
    } else if (state === 'interrupted') {
      if (error === 'USER_CANCELED') download.cancel();
      else {
        download.setBytes(bytesReceived, totalBytes);
        if (!canResume) this.#end();
        download.interrupt(canResume);
      }
    } else if (download.receivedBytes === 0) {
      download.setBytes(bytesReceived, totalBytes);
    }
  }

  /** Chromium has ended: what it has received stays. */
  abandon(): void {
    this.#ended = true;
    this.#release();
  }

  /** Chromium has the whole file; it has taken another name if nobody gave it one in time. */
  async #finish(filename: string): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    const { download } = this.#options;
    const isOurs = this.#link !== null && basename(dirname(filename)) === this.#link.name;
    const file = isOurs ? join(dirname(download.savePath), basename(filename)) : filename;
    try {
      const { size } = statSync(file);
      await moveFile(file, download.savePath);
      this.#end();
      download.complete(size);
    } catch {
      // Somebody has removed it, or the directory; or a directory has its name.
      this.#end();
      download.interrupt(false);
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#call('eraseDownload');
    this.#release();
    this.#options.onEnd();
  }

  #release(): void {
    const { paths, download } = this.#options;
    this.#link?.remove();
    if (this.#path !== null) paths.delete(this.#path);
    paths.delete(download.savePath);
  }

  #call(
    name: keyof { [N in keyof HelperCalls as N extends `${string}Download` ? N : never]: N },
    ...more: string[]
  ): void {
    const { helper, id } = this.#options;
    const call = helper.call as (name: string, ...args: unknown[]) => Promise<unknown>;
    // What is over meanwhile is told by its change.
    call.call(helper, name, id, ...more).catch(() => undefined);
  }
}
