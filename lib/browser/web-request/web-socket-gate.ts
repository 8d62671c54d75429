/**
 * Holds the WebSockets of one browser: DevTools cannot, an extension can (lib/web-socket-gate). It is loaded only while a
 * listener wants WebSockets, because it costs every request of the browser some time.
 */
import { randomBytes } from 'node:crypto';
import type { Browser } from '../browser-process/browser';
import { extensionId, webSocketGateFolder } from '../browser-process/extension-folders';
import type { CDPSession } from '../devtools/connection';
import { BrowserGoneError } from '../devtools/errors';
import { ORDER, RequestInterception } from '../request-pipeline/request-interception';
import type { HeaderEntry, PausedRequest, Verdict } from '../request-pipeline/verdict';
import type { Target } from '../targets/target';
import { gateOrigin } from './rule';

/** What chrome.webRequest tells, as far as it is read. */
export interface GateQuestion {
  event: 'onBeforeRequest' | 'onBeforeSendHeaders' | 'onHeadersReceived' | 'ended';
  /** Target id of the page; null if it is not known. */
  page: string | null;
  details: {
    requestId: string;
    url: string;
    /** net::ERR_…, of one that `ended` without being opened. */
    error?: string;
    requestHeaders?: HeaderEntry[];
    responseHeaders?: HeaderEntry[];
    statusCode?: number;
    statusLine?: string;
  };
}

/** chrome.webRequest.BlockingResponse */
export interface GateAnswer {
  cancel?: boolean;
  requestHeaders?: HeaderEntry[];
  responseHeaders?: HeaderEntry[];
}

export type Decide = (question: GateQuestion) => Promise<GateAnswer>;

/** One WebSocket is decided at a time: a listener that never answers must not stop the others. In milliseconds. */
const ANSWER_WITHIN = 10_000;

export class WebSocketGate {
  readonly #browser: Browser;
  readonly #decide: Decide;
  /** Secret: only the gate's own page may ask. */
  readonly #url = `https://${randomBytes(16).toString('hex')}.invalid/`;
  readonly #origin = gateOrigin();
  #want: 'no' | 'quietly' | 'now' = 'no';
  #opening: Promise<void> | null = null;
  #targetId: string | null = null;

  constructor(browser: Browser, decide: Decide) {
    this.#browser = browser;
    this.#decide = decide;
    browser.targets.addSetup((target) => target.onDetached(() => this.#update()));
    // Chromium makes hidden pages only where another page is: that one waits until the gate is up.
    browser.targets.addHold((target) =>
      isPage(target) && this.#want !== 'no' && this.#isQuiet ? this.#open() : undefined,
    );
  }

  /** True for what the gate itself loads and sends. */
  owns(url: string): boolean {
    return url === this.#url || url.startsWith(this.#origin);
  }

  /**
   * `quietly`: not before a moment without open pages, `now`: at once. With the extension Chromium makes the loaders of all
   * pages anew, and requests that are on their way fail; the same when it goes, so it stays until no page is open.
   */
  set(want: 'no' | 'quietly' | 'now'): void {
    this.#want = want;
    this.#update();
  }

  #update(): void {
    if (!this.#browser.alive) return;
    if (this.#want === 'no') {
      if (this.#isQuiet) void this.#close();
    } else if (this.#pages.length > 0 && (this.#want === 'now' || this.#isQuiet)) {
      void this.#open();
    }
  }

  get #pages(): Target[] {
    return [...this.#browser.targets.all()].filter(isPage);
  }

  /** No page has anything to lose. */
  get #isQuiet(): boolean {
    return this.#pages.every(({ info }) => info.url.startsWith('about:blank'));
  }

  /** Never rejects: the end of the browser is told elsewhere, everything else is a warning. */
  #open(): Promise<void> {
    this.#opening ??= this.#load().catch((error: unknown) => {
      this.#opening = null;
      if (!(error instanceof BrowserGoneError)) process.emitWarning(error as Error);
    });
    return this.#opening;
  }

  async #load(): Promise<void> {
    const { root, connection } = this.#browser;
    const { id } = await root.send('Extensions.loadUnpacked', { path: webSocketGateFolder() });
    const url = `chrome-extension://${id}/gate.html`;
    const { targetId } = await root.send('Target.createTarget', { url, hidden: true });
    this.#targetId = targetId;
    const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: true });
    const session = connection.session(sessionId);
    const rule = { urls: [`${this.#url}*`] };
    const options = { order: ORDER.gate, inBrowser: false };
    const remove = RequestInterception.of(this.#browser).add(rule, (request) => this.#onAsked(request), options);
    this.#browser.targets.byId(targetId)?.onDetached(remove);
    await session.send('Fetch.enable', { patterns: [{ urlPattern: `${this.#url}*` }] });
    await untilLoaded(session);
    await session.send('Runtime.evaluate', {
      expression: `startGate(${JSON.stringify(this.#url)})`,
      awaitPromise: true,
    });
  }

  async #close(): Promise<void> {
    await this.#opening;
    if (this.#want !== 'no' || !this.#opening) return;
    this.#opening = null;
    const { root } = this.#browser;
    if (this.#targetId !== null) root.post('Target.closeTarget', { targetId: this.#targetId });
    root.post('Extensions.uninstall', { id: extensionId(webSocketGateFolder()) });
  }

  async #onAsked({ frameId, request }: PausedRequest): Promise<Verdict> {
    if (frameId !== this.#targetId) return { kind: 'fail', errorReason: 'BlockedByClient' };
    const question = JSON.parse(request.postData ?? '{}') as GateQuestion;
    const answer = await this.#answer(question);
    return { kind: 'fulfill', responseCode: 200, responseHeaders: [], body: Buffer.from(JSON.stringify(answer)) };
  }

  async #answer(question: GateQuestion): Promise<GateAnswer> {
    const { event, details } = question;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<GateAnswer>((resolve) => {
      timer = setTimeout(() => {
        const seconds = ANSWER_WITHIN / 1000;
        process.emitWarning(`${event} did not call back for ${details.url} within ${seconds} s: it is canceled.`);
        resolve({ cancel: true });
      }, ANSWER_WITHIN);
    });
    try {
      return await Promise.race([this.#decide(question), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A page of the app: not the gate itself, and no page of an extension. */
const isPage = ({ type, info }: Target): boolean => type === 'page' && !info.url.startsWith('chrome-extension:');

/** The page's script runs a moment after Chromium announced the page. */
async function untilLoaded(session: CDPSession): Promise<void> {
  const probe = { expression: 'typeof startGate === "function" && !!chrome.webRequest', returnByValue: true };
  for (;;) {
    const { result } = await session.send('Runtime.evaluate', probe);
    if (result.value === true) return;
  }
}
