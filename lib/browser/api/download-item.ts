/** The DownloadItem class (docs/api/download-item.md). */
import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { validateString } from '../../common/validators';
import { emitToApp } from '../app-calls';
import { validateFileDialog } from '../dialogs/file-chooser';
import type { Download } from '../downloads/download';
import { createEvent } from '../event';
import { requireLibrary, type LIBRARY } from '../internals';

export class DownloadItem extends EventEmitter implements Electron.DownloadItem {
  readonly #item: Download;

  constructor(key: typeof LIBRARY, download: Download) {
    super();
    requireLibrary(key);
    this.#item = download;
    download.on('updated', (state) => emitToApp(this, 'updated', createEvent(), state));
    download.on('done', (state) => emitToApp(this, 'done', createEvent(), state));
  }

  /** Throws Error from the tick after a will-download that was prevented. */
  get #download(): Download {
    if (this.#item.destroyed) throw new Error('DownloadItem used after being destroyed');
    return this.#item;
  }

  /** Absolute; empty until it is decided. */
  get savePath(): string {
    return this.#download.savePath;
  }

  /** In a listener of will-download only: later it has no effect. */
  set savePath(path: string) {
    this.setSavePath(path);
  }

  setSavePath(path: string): void {
    validateString(path, 'path');
    this.#download.setSavePath(path === '' ? '' : resolve(path));
  }

  getSavePath(): string {
    return this.#download.savePath;
  }

  setSaveDialogOptions(options: Electron.SaveDialogOptions): void {
    validateFileDialog(options, 'save');
    this.#download.saveDialogOptions = { ...options };
  }

  getSaveDialogOptions(): Electron.SaveDialogOptions {
    return { ...this.#download.saveDialogOptions };
  }

  pause(): void {
    this.#download.pause();
  }

  isPaused(): boolean {
    return this.#download.paused;
  }

  resume(): void {
    this.#download.resume();
  }

  canResume(): boolean {
    return this.#download.canResume;
  }

  cancel(): void {
    this.#download.cancel();
  }

  getURL(): string {
    return this.#download.info.urlChain.at(-1) ?? '';
  }

  getURLChain(): string[] {
    return [...this.#download.info.urlChain];
  }

  getMimeType(): string {
    return this.#download.info.mimeType;
  }

  hasUserGesture(): boolean {
    return this.#download.info.hasUserGesture;
  }

  getFilename(): string {
    return this.#download.info.filename;
  }

  getContentDisposition(): string {
    return this.#download.info.contentDisposition;
  }

  getETag(): string {
    return this.#download.info.eTag;
  }

  getLastModifiedTime(): string {
    return this.#download.info.lastModified;
  }

  /** In bytes; 0 while it is not known. */
  getTotalBytes(): number {
    return this.#download.totalBytes;
  }

  getReceivedBytes(): number {
    return this.#download.receivedBytes;
  }

  getState(): 'progressing' | 'completed' | 'cancelled' | 'interrupted' {
    return this.#download.state;
  }

  /** In seconds since the epoch. */
  getStartTime(): number {
    return this.#download.info.startTime;
  }

  /** Electron 33: in seconds since the epoch, 0 while it goes on. */
  getEndTime(): number {
    return this.#download.endTime;
  }

  /** Electron 33: -1 while the size is not known. */
  getPercentComplete(): number {
    return this.#download.percentComplete;
  }

  /** Electron 33. */
  getCurrentBytesPerSecond(): number {
    return this.#download.bytesPerSecond;
  }
}
