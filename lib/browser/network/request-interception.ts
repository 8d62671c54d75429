/**
 * The rules of one browser's request interceptor (shell/services/network) and who answers the requests they match.
 * Requests that match none never reach JavaScript; without rules interception is off.
 */
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import { MainProcessRequests } from './main-process-requests';

export type PausedRequest = Protocol.Fetch.RequestPausedEvent;

/** Null lets the request go on. */
export type Verdict = { errorReason: Protocol.Network.ErrorReason } | null;

export type RequestHandler = (request: PausedRequest) => Verdict | Promise<Verdict>;

interface Interceptor {
  rule: Valence.RequestRule;
  handle: RequestHandler;
}

const ofBrowser = new WeakMap<Browser, RequestInterception>();

export class RequestInterception {
  readonly #browser: Browser;
  readonly #interceptors = new Map<number, Interceptor>();
  #lastId = 0;

  private constructor(browser: Browser) {
    this.#browser = browser;
    browser.root.on('Fetch.requestPaused', (request) => void this.#onPaused(request));
  }

  static of(browser: Browser): RequestInterception {
    let interception = ofBrowser.get(browser);
    if (!interception) ofBrowser.set(browser, (interception = new RequestInterception(browser)));
    return interception;
  }

  /** Rules are asked in the order they were added. Returns a function that removes this one. */
  add(rule: Omit<Valence.RequestRule, 'id'>, handle: RequestHandler): () => void {
    const id = ++this.#lastId;
    this.#interceptors.set(id, { rule: { ...rule, id }, handle });
    this.#apply();
    return () => {
      if (this.#interceptors.delete(id)) this.#apply();
    };
  }

  #apply(): void {
    if (!this.#browser.alive) return;
    const rules = [...this.#interceptors.values()].map(({ rule }) => rule);
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
    MainProcessRequests.of(this.#browser).interceptionBegins();
  }

  async #onPaused(request: PausedRequest & { matchedRules?: number[] }): Promise<void> {
    const { requestId } = request;
    const verdict = await this.#ask(request);
    if (verdict) this.#browser.root.post('Fetch.failRequest', { requestId, errorReason: verdict.errorReason });
    else this.#browser.root.post('Fetch.continueRequest', { requestId });
  }

  async #ask(request: PausedRequest & { matchedRules?: number[] }): Promise<Verdict> {
    for (const id of request.matchedRules ?? []) {
      const verdict = await this.#interceptors.get(id)?.handle(request);
      if (verdict) return verdict;
    }
    return null;
  }
}
