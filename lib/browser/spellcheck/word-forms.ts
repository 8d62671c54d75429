/** Words as Chromium's spell checker cuts and writes them for a language (components/spellcheck/renderer/spellcheck_worditerator.cc). */
import type { EditedText } from '../../common/context-menu-messages';

export interface WordAt {
  word: string;
  /** Where it begins in the edited text. */
  start: number;
}

/** Each joins two letters to one word. In Hebrew a quotation mark does, too. */
const JOINTS = ".:'·’‘‧․";

/** What words of a script are made of: `Latn`. */
function lettersOf(script: string): string {
  if (script === 'Hebr') return '\\p{Script=Hebr}';
  return script === 'Arab' ? '[\\p{Script=Arab}\\u0640]' : `[\\p{Script=${script}}0-9]`;
}

function wordsOf(script: string): RegExp {
  const letters = `(?:${lettersOf(script)}[\\p{M}\\p{Cf}]*)+`;
  return new RegExp(`${letters}(?:[${JOINTS}${script === 'Hebr' ? '"' : ''}]${letters})*`, 'gu');
}

/** The word of a script at the caret, or the one that is selected; null where there is none. */
export function wordAt({ text, start, end }: EditedText, script: string): WordAt | null {
  for (const { 0: word, index } of text.matchAll(wordsOf(script))) {
    const stop = index + word.length;
    const isThere = start === end ? index <= start && start <= stop : start <= index && stop <= end;
    if (isThere) return isAlone(text.slice(start, index) + text.slice(stop, end)) ? { word, start: index } : null;
  }
  return null;
}

/** Whether there is no more than spaces and signs beside a word. */
const isAlone = (beside: string): boolean => !/[\p{L}\p{M}\p{Nd}]/u.test(beside);

/** Of the language's letters. */
export function scriptOf(language: string): string {
  const { script = 'Latn' } = new Intl.Locale(language).maximize();
  return script === 'Kore' ? 'Hang' : script;
}

/** A word of a script as its dictionaries have it. */
export function formOf(word: string, script: string): string {
  const normal = word.normalize('NFKC');
  if (script === 'Hebr') return normal.replace(/[^\u05d0-\u05ea"'\u05f3\u05f4]/gu, '');
  if (script === 'Arab') return normal.replace(/\u0640|(?!\p{L})[\u0600-\u06ff]/gu, '');
  if (script === 'Hang') return normal.normalize('NFD');
  return normal.replace(/\p{Script=Inherited}/gu, '');
}

/** Those that a sign has joined: each may be right. */
export const partsOf = (word: string): string[] => word.split(new RegExp(`[${JOINTS}]`, 'u')).filter(Boolean);
