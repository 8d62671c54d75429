/** The events that observers hear, made of what Chromium's Network domain tells. */
import type Protocol from 'devtools-protocol';
import type { ActivityListeners } from '../network/network-activity';
import type { PausedRequest } from '../network/verdict';
import type { Target } from '../targets/target';
import { statusLineOf } from './blocking';
import type { EventDetails, ObservingEvent } from './events';
import { splitValues, type RequestHeaders, type ResponseHeaders } from './headers';
import type { ListenerTable } from './listener-table';
import { baseDetails, type BaseDetails, type RequestRecord } from './request-record';
import type { RequestRecords } from './request-records';

type ResponseExtra = Protocol.Network.ResponseReceivedExtraInfoEvent;

/** Something that happened, in the order it happened; it may have to wait for the raw headers of its response. */
interface Step {
  needsExtra: boolean;
  run(extra: ResponseExtra | undefined): void;
}

/** What the Network domain has said of a request so far. */
interface Progress {
  readonly record: RequestRecord;
  readonly target: Target;
  /** Milliseconds to add to Chromium's monotonic time in milliseconds. */
  readonly clock: number;
  /** Requests of this record that were sent, the first and one for each redirect. */
  hops: number;
  /** onSendHeaders was told of the last hop. */
  sent: boolean;
  fromCache: boolean;
  readonly steps: Step[];
  readonly responseExtras: ResponseExtra[];
  readonly sentExtras: RequestHeaders[];
  response?: ResponseDetails;
}

/** Only these are requests of the network; others (data:, blob:, about:) Electron does not tell either. */
const SCHEMES = /^(?:https?|wss?|file|ftp|chrome-extension):/;

export class ObservedRequests {
  readonly #records: RequestRecords;
  readonly #table: ListenerTable;
  readonly #progress = new Map<string, Progress>();
  /** Headers of requests that Chromium's network service was quicker to tell of than the page. */
  readonly #early = new Map<string, RequestHeaders>();
  /** Held redirects, by network id. */
  readonly #waiting = new Map<string, { hops: number; go: () => void }>();
  readonly listeners: ActivityListeners;

  constructor(records: RequestRecords, table: ListenerTable) {
    this.#records = records;
    this.#table = table;
    this.listeners = {
      'Network.requestWillBeSent': (event, target) => this.#onRequest(event, target),
      'Network.requestWillBeSentExtraInfo': ({ requestId, headers }) =>
        this.#onSent(requestId, headers as RequestHeaders),
      'Network.responseReceived': (event) => this.#onResponse(event),
      'Network.responseReceivedExtraInfo': (event) => this.#onResponseExtra(event),
      'Network.loadingFinished': (event) => this.#onFinished(event),
      'Network.loadingFailed': (event) => this.#onFailed(event),
      'detached': (target) => this.#onDetached(target),
    };
  }

  /**
   * Resolves when the redirect that led to this held request has been told: the page may be slower to tell of it than the
   * network service is to hold what comes next.
   */
  async untilRedirected({ requestId, networkId }: PausedRequest): Promise<void> {
    const progress = networkId === undefined ? undefined : this.#progress.get(networkId);
    const hops = Number(/\.(\d+)$/.exec(requestId)?.[1] ?? 0) + 1;
    if (!progress || networkId === undefined || progress.hops >= hops) return;
    await new Promise<void>((go) => this.#waiting.set(networkId, { hops, go }));
  }

  #letGo(networkId: string, hops: number): void {
    const waiting = this.#waiting.get(networkId);
    if (!waiting || waiting.hops > hops) return;
    this.#waiting.delete(networkId);
    waiting.go();
  }

