/** The events that observers hear, made of what Chromium's Network domain tells. */
import type Protocol from 'devtools-protocol';
import { NULL_BODY_STATUSES } from '../http';
import type { ActivityListeners, ActivitySource } from '../request-pipeline/network-activity';
import type { PausedRequest } from '../request-pipeline/verdict';
import type { Emit } from './emit';
import { PendingExtraInfo } from './pending-extra-info';
import { RequestProgress, type RequestExtra, type ResponseExtra } from './request-progress';
import type { RequestRecords } from './request-records';

/** Only these are requests of the network; others (data:, blob:, about:) Electron does not tell either. */
const SCHEMES = /^(?:https?|file|ftp|chrome-extension):/;

interface ObservedRequestsOptions {
  /** Resolves when Chromium has delivered what it had to tell. */
  untilDelivered: () => Promise<unknown>;
  /** True for URLs of requests that are no app's. */
  isOwn: (url: string) => boolean;
  /** What the app calls a URL of Chromium's. */
  toApp: (url: string) => string;
  /** What the app calls an error of Chromium's. */
  errorOf: (error: string, request: RequestProgress) => string;
  /** True: something waits to be told of a request. */
  hurry: (hurried: boolean) => void;
}

export class ObservedRequests {
  readonly #records: RequestRecords;
  readonly #emit: Emit;
  readonly #progress = new Map<string, RequestProgress>();
  /** What the network service was quicker to tell of than the page. */
  readonly #early = new PendingExtraInfo();
  /** Held redirects, by network id. */
  readonly #waiting = new Map<string, { hops: number; go: () => void }>();
  readonly #untilDelivered: ObservedRequestsOptions['untilDelivered'];
  readonly #isOwn: ObservedRequestsOptions['isOwn'];
  readonly #toApp: ObservedRequestsOptions['toApp'];
  readonly #errorOf: ObservedRequestsOptions['errorOf'];
  readonly #hurry: ObservedRequestsOptions['hurry'];
  readonly listeners: ActivityListeners;

  constructor(records: RequestRecords, emit: Emit, options: ObservedRequestsOptions) {
    this.#untilDelivered = options.untilDelivered;
    this.#isOwn = options.isOwn;
    this.#toApp = options.toApp;
    this.#errorOf = options.errorOf;
    this.#hurry = options.hurry;
    this.#records = records;
    this.#emit = emit;
    this.listeners = {
      'Network.requestWillBeSent': (event, target) => this.#onRequest(event, target),
      'Network.requestWillBeSentExtraInfo': (event) => this.#onSent(event),
      'Network.responseReceived': (event) => this.#onResponse(event),
      'Network.responseReceivedExtraInfo': (event) => this.#onReceived(event),
      'Network.loadingFinished': (event) => this.#onFinished(event),
      'Network.loadingFailed': (event) => this.#onFailed(event),
      'detached': (target) => this.#onDetached(target),
    };
  }

  progressOf({ networkId }: PausedRequest): RequestProgress | undefined {
    return networkId === undefined ? undefined : this.#progress.get(networkId);
  }

  /** The same, with the raw headers of the held response, if it has any: one from the cache has none. */
  async withResponseExtra(paused: PausedRequest): Promise<RequestProgress | undefined> {
    if (this.progressOf(paused)?.pendingResponseExtra === undefined) await this.#untilDelivered();
    return this.progressOf(paused);
  }

