/** onHeadersReceived and onResponseBody for what protocol handlers answer. */
import { STATUS_CODES } from 'node:http';
import { groupByName } from '../http';
import type { AnswerHead, AnswerListener } from '../request-pipeline/answer-listeners';
import type { Fail, PausedRequest } from '../request-pipeline/verdict';
import { headersReceived } from './blocking';
import { flatten } from './headers';
import type { ListenerTable } from './listener-table';
import type { ObservedRequests } from './observed-requests';
import type { RequestRecord } from './request-record';
import type { RequestRecords } from './request-records';
import { bytesBody, responseBody } from './response-body';
import type { StatusLine } from './status-line';

interface HandlerAnswersOptions {
  table: ListenerTable;
  records: RequestRecords;
  observed: ObservedRequests;
  /** A body has failed, and why. */
  warn: (record: RequestRecord, reason: string) => void;
}

const statusOf = ({ status, statusText }: AnswerHead): StatusLine => ({
  code: status,
  phrase: statusText || (STATUS_CODES[status] ?? ''),
});

/** Null while no listener waits for one of the two events. */
export function handlerAnswers({ table, records, observed, warn }: HandlerAnswersOptions): AnswerListener | null {
  const hasBodies = table.has('onResponseBody');
  if (!hasBodies && !table.has('onHeadersReceived')) return null;

  const recordOf = async (paused: PausedRequest): Promise<RequestRecord> => {
    // By then the request has been observed, if it ever is, and has its id.
    await observed.withResponseExtra(paused);
    return records.ofPaused(paused, false);
  };
  const head = async (paused: PausedRequest, answer: AnswerHead): Promise<AnswerHead | Fail | null> => {
    const record = await recordOf(paused);
    const received = { status: statusOf(answer), headers: groupByName(answer.headers) };
    const verdict = await headersReceived(table, record, received);
    if (verdict?.kind !== 'headers') return verdict;
    record.replacedHeaders = verdict.headers;
    const { code, phrase } = verdict.status;
    return { status: code, statusText: phrase, headers: flatten(verdict.headers) };
  };
  const body = async (
    paused: PausedRequest,
    answer: AnswerHead,
    bytes: Uint8Array,
  ): Promise<Uint8Array | Fail | null> => {
    const record = await recordOf(paused);
    const response = { status: statusOf(answer), headers: groupByName(answer.headers) };
    return responseBody(table, record, response, bytesBody(bytes), (reason) => warn(record, reason));
  };
  return { head, body: hasBodies ? body : null };
}
