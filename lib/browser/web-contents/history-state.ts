/** Where a page stands in its history, for the calls that must answer at once. */
import type { Page } from './page';
import { history } from './navigation';

export class HistoryState {
  #index = 0;
  #length = 0;
  #update: () => Promise<void> = () => Promise.resolve();

  get canGoBack(): boolean {
    return this.canGoToOffset(-1);
  }

  get canGoForward(): boolean {
    return this.canGoToOffset(1);
  }

  /** Of the entry that the page shows; the first is 0. */
  get index(): number {
    return this.#index;
  }

  get length(): number {
    return this.#length;
  }

  canGoToOffset(offset: number): boolean {
    return this.#index + offset >= 0 && this.#index + offset < this.#length;
  }

  /**
   * Asks Chromium again with everything that may have changed it: the page tells of a navigation before the browser
   * process has it in its history, and the target's information comes behind. The blank page a window starts with is no
   * entry: it is taken out of Chromium's own history, too, which scripts and keys go back in.
   */
  attach(page: Page, isBlank: (url: string) => boolean): void {
    this.#update = async () => {
      const { currentIndex, entries } = await history(page.session);
      const blanks = entries.filter(({ url }) => isBlank(url)).length;
      this.#index = currentIndex - blanks;
      this.#length = entries.length - blanks;
      if (blanks === 1 && entries.length === 2 && currentIndex === 1) page.session.post('Page.resetNavigationHistory');
    };
    const onNavigated = ({ isMain }: { isMain: boolean }): void => {
      if (isMain) this.refresh();
    };
    for (const event of ['navigated', 'navigatedWithinDocument', 'stoppedLoading'] as const) {
      page.frames.on(event, onNavigated);
    }
    page.target.onInfoChanged(() => this.refresh());
  }

  /** Something outside of the page's own navigations changed it. */
  refresh(): void {
    this.#update().catch(() => undefined); // the page is gone, and its history with it
  }
}
