/**
 * The rest of a download that Chromium has forgotten: of an earlier run of the app, or of a browser that has ended. Asks the server
 * for the missing part, if the resource is still the same, and for all of it otherwise.
 */
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import type { Download, Transfer } from './download';
import { moveFile } from './download-path';

export type FetchBody = (url: string, init: RequestInit) => Promise<Response>;

export interface RangeTransferOptions {
  download: Download;
  fetch: FetchBody;
  /** The server has refused the URL. True if it may be asked again. Never rejects. */
  logIn(url: string): Promise<boolean>;
  /** Where the received part is, and the rest is written. */
  unfinishedPath: string;
  /** Another place where the part may be. */
  alternatives: readonly string[];
}

/** How often progress is told, in milliseconds; Chromium does the same. */
const INTERVAL = 500;

/** Of a Content-Range. */
const RANGE = /^bytes (\d+)-\d*\/(\d+|\*)$/;

/** A weak one says nothing of bytes (RFC 9110, 13.1.5). */
const isStrong = (eTag: string): boolean => eTag !== '' && !eTag.startsWith('W/');

export class RangeTransfer implements Transfer {
  readonly #options: RangeTransferOptions;
  #run: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  /** In this run. */
  #hasLoggedIn = false;

  constructor(options: RangeTransferOptions) {
    this.#options = options;
  }

  pause(): void {
    this.#run?.abort();
  }

  resume(): void {
    const run = new AbortController();
    this.#hasLoggedIn = false;
    this.#run = run;
    this.#running = this.#running.then(() => this.#transfer(run.signal));
  }

  async cancel(): Promise<void> {
    this.#run?.abort();
    await this.#running;
    await this.#removeAlternatives();
    await rm(this.#options.unfinishedPath, { force: true }).catch(() => undefined);
  }

  async #removeAlternatives(): Promise<void> {
    for (const path of this.#options.alternatives) {
      if (path !== this.#options.download.savePath) await rm(path, { force: true }).catch(() => undefined);
    }
  }

  /** Never rejects. */
  async #transfer(signal: AbortSignal): Promise<void> {
    const { download } = this.#options;
    try {
      const size = await this.#receive(signal);
      if (!(await download.whenPlaced())) return; // cancel() removes it
      await moveFile(this.#options.unfinishedPath, download.savePath);
      await this.#removeAlternatives();
      download.complete(size);
    } catch {
      // What pause() or cancel() has ended goes on, or is over.
      if (!signal.aborted) download.interrupt(true);
    }
  }

  async #receive(signal: AbortSignal): Promise<number> {
    const { download, fetch } = this.#options;
    const offset = await this.#offset();
    const validator = isStrong(download.info.eTag) ? download.info.eTag : download.info.lastModified;
    const isPartial = offset > 0 && validator !== '';
    // The length of a coded body would be another one.
    const headers: Record<string, string> = { 'Accept-Encoding': 'identity' };
    if (isPartial) Object.assign(headers, { 'Range': `bytes=${offset}-`, 'If-Range': validator });
    const url = download.info.urlChain.at(-1) ?? '';
    const response = await fetch(url, { headers, signal });
    if (!response.ok) {
      await response.body?.cancel();
      if (response.status === 401 && !this.#hasLoggedIn) {
        this.#hasLoggedIn = true;
        if (await this.#options.logIn(url)) return this.#receive(signal);
      }
      if (isPartial && response.status === 416) return this.#again(signal);
      throw new Error(`The server has answered ${response.status}`);
    }
    const [, first, total] = RANGE.exec(response.headers.get('content-range') ?? '') ?? [];
    if (response.status === 206 && Number(first) !== offset) {
      await response.body?.cancel();
      return this.#again(signal);
    }
    const start = response.status === 206 ? offset : 0;
    const length = Number(response.headers.get('content-length') ?? 0);
    const size = total !== undefined && total !== '*' ? Number(total) : length && start + length;
    return this.#write(response, start, size, signal);
  }

  /** From the beginning: what was received does not fit. */
  async #again(signal: AbortSignal): Promise<number> {
    await rm(this.#options.unfinishedPath, { force: true });
    return this.#receive(signal);
  }

  /** What is there of it; no more than the download is said to have. */
  async #offset(): Promise<number> {
    const { unfinishedPath, alternatives, download } = this.#options;
    const { receivedBytes } = download;
    if (receivedBytes === 0) return 0;
    const size = await sizeOf(unfinishedPath);
    if (size > 0) return Math.min(size, receivedBytes);
    for (const path of alternatives) {
      if ((await sizeOf(path)) < receivedBytes) continue;
      await rename(path, unfinishedPath);
      return receivedBytes;
    }
    return 0;
  }

  async #write(response: Response, start: number, total: number, signal: AbortSignal): Promise<number> {
    const { download } = this.#options;
    const file = await open(this.#options.unfinishedPath, start > 0 ? 'r+' : 'w', 0o666);
    let received = start;
    let toldAt = 0;
    try {
      await file.truncate(start);
      download.progress(received, total);
      for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        signal.throwIfAborted();
        await writeAll(file, chunk, received);
        received += chunk.byteLength;
        download.setBytes(received, total);
        if (performance.now() - toldAt < INTERVAL) continue;
        toldAt = performance.now();
        download.progress(received, total);
      }
    } finally {
      await file.close();
    }
    signal.throwIfAborted();
    if (total > 0 && received !== total) throw new Error(`${received} of ${total} bytes have come`);
    return received;
  }
}

/** 0 for what is no file. */
const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.byteLength;) {
    const { bytesWritten } = await file.write(chunk, written, chunk.byteLength - written, position + written);
    written += bytesWritten;
  }
}
