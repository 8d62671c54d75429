/** Files as answers: their type by name, ranges, the whole of a small one at once. */
import { open, type FileHandle } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Answer, HeaderList } from './answer';
import { bodyOfReadable, WHOLE_BODY_LIMIT } from './body';
import { mimeTypeOf } from './mime-types';
import { headerOf, type ProtocolRequestInfo } from './protocol-request';

const CHUNK = 256 * 1024;

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

async function readWhole(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** An answer with the file at an absolute path. `headers` go before its own. */
export async function fileAnswer(
  path: string,
  request: ProtocolRequestInfo,
  { status = 200, headers = [] }: { status?: number; headers?: HeaderList } = {},
): Promise<Answer> {
  if (!isAbsolute(path)) throw new TypeError(`the path of the file must be absolute, got '${path}'`);
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
  const has = (name: string): boolean => headers.some(([given]) => given.toLowerCase() === name);
  const all = [...headers];
  const type = mimeTypeOf(path);
  if (type !== null && !has('content-type')) all.push(['content-type', type]);
  const range = status === 200 ? parseRange(headerOf(request.headers, 'range'), size) : undefined;
  if (range === null) {
    await file.close();
    return {
      kind: 'response',
      status: 416,
      statusText: '',
      headers: [['content-range', `bytes */${size}`]],
      body: null,
    };
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const length = end - start + 1;
  if (!has('accept-ranges')) all.push(['accept-ranges', 'bytes']);
  if (!has('content-length')) all.push(['content-length', String(length)]);
  if (range) all.push(['content-range', `bytes ${start}-${end}/${size}`]);
  const body =
    length <= WHOLE_BODY_LIMIT
      ? await readWhole(file, start, length)
      : bodyOfReadable(file.createReadStream({ start, end, highWaterMark: CHUNK }));
  return { kind: 'response', status: range ? 206 : status, statusText: '', headers: all, body };
}
