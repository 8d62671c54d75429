/**
 * Pages from files may read what every server answers, as in Electron. Chromium lets them do so with files only
 * (--allow-file-access-from-files), so the answers of servers are given the permission of CORS on their way to these pages.
 *
 * Who asks is in the header Origin, which the browser process writes: `file://` is a document from a file, or a worker of it.
 * Frames of other origins in such a page, sandboxed ones and data: URLs have another, and get nothing.
 */
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { headerOf } from '../http';
import type { Target } from '../targets/target';
import { allowOrigin, answerPreflight, exposeHeaders, FILE_ORIGIN, isPreflight } from './cross-origin';
import { ORDER, RequestInterception } from './request-interception';
import { isResponseStage, redirectLocation, type PausedRequest, type Verdict } from './verdict';

const URLS = ['http://*/*', 'https://*/*'];
const GRANTED = /^access-control-(?:allow-origin|allow-credentials|expose-headers)$/i;

const isFile = (url: string): boolean => url.startsWith('file:');

export class FilePages {
  readonly #browser: Browser;
  /** Pages that show a file, or are about to. */
  readonly #pages = new Set<Target>();
  /** Network ids of their requests that were redirected: another server sees the origin `null`. */
  readonly #redirected = new Set<string>();
  #removeRules: (() => void)[] = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
    browser.targets.addSetup((target) => this.#follow(target));
  }

  /** Those of a browser. */
  static readonly of = perBrowser((browser) => new FilePages(browser));

  /** Call before a page is told to load `url`. */
  beforeLoad(target: Target, url: string): void {
    if (isFile(url)) this.#set(target, true);
  }

  #follow(target: Target): void {
    if (target.type !== 'page') return;
    const { session } = target;
    session.on('Page.frameStartedNavigating', ({ frameId, url }) => {
      if (frameId === target.id) this.beforeLoad(target, url);
    });
    session.on('Page.frameNavigated', ({ frame }) => {
      // A blank page of a window that such a page has opened is of its origin.
      if (frame.id === target.id && !frame.url.startsWith('about:')) this.#set(target, isFile(frame.url));
    });
    target.onDetached(() => this.#set(target, false));
    const { openerId } = target.info;
    const opener = openerId === undefined ? null : this.#browser.targets.byId(openerId);
    if (opener && this.#pages.has(opener)) this.#set(target, true);
  }

  #set(target: Target, isOn: boolean): void {
    if (this.#pages.has(target) === isOn || !this.#browser.alive) return;
    const interception = RequestInterception.of(this.#browser);
    if (isOn) this.#pages.add(target);
    else this.#pages.delete(target);
    interception.pauseOnPage(target, isOn ? URLS : []);
    if (isOn && this.#pages.size === 1) this.#addRules(interception);
    if (this.#pages.size > 0) return;
    for (const remove of this.#removeRules.splice(0)) remove();
    this.#redirected.clear();
  }

  #addRules(interception: RequestInterception): void {
    const handle = (paused: PausedRequest): Verdict => this.#onPaused(paused);
    this.#removeRules = (['Request', 'Response'] as const).map((stage) =>
      interception.add({ urls: URLS, stage }, handle, ORDER.filePages, 'pages'),
    );
  }

  #onPaused(paused: PausedRequest): Verdict {
    const { request, networkId = '', responseStatusCode, responseStatusText = '', responseHeaders = [] } = paused;
    const origin = headerOf(request.headers, 'origin');
    if (origin !== FILE_ORIGIN && !this.#redirected.has(networkId)) return null;
    if (!isResponseStage(paused)) return isPreflight(paused) ? answerPreflight(paused) : null;
    this.#redirected.delete(networkId);
    if (responseStatusCode === undefined) return null;
    if (redirectLocation(responseStatusCode, responseHeaders) !== null) this.#redirected.add(networkId);
    return {
      kind: 'continue-response',
      responseCode: responseStatusCode,
      responsePhrase: responseStatusText,
      responseHeaders: [
        ...responseHeaders.filter(({ name }) => !GRANTED.test(name)),
        ...allowOrigin(origin),
        ...exposeHeaders(responseHeaders),
      ],
    };
  }
}
