/**
 * What observers hear of the requests of the main process. The hidden page asks for something else than the app (any method
 * and header, a body: its session puts them in), so that its events are reported as the app's request and not as they come. Its own
 * files, and what it asks the main process for, are reported to nobody.
 */
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';
import { toRecord, type HeaderEntry } from '../http';
import type { ActivitySource, NetworkActivity } from '../request-pipeline/network-activity';

/** A request as the app has made it, on its way. */
export interface ReportedRequest {
  /** Of the current hop. */
  readonly method: string;
  readonly headers: readonly HeaderEntry[];
  /** What the app has been reported of its end, if that was none that Chromium knows of. */
  readonly failure: Error | null;
}

/** Whose event it is; undefined for requests that are not the app's. */
type Find = (event: Protocol.Network.RequestWillBeSentEvent) => ReportedRequest | undefined;

export class MainProcessActivity {
  readonly #activity: NetworkActivity;
  readonly #source: ActivitySource;
  readonly #find: Find;
  /** By network id, until their end. */
  readonly #reported = new Map<string, ReportedRequest>();

  constructor(activity: NetworkActivity, source: ActivitySource, find: Find) {
    this.#activity = activity;
    this.#source = source;
    this.#find = find;
  }

  /** Call once, for the session of the page. */
  listen(session: CDPSession): void {
    session.on('Network.requestWillBeSent', (event) => this.#onRequest(event));
    // The network service may be quicker to tell than the page.
    session.on('Network.requestWillBeSentExtraInfo', (event) => {
      this.#activity.tell('Network.requestWillBeSentExtraInfo', event, this.#source);
    });
    session.on('Network.responseReceivedExtraInfo', (event) => {
      this.#activity.tell('Network.responseReceivedExtraInfo', event, this.#source);
    });
    session.on('Network.responseReceived', (event) => {
      if (this.#reported.has(event.requestId)) this.#activity.tell('Network.responseReceived', event, this.#source);
    });
    session.on('Network.loadingFinished', (event) => {
      if (this.#reported.delete(event.requestId)) this.#activity.tell('Network.loadingFinished', event, this.#source);
    });
    session.on('Network.loadingFailed', (event) => this.#onFailed(event));
  }

  /** The page is gone. */
  end(): void {
    this.#reported.clear();
    this.#activity.tellDetached(this.#source);
  }

  #onRequest(event: Protocol.Network.RequestWillBeSentEvent): void {
    if (!this.#activity.active) return;
    const reported = this.#reported.get(event.requestId) ?? this.#find(event);
    if (!reported) return;
    this.#reported.set(event.requestId, reported);
    const headers = toRecord(reported.headers);
    const request = { ...event.request, method: reported.method, headers };
    this.#activity.tell('Network.requestWillBeSent', { ...event, request }, this.#source);
  }

  #onFailed(event: Protocol.Network.LoadingFailedEvent): void {
    const reported = this.#reported.get(event.requestId);
    if (!reported) return;
    this.#reported.delete(event.requestId);
    // The page was reported to give it up.
    const reason = reported.failure?.message ?? '';
    const errorText = reason.startsWith('net::') ? reason : event.errorText;
    this.#activity.tell('Network.loadingFailed', { ...event, errorText }, this.#source);
  }
}
