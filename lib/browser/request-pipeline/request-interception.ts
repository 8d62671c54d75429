/**
 * The request pipeline of one browser: rules of the request interceptor (shell/services/network) and the handlers that
 * decide about what they match. Requests that match no rule never reach JavaScript; without rules interception is off.
 */
import { throwUncaught } from '../app-calls';
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import type { CDPSession } from '../devtools/connection';
import { BrowserGoneError, ProtocolError } from '../devtools/errors';
import { log } from '../log/log';
import { renewOpenLoaders } from './renew-loaders';
import { answer } from './request-answer';
import { fetchPatterns } from './fetch-patterns';
import { Decision } from './request-log';
import { MainProcessRequests, type AuthHandler } from './main-process-requests';
import type { Target } from '../targets/target';
import { PagePatterns } from './page-patterns';
import {
  changedRequest,
  type Continue,
  type ContinueResponse,
  type PausedRequest,
  type RequestHandler,
  type Verdict,
} from './verdict';

export type { PausedRequest, RequestHandler, Verdict } from './verdict';

interface Interceptor {
  rule: Valence.RequestRule;
  handle: RequestHandler;
  order: number;
  /** `pages`: for what pauseOnPage() pauses, beside what is paused for others. */
  where: 'browser' | 'pages';
}

/** Handlers of lower order come first. */
export const ORDER = { load: -200, navigation: -100, webRequest: 0, protocol: 100, filePages: 200 } as const;

/** For the log: "webRequest". */
const nameOf = (order: number): string =>
  Object.entries(ORDER).find(([, known]) => known === order)?.[0] ?? `order ${order}`;

/** With an empty list Chromium would not ask for the documents that are opened meanwhile. */
const NOTHING = [{ urlPattern: 'never://*' }];

export class RequestInterception {
  readonly #browser: Browser;
  /** By rule id, in the order of the pipeline. */
  #interceptors = new Map<number, Interceptor>();
  readonly #onPages: PagePatterns;
  /** Sessions of pages with patterns of their own. */
  readonly #ownPages = new WeakSet<CDPSession>();
  #lastId = 0;
  #wanted = false;
  #enabled = false;
  /** Requests that are with a handler. */
  readonly #deciding = new Set<PausedRequest>();
  #onAuth: AuthHandler | null = null;

