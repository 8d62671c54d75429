/** Keys that the page of a window has left to the browser, for the menu of the app. */
import type { KeyPress } from '../../common/key-messages';

/** Of windows of class `W`. */
export class LeftKeys<W> {
  readonly #listeners: ((press: KeyPress, window: W) => void)[] = [];

  onKey(listener: (press: KeyPress, window: W) => void): void {
    this.#listeners.push(listener);
  }

  leave(press: KeyPress, window: W): void {
    for (const listener of this.#listeners) listener(press, window);
  }
}
