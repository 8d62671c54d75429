/** The register… and intercept… families: handlers that answer through a callback. */
import { NET_ERRORS } from '../../common/net-errors';
import { callApp, whenRejected } from '../app-calls';
import { headerOf } from '../http';
import type { Answer, HeaderList, ProtocolHandler, ResponseAnswer } from './answer';
import { bodyOfReadable } from './body';
import { fileAnswer } from './file-answer';
import { formParts, type FormPart } from './form-parts';
import { httpAnswer, type RequestElsewhere } from './http-answer';
import { isText } from './mime-types';
import { unreadableBody, type ProtocolRequestInfo } from './protocol-request';

export type CallbackKind = 'file' | 'buffer' | 'string' | 'http' | 'stream';

type CallbackAnswer = string | Buffer | NodeJS.ReadableStream | Electron.ProtocolResponse;
export type CallbackHandler = (request: Electron.ProtocolRequest, callback: (answer: CallbackAnswer) => void) => void;

const NAMES = new Map(Object.entries(NET_ERRORS).map(([name, code]) => [code, name]));

const EXPECTED: Record<CallbackKind, string> = {
  file: "a path or an object with 'path'",
  buffer: "a Buffer or an object with 'data', a Buffer",
  string: "a string or an object with 'data', a string",
  http: "an object with 'url'",
  stream: "a readable stream or an object with 'data', a readable stream",
};

function protocolRequestOf(request: ProtocolRequestInfo): Electron.ProtocolRequest {
  const { url, method, headers, body, keepBlob } = request;
  if (request.hasUnreadableBody) {
    process.emitWarning(unreadableBody(request).message, { code: 'VALENCE_UNREADABLE_BODY' });
  }
  // As in Electron, whose types demand bytes all the same.
  const toUploadData = ({ bytes, isBlob }: FormPart): Electron.UploadData =>
    isBlob ? ({ blobUUID: keepBlob(bytes) } as Electron.UploadData) : { bytes };
  return {
    url,
    method,
    headers,
    referrer: headerOf(headers, 'referer') ?? '',
    ...(body ? { uploadData: formParts(body, headerOf(headers, 'content-type')).map(toUploadData) } : {}),
  };
}

const isReadable = (value: unknown): value is NodeJS.ReadableStream =>
  typeof (value as Partial<NodeJS.ReadableStream> | null)?.pipe === 'function' ||
  typeof (value as Partial<NodeJS.ReadableStream> | null)?.[Symbol.asyncIterator] === 'function';

function headersOf({ headers = {}, mimeType, charset }: Electron.ProtocolResponse, ownType: boolean): HeaderList {
  const list: HeaderList = Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item): [string, string] => [name, item]),
  );
  if (list.some(([name]) => name.toLowerCase() === 'content-type') || (mimeType === undefined && ownType)) return list;
  const type = mimeType ?? 'text/html';
  const withCharset = isText(type) && !/charset=/i.test(type);
  return [...list, ['content-type', withCharset ? `${type};charset=${charset ?? 'utf-8'}` : type]];
}

/** The object form of an answer; null if it is none that this kind takes. */
function responseOf(kind: CallbackKind, given: unknown): Electron.ProtocolResponse | null {
  if (typeof given === 'string') {
    if (kind === 'file') return { path: given };
    return kind === 'string' ? { data: given } : null;
  }
  if (typeof given !== 'object' || given === null) return null;
  if (Buffer.isBuffer(given)) return kind === 'buffer' ? { data: given } : null;
  if (isReadable(given)) return kind === 'stream' ? { data: given } : null;
  return given;
}

function response(answer: Electron.ProtocolResponse, body: ResponseAnswer['body']): Answer {
  return {
    kind: 'response',
    status: answer.statusCode ?? 200,
    statusText: '',
    headers: headersOf(answer, false),
    body,
  };
}

const wrong = (kind: CallbackKind): TypeError => new TypeError(`the callback expects ${EXPECTED[kind]}`);

async function answerOf(
  kind: CallbackKind,
  given: unknown,
  request: ProtocolRequestInfo,
  elsewhere: RequestElsewhere,
): Promise<Answer> {
  if (given === undefined) return { kind: 'error', code: 'ERR_NOT_IMPLEMENTED' };
  const answer = responseOf(kind, given);
  if (!answer) throw wrong(kind);
  if (typeof answer.error === 'number') return { kind: 'error', code: NAMES.get(answer.error) ?? 'ERR_FAILED' };
  // A redirect needs no body, whatever the kind.
  if (answer.statusCode && answer.statusCode >= 300 && answer.statusCode < 400) return response(answer, null);
  const { data, path, url } = answer;
  switch (kind) {
    case 'file':
      if (typeof path !== 'string') throw wrong(kind);
      return fileAnswer(path, request, { status: answer.statusCode ?? 200, headers: headersOf(answer, true) });
    case 'http':
      if (typeof url !== 'string') throw wrong(kind);
      return httpAnswer({ ...answer, url }, request, elsewhere);
    case 'string':
      if (typeof data !== 'string') throw wrong(kind);
      return response(answer, Buffer.from(data));
    case 'buffer':
      if (!(data instanceof Uint8Array)) throw wrong(kind);
      return response(answer, data);
    default:
      if (data === null || data === undefined) return response(answer, null);
      if (!isReadable(data)) throw wrong(kind);
      return response(answer, bodyOfReadable(data));
  }
}

/**
 * Calls the handler; resolves with what it calls back with, wrapped: a promise would be waited for. Null: it threw before. As
 * in Electron a second call throws, in the code that makes it.
 */
function ask(
  label: string,
  handler: CallbackHandler,
  request: ProtocolRequestInfo,
): Promise<{ given: unknown } | null> {
  return new Promise((resolve) => {
    let called = false;
    const callback = (given?: unknown): void => {
      if (called) throw new Error(`${label}: the callback for ${request.url} has been called before; it answers once`);
      called = true;
      resolve({ given });
    };
    const returned: unknown = callApp(handler, [protocolRequestOf(request), callback], () => resolve(null));
    whenRejected(returned, () => resolve(null));
  });
}

/** Wraps an app's handler. Its request fails if it throws, which is uncaught, or answers wrongly, which goes to the console. */
export function callbackHandler(
  label: string,
  kind: CallbackKind,
  handler: CallbackHandler,
  elsewhere: RequestElsewhere,
): ProtocolHandler {
  return async (request): Promise<Answer> => {
    try {
      const answer = await ask(label, handler, request);
      if (!answer) return { kind: 'error', code: 'ERR_FAILED' };
      return await answerOf(kind, answer.given, request, elsewhere);
    } catch (error) {
      console.error(`${label}: ${request.url}:`, error);
      return { kind: 'error', code: 'ERR_FAILED' };
    }
  };
}
