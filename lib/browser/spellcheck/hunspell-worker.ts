/**
 * A thread with hunspell, which Chromium checks words with, as WebAssembly: a dictionary takes some tenths of a second to load, and a
 * damaged one can harm nothing but this thread.
 */
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { createHunspellFromStrings } from 'hunspell-wasm';
import { dictionaryText } from './bdic-text';
import { checkWord, type Dictionary } from './dictionary-check';
import type { CheckReply, CheckRequest } from './hunspell-messages';
import { formOf } from './word-forms';

/** By file; null: it cannot be read, and any word is right, as in Chromium. */
const dictionaries = new Map<string, Promise<Dictionary | null>>();

async function load(file: string): Promise<Dictionary> {
  const { affixes, words } = dictionaryText(readFileSync(file));
  const hunspell = await createHunspellFromStrings(affixes, words);
  return { knows: (word) => hunspell.testSpelling(word), suggest: (word) => hunspell.getSpellingSuggestions(word) };
}

function dictionaryOf(file: string): Promise<Dictionary | null> {
  let dictionary = dictionaries.get(file);
  if (!dictionary) dictionaries.set(file, (dictionary = load(file).catch(() => null)));
  return dictionary;
}

async function answer({ id, word, script, files }: CheckRequest): Promise<void> {
  const loaded = await Promise.all(files.map(dictionaryOf));
  const reply: CheckReply = { id, suggestions: checkWord(formOf(word, script), loaded) };
  parentPort?.postMessage(reply, []);
}

parentPort?.on('message', (request: CheckRequest) => void answer(request));
