/** protocol.handleDirectory(): the files of a directory, without a handler of the app's. */
import type { Answer, HeaderList, ProtocolHandler, ResponseAnswer } from './answer';
import { namesOf, openInside, type OpenFile } from './directory-file';
import { openFileAnswer } from './file-answer';
import { isText, mimeTypeOf } from './mime-types';
import type { ProtocolRequestInfo } from './protocol-request';
import { isFresh, rangeCounts, validatorHeaders, validatorsOf } from './validators';

export interface DirectoryRoute {
  /** Absolute. Need not be there all the time: it is looked up for each request. */
  directory: string;
  /** Names that begin with a dot are served. */
  dotfiles: boolean;
  /** Of every answer. They go before its own. */
  headers: HeaderList;
}

const INDEX = 'index.html';

const STATUSES: Record<string, { status: number; text: string }> = {
  EACCES: { status: 403, text: 'Forbidden' },
  EPERM: { status: 403, text: 'Forbidden' },
};

/** There is no such file, or none that has bytes. */
const MISSING = new Set(['ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOTDIR', 'ENXIO']);

/** A short answer for people. */
const told = (status: number, text: string, headers: HeaderList): ResponseAnswer => ({
  kind: 'response',
  status,
  statusText: text,
  headers: [...headers, ['content-type', 'text/plain;charset=utf-8']],
  body: Buffer.from(text),
});

/** As web servers do it: characters are UTF-8, and what nothing is known of is no document. */
function typeOf(name: string): string {
  const type = mimeTypeOf(name) ?? 'application/octet-stream';
  return isText(type) ? `${type};charset=utf-8` : type;
}

/** The same URL as a directory's, for relative URLs to work; null if it is that, or has no relative URLs. */
function asDirectory(given: string): string | null {
  const url = new URL(given);
  if (url.pathname === '' || !url.pathname.startsWith('/') || url.pathname.endsWith('/')) return null;
  url.pathname += '/';
  url.hash = '';
  return url.href;
}

async function answerWithFile(
  { file, stats }: OpenFile,
  name: string,
  request: ProtocolRequestInfo,
  { headers }: DirectoryRoute,
): Promise<Answer> {
  const validators = validatorsOf(stats);
  const own: HeaderList = [
    ['content-type', typeOf(name)],
    // Nothing but the file itself tells how long it stays as it is.
    ['cache-control', 'no-cache'],
    ...validatorHeaders(validators),
  ];
  const all = [...headers, ...own.filter(([key]) => !headers.some(([given]) => given.toLowerCase() === key))];
  if (isFresh(request.headers, validators)) {
    await file.close();
    return { kind: 'response', status: 304, statusText: '', headers: all, body: null };
  }
  const ranges = rangeCounts(request.headers, validators);
  return openFileAnswer(file, stats.size, request, { headers: all, ranges });
}

async function answerOf(request: ProtocolRequestInfo, route: DirectoryRoute): Promise<Answer> {
  const { directory, headers } = route;
  const notFound = told(404, 'Not Found', headers);
  const names = namesOf(request.url, route.dotfiles);
  if (names === 400) return told(400, 'Bad Request', headers);
  if (names === 404) return notFound;
  let found = await openInside(directory, names);
  if (found?.stats.isDirectory()) {
    await found.file.close();
    const location = asDirectory(request.url);
    if (location !== null) return told(301, 'Moved Permanently', [...headers, ['location', location]]);
    names.push(INDEX);
    found = await openInside(directory, names);
  } else if (found && new URL(request.url).pathname.endsWith('/')) {
    await found.file.close();
    return notFound;
  }
  if (found?.stats.isFile()) return answerWithFile(found, names.at(-1) ?? '', request, route);
  await found?.file.close();
  return notFound;
}

/** Answers GET and HEAD with files; what goes wrong beyond them is told on the console. */
export function directoryHandler(route: DirectoryRoute): ProtocolHandler {
  return async (request): Promise<Answer> => {
    const { headers } = route;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return told(405, 'Method Not Allowed', [...headers, ['allow', 'GET, HEAD']]);
    }
    try {
      return await answerOf(request, route);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (MISSING.has(code)) return told(404, 'Not Found', headers);
      const known = STATUSES[code];
      if (known) return told(known.status, known.text, headers);
      console.error(`protocol.handleDirectory('${request.scheme}'): ${request.url}:`, error);
      return { kind: 'error', code: 'ERR_FAILED' };
    }
  };
}
