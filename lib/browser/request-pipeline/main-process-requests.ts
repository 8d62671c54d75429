/**
 * Which requests of a browser are the main process's own (ses.fetch(), net.request()). Listeners and protocol handlers
 * meet them at the browser like any other, with the id of the Network domain as their mark.
 */
import { perBrowser } from '../browser-process/per-browser';

export interface MainProcessRequest {
  /** Protocol handlers leave it to the network. */
  readonly bypassCustomProtocolHandlers: boolean;
  /** The Set-Cookie headers that a listener has given the response that is coming. */
  onCookiesReplaced(values: readonly string[]): void;
  /** A protocol handler answers it. */
  onHandled(): void;
  /** The body of the handler's answer has failed half-way. */
  onHandlerFailed(): void;
}

export class MainProcessRequests {
  readonly #requests = new Map<string, MainProcessRequest>();
  #onInterception: (() => void) | null = null;

  /** The one of a browser. */
  static readonly of = perBrowser(() => new MainProcessRequests());

  /** Null for a request of a page or worker. `networkId` is that of Fetch.requestPaused. */
  get({ networkId }: { networkId?: string }): MainProcessRequest | null {
    return (networkId !== undefined && this.#requests.get(networkId)) || null;
  }

  add(networkId: string, request: MainProcessRequest): void {
    this.#requests.set(networkId, request);
  }

  /** Called when interception begins at the browser. Replaces the callback before. */
  onInterception(callback: () => void): void {
    this.#onInterception = callback;
  }

  /** RequestInterception only. */
  interceptionBegins(): void {
    this.#onInterception?.();
  }

  delete(networkId: string): void {
    this.#requests.delete(networkId);
  }
}
