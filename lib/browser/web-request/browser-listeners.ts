/** Wires the listeners of one session to one browser of it: what has to be held is held, what is observed is observed. */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { AnswerListeners } from '../request-pipeline/answer-listeners';
import { DocumentFailures } from '../request-pipeline/document-failures';
import { MainProcessRequests } from '../request-pipeline/main-process-requests';
import { NetworkActivity, type ActivityEvent } from '../request-pipeline/network-activity';
import { ORDER, RequestInterception } from '../request-pipeline/request-interception';
import type { SchemeMap } from '../request-pipeline/scheme-map';
import { HeldBody } from '../request-pipeline/held-body';
import { groupByName, splitHeaders, valuesOf, type HeaderEntry } from '../http';
import { hasNoBody, type Fail, type PausedRequest, type Verdict } from '../request-pipeline/verdict';
import { beforeRequest, headersReceived } from './blocking';
import { emitterOf } from './emit';
import { handlerAnswers } from './handler-answers';
import type { BlockingEvent, EventName } from './events';
import { flatten, type ResponseHeaders } from './headers';
import type { ListenerTable } from './listener-table';
import { HeldWebSockets } from './held-web-sockets';
import { ObservedRequests } from './observed-requests';
import { ObservedWebSockets } from './observed-web-sockets';
import type { RequestRecord } from './request-record';
import { RequestRecords } from './request-records';
import { replaceResponse } from './replace-response';
import { responseBody } from './response-body';
import { ownOrigins, ruleOf, wantsWebSockets } from './rule';
import { sentHeaders } from './sent-headers';
import { rewriteCookies } from './set-cookie';
import type { StatusLine } from './status-line';
import { WebSocketGate } from './web-socket-gate';

const BLOCKING: BlockingEvent[] = ['onBeforeRequest', 'onBeforeSendHeaders', 'onHeadersReceived'];

/** Set-Cookie is told to observers only, and onHeadersReceived is given it. */
const OBSERVING: EventName[] = [
  'onSendHeaders',
  'onHeadersReceived',
  'onBeforeRedirect',
  'onResponseStarted',
  'onCompleted',
  'onErrorOccurred',
];

export class BrowserListeners {
  readonly records: RequestRecords;
  readonly #browser: Browser;
  readonly #table: ListenerTable;
  readonly #schemes: SchemeMap;
  readonly #observed: ObservedRequests;
  readonly #webSockets: ObservedWebSockets;
  readonly #held: HeldWebSockets;
  readonly #gate: WebSocketGate;
  readonly #warn: (header: string) => void;
  #removeRules: (() => void)[] = [];
  #unsubscribe: (() => void)[] = [];

