/** The downloads of one browser: which page began each, how it is called and how far it is. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DownloadMessage, ExtensionDownload, HelperMessage } from '../../common/helper-messages';
import type { Browser } from '../browser-process/browser';
import type { EventParams } from '../devtools/connection';
import { HelperExtension } from '../helper-extension/helper-extension';
import { valuesOf } from '../http';
import { FrameRegistry } from '../request-pipeline/frame-registry';
import { RequestInterception } from '../request-pipeline/request-interception';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import { Download, type DownloadInfo } from './download';
import { DownloadPage, type DownloadRequest } from './download-page';
import { NativeTransfer } from './native-transfer';
import { ResponseHeads, type ResponseHead } from './response-heads';
import { SaveLinks } from './save-links';
import { UnattendedDownloads, type AskForPath } from './unattended-downloads';

export interface BrowserDownloadsOptions {
  schemes: SchemeMap;
  /** Paths that downloads of the session are writing. */
  paths: Set<string>;
  /** Where downloads go that nobody listens to, and those that have no path yet. */
  directory(): string;
  askForPath: AskForPath;
  /** A download begins. Sets its path; false if it must not be. */
  begin(download: Download, contents: Electron.WebContents | null): boolean;
  /** Asks the app for credentials. True if the download may be asked for again. Never rejects. */
  logIn(request: DownloadRequest): Promise<boolean>;
  /** Chromium does not go on with it; `unfinishedPath` has what was received. */
  abandoned(download: Download, unfinishedPath: string, contents: Electron.WebContents | null): void;
}

/** Of the DevTools protocol. */
interface Begun extends Pick<EventParams<'Browser.downloadWillBegin'>, 'guid' | 'frameId' | 'url'> {
  /** Of chrome.downloads; null before the helper has told of it. */
  id: number | null;
}

interface Known {
  download: Download;
  transfer: NativeTransfer;
  contents: Electron.WebContents | null;
}

/** What Chromium asks a name for. */
interface Beginning {
  created: ExtensionDownload;
  filename: string;
  begun: Begun | undefined;
  head: ResponseHead | null;
}

/**
 * For want of credentials: 401 of a server, 407 of a proxy. Of a proxy that opens no tunnel there is no response (0), as of a
 * server that nobody reaches.
 */
const REFUSED = new Set([401, 407, 0]);

export class BrowserDownloads {
  readonly #browser: Browser;
  readonly #options: BrowserDownloadsOptions;
  readonly #helper: HelperExtension;
  readonly #links: SaveLinks;
  readonly #unattended: UnattendedDownloads;
  readonly #heads = new ResponseHeads();
  readonly #page: DownloadPage;
  readonly #begun = new Map<string, Begun>();
  /** Announced, without a name. */
  readonly #created = new Map<number, ExtensionDownload>();
  readonly #known = new Map<number, Known>();
  #attending: Promise<void> | null = null;
  #prepared = false;
  #ready = false;

