// Dictionaries of Chromium as text: what a server sends is not trusted.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { dictionary } from './lib/dictionaries';
import { dictionaryText } from './lib/internals';

const WORDS_AT = 12;
const HEADER_SIZE = 32;

const hunspellWords = (name: string): string[] =>
  readFileSync(`/usr/share/hunspell/${name}.dic`, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/(?<!\\)\//)[0]!)
    .filter(Boolean);

const wordsOf = (text: string): string[] =>
  text
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(/(?<!\\)\//)[0]!);

/** A dictionary without affixes, and these bytes as its trie. */
function withTrie(...bytes: number[]): Buffer {
  const header = Buffer.alloc(HEADER_SIZE);
  header.write('BDic');
  header.writeUInt16LE(2, 4);
  const affixes = Buffer.alloc(16 + 1);
  for (const at of [0, 4, 8, 12]) affixes.writeUInt32LE(HEADER_SIZE + 16, at);
  header.writeUInt32LE(HEADER_SIZE, 8);
  header.writeUInt32LE(HEADER_SIZE + affixes.length, WORDS_AT);
  return Buffer.concat([header, affixes, Buffer.from(bytes)]);
}

/** Numbers that are the same in every run (xorshift). */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; yield state >>> 0) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
}

describe('the text of a dictionary', () => {
  for (const name of ['en_US', 'de_DE'] as const) {
    it(`has the words and affixes that it was made from: ${name}`, () => {
      const { affixes, words } = dictionaryText(dictionary(name));
      expect(new Set(wordsOf(words))).to.deep.equal(new Set(hunspellWords(name)));
      expect(words.split('\n')[0]).to.equal(String(words.split('\n').length - 2));
      expect(affixes.split('\n')[0]).to.equal('SET UTF-8');
      expect(affixes).to.match(/^SFX /m).and.match(/^REP /m).and.match(/^AF /m);
    });
  }

  it('has words with slashes, and several groups of affixes of one word', () => {
    const leaf = [0x60, 1, 0x2f, 0x62, 0, 2, 0, 0xff, 0xff];
    const { words } = dictionaryText(withTrie(0xe1, 0x61, 0, ...leaf));
    expect(words).to.equal('2\na\\/b/1\na\\/b/2\n');
  });

  it('has words that others begin with', () => {
    // A table from `a` on, with an end of its own; offsets from the table.
    const { words } = dictionaryText(withTrie(0xe1, 0x78, 0, 0xc1, 0x61, 1, 7, 0, 9, 0, 0, 0, 0x00, 0));
    expect(words).to.equal('2\nx\nxa\n');
  });

  for (const [title, trie] of [
    ['a table that is its own child', [0xc2, 0x61, 1, HEADER_SIZE + 17, 0, 0, 0]],
    ['a table that is its own end', [0xc3, 0x61, 0, HEADER_SIZE + 17, 0, 0, 0]],
    ['an offset out of the file', [0xc2, 0x61, 1, 0xff, 0xff, 0xff, 0xff]],
    ['a list that is cut off', [0xef, 0x61]],
    ['an unknown node', [0x80, 0]],
    ['a word without an end', [0x40, 0, 0x61, 0x62]],
    ['a list of affixes without an end', [0x20, 0, 1, 0, 1, 0]],
    ['a word with a line feed', [0x40, 0, 0x61, 0x0a, 0x62, 0]],
    ['nothing', []],
  ] as const) {
    it(`ends as an error: ${title}`, () => {
      expect(() => dictionaryText(withTrie(...trie))).to.throw(Error);
    });
  }

  it('ends as an error in time, if nodes share their children', () => {
    // Each list has its child 15 times: 15^40 words.
    const list = Array.from({ length: 15 }, (_, i) => [0x61 + i, 0]).flat();
    const trie = Array.from({ length: 40 }, () => [0xef, ...list]).flat();
    expect(() => dictionaryText(withTrie(...trie, 0, 0))).to.throw('There are more nodes than bytes');
  });

  it('ends with a text or an error wherever the file is cut off', () => {
    const whole = dictionary('en_US');
    for (const at of [0, 8, 31, 33, 47, 60, 18_000, 18_020, 100_000, whole.length - 2]) {
      expect(() => dictionaryText(whole.subarray(0, at)), String(at)).to.throw(Error);
    }
  });

  it('ends with a text or an error whatever is in it', () => {
    const random = numbers(7);
    const next = (limit: number): number => random.next().value % limit;
    const whole = dictionary('en_US');
    let errors = 0;
    for (let round = 0; round < 40; ++round) {
      const data = Buffer.from(whole);
      for (let i = 0; i < 50; ++i) data[HEADER_SIZE + next(data.length - HEADER_SIZE)] = next(256);
      try {
        dictionaryText(data);
      } catch (error) {
        expect(error).to.be.instanceOf(Error);
        errors += 1;
      }
    }
    expect(errors).to.be.greaterThan(0);
  });
});