  /** `warn`: a listener wants a header that Chromium does not let be set. */
  constructor(
    browser: Browser,
    table: ListenerTable,
    schemes: SchemeMap,
    firstId: number,
    warn: (header: string) => void,
  ) {
    this.#browser = browser;
    this.#table = table;
    this.#schemes = schemes;
    this.#warn = warn;
    this.records = new RequestRecords(browser, schemes, firstId);
    const untilDelivered = (): Promise<unknown> => browser.root.send('Browser.getVersion').catch(() => undefined);
    const emit = emitterOf(table);
    const own = ownOrigins();
    this.#observed = new ObservedRequests(this.records, emit, {
      untilDelivered,
      isOwn: (url) => own.some((origin) => url.startsWith(origin)) || this.#gate.owns(url),
      toApp: (url) => schemes.toApp(url),
      errorOf: (error, { networkId, record }) => {
        const code = DocumentFailures.of(browser).takeRequest(networkId);
        return code === undefined ? schemes.errorOf(error, record.url) : `net::${code}`;
      },
      hurry: (hurried) => {
        if (!this.#observing) return;
        this.#setDelivery(hurried);
        // With the answer comes what has waited for company.
        if (hurried) void untilDelivered();
      },
    });
    browser.targets.addSetup((target) => {
      target.session.on('Page.frameNavigated', ({ frame }) => this.#observed.onNavigated(target, frame));
    });
    this.#webSockets = new ObservedWebSockets(this.records, emit, untilDelivered);
    this.#held = new HeldWebSockets(table, {
      open: (url, page) => this.#webSockets.claim(url, page, this.#observing),
      failed: (record, error) => this.#webSockets.failed(record, error),
    });
    this.#gate = new WebSocketGate(browser, (question) => this.#held.decide(question));
  }

  /** Call when the table has changed. */
  update(): void {
    if (!this.#browser.alive) return;
    const interception = RequestInterception.of(this.#browser);
    const before = this.#removeRules;
    this.#removeRules = [];
    const request = ruleOf(
      [...this.#table.of('onBeforeRequest'), ...this.#table.of('onBeforeSendHeaders')],
      this.#schemes,
    );
    if (request) {
      const handle = (paused: PausedRequest): Promise<Verdict> => this.#onRequest(paused);
      this.#removeRules.push(interception.add({ ...request, stage: 'Request' }, handle, ORDER.webRequest));
    }
    const response = ruleOf(
      [...this.#table.of('onHeadersReceived'), ...this.#table.of('onResponseBody')],
      this.#schemes,
    );
    if (response) {
      const handle = (paused: PausedRequest, by: CDPSession): Promise<Verdict> => this.#onResponse(paused, by);
      this.#removeRules.push(interception.add({ ...response, stage: 'Response' }, handle, ORDER.webRequest));
    }
    for (const remove of before) remove();
    AnswerListeners.of(this.#browser).current = handlerAnswers({
      table: this.#table,
      records: this.records,
      observed: this.#observed,
      warn: warnAboutBody,
    });
    this.#observe(this.#table.has(...OBSERVING));
    if (this.#observing) this.#setDelivery();
    this.#gate.set(wantsWebSockets(BLOCKING.flatMap((event) => [...this.#table.of(event)])));
  }

  #observe(wanted: boolean): void {
    if (wanted === this.#observing) return;
    if (wanted) {
      const activity = NetworkActivity.of(this.#browser);
      this.#unsubscribe = [this.#observed, this.#webSockets].map(({ listeners }) => activity.subscribe(listeners));
      return;
    }
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#observed.clear();
    this.#webSockets.clear();
    this.records.forgetAll();
  }

  /**
   * Chromium's events wake this process only where a listener waits for them. `hurried`: a held request waits for what
   * led to it.
   */
  #setDelivery(hurried = false): void {
    const sent = 'Network.requestWillBeSentExtraInfo';
    const deferrable: ActivityEvent[] = ['Network.responseReceivedExtraInfo'];
    const omitted: ActivityEvent[] = [];
    // onHeadersReceived is given the cookies that were sent.
    if (!this.#table.has('onSendHeaders')) (this.#table.has('onHeadersReceived') ? deferrable : omitted).push(sent);
    if (!this.#table.has('onResponseStarted')) deferrable.push('Network.responseReceived');
    if (!hurried && !this.#table.has('onBeforeRedirect', 'onSendHeaders')) deferrable.push('Network.requestWillBeSent');
    NetworkActivity.of(this.#browser).setDelivery({ deferrable, omitted });
  }

  get #observing(): boolean {
    return this.#unsubscribe.length > 0;
  }

  async #onRequest(paused: PausedRequest): Promise<Verdict> {
    const observing = this.#observing;
    if (observing) await this.#observed.untilRedirected(paused);
    const toChromium = (url: string): string => this.#schemes.toChromium(url);
    const verdict = await beforeRequest(this.#table, this.records.ofPaused(paused, observing), paused, toChromium);
    if (verdict?.kind !== 'headers') return verdict;
    const { headers, refused } = sentHeaders(paused.request.headers, verdict.headers);
    for (const name of refused) this.#warn(name);
    return { kind: 'continue', headers };
  }

  async #onResponse(paused: PausedRequest, session: CDPSession): Promise<Verdict> {
    if (paused.responseStatusCode === undefined) return null;
    const headers = groupByName(paused.responseHeaders ?? []);
    const progress = await this.#observed.withResponseExtra(paused);
    // Not before: by now the request has been observed, if it ever is, and has its id.
    const record = this.records.ofPaused(paused, false);
    const received = setCookies(progress?.pendingResponseExtra?.headers ?? {});
    if (received.length > 0) headers['Set-Cookie'] = received;
    const status = { code: paused.responseStatusCode, phrase: paused.responseStatusText ?? '' };
    // A handler's answer that streams has been told when the handler gave it.
    const isTold = AnswerListeners.of(this.#browser).hasHeard(paused);
    const verdict = isTold ? null : await headersReceived(this.#table, record, { status, headers });
    if (verdict && verdict.kind !== 'headers') return verdict;
    const response = verdict ?? { status, headers };
    const held = new HeldBody(session, paused);
    const body = await this.#bodyOf(paused, held, record, response);
    if (body && !(body instanceof Uint8Array)) return body;
    if (verdict) {
      record.replacedHeaders = verdict.headers;
      const { url } = paused.request;
      const wanted = valuesOf(flatten(verdict.headers), 'set-cookie');
      MainProcessRequests.of(this.#browser).get(paused)?.onCookiesReplaced(wanted);
      await rewriteCookies(this.#browser.root, { url, received, wanted, before: progress?.cookies ?? [] });
    } else if (!body) {
      return null;
    }
    return replaceResponse(paused, body ?? held, {
      kind: 'continue-response',
      responseCode: response.status.code,
      responsePhrase: response.status.phrase,
      responseHeaders: flatten(response.headers).map((header) => this.#toChromium(header)),
    });
  }

  /** A redirect may lead to a scheme of the app's own. */
  #toChromium({ name, value }: HeaderEntry): HeaderEntry {
    return { name, value: name.toLowerCase() === 'location' ? this.#schemes.toChromium(value) : value };
  }

  /** Null: nobody has touched it. */
  async #bodyOf(
    paused: PausedRequest,
    held: HeldBody,
    record: RequestRecord,
    response: { status: StatusLine; headers: ResponseHeaders },
  ): Promise<Fail | Uint8Array | null> {
    if (!this.#table.has('onResponseBody') || hasNoBody(paused)) return null;
    return responseBody(this.#table, record, response, held, (reason) => warnAboutBody(record, reason));
  }
}

const warnAboutBody = ({ url }: RequestRecord, reason: string): void =>
  process.emitWarning(`The body of ${url} failed: ${reason}`, { code: 'VALENCE_RESPONSE_BODY' });

const setCookies = (headers: Readonly<Record<string, string>>): string[] =>
  valuesOf(splitHeaders(headers), 'set-cookie');
