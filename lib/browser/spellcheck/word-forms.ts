/** Words as Chromium's spell checker cuts and writes them for a language (components/spellcheck/renderer/spellcheck_worditerator.cc). */

export interface WordAt {
  word: string;
  /** Where it begins in the text. */
  start: number;
}

/** Letters and digits; one of the signs below joins them to one word. */
const WORD = /[\p{L}\p{M}\p{Nd}]+(?:[.:'·’‘׳״"][\p{L}\p{M}\p{Nd}]+)*/gu;
const JOINTS = /[.:'·’‘]/u;

/** The word at a caret, or the one that is selected from `start` to `end`; null where there is none. */
export function wordAt(text: string, start: number, end: number): WordAt | null {
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const stop = index + word.length;
    const isThere = start === end ? index <= start && start <= stop : isWithin(text, start, end, index, stop);
    if (isThere) return { word, start: index };
  }
  return null;
}

/** Whether nothing but the word is selected; spaces and signs around it do not count. */
const isWithin = (text: string, start: number, end: number, index: number, stop: number): boolean =>
  start <= index && stop <= end && !/[\p{L}\p{M}\p{Nd}]/u.test(text.slice(start, index) + text.slice(stop, end));

/** Of the language's letters: `Latn`. */
export function scriptOf(language: string): string {
  const { script = 'Latn' } = new Intl.Locale(language).maximize();
  return script === 'Kore' ? 'Hang' : script;
}

/** The word as the dictionary of a script has it; null if it is of another one, which the dictionary says nothing about. */
export function inScript(word: string, script: string): string | null {
  const normal = word.normalize('NFKC');
  const isOfScript = new RegExp(`^[\\p{Script=${script}}\\p{Script=Common}\\p{Script=Inherited}]+$`, 'u');
  const hasLetter = new RegExp(`\\p{Script=${script}}|\\d`, 'u');
  if (!isOfScript.test(normal) || !hasLetter.test(normal)) return null;
  if (script === 'Hebr') return normal.replace(/[^\u05d0-\u05ea"'\u05f3\u05f4]/gu, '');
  if (script === 'Arab') return normal.replace(/\u0640|(?![\p{L}])[\u0600-\u06ff]/gu, '');
  if (script === 'Hang') return normal.normalize('NFD');
  return normal.replace(/\p{Script=Inherited}/gu, '');
}

/** Those that a sign has joined: each may be right. */
export const partsOf = (word: string): string[] => word.split(JOINTS).filter(Boolean);