  #onRequest(event: Protocol.Network.RequestWillBeSentEvent, target: Target): void {
    const { requestId, request, redirectResponse } = event;
    if (!SCHEMES.test(request.url)) return;
    const progress = this.#progress.get(requestId) ?? this.#begin(event, target);
    const url = request.url + (request.urlFragment ?? '');
    if (redirectResponse) {
      const timestamp = this.#time(progress, event.timestamp);
      this.#step(progress, {
        needsExtra: event.redirectHasExtraInfo,
        run: (extra) => {
          const details = responseDetails(progress, redirectResponse, extra);
          const { remoteIPAddress: ip } = redirectResponse;
          this.#emit('onBeforeRedirect', progress, timestamp, {
            redirectURL: url,
            statusCode: details.statusCode,
            statusLine: details.statusLine,
            ...(ip ? { ip } : {}),
            fromCache: details.fromCache,
            responseHeaders: details.responseHeaders,
          });
          progress.record.url = url;
          progress.record.method = request.method;
          progress.record.replacedHeaders = null;
        },
      });
    }
    this.#step(progress, {
      needsExtra: false,
      run: () => {
        progress.hops++;
        progress.sent = false;
        progress.fromCache = false;
        this.#tellSent(progress);
        this.#letGo(requestId, progress.hops);
      },
    });
  }

  #begin(event: Protocol.Network.RequestWillBeSentEvent, target: Target): Progress {
    const { requestId, request, type, initiator, timestamp, wallTime } = event;
    const headers = request.headers as Record<string, string | undefined>;
    const record =
      this.#records.byNetworkId(requestId) ??
      this.#records.observe(requestId, {
        url: request.url + (request.urlFragment ?? ''),
        method: request.method,
        type: (initiator.type as string) === 'preflight' ? 'Preflight' : type,
        referrer: headers['Referer'] ?? '',
        frameId: event.frameId ?? ownerOf(target),
      });
    const early = this.#early.get(requestId);
    this.#early.delete(requestId);
    const progress: Progress = {
      record,
      target,
      clock: (wallTime - timestamp) * 1000,
      hops: 0,
      sent: false,
      fromCache: false,
      steps: [],
      responseExtras: [],
      sentExtras: early ? [early] : [],
    };
    this.#progress.set(requestId, progress);
    return progress;
  }

  #onSent(requestId: string, headers: RequestHeaders): void {
    const progress = this.#progress.get(requestId);
    if (!progress) {
      this.#early.set(requestId, headers);
      return;
    }
    progress.sentExtras.push(headers);
    this.#tellSent(progress);
  }

  #tellSent(progress: Progress): void {
    if (progress.sent) return;
    const requestHeaders = progress.sentExtras.shift();
    if (!requestHeaders) return;
    progress.sent = true;
    this.#emit('onSendHeaders', progress, Date.now(), { requestHeaders });
  }

  #onResponse({ requestId, response, hasExtraInfo, timestamp }: Protocol.Network.ResponseReceivedEvent): void {
    const progress = this.#progress.get(requestId);
    if (!progress) return;
    this.#step(progress, {
      needsExtra: hasExtraInfo,
      run: (extra) => {
        const details = responseDetails(progress, response, extra);
        progress.fromCache = details.fromCache;
        progress.response = details;
        this.#emit('onResponseStarted', progress, this.#time(progress, timestamp), details);
      },
    });
  }

  #onResponseExtra(event: ResponseExtra): void {
    const progress = this.#progress.get(event.requestId);
    if (!progress) return;
    progress.responseExtras.push(event);
    this.#run(progress);
  }

  #onFinished({ requestId, timestamp }: Protocol.Network.LoadingFinishedEvent): void {
    this.#end(requestId, (progress) => {
      const { responseHeaders, fromCache = false, statusCode = 0, statusLine = '' } = progress.response ?? {};
      this.#emit('onCompleted', progress, this.#time(progress, timestamp), {
        ...(responseHeaders ? { responseHeaders } : {}),
        fromCache,
        statusCode,
        statusLine,
        error: 'net::OK',
      });
    });
  }

  #onFailed({ requestId, timestamp, errorText }: Protocol.Network.LoadingFailedEvent): void {
    this.#end(requestId, (progress) => this.#fail(progress, this.#time(progress, timestamp), errorText));
  }

  #fail(progress: Progress, timestamp: number, errorText: string): void {
    this.#emit('onErrorOccurred', progress, timestamp, {
      fromCache: progress.fromCache,
      // DevTools marks what it has blocked itself.
      error: errorText.replace(/\.Inspector$/, '') || 'net::ERR_FAILED',
    });
  }

  #end(networkId: string, tell: (progress: Progress) => void): void {
    const progress = this.#progress.get(networkId);
    if (!progress) return;
    this.#step(progress, {
      needsExtra: false,
      run: () => {
        tell(progress);
        this.#progress.delete(networkId);
        this.#records.forget(networkId);
      },
    });
    this.#letGo(networkId, Infinity);
  }

  #onDetached(target: Target): void {
    for (const [networkId, progress] of this.#progress) {
      if (progress.target !== target) continue;
      progress.steps.length = 0;
      this.#end(networkId, () => this.#fail(progress, Date.now(), 'net::ERR_ABORTED'));
    }
  }

  #step(progress: Progress, step: Step): void {
    progress.steps.push(step);
    this.#run(progress);
  }

  #run({ steps, responseExtras }: Progress): void {
    for (let step = steps[0]; step; step = steps[0]) {
      if (step.needsExtra && responseExtras.length === 0) return;
      steps.shift();
      step.run(step.needsExtra ? responseExtras.shift() : undefined);
    }
  }

  #time({ clock }: Progress, timestamp: number): number {
    return timestamp * 1000 + clock;
  }

  #emit<E extends ObservingEvent>(
    event: E,
    { record }: Progress,
    timestamp: number,
    fields: Omit<EventDetails[E], keyof BaseDetails>,
  ): void {
    for (const { listener } of this.#table.matching(event, record.url, record.resourceType)) {
      listener({ ...baseDetails(record, timestamp), ...fields });
    }
  }
}

interface ResponseDetails {
  responseHeaders: ResponseHeaders;
  fromCache: boolean;
  statusCode: number;
  statusLine: string;
}

function responseDetails(
  { record }: Progress,
  { headers, status, statusText, fromDiskCache = false }: Protocol.Network.Response,
  extra: ResponseExtra | undefined,
): ResponseDetails {
  const received = splitValues((extra?.headers ?? headers) as Record<string, string>);
  return {
    responseHeaders: record.replacedHeaders ?? received,
    fromCache: fromDiskCache,
    statusCode: status,
    statusLine: statusLineOf({ code: status, phrase: statusText }),
  };
}

/** A worker's requests are its page's. */
function ownerOf({ type, parent, id }: Target): string {
  return type === 'worker' && parent ? ownerOf(parent) : id;
}
