/** The word at the last menu of a document: the main process knows whether it is misspelled, and has it selected, and replaces it then. */
import { EDITED_REACH, type EditedText, type MisspellingNews } from '../../common/context-menu-messages';
import type { Asker } from './asker';
import type { EditedPlace } from './edited-place';

export class MenuWord {
  #place: EditedPlace | null = null;
  /** Where the text that was sent begins. */
  #base = 0;
  #lastMenu = 0;

  constructor(asker: Asker) {
    asker.onNews('context-menu', (news) => this.#select(news as MisspellingNews));
  }

  /** What the main process looks for a word in. */
  read(place: EditedPlace | null): EditedText {
    this.#place = null;
    const menu = ++this.#lastMenu;
    if (!place || place.end - place.start > EDITED_REACH) return { text: '', start: 0, end: 0, menu };
    this.#place = place;
    this.#base = Math.max(0, place.start - EDITED_REACH);
    const text = place.text().slice(this.#base, place.end + EDITED_REACH);
    return { text, start: place.start - this.#base, end: place.end - this.#base, menu };
  }

  /** Selects the word; false if the page, or the user, has changed it meanwhile or has asked for another menu. */
  #select({ word, start, menu }: MisspellingNews): boolean {
    if (menu !== this.#lastMenu) return false;
    const place = this.#place;
    const from = this.#base + start;
    const to = from + word.length;
    return place?.text().slice(from, to) === word && place.select(from, to);
  }
}