  private constructor(browser: Browser) {
    this.#browser = browser;
    browser.root.on('Fetch.requestPaused', (request) => this.#onPaused(browser.root, request));
    browser.root.on('Fetch.authRequired', (event) => this.#onAuth?.(event, browser.root));
    // While a document that was open before is being covered, its requests come from its own session.
    browser.targets.addSetup((target) => {
      const { id, session } = target;
      session.on('Fetch.requestPaused', (request) => this.#onPaused(session, request));
      session.on('Fetch.authRequired', (event) => this.#onAuth?.(event, session));
      // A handler that never decides must not keep interception on for a page that is gone.
      target.onDetached(() => this.#decided([...this.#deciding].filter(({ frameId }) => frameId === id)));
    });
    this.#onPages = new PagePatterns(browser.targets);
  }

  /** The one of a browser. */
  static readonly of = perBrowser((browser) => new RequestInterception(browser));

  /**
   * Handlers of lower `order` come first, those of the same in the order they were added. `fail` and `fulfill` end the
   * pipeline, `continue` hands the changed request on. A handler that throws fails its request, and the exception is
   * uncaught. Returns a function that removes this one; what it still decides counts. Throws TypeError for a bad pattern.
   */
  add(
    rule: Omit<Valence.RequestRule, 'id'>,
    handle: RequestHandler,
    order: number = ORDER.protocol,
    where: Interceptor['where'] = 'browser',
  ): () => void {
    const id = ++this.#lastId;
    const before = this.#interceptors;
    const added: [number, Interceptor] = [id, { rule: { ...rule, id }, handle, order, where }];
    this.#interceptors = new Map([...before, added].sort(([, a], [, b]) => a.order - b.order));
    try {
      this.#apply();
    } catch (error) {
      this.#interceptors = before;
      throw error;
    }
    return () => {
      if (this.#interceptors.delete(id)) this.#apply();
    };
  }

  /**
   * Patterns of URLs that Chromium loads from nowhere (`atom:*`): images, scripts and style sheets of pages that name them
   * are paused on the page's own session only, where they go to the handlers whose rules they match.
   */
  pauseOnPages(patterns: string[]): void {
    this.#onPages.set(patterns);
  }

  /** URL patterns that are paused on the session of one page, in both stages; none any more if it is empty. */
  pauseOnPage(target: Target, patterns: readonly string[]): void {
    if (patterns.length > 0) this.#ownPages.add(target.session);
    else this.#ownPages.delete(target.session);
    this.#onPages.setFor(target, patterns);
  }

  /** From now on every request is intercepted, and its challenges of HTTP authentication go to `handler`. */
  handleAuth(handler: AuthHandler): void {
    this.#onAuth = handler;
    this.#apply();
  }

  #apply(): void {
    if (!this.#browser.alive) return;
    const { root, connection } = this.#browser;
    const interceptors = [...this.#interceptors.values()];
    connection.native.setRequestRules(interceptors.map(({ rule }) => rule));
    const rules = interceptors.filter(({ where }) => where === 'browser').map(({ rule }) => rule);
    const handleAuthRequests = this.#onAuth !== null;
    this.#wanted = rules.length > 0 || handleAuthRequests;
    if (!this.#wanted) {
      this.#disable();
      return;
    }
    // Chromium reports challenges of requests that a pattern matches.
    const patterns = handleAuthRequests ? [{ urlPattern: '*' }, ...fetchPatterns(rules)] : fetchPatterns(rules);
    root.send('Fetch.enable', { patterns, handleAuthRequests }).catch((error: unknown) => {
      if (error instanceof ProtocolError) process.emitWarning(error); // a rule that Chromium does not understand
    });
    const isFirst = !this.#enabled;
    if (isFirst) {
      renewOpenLoaders(this.#browser);
      this.#onPages.apply();
    }
    this.#enabled = true;
    MainProcessRequests.of(this.#browser).interceptionBegins(isFirst);
  }

  /** Chromium lets everything go that it holds when interception is switched off: what is being decided comes first. */
  #disable(): void {
    if (!this.#enabled) return;
    if (this.#deciding.size > 0) {
      this.#browser.root.post('Fetch.enable', { patterns: NOTHING });
      return;
    }
    this.#enabled = false;
    this.#browser.root.post('Fetch.disable');
  }

  #onPaused(session: CDPSession, request: PausedRequest): void {
    if (!request.matchedRules?.length) return; // of a session whose requests somebody else takes
    this.#deciding.add(request);
    const decision = log.requests && new Decision(log.requests, this.#browser.connection.label, request);
    const failed = (error: unknown): void => {
      if (error instanceof BrowserGoneError) return; // and with it the request
      const verdict: Verdict = { kind: 'fail', errorReason: 'Failed' };
      decision?.end(verdict);
      answer(session, request, verdict);
      throwUncaught(error);
    };
    void this.#run(session, request, decision)
      .catch(failed)
      .then(() => this.#decided([request]));
  }

  #decided(requests: Iterable<PausedRequest>): void {
    for (const request of requests) this.#deciding.delete(request);
    if (this.#enabled && !this.#wanted) this.#disable();
  }

  async #run(session: CDPSession, paused: PausedRequest, decision: Decision | null): Promise<void> {
    let request = paused;
    let change: Continue | ContinueResponse | null = null;
    // What such a page pauses for itself comes to the browser's interceptors after that.
    const where = this.#ownPages.has(session) && /^https?:/.test(paused.request.url) ? 'pages' : 'browser';
    for (const id of paused.matchedRules ?? []) {
      const interceptor = this.#interceptors.get(id);
      if (interceptor?.where !== where) continue;
      const pending = interceptor.handle(request, session);
      const verdict = pending instanceof Promise ? await pending : pending;
      if (!verdict) continue;
      decision?.add(nameOf(interceptor.order));
      if (verdict.kind === 'taken') {
        decision?.end(verdict);
        return;
      }
      if (verdict.kind === 'fail' || verdict.kind === 'fulfill') {
        decision?.end(verdict);
        answer(session, request, verdict);
        return;
      }
      request = changedRequest(request, verdict);
      // A stage has one kind of change only.
      change = Object.assign(change ?? {}, verdict);
    }
    decision?.end(change);
    answer(session, paused, change);
  }
}
