/** One word and the dictionaries of several languages, as Chromium decides (components/spellcheck/renderer/spellcheck.cc). */
import { partsOf } from './word-forms';

/** Of one language. */
export interface Dictionary {
  /** Whether it has the word. */
  knows(word: string): boolean;
  suggest(word: string): string[];
}

/** Chromium takes longer words for right, in bytes. */
const MAX_CHECKED = 64;
/** It has no suggestions for longer ones. */
const MAX_SUGGESTED = 24;
const MAX_SUGGESTIONS = 5;

/** Suggestions for a word that none of the dictionaries has; null for one that is right. A dictionary that is null is damaged. */
export function checkWord(word: string, dictionaries: readonly (Dictionary | null)[]): string[] | null {
  const isRight = dictionaries.some((dictionary) => !dictionary || isRightIn(dictionary, word));
  if (isRight) return null;
  if (Buffer.byteLength(word) > MAX_SUGGESTED) return [];
  return merged(dictionaries.map((dictionary) => firstOf(dictionary?.suggest(word) ?? [])));
}

const firstOf = (suggestions: string[]): string[] =>
  suggestions.slice(0, MAX_SUGGESTIONS).map((suggestion) => suggestion.normalize('NFC'));

const isRightIn = (dictionary: Dictionary, word: string): boolean =>
  word === '' ||
  Buffer.byteLength(word) > MAX_CHECKED ||
  dictionary.knows(word) ||
  partsOf(word).every((part) => dictionary.knows(part));

/** The first one of each language, then the second ones. */
function merged(lists: readonly string[][]): string[] {
  const all = new Set<string>();
  for (let index = 0; index < MAX_SUGGESTIONS; ++index) {
    for (const list of lists) for (const suggestion of list.slice(index, index + 1)) all.add(suggestion);
  }
  return [...all].slice(0, MAX_SUGGESTIONS);
}