  constructor(browser: Browser, options: BrowserDownloadsOptions) {
    this.#browser = browser;
    this.#options = options;
    this.#helper = HelperExtension.of(browser);
    this.#links = new SaveLinks(browser.userDataDir);
    this.#page = new DownloadPage(browser);
    this.#unattended = new UnattendedDownloads(browser, options);
    void browser.connection.closed.then(() => this.#onBrowserGone());
  }

  /** The download path has changed. */
  applyPath(): void {
    this.#unattended.apply();
  }

  /** From now on each download is announced before it is saved. Resolves when that is so; responses are held meanwhile. */
  attend(): Promise<void> {
    this.#attending ??= this.#attend().catch((error: unknown) => {
      this.#attending = null;
      throw error;
    });
    return this.#attending;
  }

  /** Downloads for the app. Rejects with Error for what Chromium cannot download. */
  async start(request: DownloadRequest): Promise<void> {
    await this.attend();
    await this.#page.start(request);
  }

  async #attend(): Promise<void> {
    if (!this.#prepared) this.#prepare();
    await this.#browser.ready; // until then its directory may not be there
    this.#links.prepare();
    await this.#helper.call('allowDownloads');
    await this.#unattended.end();
    this.#ready = true;
  }

  #prepare(): void {
    const { root } = this.#browser;
    this.#prepared = true;
    this.#heads.watch(RequestInterception.of(this.#browser), () =>
      this.#ready ? null : (this.#attending?.catch(() => undefined) ?? null),
    );
    root.on('Browser.downloadWillBegin', ({ guid, frameId, url }) => {
      if (this.#attending) this.#begun.set(guid, { guid, frameId, url, id: null });
    });
    root.on('Browser.downloadProgress', (event) => this.#onProgress(event));
    this.#helper.on('message', (message) => this.#onMessage(message));
  }

  #onMessage(message: HelperMessage): void {
    if (isDownloadMessage(message)) this.#onDownload(message);
  }

  #onDownload(message: DownloadMessage): void {
    if (message.type === 'download-created') {
      const { download } = message;
      this.#created.set(download.id, download);
      for (const begun of this.#begun.values()) {
        if (begun.id !== null || begun.url !== download.finalUrl) continue;
        begun.id = download.id;
        break;
      }
      return;
    }
    if (message.type === 'download-naming') {
      const known = this.#known.get(message.id);
      if (known) known.transfer.rename();
      else this.#begin(message.id, message.filename);
      return;
    }
    this.#known.get(message.download.id)?.transfer.update(message.download);
  }

  #begin(id: number, filename: string): void {
    const created = this.#created.get(id);
    this.#created.delete(id);
    if (!created) return; // of another run of this session
    const begun = [...this.#begun.values()].find((one) => one.id === id);
    const frameId = begun?.frameId ?? null;
    const request = this.#page.take(frameId, created.url);
    const { schemes } = this.#options;
    const isCustom = schemes.isCustom(schemes.toApp(created.finalUrl));
    const head = frameId === null ? null : this.#heads.take(frameId, created.finalUrl, isCustom);
    const beginning = { created, filename, begun, head };
    if (request && !request.hasAsked && head && REFUSED.has(head.statusCode)) void this.#logIn(beginning, request);
    else this.#announce(beginning, request);
  }

  /** Chromium asks nobody for the credentials of what an extension downloads. It has them for the second download. Never rejects. */
  async #logIn(beginning: Beginning, request: DownloadRequest): Promise<void> {
    const { created, begun } = beginning;
    const isIn = await this.#options.logIn(request);
    if (!this.#browser.alive) return;
    if (!isIn) {
      this.#announce(beginning, request);
      this.#ask(created.id); // of what became of it meanwhile nobody has heard
      return;
    }
    this.#helper.call('cancelDownload', created.id).catch(() => undefined);
    this.#helper.call('eraseDownload', created.id).catch(() => undefined);
    if (begun) this.#begun.delete(begun.guid);
    this.#page
      .start({ ...request, hasAsked: true })
      .catch(() => this.#announce({ ...beginning, begun: undefined }, request));
  }

  #announce({ created, filename, begun, head }: Beginning, request: DownloadRequest | null): void {
    const { id } = created;
    const frameId = begun?.frameId ?? null;
    const owner = frameId === null ? null : FrameRegistry.of(this.#browser).find(frameId);
    const contents = request ? request.contents : (owner?.webContents ?? null);
    const download = new Download(this.#infoOf(created, filename, head));
    download.setBytes(created.bytesReceived, created.totalBytes);
    const { paths } = this.#options;
    const transfer = new NativeTransfer({
      helper: this.#helper,
      id,
      download,
      links: this.#links,
      paths,
      onEnd: () => this.#forget(id, begun?.guid),
      onLeft: (path) => this.#goOnWithout(download, path, contents),
    });
    this.#known.set(id, { download, transfer, contents });
    download.transfer = transfer;
    const wanted = this.#options.begin(download, contents);
    if (!wanted) {
      void transfer.cancel();
    } else if (download.state === 'progressing') {
      try {
        transfer.save(download.savePath || join(this.#options.directory(), download.info.filename || 'download'));
      } catch {
        void transfer.fail();
      }
    }
  }

  #infoOf(created: ExtensionDownload, filename: string, head: ResponseHead | null): DownloadInfo {
    const { url, finalUrl, mime, startTime } = created;
    const header = (name: string): string => valuesOf(head?.headers ?? [], name)[0] ?? '';
    const chain = head?.urlChain.at(0) === url ? head.urlChain : url === finalUrl ? [url] : [url, finalUrl];
    return {
      urlChain: chain.map((one) => this.#options.schemes.toApp(one)),
      mimeType: mime,
      filename,
      contentDisposition: header('content-disposition'),
      eTag: header('etag'),
      lastModified: header('last-modified'),
      startTime: Date.parse(startTime) / 1000,
      hasUserGesture: false,
    };
  }

  #onProgress({ guid, state, receivedBytes, totalBytes }: EventParams<'Browser.downloadProgress'>): void {
    const begun = this.#begun.get(guid);
    const known = begun && begun.id !== null ? this.#known.get(begun.id) : undefined;
    if (!known) return;
    if (state === 'inProgress') {
      if (receivedBytes > 0) known.transfer.keep();
      if (known.download.receivedBytes !== receivedBytes) known.download.progress(receivedBytes, totalBytes);
      return;
    }
    // An interruption is the helper's to tell: what this one asked for could come after the app has resumed it.
    if (state === 'completed') this.#ask(begun!.id!);
  }

  /** How it stands. */
  #ask(id: number): void {
    this.#helper
      .call('getDownload', id)
      .then((download) => download && this.#known.get(id)?.transfer.update(download))
      .catch(() => undefined);
  }

  #forget(id: number, guid: string | undefined): void {
    this.#known.delete(id);
    if (guid !== undefined) this.#begun.delete(guid);
  }

  #onBrowserGone(): void {
    for (const { download, transfer, contents } of this.#known.values()) {
      this.#goOnWithout(download, transfer.abandon(), contents);
    }
    this.#known.clear();
    this.#begun.clear();
    this.#created.clear();
  }

  /** Chromium does not: what it has received is at `path`. */
  #goOnWithout(download: Download, path: string | null, contents: Electron.WebContents | null): void {
    if (download.isDone) return;
    if (path === null || download.destroyed) {
      download.interrupt(false);
      return;
    }
    download.setBytes(existsSync(path) ? statSync(path).size : 0, download.totalBytes);
    this.#options.abandoned(download, path, contents);
  }
}

const isDownloadMessage = (message: HelperMessage): message is DownloadMessage => message.type.startsWith('download-');
