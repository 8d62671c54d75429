/** The raw headers of a response, which the network service tells by an event of their own: before the rest or after it. */
import type Protocol from 'devtools-protocol';
import { rawResponse, responseHead } from './response-head';
import type { ResponseHead } from './url-loader-client';

type ExtraInfo = Protocol.Network.ResponseReceivedExtraInfoEvent;

export class RawHeaders {
  #event: ExtraInfo | null = null;
  /** Set where a listener has changed them. */
  #cookies: readonly string[] | null = null;
  #onReceived: (() => void) | null = null;

  get received(): boolean {
    return this.#event !== null;
  }

  receive(event: ExtraInfo): void {
    this.#event = event;
    this.#onReceived?.();
    this.#onReceived = null;
  }

  /** The values of Set-Cookie that the app is to see. */
  replaceCookies(values: readonly string[]): void {
    this.#cookies = values;
  }

  /** Calls once, at once if they are there. */
  whenReceived(callback: () => void): void {
    if (this.#event) callback();
    else this.#onReceived = callback;
  }

  forget(): void {
    this.#event = null;
  }

  /** With what else is known of the response. They count for this one only. */
  takeHead(seen: Parameters<typeof responseHead>[0]): ResponseHead {
    const head = responseHead(seen, this.#event, this.#cookies);
    this.#event = null;
    this.#cookies = null;
    return head;
  }

  /** Of a response of which nothing else is known; null if nothing is. */
  takeAlone(): ResponseHead | null {
    return this.#event && this.takeHead(rawResponse(this.#event));
  }
}
