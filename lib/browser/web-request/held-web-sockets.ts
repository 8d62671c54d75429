/** The blocking events of WebSockets, as the gate asks for them. */
import type { GateAnswer, GateQuestion } from '../../common/gate-messages';
import { groupByName, toEntries, toRecord } from '../http';
import { flatten } from './headers';
import { beforeSendHeaders, beforeWebSocket, headersReceived } from './blocking';
import type { ListenerTable } from './listener-table';
import type { RequestRecord } from './request-record';

export interface WebSocketRecords {
  /** The record of a WebSocket that is to be opened. `page`: target id. */
  open(url: string, page: string | null): Promise<RequestRecord>;
  /** Why it has failed: net::ERR_…; told once for each that fails. */
  failed(record: RequestRecord, error: string): void;
}

export class HeldWebSockets {
  readonly #table: ListenerTable;
  readonly #records: WebSocketRecords;
  /** By the gate's own ids, from the first question to the last. */
  readonly #open = new Map<string, RequestRecord>();

  constructor(table: ListenerTable, records: WebSocketRecords) {
    this.#table = table;
    this.#records = records;
  }

  async decide({ event, page, details }: GateQuestion): Promise<GateAnswer> {
    const { requestId } = details;
    if (event === 'ended') {
      const record = this.#open.get(requestId);
      this.#open.delete(requestId);
      if (record && details.error !== undefined) this.#records.failed(record, details.error);
      return {};
    }
    if (event === 'onBeforeRequest') {
      const record = await this.#records.open(details.url, page);
      this.#open.set(requestId, record);
      return answerOf(await beforeWebSocket(this.#table, record), () => ({}));
    }
    const record = this.#open.get(requestId) ?? (await this.#records.open(details.url, page));
    if (event === 'onBeforeSendHeaders') {
      const before = toRecord(details.requestHeaders ?? []);
      const verdict = await beforeSendHeaders(this.#table, record, before);
      return answerOf(verdict, ({ headers }) => ({ requestHeaders: toEntries(headers) }));
    }
    const headers = groupByName(details.responseHeaders ?? []);
    const status = { code: details.statusCode ?? 0, phrase: (details.statusLine ?? '').split(' ').slice(2).join(' ') };
    const verdict = await headersReceived(this.#table, record, { status, headers });
    return answerOf(verdict, (changed) => ({ responseHeaders: flatten(changed.headers) }));
  }
}

function answerOf<T extends { kind: string }>(
  verdict: T | null,
  change: (verdict: Extract<T, { kind: 'headers' }>) => GateAnswer,
): GateAnswer {
  if (verdict === null) return {};
  return verdict.kind === 'fail' ? { cancel: true } : change(verdict as Extract<T, { kind: 'headers' }>);
}
