/** contents.beginFrameSubscription(): pictures of a page whenever it is painted, from `Page.startScreencast`. */
import type Protocol from 'devtools-protocol';
import { bytes } from './capture';
import type { ContentsHost } from './contents-host';
import type { Page } from './page';

type ScreencastFrame = Protocol.Page.ScreencastFrameEvent;

export class FrameSubscription {
  readonly #host: ContentsHost;
  #onFrame: ((png: Buffer) => void) | null = null;
  #page: Page | null = null;
  /** Of the page's session. */
  #listener: (frame: ScreencastFrame) => void = () => undefined;

  constructor(host: ContentsHost) {
    this.#host = host;
    host.on('attached', (page) => {
      if (this.#onFrame) this.#start(page).catch(() => undefined); // it is gone again
    });
  }

  /** `onFrame` takes the place of an earlier one. */
  begin(onFrame: (png: Buffer) => void): void {
    this.#onFrame = onFrame;
    this.#host.navigation.command((page) => this.#start(page));
  }

  end(): void {
    this.#onFrame = null;
    this.#page?.session.off('Page.screencastFrame', this.#listener);
    this.#page?.session.post('Page.stopScreencast');
    this.#page = null;
  }

  async #start(page: Page): Promise<void> {
    if (this.#page === page || !this.#onFrame) return;
    this.#page = page;
    this.#listener = ({ data, sessionId }) => {
      page.session.post('Page.screencastFrameAck', { sessionId });
      if (this.#page === page) this.#onFrame?.(bytes(data));
    };
    page.session.on('Page.screencastFrame', this.#listener);
    await page.session.send('Page.startScreencast', { format: 'png' });
  }
}
