/** A download that Chromium makes: named, steered and finished through the helper extension. */
import { existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
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
  /** Chromium has given up, and must not go on; `unfinishedPath` has what it received. */
  onLeft(unfinishedPath: string | null): void;
}

export class NativeTransfer implements Transfer {
  readonly #options: NativeTransferOptions;
  #link: SaveLink | null = null;
  /** What Chromium writes to, without its ending; null before it has a name. */
  #path: string | null = null;
  /** A second name of what is not whole: Chromium removes the first one when it ends. */
  #kept: string | null = null;
  #finishing = false;
  #cancelling = false;
  #ended = false;

  constructor(options: NativeTransferOptions) {
    this.#options = options;
  }

  /** Where Chromium keeps what is not whole. */
  get unfinishedPath(): string | null {
    return this.#path === null ? null : this.#path + UNFINISHED;
  }

  /** Lets Chromium write where `path` is: the save path, or another one while the user is asked. Throws Error if the directory cannot be made. */
  save(path: string): void {
    const { download, links, paths } = this.#options;
    mkdirSync(dirname(path), { recursive: true });
    this.#link = links.add(dirname(path));
    this.#path = workingPath(path, (taken) => paths.has(taken));
    paths.add(this.#path);
    if (download.savePath !== '') paths.add(download.savePath);
    this.rename();
  }

  /** Chromium asks for the name, a further time when it begins anew. */
  rename(): void {
    if (!this.#link || this.#path === null) return;
    this.#call('nameDownload', this.#options.id, `${this.#link.name}/${basename(this.#path)}`);
  }

  pause(): void {
    this.#call('pauseDownload', this.#options.id);
  }

  resume(): void {
    this.#call('resumeDownload', this.#options.id);
  }

  async cancel(): Promise<void> {
    const { helper, id } = this.#options;
    this.#cancelling = true;
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

  /** Bytes have come: what is there from now on outlives Chromium and the app. */
  keep(): void {
    if (this.#kept !== null || this.#ended || this.unfinishedPath === null) return;
    if (this.#options.download.savePath === '') return; // Chromium's name of it has to do until then
    const kept = this.#options.download.savePath + UNFINISHED;
    try {
      linkSync(this.unfinishedPath, kept);
      this.#kept = kept;
    } catch {
      // Not there yet; another download has this name; or the file system has no hard links.
    }
  }

  /** What Chromium says of it now. */
  update({ state, error, canResume, bytesReceived, totalBytes, filename }: ExtensionDownload): void {
    const { download } = this.#options;
    if (this.#ended || this.#cancelling) return;
    if (state === 'complete') {
      void this.#finish(filename);
    } else if (state === 'interrupted') {
      if (error === 'USER_CANCELED') download.cancel();
      else if (canResume && error?.startsWith('FILE_')) this.#leave();
      else {
        download.setBytes(bytesReceived, totalBytes);
        if (!canResume) this.#end();
        download.interrupt(canResume);
      }
    } else if (download.receivedBytes === 0) {
      download.setBytes(bytesReceived, totalBytes);
    }
  }

  /** Chromium has ended: what it has received stays. Returns where; null if there is nothing. */
  abandon(): string | null {
    this.#ended = true;
    this.#release();
    const unfinished = this.unfinishedPath;
    if (unfinished === null) return null;
    const { savePath } = this.#options.download;
    if (savePath === '') return unfinished;
    const kept = savePath + UNFINISHED;
    if (!existsSync(unfinished)) return this.#kept;
    if (this.#kept === null && existsSync(kept)) return unfinished; // another download's
    try {
      rmSync(kept, { force: true });
      renameSync(unfinished, kept);
      return kept;
    } catch {
      return unfinished;
    }
  }

  /** The disk is full, for example: Chromium 156 crashes if it resumes such a download and fails again. */
  #leave(): void {
    const path = this.abandon();
    this.#call('eraseDownload', this.#options.id);
    this.#options.onEnd();
    this.#options.onLeft(path);
  }

  /** Chromium has the whole file; it has taken another name if nobody gave it one in time. */
  async #finish(filename: string): Promise<void> {
    if (this.#finishing) return;
    this.#finishing = true;
    const { download } = this.#options;
    const isOurs = this.#link !== null && basename(dirname(filename)) === this.#link.name;
    const file = isOurs && this.#path !== null ? join(dirname(this.#path), basename(filename)) : filename;
    try {
      const { size } = statSync(file);
      // The user is still being asked: Chromium need not have told of the last bytes.
      if (download.savePath === '') download.progress(size, size);
      if (!(await download.whenPlaced())) {
        await rm(file, { force: true });
        return; // cancelled
      }
      await moveFile(file, download.savePath);
      this.#end();
      download.complete(size);
    } catch {
      // Somebody has removed it, or the directory; or a directory has its name.
      await rm(file, { force: true }).catch(() => undefined);
      this.#end();
      download.interrupt(false);
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#kept !== null) rmSync(this.#kept, { force: true });
    this.#call('eraseDownload', this.#options.id);
    this.#release();
    this.#options.onEnd();
  }

  #release(): void {
    const { paths, download } = this.#options;
    this.#link?.remove();
    if (this.#path !== null) paths.delete(this.#path);
    paths.delete(download.savePath);
  }

  #call<N extends keyof HelperCalls>(name: N, ...args: Parameters<HelperCalls[N]>): void {
    // What is over meanwhile is told by its change.
    this.#options.helper.call(name, ...args).catch(() => undefined);
  }
}
