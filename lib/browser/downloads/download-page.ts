/**
 * Starts the downloads that the app asks for: a hidden page of the helper extension, because chrome.downloads refuses most headers.
 * Its requests carry a number instead, and are given their headers at its DevTools session.
 */
import type { Browser } from '../browser-process/browser';
import type { EventParams } from '../devtools/connection';
import { HelperExtension } from '../helper-extension/helper-extension';
import type { HiddenDocument } from '../hidden-page/hidden-document';
import { HiddenPage } from '../hidden-page/hidden-page';
import { toEntries, withoutNames, type HeaderEntry } from '../http';

export interface DownloadRequest {
  /** In Chromium's words. */
  url: string;
  headers: readonly HeaderEntry[];
  contents: Electron.WebContents | null;
  /** The app was asked for credentials: not a second time. */
  hasAsked?: boolean;
}

/** It never leaves the browser. */
const TAG = 'X-Valence-Download';

export class DownloadPage {
  readonly #browser: Browser;
  readonly #page: HiddenPage<string>;
  readonly #requests = new Map<number, DownloadRequest>();
  /** By the ids of the Fetch domain: a redirect names the request before. */
  readonly #byRequestId = new Map<string, DownloadRequest>();
  /** By URL: those whose download has not been announced. */
  readonly #started: DownloadRequest[] = [];
  #frameId: string | null = null;
  #lastId = 0;

  constructor(browser: Browser) {
    this.#browser = browser;
    this.#page = new HiddenPage(browser, 'The download', (document) => this.#open(document));
  }

  /** Resolves when Chromium has begun. Rejects with Error for what it cannot download, and if it ends before. */
  async start(request: DownloadRequest): Promise<void> {
    const id = ++this.#lastId;
    await this.#page.ready();
    this.#requests.set(id, request);
    this.#started.push(request);
    const options = { url: request.url, headers: [{ name: TAG, value: String(id) }] };
    const download = (): Promise<unknown> =>
      this.#page.use((document) => document.evaluate(`chrome.downloads.download(${JSON.stringify(options)})`));
    try {
      await download().catch((error: unknown) => {
        // The extension was loaded again, because its worker had ended; the page is still one of the extension before.
        if (!String(error).includes('Extension context invalidated')) throw error;
        this.#page.close();
        return download();
      });
    } catch (error) {
      this.#forget(request);
      throw error;
    } finally {
      this.#requests.delete(id);
    }
  }

  /** What the app asked for, if the download is one of this page. */
  take(frameId: string | null, url: string): DownloadRequest | null {
    if (frameId === null || frameId !== this.#frameId) return null;
    const request = this.#started.find((started) => started.url === url) ?? this.#started[0];
    if (request) this.#forget(request);
    return request ?? null;
  }

  #forget(request: DownloadRequest): void {
    const at = this.#started.indexOf(request);
    if (at >= 0) this.#started.splice(at, 1);
    for (const [id, known] of this.#byRequestId) if (known === request) this.#byRequestId.delete(id);
  }

  async #open(document: HiddenDocument): Promise<string> {
    const url = await HelperExtension.of(this.#browser).urlOf('downloads.html');
    const { session, targetId } = document;
    this.#browser.connection.takeRequests(session.sessionId!);
    session.on('Fetch.requestPaused', (event) => this.#onPaused(document, event));
    await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    await document.load(url);
    this.#frameId = targetId;
    return url;
  }

  #onPaused({ session }: HiddenDocument, event: EventParams<'Fetch.requestPaused'>): void {
    const { requestId, redirectedRequestId = '', request } = event;
    const tag = request.headers[TAG];
    const known = (tag && this.#requests.get(Number(tag))) || this.#byRequestId.get(redirectedRequestId);
    if (!known) {
      session.post('Fetch.continueRequest', { requestId });
      return;
    }
    this.#byRequestId.set(requestId, known);
    const own = withoutNames(toEntries(request.headers), [{ name: TAG }, ...known.headers]);
    session.post('Fetch.continueRequest', { requestId, headers: [...own, ...known.headers] });
  }
}
