/** The text of a document as a search sees it: one line for each block, every unit with its place in the document. */

/** Between blocks; no search text has it. */
const BREAK = '\n';

export interface Place {
  node: Text;
  start: number;
  end: number;
}

export class FoldedText {
  readonly #matchCase: boolean;
  readonly #nodes: Text[] = [];
  readonly #units: string[] = [];
  /** Of each unit: its node in the list, and where it begins and ends in there. */
  readonly #places: (readonly [node: number, start: number, end: number] | null)[] = [];

  constructor(matchCase: boolean) {
    this.#matchCase = matchCase;
  }

  get text(): string {
    return this.#units.join('');
  }

  /** Of a unit that is no break. */
  place(index: number): Place {
    const [node, start, end] = this.#places[index]!;
    return { node: this.#nodes[node]!, start, end };
  }

  break(): void {
    if (this.#units.length > 0 && this.#units.at(-1) !== BREAK) this.#push(BREAK, null);
  }

  /** `keepsSpaces`: white space is shown as it is written. */
  add(node: Text, keepsSpaces: boolean): void {
    const at = this.#nodes.push(node) - 1;
    let offset = 0;
    for (const character of node.data) {
      const end = offset + character.length;
      if (!/[ \t\r\n\f]/.test(character)) {
        for (const unit of fold(character, this.#matchCase)) this.#push(unit, [at, offset, end]);
      } else if (keepsSpaces) {
        this.#push(character === '\n' ? BREAK : ' ', [at, offset, end]);
      } else if (this.#units.at(-1) !== ' ') {
        this.#push(' ', [at, offset, end]);
      }
      offset = end;
    }
  }

  #push(unit: string, place: readonly [number, number, number] | null): void {
    this.#units.push(unit);
    this.#places.push(place);
  }
}

/** What is searched for. */
export const foldQuery = (text: string, matchCase: boolean): string =>
  Array.from(text.replaceAll(/[ \t\r\n\f]+/g, ' '), (character) => fold(character, matchCase)).join('');

/** What is equal to a search, in UTF-16 units: accents and capitals are, as in Chromium's own, unless case matters. */
function fold(character: string, matchCase: boolean): string {
  if (character >= '!' && character <= '~') return matchCase ? character : character.toLowerCase();
  if (character === '\u00A0') return ' ';
  // Seen nowhere: soft hyphens, joiners.
  if (/\p{Cf}/u.test(character)) return '';
  if (matchCase) return character;
  return character.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
