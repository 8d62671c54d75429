/** Files as answers: their type by name, ranges, the whole of a small one at once. */
import { open, type FileHandle } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { invalidArgValue } from '../../common/validators';
import { headerOf } from '../http';
import type { Answer, HeaderList, ResponseAnswer } from './answer';
import { MAX_BUFFERED_BODY_SIZE } from './body';
import { bodyOfFile, wholeOfFile } from './file-body';
import { mimeTypeOf } from './mime-types';
import type { ProtocolRequestInfo } from './protocol-request';

const CODES: Record<string, string> = {
  EACCES: 'ERR_ACCESS_DENIED',
  EISDIR: 'ERR_FILE_NOT_FOUND',
  ENAMETOOLONG: 'ERR_FILE_PATH_TOO_LONG',
  ENOENT: 'ERR_FILE_NOT_FOUND',
  ENOTDIR: 'ERR_FILE_NOT_FOUND',
};

/** First and last byte of a Range header with one range; undefined for anything else, null if the file has no such bytes. */
export function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | null | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end ? null : { start, end };
}

export interface FileAnswerOptions {
  status?: number;
  /** They go before the file's own. */
  headers?: HeaderList;
  /** False: a Range header is not the file's to answer. Default true. */
  ranges?: boolean;
}

/** An answer with an open file of `size` bytes, which is closed at its end. */
export async function openFileAnswer(
  file: FileHandle,
  size: number,
  request: ProtocolRequestInfo,
  { status = 200, headers = [], ranges = true }: FileAnswerOptions,
): Promise<Answer> {
  const range = status === 200 && ranges ? parseRange(headerOf(request.headers, 'range'), size) : undefined;
  if (range === null) {
    await file.close();
    const others = headers.filter(([name]) => !/^content-/i.test(name));
    return response(416, [...others, ['content-range', `bytes */${size}`]]);
  }
  const has = (name: string): boolean => headers.some(([given]) => given.toLowerCase() === name);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const length = end - start + 1;
  const all = [...headers];
  if (!has('accept-ranges')) all.push(['accept-ranges', 'bytes']);
  if (!has('content-length')) all.push(['content-length', String(length)]);
  if (range) all.push(['content-range', `bytes ${start}-${end}/${size}`]);
  const answered = range ? 206 : status;
  if (request.method === 'HEAD') {
    await file.close();
    return response(answered, all);
  }
  if (length > MAX_BUFFERED_BODY_SIZE) return response(answered, all, bodyOfFile(file, start, length));
  const bytes = await wholeOfFile(file, start, length);
  return bytes ? response(answered, all, bytes) : { kind: 'error', code: 'ERR_CONTENT_LENGTH_MISMATCH' };
}

const response = (status: number, headers: HeaderList, body: ResponseAnswer['body'] = null): ResponseAnswer => ({
  kind: 'response',
  status,
  statusText: '',
  headers,
  body,
});

/** An answer with the file at an absolute path. */
export async function fileAnswer(
  path: string,
  request: ProtocolRequestInfo,
  { headers = [], ...options }: FileAnswerOptions = {},
): Promise<Answer> {
  if (!isAbsolute(path)) throw invalidArgValue('the path of the file', 'absolute', path);
  let file: FileHandle;
  let size: number;
  try {
    file = await open(path);
    const stats = await file.stat();
    size = stats.size;
    if (!stats.isFile()) {
      await file.close();
      return { kind: 'error', code: 'ERR_FILE_NOT_FOUND' };
    }
  } catch (error) {
    return { kind: 'error', code: CODES[(error as NodeJS.ErrnoException).code ?? ''] ?? 'ERR_FAILED' };
  }
  const type = headers.some(([name]) => name.toLowerCase() === 'content-type') ? null : mimeTypeOf(path);
  const all: HeaderList = type === null ? headers : [...headers, ['content-type', type]];
  return openFileAnswer(file, size, request, { ...options, headers: all });
}
