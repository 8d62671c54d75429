/**
 * Which requests of a browser are the main process's own (ses.fetch(), net.request()). Listeners and protocol handlers
 * meet them at the browser like any other, with the id of the Network domain as their mark.
 */
import type Protocol from 'devtools-protocol';
import { perBrowser } from '../browser-process/per-browser';
import type { CDPSession } from '../devtools/connection';

/** Answers a challenge of HTTP authentication at the session that has reported it. */
export type AuthHandler = (event: Protocol.Fetch.AuthRequiredEvent, session: CDPSession) => void;

export interface MainProcessRequest {
  /** Protocol handlers leave it to the network. */
  readonly bypassCustomProtocolHandlers: boolean;
  /** The Set-Cookie headers that a listener has given the response that is coming. */
  onCookiesReplaced(values: readonly string[]): void;
  /** A protocol handler answers it. */
  onHandled(): void;
  /** The handler has failed it: "ERR_UNEXPECTED". */
  onHandlerError(code: string): void;
  /** The body of the handler's answer has failed half-way. */
  onHandlerFailed(): void;
}

export class MainProcessRequests {
  readonly #requests = new Map<string, MainProcessRequest>();
  readonly #onInterception = new Set<() => void>();
  /** By the target id of the page that sends the requests. */
  readonly #authHandlers = new Map<string, AuthHandler>();
  #interceptions = 0;

  /** The one of a browser. */
  static readonly of = perBrowser(() => new MainProcessRequests());

  /** Null for a request of a page or worker. `networkId` is that of Fetch.requestPaused. */
  get({ networkId }: { networkId?: string }): MainProcessRequest | null {
    return (networkId !== undefined && this.#requests.get(networkId)) || null;
  }

  add(networkId: string, request: MainProcessRequest): void {
    this.#requests.set(networkId, request);
  }

  /**
   * Challenges of what this page requests: with a `login` listener Chromium reports them at the browser's session, and not at the
   * page's own. Returns a function that takes it back.
   */
  handleAuth(targetId: string, handler: AuthHandler): () => void {
    this.#authHandlers.set(targetId, handler);
    return () => this.#authHandlers.delete(targetId);
  }

  /** Undefined for a frame that sends no requests of the main process. */
  authHandlerOf(frameId: string): AuthHandler | undefined {
    return this.#authHandlers.get(frameId);
  }

  /** Called when interception begins at the browser. Returns a function that takes it back. */
  onInterception(callback: () => void): () => void {
    this.#onInterception.add(callback);
    return () => this.#onInterception.delete(callback);
  }

  /** RequestInterception only. `isFirst`: nothing was intercepted before. */
  interceptionBegins(isFirst: boolean): void {
    if (isFirst) this.#interceptions++;
    for (const callback of this.#onInterception) callback();
  }

  /** How often interception has begun where there was none. */
  get interceptions(): number {
    return this.#interceptions;
  }

  delete(networkId: string): void {
    this.#requests.delete(networkId);
  }
}
