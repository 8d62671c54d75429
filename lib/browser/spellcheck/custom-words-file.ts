/** The words that Chromium takes for right in one profile: a word a line, and a checksum. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file';

/** chrome/browser/spellchecker/spellcheck_custom_dictionary.cc */
const CHECKSUM = 'checksum_v1 = ';
const BACKUP = '.backup';

export const customWordsFile = (userDataDir: string): string => join(userDataDir, 'Default', 'Custom Dictionary.txt');

/** As Chromium reads it: what is damaged is empty, unless there is a copy of what was there before. */
export function readCustomWords(file: string): Set<string> {
  return new Set(wordsIn(file) ?? wordsIn(file + BACKUP) ?? []);
}

/** No Chromium may use it meanwhile. Throws where it cannot be written. */
export function writeCustomWords(file: string, words: Iterable<string>): void {
  const text = sortedWords(words)
    .map((word) => `${word}\n`)
    .join('');
  replaceFile(file, `${text}${CHECKSUM}${md5(text)}`);
}

/** In the order of their bytes, as Chromium has them. */
export const sortedWords = (words: Iterable<string>): string[] =>
  [...words].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

function wordsIn(file: string): string[] | null {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch {
    return null; // there is none
  }
  const end = content.lastIndexOf(CHECKSUM);
  if (end < 0) return null;
  const text = content.slice(0, end);
  return md5(text) === content.slice(end + CHECKSUM.length).trim() ? text.split('\n').filter(Boolean) : null;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
