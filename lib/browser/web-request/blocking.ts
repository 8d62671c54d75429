/** The blocking events of one held request. */
import type { ContinueResponse, Fail, PausedRequest, Verdict } from '../network/verdict';
import { ask, MISTAKE } from './ask';
import type { BlockingEvent } from './events';
import { flatten, fromEntries, toEntries, type RequestHeaders, type ResponseHeaders } from './headers';
import type { ListenerTable } from './listener-table';
import { redirectTo } from './redirect';
import { baseDetails, type RequestRecord } from './request-record';
import type { Answers, StatusLine } from './responses';
import { uploadData } from './upload-data';

const CANCELED: Fail = { kind: 'fail', errorReason: 'BlockedByClient' };
const FAILED: Fail = { kind: 'fail', errorReason: 'Failed' };

/** Request stage: onBeforeRequest, then onBeforeSendHeaders. */
export async function beforeRequest(
  table: ListenerTable,
  record: RequestRecord,
  paused: PausedRequest,
): Promise<Verdict> {
  let redirectURL: string | null = null;
  const body = uploadData(paused);
  const upload = body ? { uploadData: body } : {};
  const ended = await askAll(
    table,
    'onBeforeRequest',
    record,
    () => upload,
    (answer) => {
      ({ redirectURL } = answer);
      return redirectURL !== null;
    },
  );
  if (ended) return ended;
  if (redirectURL !== null) return redirectTo(redirectURL, paused);

  let headers = paused.request.headers as RequestHeaders;
  let changed = false;
  const canceled = await askAll(
    table,
    'onBeforeSendHeaders',
    record,
    () => ({ ...upload, requestHeaders: { ...headers } }),
    ({ requestHeaders }) => {
      if (requestHeaders) headers = requestHeaders;
      changed ||= requestHeaders !== null;
      return false;
    },
  );
  if (canceled) return canceled;
  return changed ? { kind: 'continue', headers: toEntries(headers) } : null;
}

/** Response stage: onHeadersReceived. `received` are the headers as the server sent them. */
export async function headersReceived(
  table: ListenerTable,
  record: RequestRecord,
  paused: PausedRequest,
  received: ResponseHeaders,
): Promise<Fail | (ContinueResponse & { replaced: ResponseHeaders }) | null> {
  let status: StatusLine = { code: paused.responseStatusCode ?? 0, phrase: paused.responseStatusText ?? '' };
  let headers = received;
  let changed = false;
  const canceled = await askAll(
    table,
    'onHeadersReceived',
    record,
    () => ({ statusLine: statusLineOf(status), statusCode: status.code, responseHeaders: structuredClone(headers) }),
    (answer) => {
      changed ||= answer.responseHeaders !== null || answer.status !== null;
      headers = answer.responseHeaders ?? headers;
      status = answer.status ?? status;
      return false;
    },
  );
  if (canceled) return canceled;
  if (!changed) return null;
  return {
    kind: 'continue-response',
    responseCode: status.code,
    responsePhrase: status.phrase,
    responseHeaders: flatten(headers),
    replaced: headers,
  };
}

/** As Chromium writes it, whatever the version of HTTP was. */
export const statusLineOf = ({ code, phrase }: StatusLine): string => `HTTP/1.1 ${code}${phrase ? ` ${phrase}` : ''}`;

export const receivedHeaders = (paused: PausedRequest): ResponseHeaders => fromEntries(paused.responseHeaders ?? []);

/** Asks the listeners in order, until one cancels or `take` says that its answer ends it. */
async function askAll<E extends BlockingEvent>(
  table: ListenerTable,
  event: E,
  record: RequestRecord,
  extra: () => object,
  take: (answer: Answers[E]) => boolean,
): Promise<Fail | null> {
  for (const entry of table.matching(event, record.url, record.resourceType)) {
    const asked = ask(event, entry, { ...baseDetails(record, Date.now()), ...extra() });
    const answer = asked instanceof Promise ? await asked : asked;
    if (answer === MISTAKE) return FAILED;
    if (answer.cancel) return CANCELED;
    if (take(answer)) return null;
  }
  return null;
}
