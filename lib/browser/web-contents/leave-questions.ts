/**
 * Chromium asks whether a page may be left: because it navigates, because the app closes its window, or because the user or the window manager
 * does. It does not say why it asks: a navigation is known before its question, and what nobody else asks comes from the window.
 */
import { isSameDocument } from './frame-tree';
import type { Page } from './page';

export interface LeaveQuestion {
  /** The window is closed, and the app does not know of it. */
  isOfWindow: boolean;
  /** The page itself wants to stay. */
  pageAsks: boolean;
}

export class LeaveQuestions {
  readonly #page: Page;
  /** A navigation began whose question has not come. */
  #navigates = false;
  /** Where a script wants to go. */
  #wanted: string | null = null;
  /** Where it may go: that navigation begins behind its question. */
  #allowed: string | null = null;
  /** What the document has reported of the question that comes; null: nothing. */
  #pageAsks: boolean | null = null;
  #keepsAsking = false;

  constructor(page: Page) {
    this.#page = page;
    const { main } = page.frames;
    page.on('requestedNavigation', ({ frameId, disposition, url }) => {
      if (frameId !== main.frameId || disposition !== 'currentTab') return;
      this.#navigates = true;
      this.#wanted = page.schemes.toApp(url);
      this.#allowed = null;
    });
    page.frames.on('startedNavigating', (frame, event) => {
      if (frame !== main || isSameDocument(event)) return;
      this.#navigates = event.url !== this.#allowed;
      this.#wanted = null;
      this.#allowed = null;
    });
    page.frames.on('navigated', (frame) => {
      if (frame !== main) return;
      this.#navigates = false;
      this.#wanted = null;
      this.#allowed = null;
      if (this.#keepsAsking) this.#touch();
    });
  }

  /** Stock Chromium asks only pages that a user has touched: from now on, each document counts as touched. */
  keepAsking(): void {
    if (this.#keepsAsking) return;
    this.#keepsAsking = true;
    this.#touch();
  }

  /** The document says that the question comes. */
  announce(pageAsks: boolean): void {
    this.#pageAsks = pageAsks;
  }

  /** Takes the question that has come. */
  take(): LeaveQuestion {
    const isOfWindow = !this.#navigates && !this.#page.isClosing;
    // Without a word of the library's script it is the page that asks.
    const pageAsks = this.#pageAsks ?? true;
    this.#allowed = this.#navigates ? this.#wanted : null;
    this.#navigates = false;
    this.#wanted = null;
    this.#pageAsks = null;
    return { isOfWindow, pageAsks };
  }

  /** The answer was no. */
  stays(): void {
    this.#allowed = null;
    this.#page.isClosing = false;
  }

  #touch(): void {
    this.#page.session.post('Runtime.evaluate', { expression: '0', userGesture: true, silent: true });
  }
}
