/** Titles of documents. DevTools tells them with navigations only; what a script sets later, the page itself tells. */
import type { CDPSession } from '../devtools/connection';
import { evaluate } from '../devtools/evaluate';

/** Runs in the page: resolves with the title once it is not `known` any more. */
const untilTitleIsNot = (known: string): string => `
  new Promise((resolve) => {
    const known = ${JSON.stringify(known)};
    const observer = new MutationObserver(() => check());
    const check = () => {
      if (document.title === known) return;
      observer.disconnect();
      resolve(document.title);
    };
    observer.observe(document.head ?? document, { characterData: true, childList: true, subtree: true });
    check();
  })`;

export class TitleWatcher {
  readonly #onTitle: (title: string) => void;
  /** Of the document that is watched; another one takes its place. */
  #document = 0;

  constructor(onTitle: (title: string) => void) {
    this.#onTitle = onTitle;
  }

  /** The title of the session's document as it is now; empty without one. */
  async read(session: CDPSession): Promise<string> {
    return evaluate<string>(session, 'document.title');
  }

  /** Tells every title after `known`, until the document is left. */
  watch(session: CDPSession, known: string): void {
    void this.#watch(session, known, ++this.#document);
  }

  stop(): void {
    this.#document++;
  }

  async #watch(session: CDPSession, known: string, document: number): Promise<void> {
    let title = known;
    while (document === this.#document) {
      const changed = await this.#next(session, title);
      if (changed === null || document !== this.#document) return;
      title = changed;
      this.#onTitle(title);
    }
  }

  /** Null if the document is gone. */
  async #next(session: CDPSession, known: string): Promise<string | null> {
    try {
      return await evaluate<string>(session, untilTitleIsNot(known));
    } catch {
      return null;
    }
  }
}
