/** The downloads of one session. */
import { statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { BrowserContext } from '../browser-context/browser-context';
import { identityHeaders } from '../browser-context/identity';
import { perContext } from '../browser-context/per-context';
import { perBrowser } from '../browser-process/per-browser';
import { BrowserGoneError } from '../devtools/errors';
import { withoutNames, type HeaderEntry } from '../http';
import { BrowserDownloads } from './browser-downloads';
import { Download } from './download';
import { DownloadJournal } from './download-journal';
import { uniquePath, UNFINISHED, workingPath } from './download-path';
import type { InterruptedDownload } from './interrupted-download';
import { RangeTransfer, type FetchBody } from './range-transfer';
import { linksFolder } from './save-links';

/** A request that a server or a proxy has refused for want of credentials. */
export interface RefusedRequest {
  url: string;
  headers: readonly HeaderEntry[];
}

export interface DownloadHost {
  /** Of sessions without a path of their own. */
  defaultPath(): string;
  /** Shows a save dialog. Resolves with null if the user has cancelled it; null at once if nobody can be asked. */
  askForPath(options: Electron.SaveDialogOptions, signal: AbortSignal): Promise<string | null> | null;
  /** In the session's network. */
  fetch: FetchBody;
  /** Asks the app for credentials. True if the request can be made again. Never rejects. */
  logIn(request: RefusedRequest, contents: Electron.WebContents | null): Promise<boolean>;
  /** Whether somebody listens to will-download. */
  isHeard(): boolean;
  /** Emits will-download; true if it was prevented. */
  willDownload(download: Download, contents: Electron.WebContents | null): boolean;
}

/**
 * Electron has neither: Safe Browsing, which would ask Google about downloads, and Chromium's judgement of kinds of files
 * that comes with it.
 */
const NO_SAFE_BROWSING = { SafeBrowsingProtectionLevel: 0 } as const;

/** Schemes of URLs, and those of the app under Chromium's name. */
const DOWNLOADABLE = new Set([
  'http:',
  'https:',
  'data:',
  'blob:',
  'file:',
  'filesystem:',
  'chrome:',
  'chrome-extension:',
]);

export class DownloadManager {
  readonly #context: BrowserContext;
  readonly #paths = new Set<string>();
  readonly #browsers = perBrowser((browser) => {
    const { schemes } = this.#context;
    return new BrowserDownloads(browser, {
      schemes,
      paths: this.#paths,
      directory: () => this.directory,
      askForPath: (url, filename, signal) =>
        this.#askForPath({ title: url, defaultPath: join(this.directory, filename) }, signal),
      begin: (download, contents) => this.#begin(download, contents),
      logIn: ({ url, headers, contents }) => this.#host!.logIn({ url: schemes.toApp(url), headers }, contents),
      abandoned: (download, path, contents) => this.#abandon(download, path, contents),
    });
  });
  #host: DownloadHost | null = null;
  #path: string | null = null;
  #journal: DownloadJournal | null = null;

  private constructor(context: BrowserContext) {
    this.#context = context;
    context.contribute({
      // Several connections for one file leave holes in what was received when Chromium is killed.
      switches: () => ({ 'disable-features': 'ParallelDownloading' }),
      policies: (userDataDir) => ({ ...NO_SAFE_BROWSING, DownloadDirectory: linksFolder(userDataDir) }),
    });
    context.onBrowser(async (browser) => {
      const downloads = this.#browsers(browser);
      if (this.#host?.isHeard()) await downloads.attend();
    });
  }

  /** The one of a session. */
  static readonly of = perContext((context) => new DownloadManager(context));

  /** Once, before the first browser. */
  setHost(host: DownloadHost): void {
    this.#host = host;
  }

  /** Where downloads go that have no path of their own. */
  get directory(): string {
    return this.#path ?? this.#host!.defaultPath();
  }

  setPath(path: string): void {
    this.#path = path;
    const { current } = this.#context;
    if (current) this.#browsers(current).applyPath();
  }

  /** Whether downloads are written down for the next run of the app. Throws Error for a session in memory. */
  setJournal(enabled: boolean): void {
    const { storagePath } = this.#context;
    if (storagePath === null)
      throw new Error('A session in memory has no download journal: its data ends with the app');
    if (enabled) this.#journal ??= new DownloadJournal(storagePath);
    else {
      (this.#journal ?? new DownloadJournal(storagePath)).remove();
      this.#journal = null;
    }
  }

  /** What the journal has of earlier runs of the app. */
  interrupted(): Electron.CreateInterruptedDownloadOptions[] {
    return this.#journal?.list() ?? [];
  }

  /** Somebody listens to will-download. */
  listen(): void {
    const { current } = this.#context;
    // A browser that ends has no downloads; the next one is asked when it starts.
    if (current)
      this.#browsers(current)
        .attend()
        .catch(() => undefined);
  }

  /** Does not wait for the download: will-download tells of it. */
  download(url: string, headers: readonly HeaderEntry[], contents: Electron.WebContents | null): void {
    this.#download(url, headers, contents).catch((error: unknown) => {
      if (error instanceof BrowserGoneError) return; // the app hears of that
      process.emitWarning(`${url} cannot be downloaded: ${(error as Error).message}`, {
        code: 'VALENCE_DOWNLOAD_FAILED',
      });
    });
  }

  /** A download of an earlier run of the app: it waits for resume(). */
  restore(interrupted: InterruptedDownload): void {
    const { info, savePath, offset, length } = interrupted;
    const download = new Download(info);
    download.fixSavePath(savePath);
    download.beginInterrupted(offset, length);
    this.#makeResumable(download, savePath + UNFINISHED, [workingPath(savePath) + UNFINISHED, savePath], null);
    setImmediate(() => {
      if (this.#emit(download, null)) this.#journal?.watch(download);
    });
  }

  async #download(url: string, headers: readonly HeaderEntry[], contents: Electron.WebContents | null): Promise<void> {
    const known = this.#context.schemes.toChromium(new URL(url).href);
    const { protocol } = new URL(known);
    // Chromium says nothing at all of others.
    if (!DOWNLOADABLE.has(protocol)) throw new Error(`Chromium downloads ${[...DOWNLOADABLE].join(', ')} only`);
    const browser = await this.#context.browser();
    const own = identityHeaders(this.#context.identityOverride(browser));
    await this.#browsers(browser).start({
      url: known,
      headers: [...withoutNames(own, headers), ...headers],
      contents,
    });
  }

  /** Emits will-download; false if it was prevented. */
  #emit(download: Download, contents: Electron.WebContents | null): boolean {
    if (!this.#host!.willDownload(download, contents)) return true;
    process.nextTick(() => (download.destroyed = true));
    download.removeAllListeners();
    return false;
  }

  #begin(download: Download, contents: Electron.WebContents | null): boolean {
    if (!this.#emit(download, contents)) return false;
    if (download.savePath !== '') this.#place(download, download.savePath);
    else if (download.state !== 'progressing' || !this.#ask(download)) this.#place(download, this.#freePath(download));
    return true;
  }

  #place(download: Download, path: string): void {
    download.fixSavePath(path);
    this.#journal?.watch(download);
  }

  /** False if nobody can be asked where the file goes. The download goes on meanwhile. */
  #ask(download: Download): boolean {
    const { info, saveDialogOptions } = download;
    const over = new AbortController();
    const [directory, filename] = this.#proposed(download);
    const asked = this.#askForPath(
      {
        ...saveDialogOptions,
        title: saveDialogOptions.title || info.urlChain.at(-1)!,
        defaultPath: join(directory, filename),
      },
      over.signal,
    );
    if (!asked) return false;
    download.leaveSavePathOpen();
    download.once('done', () => over.abort());
    asked.then(
      (path) => {
        if (path === null) download.cancel();
        else if (!download.isDone) this.#place(download, path);
      },
      () => !download.isDone && this.#place(download, this.#freePath(download)), // the dialog's program has failed
    );
    return true;
  }

  /** What the user chooses is where the next dialog begins, as in Electron. */
  #askForPath(options: Electron.SaveDialogOptions, signal: AbortSignal): Promise<string | null> | null {
    const asked = this.#host!.askForPath(options, signal);
    const remember = (path: string | null): string | null => {
      if (path !== null) this.setPath(dirname(path));
      return path;
    };
    return asked?.then(remember) ?? null;
  }

  /** Directory and name that a dialog proposes. */
  #proposed({ info, saveDialogOptions: { defaultPath = '' } }: Download): [directory: string, filename: string] {
    if (!isAbsolute(defaultPath)) return [this.directory, defaultPath || info.filename];
    if (isDirectory(defaultPath)) return [defaultPath, info.filename];
    return [dirname(defaultPath), basename(defaultPath)];
  }

  /** Where it goes without a dialog. */
  #freePath(download: Download): string {
    return uniquePath(...this.#proposed(download), (path) => this.#paths.has(path));
  }

  #abandon(download: Download, unfinishedPath: string, contents: Electron.WebContents | null): void {
    const [protocol = ''] = (download.info.urlChain.at(-1) ?? '').split(':');
    const isFetchable = protocol === 'http' || protocol === 'https' || this.#context.schemes.isCustom(`${protocol}:x`);
    if (isFetchable) this.#makeResumable(download, unfinishedPath, [], contents);
    else download.transfer = null;
    download.interrupt(isFetchable);
  }

  #makeResumable(
    download: Download,
    unfinishedPath: string,
    alternatives: string[],
    contents: Electron.WebContents | null,
  ): void {
    download.transfer = new RangeTransfer({
      download,
      unfinishedPath,
      alternatives,
      fetch: (url, init) => this.#host!.fetch(url, init),
      logIn: (url) => this.#host!.logIn({ url, headers: [] }, contents),
    });
  }
}

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
