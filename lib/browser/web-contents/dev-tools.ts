/** Chromium's own DevTools window of a page: contents.openDevTools() and its kin. */
import type { Page } from './page';

export interface DevToolsEvents {
  opened(): void;
  closed(): void;
}

export class DevTools {
  readonly #events: DevToolsEvents;
  /** Opens, or is open. */
  #wanted = false;
  #window: { page: Page; targetId: string } | null = null;

  constructor(events: DevToolsEvents) {
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#wanted;
  }

  async open(page: Page): Promise<void> {
    const isOpen = this.#window?.page === page;
    this.#wanted = true;
    // Brings it to the front if it is open.
    const { targetId } = await page.browser.root.send('Target.openDevTools', { targetId: page.target.id });
    if (isOpen) return;
    const session = await page.browser.targets.attachPrivately(targetId);
    this.#window = { page, targetId };
    session.onLost((loss) => {
      if (loss === 'Target closed') this.#onClosed(targetId);
    });
    if (this.#wanted) this.#events.opened();
    else this.#close();
  }

  /** It could not be opened. */
  failed(): void {
    this.#wanted = false;
  }

  close(): void {
    this.#wanted = false;
    this.#close();
  }

  #close(): void {
    if (!this.#window) return;
    const { page, targetId } = this.#window;
    page.browser.root.post('Target.closeTarget', { targetId });
  }

  #onClosed(targetId: string): void {
    if (this.#window?.targetId !== targetId) return;
    this.#window = null;
    this.#wanted = false;
    this.#events.closed();
  }
}
