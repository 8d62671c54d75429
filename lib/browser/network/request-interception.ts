/**
 * The rules of one browser's request interceptor (shell/services/network) and who answers the requests they match.
 * Requests that match none never reach JavaScript; without rules interception is off.
 */
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import type { Target } from '../targets/target';

export type PausedRequest = Protocol.Fetch.RequestPausedEvent;

export interface FailVerdict {
  kind: 'fail';
  errorReason: Protocol.Network.ErrorReason;
}

export interface FulfillVerdict {
  kind: 'fulfill';
  responseCode: number;
  responsePhrase?: string;
  responseHeaders: Protocol.Fetch.HeaderEntry[];
  body?: Uint8Array;
}

export interface ContinueVerdict {
  kind: 'continue';
  url?: string;
  method?: string;
  headers?: Protocol.Fetch.HeaderEntry[];
  postData?: Uint8Array;
}

/** Null: the next handler is asked. `taken`: the handler answers by itself. */
export type Verdict = null | FailVerdict | FulfillVerdict | ContinueVerdict | { kind: 'taken' };

/** `session`: where it was paused. */
export type RequestHandler = (request: PausedRequest, session: CDPSession) => Verdict | Promise<Verdict>;

interface Interceptor {
  rule: Valence.RequestRule;
  handle: RequestHandler;
  order: number;
}

const PAGES = new Set(['page', 'iframe']);

const ofBrowser = new WeakMap<Browser, RequestInterception>();

export class RequestInterception {
  readonly #browser: Browser;
  readonly #interceptors = new Map<number, Interceptor>();
  #lastId = 0;
  #pagePatterns: string[] = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
    browser.root.on('Fetch.requestPaused', (request) => void this.#onPaused(request, browser.root));
    browser.targets.addSetup((target) => this.#followPage(target));
    for (const target of browser.targets.all()) this.#followPage(target);
  }

  static of(browser: Browser): RequestInterception {
    let interception = ofBrowser.get(browser);
    if (!interception) ofBrowser.set(browser, (interception = new RequestInterception(browser)));
    return interception;
  }

  /** Handlers are asked by `order`, lowest first. Returns a function that removes this one. */
  add(rule: Omit<Valence.RequestRule, 'id'>, handle: RequestHandler, order = 0): () => void {
    const id = ++this.#lastId;
    this.#interceptors.set(id, { rule: { ...rule, id }, handle, order });
    this.#apply();
    return () => {
      if (this.#interceptors.delete(id)) this.#apply();
    };
  }

  /**
   * Patterns of URLs that Chromium loads from nowhere (`atom:*`): images, scripts and style sheets of pages that name them
   * are paused on the page's own session only, where they go to the handlers whose rules they match.
   */
  pauseOnPages(patterns: string[]): void {
    this.#pagePatterns = patterns;
    for (const target of this.#browser.targets.all()) this.#applyToPage(target);
  }

  #followPage(target: Target): void {
    if (!PAGES.has(target.type)) return;
    const { session } = target;
    session.on('Fetch.requestPaused', (request) => void this.#onPaused(request, session));
    if (this.#pagePatterns.length > 0) this.#applyToPage(target);
  }

  #applyToPage({ type, session }: Target): void {
    if (!PAGES.has(type)) return;
    const patterns = this.#pagePatterns.map((urlPattern) => ({ urlPattern }));
    if (patterns.length === 0) session.post('Fetch.disable');
    else session.post('Fetch.enable', { patterns });
  }

  #apply(): void {
    if (!this.#browser.alive) return;
    const interceptors = [...this.#interceptors.values()].toSorted((a, b) => a.order - b.order);
    const rules = interceptors.map(({ rule }) => rule);
    this.#browser.connection.native.setRequestRules(rules);
    if (rules.length === 0) {
      this.#browser.root.post('Fetch.disable');
      return;
    }
    // Chromium need not pause what no rule can match.
    const patterns = rules.flatMap(({ types, stage = 'Request' }) =>
      (types ?? [undefined]).map((type) => ({
        urlPattern: '*',
        requestStage: stage,
        ...(type === undefined ? {} : { resourceType: type as Protocol.Network.ResourceType }),
      })),
    );
    this.#browser.root.post('Fetch.enable', { patterns });
  }

  async #onPaused(request: PausedRequest & { matchedRules?: number[] }, session: CDPSession): Promise<void> {
    const { requestId } = request;
    const verdict = await this.#ask(request, session);
    if (!verdict) {
      session.post('Fetch.continueRequest', { requestId });
    } else if (verdict.kind === 'fail') {
      session.post('Fetch.failRequest', { requestId, errorReason: verdict.errorReason });
    } else if (verdict.kind === 'fulfill') {
      const { kind: _, ...answer } = verdict;
      session.post('Fetch.fulfillRequest', { requestId, ...answer });
    } else if (verdict.kind === 'continue') {
      const { kind: _, ...changes } = verdict;
      session.post('Fetch.continueRequest', { requestId, ...changes });
    }
  }

  async #ask(request: PausedRequest & { matchedRules?: number[] }, session: CDPSession): Promise<Verdict> {
    for (const id of request.matchedRules ?? []) {
      const verdict = await this.#interceptors.get(id)?.handle(request, session);
      if (verdict) return verdict;
    }
    return null;
  }
}
