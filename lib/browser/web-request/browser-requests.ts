/** Wires the listeners of one session to one browser of it: what has to be held is held, what is observed is observed. */
import type { Browser } from '../browser-process/browser';
import { NetworkActivity } from '../network/network-activity';
import { ORDER, RequestInterception } from '../network/request-interception';
import type { PausedRequest, Verdict } from '../network/verdict';
import { beforeRequest, headersReceived, receivedHeaders } from './blocking';
import type { EventName } from './events';
import type { ListenerTable } from './listener-table';
import { ObservedRequests } from './observed-requests';
import { RequestRecords } from './request-records';
import { ruleOf } from './rule';

const OBSERVING: EventName[] = [
  'onSendHeaders',
  'onBeforeRedirect',
  'onResponseStarted',
  'onCompleted',
  'onErrorOccurred',
];

export class BrowserRequests {
  readonly #browser: Browser;
  readonly #table: ListenerTable;
  readonly records: RequestRecords;
  readonly #observed: ObservedRequests;
  #removeRules: (() => void)[] = [];
  #unsubscribe: (() => void) | null = null;

  constructor(browser: Browser, table: ListenerTable, firstId: number) {
    this.#browser = browser;
    this.#table = table;
    this.records = new RequestRecords(browser, firstId);
    this.#observed = new ObservedRequests(this.records, table);
  }

  /** Call when the table has changed. */
  update(): void {
    if (!this.#browser.alive) return;
    const interception = RequestInterception.of(this.#browser);
    const before = this.#removeRules;
    this.#removeRules = [];
    const request = ruleOf([...this.#table.of('onBeforeRequest'), ...this.#table.of('onBeforeSendHeaders')]);
    if (request) {
      const handle = (paused: PausedRequest): Promise<Verdict> => this.#onRequest(paused);
      this.#removeRules.push(interception.add({ ...request, stage: 'Request' }, handle, ORDER.webRequest));
    }
    const response = ruleOf(this.#table.of('onHeadersReceived'));
    if (response) {
      const handle = (paused: PausedRequest): Promise<Verdict> => this.#onResponse(paused);
      this.#removeRules.push(interception.add({ ...response, stage: 'Response' }, handle, ORDER.webRequest));
    }
    for (const remove of before) remove();
    this.#observe(this.#table.has(...OBSERVING));
  }

  #observe(wanted: boolean): void {
    if (wanted === (this.#unsubscribe !== null)) return;
    this.#unsubscribe?.();
    this.#unsubscribe = wanted ? NetworkActivity.of(this.#browser).subscribe(this.#observed.listeners) : null;
    if (!wanted) this.records.forgetAll();
  }

  async #onRequest(paused: PausedRequest): Promise<Verdict> {
    const observing = this.#unsubscribe !== null;
    if (observing) await this.#observed.untilRedirected(paused);
    return beforeRequest(this.#table, this.records.ofPaused(paused, observing), paused);
  }

  async #onResponse(paused: PausedRequest): Promise<Verdict> {
    if (paused.responseErrorReason !== undefined) return null;
    const record = this.records.ofPaused(paused, false);
    const verdict = await headersReceived(this.#table, record, paused, receivedHeaders(paused));
    if (verdict?.kind !== 'continue-response') return verdict;
    const { replaced, ...response } = verdict;
    record.replacedHeaders = replaced;
    return response;
  }
}
