/** The validators of a file, and the conditions of a request on them (RFC 9110, 8.8 and 13). */
import type { Stats } from 'node:fs';
import { headerOf } from '../http';
import type { HeaderList } from './answer';

export interface Validators {
  etag: string;
  /** To the second, as HTTP has it. */
  lastModified: string;
}

/** The tag is strong: it has the time to the microsecond, so that a part of one state is not joined to one of another. */
export const validatorsOf = ({ size, mtimeMs }: Stats): Validators => ({
  etag: `"${size.toString(16)}-${Math.round(mtimeMs * 1000).toString(16)}"`,
  lastModified: new Date(mtimeMs).toUTCString(),
});

export const validatorHeaders = ({ etag, lastModified }: Validators): HeaderList => [
  ['etag', etag],
  ['last-modified', lastModified],
];

/** Whether the client has this state of the file. */
export function isFresh(headers: Record<string, string>, { etag, lastModified }: Validators): boolean {
  const tags = headerOf(headers, 'if-none-match');
  if (tags !== undefined) {
    return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
  }
  const since = Date.parse(headerOf(headers, 'if-modified-since') ?? '');
  return since >= Date.parse(lastModified);
}

/** Whether a Range header counts: a client that has a part of another state of the file needs all of it. */
export function rangeCounts(headers: Record<string, string>, { etag, lastModified }: Validators): boolean {
  const condition = headerOf(headers, 'if-range')?.trim();
  return condition === undefined || condition === etag || condition === lastModified;
}
