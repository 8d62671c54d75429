/** What the Network domain has said of one request so far, put into order. */
import type Protocol from 'devtools-protocol';
import type { ActivitySource } from '../request-pipeline/network-activity';
import { responseHeadersOf, type ResponseHeaders } from './headers';
import type { RequestRecord } from './request-record';
import { statusLineOf } from './status-line';

export type RequestExtra = Protocol.Network.RequestWillBeSentExtraInfoEvent;
export type ResponseExtra = Protocol.Network.ResponseReceivedExtraInfoEvent;

/** Something that happened; it may have to wait for the raw headers of its response, which have a way of their own. */
interface Step {
  needsExtra: boolean;
  run(extra: ResponseExtra | undefined): void;
}

export interface ResponseDetails {
  responseHeaders: ResponseHeaders;
  fromCache: boolean;
  statusCode: number;
  statusLine: string;
}

export class RequestProgress {
  readonly networkId: string;
  readonly record: RequestRecord;
  readonly target: ActivitySource;
  /** Chromium's id of the frame; undefined for workers. */
  readonly frameId: string | undefined;
  /** Of the document whose request it is; that of a navigation's own request is its network id. */
  readonly loaderId: string;
  /** The document's end is its end: not so for beacons. */
  readonly endsWithDocument: boolean;
  /** Requests of this record: the first, and one for each redirect. */
  hops = 0;
  response: ResponseDetails | null = null;
  /** Milliseconds between Chromium's monotonic time and the epoch. */
  readonly #clock: number;
  readonly #steps: Step[] = [];
  readonly #responseExtras: ResponseExtra[] = [];
  readonly #requestExtras: RequestExtra[] = [];
  /** Of the current hop. */
  #sent: RequestExtra | null = null;

  constructor(
    record: RequestRecord,
    target: ActivitySource,
    { wallTime, timestamp, frameId, loaderId, requestId, type }: Protocol.Network.RequestWillBeSentEvent,
  ) {
    this.networkId = requestId;
    this.frameId = frameId;
    this.loaderId = loaderId;
    this.endsWithDocument = frameId !== undefined && loaderId !== requestId && type !== 'Ping';
    this.record = record;
    this.target = target;
    this.#clock = (wallTime - timestamp) * 1000;
  }

  /** Milliseconds since the epoch of a moment that Chromium gave, in its seconds. */
  time(timestamp: number): number {
    return timestamp * 1000 + this.#clock;
  }

  /** Runs behind everything before it; with `needsExtra` not before the raw headers are there. */
  step(needsExtra: boolean, run: Step['run']): void {
    this.#steps.push({ needsExtra, run });
    this.#run();
  }

  /** Drops what still waits. */
  abandon(): void {
    this.#steps.length = 0;
  }

  /** Something still waits for raw headers. */
  get waits(): boolean {
    return this.#steps.length > 0;
  }

  /** The raw headers will not come. */
  force(): void {
    for (const step of this.#steps.splice(0)) step.run(undefined);
  }

  addResponseExtra(extra: ResponseExtra): void {
    this.#responseExtras.push(extra);
    this.#run();
  }

  /** Raw headers of the response that is being received, if they are there yet. */
  get pendingResponseExtra(): ResponseExtra | undefined {
    return this.#responseExtras.at(-1);
  }

  addRequestExtra(extra: RequestExtra): void {
    this.#requestExtras.push(extra);
  }

  /** What was sent of the current hop, once. */
  takeSent(): RequestExtra | null {
    if (this.#sent) return null;
    this.#sent = this.#requestExtras.shift() ?? null;
    return this.#sent;
  }

  /** The cookies that the session had for the current hop. */
  get cookies(): Protocol.Network.Cookie[] {
    return this.#sent?.associatedCookies.map(({ cookie }) => cookie) ?? [];
  }

  nextHop(): void {
    this.hops++;
    this.#sent = null;
    this.response = null;
  }

  #run(): void {
    for (let step = this.#steps[0]; step; step = this.#steps[0]) {
      if (step.needsExtra && this.#responseExtras.length === 0) return;
      this.#steps.shift();
      step.run(step.needsExtra ? this.#responseExtras.shift() : undefined);
    }
  }

  responseDetails(
    { headers, status, statusText, fromDiskCache = false }: Protocol.Network.Response,
    extra: ResponseExtra | undefined,
  ): ResponseDetails {
    // A 304 brings its own headers; the response is the cached one.
    const raw = extra?.statusCode === status ? extra.headers : headers;
    return {
      responseHeaders: this.record.replacedHeaders ?? responseHeadersOf(raw),
      fromCache: fromDiskCache,
      statusCode: status,
      statusLine: statusLineOf({ code: status, phrase: statusText }),
    };
  }
}
