/** Answers of the http family: another URL that Chromium fetches in place of the request's, or that another session does. */
import { invalidArgType, validateString } from '../../common/validators';
import type { Answer, ForwardAnswer } from './answer';
import type { ProtocolRequestInfo } from './protocol-request';

/** A request that another network makes. `headers` are all that it has, by name. */
export interface NetworkRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: Uint8Array | null;
  signal: AbortSignal;
}

/** Makes a request in the network of `session`. Throws TypeError if `session` is neither a Session nor null. */
export type RequestElsewhere = (session: unknown, request: NetworkRequest) => Promise<Answer>;

/** What is sent of `uploadData`; undefined without one. As in Electron, GET and HEAD send none. */
function uploadOf(
  uploadData: Electron.ProtocolResponseUploadData | undefined,
  method: string,
): { data: Uint8Array; contentType: string | undefined } | undefined {
  if (uploadData === undefined || uploadData === null || method === 'GET' || method === 'HEAD') return undefined;
  const { data, contentType } = uploadData as { data: unknown; contentType: unknown };
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
    throw invalidArgType('uploadData.data of the answer', 'a string or a Buffer', data);
  }
  if (contentType !== undefined) validateString(contentType, 'uploadData.contentType of the answer');
  return { data: typeof data === 'string' ? Buffer.from(data) : data, contentType };
}

/** The headers of the request, with these in place of its own. */
function headersWith(
  request: ProtocolRequestInfo,
  replaced: Record<string, string | undefined>,
): Record<string, string> {
  const given = Object.entries(replaced).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const kept = Object.entries(request.headers).filter(([name]) => !names.has(name.toLowerCase()));
  return Object.fromEntries([...kept, ...given]);
}

/** Headers of the page that mean nothing to a server elsewhere: its origin may be one of the app's own schemes. */
const isMeaningless = (name: string, value: string): boolean =>
  (name.toLowerCase() === 'origin' || name.toLowerCase() === 'referer') && !/^https?:/i.test(value);

/** Throws TypeError that names the member of the answer. */
export async function httpAnswer(
  answer: Electron.ProtocolResponse & { url: string },
  request: ProtocolRequestInfo,
  elsewhere: RequestElsewhere,
): Promise<Answer> {
  const { url, method, referrer } = answer;
  if (method !== undefined) validateString(method, 'method of the answer');
  if (referrer !== undefined) validateString(referrer, 'referrer of the answer');
  const session: unknown = answer.session;
  const sent = (method ?? request.method).toUpperCase();
  const upload = uploadOf(answer.uploadData, sent);
  if (session === undefined) {
    const forward: ForwardAnswer = { kind: 'forward', url };
    if (method !== undefined) forward.method = sent;
    if (referrer !== undefined) forward.referrer = referrer;
    if (upload) forward.postData = upload.data;
    if (upload?.contentType !== undefined) forward.contentType = upload.contentType;
    return forward;
  }
  const headers = headersWith(request, { 'Referer': referrer, 'Content-Type': upload?.contentType });
  const bodiless = sent === 'GET' || sent === 'HEAD';
  return elsewhere(session, {
    url,
    method: sent,
    headers: Object.fromEntries(Object.entries(headers).filter(([name, value]) => !isMeaningless(name, value))),
    body: upload?.data ?? (bodiless ? null : request.body),
    signal: request.signal,
  });
}
