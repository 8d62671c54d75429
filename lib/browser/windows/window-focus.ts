/**
 * Which window has the focus. On a display Chromium reports it; without one, where no user is, it is the window that the app has shown
 * or focused last.
 */

interface FocusEvents<W> {
  /** Told one after the other, when all that happens at once has happened. */
  blurred(window: W): void;
  focused(window: W): void;
}

export class WindowFocus<W extends object> {
  readonly #events: FocusEvents<W>;
  /** Windows that had it and could have it again, the last one at the end. */
  #order: W[] = [];
  #focused: W | null = null;
  #told: W | null = null;
  #isTelling = false;

  constructor(events: FocusEvents<W>) {
    this.#events = events;
  }

  get focused(): W | null {
    return this.#focused;
  }

  give(window: W): void {
    this.#order = [...this.#order.filter((other) => other !== window), window];
    this.#set(window);
  }

  /** It has lost the focus, and no other window has got it. */
  take(window: W): void {
    if (this.#focused === window) this.#set(null);
  }

  /** It is hidden or gone: `passesOn`: the window that had the focus before gets it, as by a window manager. */
  remove(window: W, passesOn: boolean): void {
    this.#order = this.#order.filter((other) => other !== window);
    if (this.#focused === window) this.#set((passesOn && this.#order.at(-1)) || null);
  }

  #set(window: W | null): void {
    this.#focused = window;
    if (this.#isTelling) return;
    this.#isTelling = true;
    setImmediate(() => {
      this.#isTelling = false;
      const [blurred, focused] = [this.#told, this.#focused];
      if (blurred === focused) return;
      this.#told = focused;
      if (blurred) this.#events.blurred(blurred);
      if (focused && focused === this.#focused) this.#events.focused(focused);
    });
  }
}
