/** Where a page stands in its history, for the calls that must answer at once. */
import type { Page } from './page';
import { history } from './navigation';

export class HistoryState {
  #index = 0;
  #length = 0;

  get canGoBack(): boolean {
    return this.#index > 0;
  }

  get canGoForward(): boolean {
    return this.#index < this.#length - 1;
  }

  /** Asks Chromium after each navigation of the main frame. The blank page a window starts with is no entry. */
  attach(page: Page, isBlank: (url: string) => boolean): void {
    const update = async (): Promise<void> => {
      const { currentIndex, entries } = await history(page.session);
      const blanks = entries.filter(({ url }) => isBlank(url)).length;
      this.#index = currentIndex - blanks;
      this.#length = entries.length - blanks;
    };
    const onNavigated = ({ isMain }: { isMain: boolean }): void => {
      if (isMain) update().catch(() => undefined); // the page is gone, and its history with it
    };
    page.frames.on('navigated', onNavigated);
    page.frames.on('navigatedWithinDocument', onNavigated);
  }
}
