/**
 * Holds the WebSockets of one browser: DevTools cannot, an extension can (lib/web-socket-gate). It is loaded only while a
 * listener wants WebSockets, because it costs every request of the browser some time.
 */
import { randomBytes } from 'node:crypto';
import type { GateAnswer, GateCalls, GateQuestion } from '../../common/gate-messages';
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { BrowserGoneError } from '../devtools/errors';
import { callExpression } from '../devtools/evaluate';
import { AllowlistedExtension } from '../helper-extension/allowlisted-extension';
import type { HiddenDocument } from '../hidden-page/hidden-document';
import { HiddenPage } from '../hidden-page/hidden-page';
import { log } from '../log/log';
import { cleanURL } from '../log/redact';
import { answer } from '../request-pipeline/request-answer';
import type { PausedRequest, Verdict } from '../request-pipeline/verdict';
import type { Target } from '../targets/target';
import { gateOrigin } from './rule';

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
  readonly #page: HiddenPage;
  #opening: Promise<void> | null = null;
  /** Chromium has the extension. */
  #loaded = false;

  constructor(browser: Browser, decide: Decide) {
    this.#browser = browser;
    this.#decide = decide;
    this.#page = new HiddenPage(browser, 'Holding WebSockets', (document) => this.#load(document));
    browser.targets.addSetup((target) => target.onDetached(() => this.#update()));
    // A page waits until the gate is up.
    browser.targets.addHold((target) =>
      isPage(target) && this.#want !== 'no' && (this.#isQuiet || this.#loaded) ? this.#open() : undefined,
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
    this.#opening ??= this.#page.ready().catch((error: unknown) => {
      this.#opening = null;
      if (!(error instanceof BrowserGoneError)) process.emitWarning(error as Error);
    });
    return this.#opening;
  }

  async #load(document: HiddenDocument): Promise<void> {
    const { connection } = this.#browser;
    const { session } = document;
    await AllowlistedExtension.of(this.#browser).loadGate();
    this.#loaded = true;
    connection.takeRequests(session.sessionId!);
    session.on('Fetch.requestPaused', (request) => this.#onPaused(session, request));
    await session.send('Fetch.enable', { patterns: [{ urlPattern: `${this.#url}*` }] });
    await document.load(`${this.#origin}gate.html`);
    await document.evaluate(callExpression<GateCalls, 'start'>('start', this.#url));
    document.onGone(() => this.#onGone());
  }

  /** Chromium lets WebSockets through while there is no gate: it is opened again at once. */
  #onGone(): void {
    this.#opening = null;
    if (this.#browser.alive && this.#want !== 'no') void this.#open();
  }

  async #close(): Promise<void> {
    await this.#opening;
    if (this.#want !== 'no' || !this.#opening) return;
    this.#opening = null;
    this.#loaded = false;
    this.#page.close();
    await AllowlistedExtension.of(this.#browser)
      .unloadGate()
      .catch(() => undefined); // the browser has ended
  }

  #onPaused(session: CDPSession, request: PausedRequest): void {
    const failed = (error: unknown): void => {
      answer(session, request, { kind: 'fail', errorReason: 'Failed' });
      process.nextTick(() => {
        throw error;
      });
    };
    this.#verdict(request).then((verdict) => answer(session, request, verdict), failed);
  }

  async #verdict({ request }: PausedRequest): Promise<Verdict> {
    const question = JSON.parse(request.postData ?? '{}') as GateQuestion;
    const gateAnswer = await this.#answer(question);
    const { event, details } = question;
    log.requests?.(
      this.#browser.connection.label,
      `web-socket ${event} ${cleanURL(details.url)} ${gateAnswer.cancel ? 'cancel' : 'continue'}`,
    );
    return { kind: 'fulfill', responseCode: 200, responseHeaders: [], body: Buffer.from(JSON.stringify(gateAnswer)) };
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
