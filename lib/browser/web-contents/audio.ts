/** What is heard of a WebContents: Chromium tells extensions, and no client of DevTools. */
import type { HelperMessage } from '../../common/helper-messages';
import { HelperExtension } from '../helper-extension/helper-extension';
import type { Page } from './page';

export class Audio {
  readonly #report: (audible: boolean) => void;
  #page: Page | null = null;
  #isWatched = false;
  #isAudible = false;
  #isMuted = false;

  /** `report`: that has changed. */
  constructor(report: (audible: boolean) => void) {
    this.#report = report;
  }

  /** What Chromium has told last; it is asked with the first call. */
  get isAudible(): boolean {
    this.watch();
    return this.#isAudible;
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    if (this.#page) this.#mute(this.#page);
  }

  watch(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    if (this.#page) void this.#watch(this.#page);
  }

  attach(page: Page): void {
    this.#page = page;
    const end = (): void => {
      if (this.#page !== page) return;
      this.#set(false);
    };
    page.on('crashed', end);
    page.once('closed', () => {
      end();
      if (this.#page === page) this.#page = null;
    });
    if (this.#isMuted) this.#mute(page);
    if (this.#isWatched) void this.#watch(page);
  }

  #set(isAudible: boolean): void {
    if (isAudible === this.#isAudible) return;
    this.#isAudible = isAudible;
    this.#report(isAudible);
  }

  #mute(page: Page): void {
    windowOf(page)
      .then((windowId) => HelperExtension.of(page.browser).call('setMuted', windowId, this.#isMuted))
      .catch(() => undefined); // it is gone
  }

  async #watch(page: Page): Promise<void> {
    const helper = HelperExtension.of(page.browser);
    const windowId = await windowOf(page).catch(() => null);
    if (windowId === null) return;
    const onMessage = (message: HelperMessage): void => {
      if (message.type === 'audible-changed' && message.windowId === windowId && this.#page === page) {
        this.#set(message.isAudible);
      }
    };
    helper.on('message', onMessage);
    page.once('closed', () => helper.off('message', onMessage));
    const isAudible = await helper.call('isAudible', windowId).catch(() => false);
    if (this.#page === page) this.#set(isAudible);
  }
}

/** Chromium's number of its window. Rejects if it is gone. */
async function windowOf({ browser, target }: Page): Promise<number> {
  const { windowId } = await browser.root.send('Browser.getWindowForTarget', { targetId: target.id });
  return windowId;
}
