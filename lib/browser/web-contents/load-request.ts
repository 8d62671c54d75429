/** The request of loadURL() with a body or headers: a navigation of DevTools carries neither, so that its request is held and changed. */
import { open } from 'node:fs/promises';
import { invalidArgType, invalidArgValue, validateObject, validateString } from '../../common/validators';
import { isHeaderValue, toEntries, TOKEN, withoutNames, type HeaderEntry } from '../http';
import { ORDER, RequestInterception, type PausedRequest } from '../request-pipeline/request-interception';
import type { Continue } from '../request-pipeline/verdict';
import type { Page } from './page';

export interface LoadRequestOptions {
  extraHeaders?: string;
  postData?: (Electron.UploadRawData | Electron.UploadFile)[];
}

/** Of a body, unless `extraHeaders` has one. */
const FORM = { name: 'Content-Type', value: 'application/x-www-form-urlencoded' };

/** One header a line. Throws TypeError for what is none. */
function parseHeaders(text: string): HeaderEntry[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, name = '', value = ''] = /^\s*([^:]*?)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (TOKEN.test(name) && isHeaderValue(value)) return { name, value };
    throw invalidArgValue('options.extraHeaders', "lines of the form 'Name: value'", line);
  });
}

function checkPart(part: unknown, place: string): void {
  validateObject(part, place);
  const { type, bytes, filePath } = part as { type?: unknown; bytes?: unknown; filePath?: unknown };
  if (type === 'rawData') {
    if (!(bytes instanceof Uint8Array)) throw invalidArgType(`${place}.bytes`, 'a Buffer', bytes);
  } else if (type === 'file') validateString(filePath, `${place}.filePath`);
  else throw invalidArgValue(`${place}.type`, "'rawData' or 'file'", type);
}

/** Throws TypeError that names the option. */
export function checkLoadRequest({ extraHeaders, postData }: LoadRequestOptions): void {
  if (extraHeaders !== undefined) {
    validateString(extraHeaders, 'options.extraHeaders');
    parseHeaders(extraHeaders);
  }
  if (postData === undefined) return;
  if (!Array.isArray(postData)) throw invalidArgType('options.postData', 'an array', postData);
  for (const [index, part] of postData.entries()) checkPart(part, `options.postData[${index}]`);
}

/** The bytes of a part; `length` below 0, or none, is the rest of the file. */
async function bytesOf(part: Electron.UploadRawData | Electron.UploadFile): Promise<Uint8Array> {
  if (part.type === 'rawData') return part.bytes;
  const { filePath, offset = 0, length = -1 } = part;
  const file = await open(filePath);
  try {
    const { size } = await file.stat();
    const wanted = length < 0 ? Math.max(0, size - offset) : length;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Runs a navigation whose request has these. Rejects as `navigate` does, and if a file cannot be read. */
export async function withLoadRequest<T>(
  { browser, target }: Page,
  { extraHeaders = '', postData }: LoadRequestOptions,
  navigate: () => Promise<T>,
): Promise<T> {
  const added = parseHeaders(extraHeaders);
  const body = postData && Buffer.concat(await Promise.all(postData.map(bytesOf)));
  if (added.length === 0 && !body) return navigate();
  const all = body ? [...added, ...withoutNames([FORM], added)] : added;
  let isChanged = false;
  const change = ({ frameId, redirectedRequestId, request }: PausedRequest): Continue | null => {
    if (isChanged || frameId !== target.id || redirectedRequestId !== undefined) return null;
    isChanged = true;
    return {
      kind: 'continue',
      headers: [...withoutNames(toEntries(request.headers), all), ...all],
      ...(body ? { method: 'POST', postData: new Uint8Array(body) } : {}),
    };
  };
  const rule = { urls: ['<all_urls>'], types: ['Document'] };
  const remove = RequestInterception.of(browser).add(rule, change, ORDER.load);
  try {
    return await navigate();
  } finally {
    remove();
  }
}