  /** Nothing more will be heard. */
  clear(): void {
    this.#progress.clear();
    this.#early.clear();
    for (const networkId of this.#waiting.keys()) this.#letGo(networkId, Infinity);
  }

  /**
   * Resolves when the redirect that led to this held request has been told: the page may be slower to tell of it than the
   * network service is to hold what comes next.
   */
  async untilRedirected(paused: PausedRequest): Promise<void> {
    const { requestId, networkId } = paused;
    const progress = this.progressOf(paused);
    const hops = Number(/\.(\d+)$/.exec(requestId)?.[1] ?? 0) + 1;
    if (!progress || networkId === undefined || progress.hops >= hops) return;
    await new Promise<void>((go) => {
      this.#waiting.set(networkId, { hops, go });
      if (this.#waiting.size === 1) this.#hurry(true);
    });
  }

  #letGo(networkId: string, hops: number): void {
    const waiting = this.#waiting.get(networkId);
    if (!waiting || waiting.hops > hops) return;
    this.#waiting.delete(networkId);
    if (this.#waiting.size === 0) this.#hurry(false);
    waiting.go();
  }

  #onRequest(event: Protocol.Network.RequestWillBeSentEvent, target: ActivitySource): void {
    const { requestId, request, redirectResponse, timestamp } = event;
    if (!SCHEMES.test(request.url) || this.#isOwn(request.url)) return;
    const progress = this.#progress.get(requestId) ?? this.#begin(event, target);
    const url = this.#toApp(request.url + (request.urlFragment ?? ''));
    if (redirectResponse) {
      progress.step(event.redirectHasExtraInfo, (extra) => {
        this.#onRedirect(progress, timestamp, url, redirectResponse, extra);
        progress.record.url = url;
        progress.record.method = request.method;
        progress.record.decidedHeaders = null;
        progress.record.replacedHeaders = null;
      });
    }
    progress.step(false, () => {
      progress.nextHop();
      this.#tellSent(progress);
      this.#letGo(requestId, progress.hops);
    });
  }

  #onRedirect(
    progress: RequestProgress,
    timestamp: number,
    redirectURL: string,
    response: Protocol.Network.Response,
    extra: ResponseExtra | undefined,
  ): void {
    const { statusCode, statusLine, fromCache, responseHeaders } = progress.responseDetails(response, extra);
    const { remoteIPAddress: ip } = response;
    this.#emit('onBeforeRedirect', progress.record, progress.time(timestamp), {
      redirectURL,
      statusCode,
      statusLine,
      ...(ip ? { ip } : {}),
      fromCache,
      responseHeaders,
    });
  }

  #begin(event: Protocol.Network.RequestWillBeSentEvent, target: ActivitySource): RequestProgress {
    const { requestId, request, type, initiator } = event;
    const record =
      this.#records.byNetworkId(requestId) ??
      this.#records.observe(requestId, {
        url: request.url + (request.urlFragment ?? ''),
        method: request.method,
        type: (initiator.type as string) === 'preflight' ? 'Preflight' : type,
        headers: request.headers,
        frameId: event.frameId ?? ownerOf(target),
      });
    const progress = new RequestProgress(record, target, event);
    const early = this.#early.take(requestId);
    for (const extra of early.requests) progress.addRequestExtra(extra);
    for (const extra of early.responses) progress.addResponseExtra(extra);
    this.#progress.set(requestId, progress);
    return progress;
  }

  #onSent(event: RequestExtra): void {
    const progress = this.#progress.get(event.requestId);
    if (progress) {
      progress.addRequestExtra(event);
      this.#tellSent(progress);
    } else {
      this.#early.addRequest(event);
    }
  }

  #onReceived(event: ResponseExtra): void {
    const progress = this.#progress.get(event.requestId);
    if (progress) progress.addResponseExtra(event);
    else this.#early.addResponse(event);
  }

  #tellSent(progress: RequestProgress): void {
    const sent = progress.hops > 0 ? progress.takeSent() : null;
    if (!sent) return;
    const { record } = progress;
    // As in Electron, what a listener has decided comes without what the network stack adds.
    this.#emit('onSendHeaders', record, Date.now(), { requestHeaders: record.decidedHeaders ?? sent.headers });
  }

  #onResponse({ requestId, response, hasExtraInfo, timestamp }: Protocol.Network.ResponseReceivedEvent): void {
    const progress = this.#progress.get(requestId);
    progress?.step(hasExtraInfo, (extra) => {
      progress.response = progress.responseDetails(response, extra);
      this.#emit('onResponseStarted', progress.record, progress.time(timestamp), progress.response);
    });
  }

  #onFinished({ requestId, timestamp }: Protocol.Network.LoadingFinishedEvent): void {
    this.#end(requestId, (progress) => this.#complete(progress, progress.time(timestamp)));
  }

  #complete(progress: RequestProgress, timestamp: number): void {
    const { responseHeaders, fromCache = false, statusCode = 0, statusLine = '' } = progress.response ?? {};
    this.#emit('onCompleted', progress.record, timestamp, {
      ...(responseHeaders ? { responseHeaders } : {}),
      fromCache,
      statusCode,
      statusLine,
      error: 'net::OK',
    });
  }

  #onFailed({ requestId, timestamp, errorText, canceled = false }: Protocol.Network.LoadingFailedEvent): void {
    this.#end(requestId, (progress) => {
      // A page gives a request up that has no more to come.
      if (canceled && hasNoMore(progress)) this.#complete(progress, progress.time(timestamp));
      else this.#fail(progress, progress.time(timestamp), errorText);
    });
  }

  #fail(progress: RequestProgress, timestamp: number, errorText: string): void {
    this.#emit('onErrorOccurred', progress.record, timestamp, {
      fromCache: progress.response?.fromCache ?? false,
      // DevTools marks what it has blocked itself.
      error: this.#errorOf(errorText.replace(/\.Inspector$/, '') || 'net::ERR_FAILED', progress),
    });
  }

  #end(networkId: string, tell: (progress: RequestProgress) => void): void {
    const progress = this.#progress.get(networkId);
    progress?.step(false, () => {
      tell(progress);
      this.#progress.delete(networkId);
      this.#records.forget(networkId);
    });
    if (progress?.waits) void this.#untilDelivered().then(() => progress.force());
    this.#letGo(networkId, Infinity);
  }

  /** Another document has come to this frame: Chromium tells nothing more of the requests of the one before. */
  onNavigated(target: ActivitySource, { id, loaderId }: { id: string; loaderId: string }): void {
    const isGone = (progress: RequestProgress): boolean =>
      progress.target === target &&
      progress.endsWithDocument &&
      progress.loaderId !== loaderId &&
      (id === target.id || progress.frameId === id);
    if ([...this.#progress.values()].some(isGone)) void this.#untilDelivered().then(() => this.#abort(isGone));
  }

  #onDetached(target: ActivitySource): void {
    this.#abort((progress) => progress.target === target);
  }

  #abort(isGone: (progress: RequestProgress) => boolean): void {
    for (const [networkId, progress] of this.#progress) {
      if (!isGone(progress)) continue;
      progress.abandon();
      this.#end(networkId, () => this.#fail(progress, Date.now(), 'net::ERR_ABORTED'));
    }
  }
}

/** A worker's requests are its page's. */
function ownerOf({ type, parent, id }: ActivitySource): string {
  return type === 'worker' && parent ? ownerOf(parent) : id;
}

/** The response has come, and has no body. */
const hasNoMore = ({ record, response }: RequestProgress): boolean =>
  response !== null && (record.method === 'HEAD' || NULL_BODY_STATUSES.has(response.statusCode));
