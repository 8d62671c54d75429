/** The windows of the app as sources of desktopCapturer. */
import type { Browser } from '../browser-process/browser';
import type { CapturedPage } from './display-media-requests';

/** Of the app's own windows, as in Electron; the other part is this app's number of the window. */
export const windowSourceId = (id: number): string => `window:${id}:1`;

/** What a window stands for as a source: its page. */
export const pageSource = (page: { browser: Browser; target: { id: string } } | null): CapturedPage | null =>
  page && { browser: page.browser, targetId: page.target.id };

type PageOf = () => CapturedPage | null;

class WindowSources {
  readonly #pages = new Map<string, PageOf>();

  /** Until its window is destroyed. */
  add(id: string, pageOf: PageOf): void {
    this.#pages.set(id, pageOf);
  }

  delete(id: string): void {
    this.#pages.delete(id);
  }

  /** Null for other sources, and for a window whose page has ended. */
  pageOf(id: string): CapturedPage | null {
    return this.#pages.get(id)?.() ?? null;
  }
}

export const windowSources = new WindowSources();
