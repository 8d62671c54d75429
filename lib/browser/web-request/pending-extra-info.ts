/** Raw headers of requests that have not been told yet: they come from the network service, requests from their page. */
import { dropOldest } from '../drop-oldest';
import type { RequestExtra, ResponseExtra } from './request-progress';

interface Extras {
  requests: RequestExtra[];
  responses: ResponseExtra[];
}

/** Headers of requests that began before anybody listened are never asked for: the oldest go. */
const MOST = 500;

export class PendingExtraInfo {
  readonly #byNetworkId = new Map<string, Extras>();

  addRequest(extra: RequestExtra): void {
    this.#of(extra.requestId).requests.push(extra);
  }

  addResponse(extra: ResponseExtra): void {
    this.#of(extra.requestId).responses.push(extra);
  }

  take(networkId: string): Readonly<Extras> {
    const extras = this.#byNetworkId.get(networkId) ?? { requests: [], responses: [] };
    this.#byNetworkId.delete(networkId);
    return extras;
  }

  clear(): void {
    this.#byNetworkId.clear();
  }

  #of(networkId: string): Extras {
    let extras = this.#byNetworkId.get(networkId);
    if (!extras) {
      this.#byNetworkId.set(networkId, (extras = { requests: [], responses: [] }));
      dropOldest(this.#byNetworkId, MOST);
    }
    return extras;
  }
}
