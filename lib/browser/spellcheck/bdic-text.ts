/**
 * A dictionary of Chromium as the two texts that it was made from, which hunspell reads: affix rules and words. The words are a trie
 * of bytes (third_party/hunspell/google/bdict.h in Chromium). Nothing in the file is trusted: no offset leaves it, and a file whose
 * nodes share their children, or point back, ends as an error.
 */

export interface DictionaryText {
  affixes: string;
  words: string;
}

/** Offsets of affix rules and words in the file. */
const AFFIXES_AT = 8;
const WORDS_AT = 12;
/** In bytes: more than any dictionary has. */
const MAX_WORD = 256;
/** Of the words: those of the largest dictionary take a tenth of it. */
const MAX_TEXT = 64 * 1024 * 1024;
/** The affix group of a leaf stands in the list behind it. */
const GROUP_IN_LIST = 0x1fff;
const LIST_END = 0xffff;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;

/** Throws Error for what is no dictionary. `data`: as bdic.ts has checked it. */
export function dictionaryText(data: Buffer): DictionaryText {
  const header = read32(data, AFFIXES_AT);
  const linesAt = (index: number): string[] => linesFrom(data, read32(data, header + index * 4));
  const [groups, rules, replacements, others] = [linesAt(0), linesAt(1), linesAt(2), linesAt(3)];
  const words = new Words(data);
  words.read(read32(data, WORDS_AT), 0);
  // What says how flags are written stands before the first flag.
  const affixes = ['SET UTF-8', ...others.filter((line) => !line.startsWith('SET ')), ...groups, ...rules];
  return { affixes: [...affixes, ...replacementLines(replacements), ''].join('\n'), words: words.text() };
}

/** Each ends with a zero, the last one with two. */
function linesFrom(data: Buffer, at: number): string[] {
  const lines: string[] = [];
  for (let start = at; read8(data, start) !== 0;) {
    const end = data.indexOf(0, start);
    if (end < 0) throw new Error('A line has no end');
    const line = data.toString('utf8', start, end);
    if (!/[\r\n]/.test(line)) lines.push(line);
    start = end + 1;
  }
  return lines;
}

/** Pairs. In the text `_` stands for a space. */
function replacementLines(pairs: readonly string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i + 1 < pairs.length; i += 2) lines.push(`REP ${spaced(pairs[i]!)} ${spaced(pairs[i + 1]!)}`);
  return lines.length === 0 ? [] : [`REP ${lines.length}`, ...lines];
}

const spaced = (text: string): string => text.replaceAll(' ', '_');

class Words {
  readonly #data: Buffer;
  /** Of the words that are being read. */
  readonly #path = Buffer.alloc(MAX_WORD);
  /** In a sound file each node has bytes of its own. */
  #nodesLeft: number;
  #text: Buffer;
  #length = 0;
  #count = 0;

  constructor(data: Buffer) {
    this.#data = data;
    this.#nodesLeft = data.length;
    this.#text = Buffer.allocUnsafe(2 * data.length);
  }

  /** A line for each word, behind their number. */
  text(): string {
    return `${this.#count}\n${this.#text.toString('utf8', 0, this.#length)}`;
  }

  /** `depth`: bytes of the word so far. */
  read(at: number, depth: number): void {
    if (--this.#nodesLeft < 0) throw new Error('There are more nodes than bytes');
    const id = read8(this.#data, at);
    if ((id & 0x80) === 0) this.#readLeaf(at, id, depth);
    else if ((id & 0xfc) === 0xc0) this.#readTable(at, id, depth);
    else if ((id & 0xe0) === 0xe0) this.#readList(at, id, depth);
    else throw new Error(`There is a node of an unknown kind, ${id}`);
  }

  #readLeaf(at: number, id: number, depth: number): void {
    const data = this.#data;
    let next = at + 2;
    let length = depth;
    if ((id & 0x40) !== 0) {
      for (let byte = read8(data, next); byte !== 0; byte = read8(data, next)) {
        this.#put(length++, byte);
        next += 1;
      }
      next += 1;
    }
    const group = ((id & 0x1f) << 8) | read8(data, at + 1);
    if (group !== GROUP_IN_LIST) this.#add(length, group);
    if ((id & 0x20) === 0) return;
    for (let other = read16(data, next); other !== LIST_END; other = read16(data, next)) {
      this.#add(length, other);
      next += 2;
    }
  }

  /** Offsets by the next byte, zero where there is no word. */
  #readTable(at: number, id: number, depth: number): void {
    const data = this.#data;
    const size = (id & 2) === 0 ? 2 : 4;
    const [first, count] = [read8(data, at + 1), read8(data, at + 2)];
    const descend = (entry: number, byte: number): void => {
      const offset = size === 4 ? read32(data, entry) : read16(data, entry);
      if (offset !== 0) this.#descend(size === 4 ? offset : at + offset, depth, byte);
    };
    let entry = at + 3;
    if ((id & 1) !== 0) {
      descend(entry, 0);
      entry += size;
    }
    for (let i = 0; i < count; ++i) descend(entry + i * size, (first + i) & 0xff);
  }

  /** Pairs of the next byte and an offset from the end of the list. */
  #readList(at: number, id: number, depth: number): void {
    const data = this.#data;
    const count = id & 0x0f;
    const size = (id & 0x10) === 0 ? 2 : 3;
    const children = at + 1 + count * size;
    for (let entry = at + 1; entry < children; entry += size) {
      const offset = size === 3 ? read16(data, entry + 1) : read8(data, entry + 1);
      this.#descend(children + offset, depth, read8(data, entry));
    }
  }

  /** A byte of zero is the end of a word that others begin with. */
  #descend(at: number, depth: number, byte: number): void {
    if (byte === 0) {
      // Else a node could lead to itself for ever.
      if ((read8(this.#data, at) & 0x80) !== 0) throw new Error('A word ends where another begins');
      this.read(at, depth);
      return;
    }
    this.#put(depth, byte);
    this.read(at, depth + 1);
  }

  #put(index: number, byte: number): void {
    if (index >= MAX_WORD) throw new Error(`A word has more than ${MAX_WORD} bytes`);
    this.#path[index] = byte;
  }

  /** `length`: of the word. `group`: of affixes; zero: none. */
  #add(length: number, group: number): void {
    this.#reserve(2 * length + 8);
    for (let i = 0; i < length; ++i) {
      const byte = this.#path[i]!;
      // A line feed would begin a word of its own.
      if (byte === LINE_FEED) throw new Error('A word has more than one line');
      if (byte === SLASH) this.#text[this.#length++] = BACKSLASH;
      this.#text[this.#length++] = byte;
    }
    if (group !== 0) this.#length += this.#text.write(`/${group}`, this.#length, 'latin1');
    this.#text[this.#length++] = LINE_FEED;
    this.#count += 1;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#text.length) return;
    if (this.#length + bytes > MAX_TEXT) throw new Error(`Its words take more than ${MAX_TEXT} bytes`);
    this.#text = Buffer.concat([this.#text], Math.min(2 * this.#text.length + bytes, MAX_TEXT + bytes));
  }
}

function read8(data: Buffer, at: number): number {
  const byte = data[at];
  if (byte === undefined) throw new Error('An offset leads out of the file');
  return byte;
}

const read16 = (data: Buffer, at: number): number => read8(data, at) | (read8(data, at + 1) << 8);

const read32 = (data: Buffer, at: number): number => (read16(data, at) | (read16(data, at + 2) << 16)) >>> 0;
