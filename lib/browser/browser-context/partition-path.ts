/** Where the sessions of an app keep their data. */
import { createHash } from 'node:crypto';

/** Longest directory name in bytes; file systems stop at 255, and Chromium appends to it for its locks. */
const LONGEST_NAME = 200;

/**
 * The directory name of a persistent partition below `Partitions`. Every partition has exactly one and no two share
 * one: what is not a plain file name character is percent-encoded, so that `/`, `..` or NUL cannot leave the folder.
 */
export function partitionDirectoryName(partition: string): string {
  let name = '';
  for (const byte of Buffer.from(partition, 'utf8')) {
    const char = String.fromCharCode(byte);
    name += /[A-Za-z0-9 _.\-!@$&'()+,=~]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  if (/^\.+$/.test(name)) name = name.replaceAll('.', '%2E');
  if (name.length <= LONGEST_NAME) return name;
  const digest = createHash('sha256').update(partition).digest('hex').slice(0, 32);
  return `${name.slice(0, LONGEST_NAME - digest.length - 1)}-${digest}`;
}
