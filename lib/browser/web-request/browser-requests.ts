/** Wires the listeners of one session to one browser of it: what has to be held is held, what is observed is observed. */
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { MainProcessRequests } from '../network/main-process-requests';
import { NetworkActivity, type ActivityEvent } from '../network/network-activity';
import { ORDER, RequestInterception } from '../network/request-interception';
import type { SchemeMap } from '../network/scheme-map';
import type { PausedRequest, Verdict } from '../network/verdict';
import { beforeRequest, headersReceived } from './blocking';
import { emitterOf } from './emit';
import type { BlockingEvent, EventName } from './events';
import { flatten, fromEntries, valuesOf } from './headers';
import type { ListenerTable } from './listener-table';
import { HeldWebSockets } from './held-web-sockets';
import { ObservedRequests } from './observed-requests';
import { ObservedWebSockets } from './observed-web-sockets';
import { RequestRecords } from './request-records';
import { replaceResponse } from './replace-response';
import { ownOrigins, ruleOf, wantsWebSockets } from './rule';
import { sentHeaders } from './sent-headers';
import { rewriteCookies } from './set-cookie';
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

export class BrowserRequests {
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
    const response = ruleOf(this.#table.of('onHeadersReceived'), this.#schemes);
    if (response) {
      const handle = (paused: PausedRequest, by: CDPSession): Promise<Verdict> => this.#onResponse(paused, by);
      this.#removeRules.push(interception.add({ ...response, stage: 'Response' }, handle, ORDER.webRequest));
    }
    for (const remove of before) remove();
    this.#observe(this.#table.has(...OBSERVING));
    if (this.#observing) this.#setPatient();
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

  /** Chromium's events wake this process only where a listener waits for them. */
  #setPatient(): void {
    const patient: ActivityEvent[] = ['Network.responseReceivedExtraInfo'];
    if (!this.#table.has('onSendHeaders')) patient.push('Network.requestWillBeSentExtraInfo');
    if (!this.#table.has('onResponseStarted')) patient.push('Network.responseReceived');
    NetworkActivity.of(this.#browser).setPatient(patient);
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
    const headers = fromEntries(paused.responseHeaders ?? []);
    const progress = await this.#observed.withResponseExtra(paused);
    // Not before: by now the request has been observed, if it ever is, and has its id.
    const record = this.records.ofPaused(paused, false);
    const received = setCookies(progress?.pendingResponseExtra?.headers ?? {});
    if (received.length > 0) headers['Set-Cookie'] = received;
    const status = { code: paused.responseStatusCode, phrase: paused.responseStatusText ?? '' };
    const verdict = await headersReceived(this.#table, record, { status, headers });
    if (verdict?.kind !== 'headers') return verdict;
    record.replacedHeaders = verdict.headers;
    const responseHeaders = flatten(verdict.headers);
    const { url } = paused.request;
    const wanted = valuesOf(responseHeaders, 'set-cookie');
    MainProcessRequests.of(this.#browser).get(paused)?.onCookiesReplaced(wanted);
    await rewriteCookies(this.#browser.root, { url, received, wanted, before: progress?.cookies ?? [] });
    return replaceResponse(session, paused, {
      kind: 'continue-response',
      responseCode: verdict.status.code,
      responsePhrase: verdict.status.phrase,
      responseHeaders,
    });
  }
}

function setCookies(headers: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(headers).filter((name) => name.toLowerCase() === 'set-cookie');
  return names.flatMap((name) => (headers[name] ?? '').split('\n'));
}
