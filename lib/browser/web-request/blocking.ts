/** The blocking events of one held request: the listeners are asked in order, each sees what those before it changed. */
import type { Fail, Fulfill, PausedRequest } from '../request-pipeline/verdict';
import { ask, INVALID_RESPONSE } from './ask';
import type { BlockingEvent } from './events';
import type { RequestHeaders, ResponseHeaders } from './headers';
import type { ListenerTable } from './listener-table';
import { redirectTo } from './redirect';
import { baseDetails, type RequestRecord } from './request-record';
import type { Answers } from './responses';
import { statusLineOf, type StatusLine } from './status-line';
import { uploadData } from './upload-data';

export const CANCELED: Fail = { kind: 'fail', errorReason: 'BlockedByClient' };
export const FAILED: Fail = { kind: 'fail', errorReason: 'Failed' };

/** Request stage: onBeforeRequest, then onBeforeSendHeaders. Null: nothing is changed. `toChromium` maps custom schemes. */
export async function beforeRequest(
  table: ListenerTable,
  record: RequestRecord,
  paused: PausedRequest,
  toChromium: (url: string) => string,
): Promise<Fail | Fulfill | { kind: 'headers'; headers: RequestHeaders } | null> {
  const body = uploadData(paused);
  const upload = body ? { uploadData: body } : {};
  let redirectURL: string | null = null;
  const ended = await askAll({ table, event: 'onBeforeRequest', record, fields: () => upload }, (answer) => {
    ({ redirectURL } = answer);
    return redirectURL !== null;
  });
  if (ended) return ended;
  if (redirectURL !== null) return redirectTo(toChromium(redirectURL), paused);

  return beforeSendHeaders(table, record, paused.request.headers, upload);
}

/** onBeforeSendHeaders alone. */
export async function beforeSendHeaders(
  table: ListenerTable,
  record: RequestRecord,
  before: RequestHeaders,
  upload: { uploadData?: Electron.UploadData[] } = {},
): Promise<Fail | { kind: 'headers'; headers: RequestHeaders } | null> {
  let headers = before;
  let changed = false;
  const fields = (): object => ({ ...upload, requestHeaders: { ...headers } });
  const canceled = await askAll({ table, event: 'onBeforeSendHeaders', record, fields }, ({ requestHeaders }) => {
    if (requestHeaders) headers = requestHeaders;
    changed ||= requestHeaders !== null;
    record.decidedHeaders = headers;
    return false;
  });
  return canceled ?? (changed ? { kind: 'headers', headers } : null);
}

/** Response stage: onHeadersReceived. `received` are the headers as the server sent them. Null: nothing is changed. */
export async function headersReceived(
  table: ListenerTable,
  record: RequestRecord,
  received: { status: StatusLine; headers: ResponseHeaders },
): Promise<Fail | { kind: 'headers'; status: StatusLine; headers: ResponseHeaders } | null> {
  let { status, headers } = received;
  let changed = false;
  const fields = (): object => ({
    statusLine: statusLineOf(status),
    statusCode: status.code,
    responseHeaders: structuredClone(headers),
  });
  const canceled = await askAll({ table, event: 'onHeadersReceived', record, fields }, (answer) => {
    changed ||= answer.responseHeaders !== null || answer.status !== null;
    headers = answer.responseHeaders ?? headers;
    status = answer.status ?? status;
    return false;
  });
  return canceled ?? (changed ? { kind: 'headers', status, headers } : null);
}

/** A WebSocket that is to be opened: it cannot be redirected. */
export function beforeWebSocket(table: ListenerTable, record: RequestRecord): Promise<Fail | null> {
  return askAll({ table, event: 'onBeforeRequest', record, fields: () => ({}) }, () => false);
}

interface Question<E extends BlockingEvent> {
  table: ListenerTable;
  event: E;
  record: RequestRecord;
  /** The fields of the event's own. */
  fields: () => object;
}

/** Until one cancels, or `take` says that its answer ends it. */
async function askAll<E extends BlockingEvent>(
  { table, event, record, fields }: Question<E>,
  take: (answer: Answers[E]) => boolean,
): Promise<Fail | null> {
  for (const entry of table.matching(event, record.url, record.resourceType)) {
    const asked = ask(event, entry, { ...baseDetails(record, Date.now()), ...fields() });
    const answer = asked instanceof Promise ? await asked : asked;
    if (answer === INVALID_RESPONSE) return FAILED;
    if (answer.cancel) return CANCELED;
    if (take(answer)) return null;
  }
  return null;
}
