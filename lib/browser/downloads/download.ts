/** What stands behind a DownloadItem: what is known of a download, its states, and what may follow on each. */
import { EventEmitter } from 'node:events';
import { Speed } from './speed';

export type DownloadState = 'progressing' | 'completed' | 'cancelled' | 'interrupted';

/** What does not change. */
export interface DownloadInfo {
  /** From the first URL to the one that answered, in the app's words. */
  urlChain: readonly string[];
  mimeType: string;
  /** As Chromium proposes it. */
  filename: string;
  contentDisposition: string;
  eTag: string;
  lastModified: string;
  /** In seconds since the epoch. */
  startTime: number;
  hasUserGesture: boolean;
}

/** What moves the bytes. Its ways of telling are the methods of Download. */
export interface Transfer {
  pause(): void;
  /** After pause(), or after an interruption. */
  resume(): void;
  /** Resolves when nothing is left of the file. Never rejects. */
  cancel(): Promise<void>;
}

interface DownloadEvents {
  updated: [state: 'progressing' | 'interrupted'];
  done: [state: 'completed' | 'cancelled' | 'interrupted'];
}

export class Download extends EventEmitter<DownloadEvents> {
  readonly info: DownloadInfo;
  saveDialogOptions: Electron.SaveDialogOptions = {};
  /** Its will-download was prevented. */
  destroyed = false;
  /** Null until the app has decided where it goes, or after it is over. */
  transfer: Transfer | null = null;
  #savePath = '';
  #pathFixed = false;
  /** Called when it is known where the file goes, or that it goes nowhere. */
  readonly #waiting: ((placed: boolean) => void)[] = [];
  #state: DownloadState = 'progressing';
  #paused = false;
  #resumable = false;
  #receivedBytes = 0;
  #totalBytes = 0;
  #endTime = 0;
  readonly #speed = new Speed();

  constructor(info: DownloadInfo) {
    super();
    this.info = info;
  }

  /** Absolute; empty until somebody has decided. */
  get savePath(): string {
    return this.#savePath;
  }

  /** Does nothing once it is fixed. */
  setSavePath(path: string): void {
    if (!this.#pathFixed) this.#savePath = path;
  }

  /** The app has not decided: the user is asked. */
  leaveSavePathOpen(): void {
    this.#pathFixed = true;
  }

  /** The app has decided, or the user. */
  fixSavePath(path: string): void {
    this.#savePath = path;
    this.#pathFixed = true;
    this.#tellWaiting(true);
  }

  /** Resolves when it is known where the file goes; false if the download is over before. */
  whenPlaced(): Promise<boolean> {
    if (this.isDone || this.#state === 'cancelled') return Promise.resolve(false);
    if (this.#savePath !== '') return Promise.resolve(true);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #tellWaiting(placed: boolean): void {
    for (const tell of this.#waiting.splice(0)) tell(placed);
  }

  get state(): DownloadState {
    return this.#state;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** 0 while it is not known. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** In seconds since the epoch; 0 while it goes on. */
  get endTime(): number {
    return this.#endTime;
  }

  get bytesPerSecond(): number {
    return this.#state === 'progressing' && !this.#paused ? this.#speed.bytesPerSecond() : 0;
  }

  /** -1 while the size is not known. */
  get percentComplete(): number {
    if (this.#state === 'completed') return 100;
    return this.#totalBytes > 0 ? Math.floor((this.#receivedBytes * 100) / this.#totalBytes) : -1;
  }

  get canResume(): boolean {
    return this.#state === 'interrupted' ? this.#resumable : this.#state === 'progressing' && this.#paused;
  }

  /** Nothing follows any more. */
  get isDone(): boolean {
    return this.#endTime !== 0;
  }

  pause(): void {
    if (this.#state !== 'progressing' || this.#paused) return;
    this.#paused = true;
    this.#speed.clear();
    this.transfer?.pause();
    this.#updateSoon();
  }

  resume(): void {
    if (!this.canResume) return;
    this.#paused = false;
    this.#state = 'progressing';
    this.#speed.clear();
    this.transfer?.resume();
    this.#updateSoon();
  }

  cancel(): void {
    if (this.isDone || this.#state === 'cancelled') return;
    this.#state = 'cancelled';
    this.#paused = false;
    this.#tellWaiting(false);
    void (this.transfer?.cancel() ?? Promise.resolve()).then(() => this.#end('cancelled'));
  }

  /** Transfers only: bytes have come. `totalBytes`: 0 if it is not known. */
  progress(receivedBytes: number, totalBytes: number): void {
    if (this.#state !== 'progressing') return;
    this.setBytes(receivedBytes, totalBytes);
    this.#speed.add(receivedBytes);
    this.emit('updated', 'progressing');
  }

  /** Transfers only: the same without an event. */
  setBytes(receivedBytes: number, totalBytes: number): void {
    this.#receivedBytes = receivedBytes;
    this.#totalBytes = totalBytes;
  }

  /** Transfers only: the file is where it should be. */
  complete(size: number): void {
    if (this.isDone || this.#state === 'cancelled') return;
    this.setBytes(size, size);
    this.#state = 'completed';
    this.#end('completed');
  }

  /** Transfers only: it broke off. `resumable`: more can come of it. */
  interrupt(resumable: boolean): void {
    if (this.isDone || this.#state === 'cancelled') return;
    const isNews = this.#state !== 'interrupted';
    this.#state = 'interrupted';
    this.#paused = false;
    this.#resumable = resumable;
    if (!isNews && resumable) return;
    if (resumable) this.emit('updated', 'interrupted');
    else this.#end('interrupted');
  }

  /** Before an event was emitted: one of an earlier run of the app. */
  beginInterrupted(receivedBytes: number, totalBytes: number): void {
    this.setBytes(receivedBytes, totalBytes);
    this.#state = 'interrupted';
    this.#resumable = true;
  }

  #updateSoon(): void {
    queueMicrotask(() => {
      if (this.#state === 'progressing') this.emit('updated', 'progressing');
    });
  }

  #end(state: 'completed' | 'cancelled' | 'interrupted'): void {
    if (this.isDone) return;
    this.#endTime = Date.now() / 1000;
    this.transfer = null;
    this.#tellWaiting(false);
    this.emit('done', state);
  }
}
