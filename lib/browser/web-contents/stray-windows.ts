/**
 * Windows that Chromium opens on its own for ctrl-, shift- and middle clicks, which a page can pretend. Chromium does not hold
 * them as it holds what window.open() makes: their document is requested at once. So each is closed; the opener's contents are
 * told, and make a window of the app instead if the app wants one, as Electron does.
 */
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { ORDER, RequestInterception } from '../request-pipeline/request-interception';
import type { Target } from '../targets/target';

/** What a page does to open one. */
export interface StrayWindow {
  /** As Chromium knows it. */
  url: string;
  disposition: 'background-tab' | 'new-window';
}

interface Announced extends StrayWindow {
  onOpened: (window: StrayWindow) => void;
}

export class StrayWindows {
  readonly #browser: Browser;
  /** Clicks whose windows have not come yet, oldest first. */
  readonly #announced: Announced[] = [];
  /** By target id: the URLs of pages without an opener that have not been attached. An attached target does not tell it. */
  readonly #urls = new Map<string, string>();
  /** By target id: being closed. */
  readonly #strays = new Set<string>();
  #holders = 0;
  #release: (() => void) | null = null;

  private constructor(browser: Browser) {
    this.#browser = browser;
    browser.root.on('Target.targetCreated', ({ targetInfo: { targetId, openerId, type, url } }) => {
      if (type === 'page' && openerId === undefined) this.#urls.set(targetId, url);
    });
    browser.targets.addSetup((target) => this.#onTarget(target));
  }

  /** The one of a browser. */
  static readonly of = perBrowser((browser) => new StrayWindows(browser));

  /** Chromium tells of the click before it tells of the window. `onOpened` is called when there is one. */
  announce(
    { url, disposition }: Protocol.Page.FrameRequestedNavigationEvent,
    onOpened: (window: StrayWindow) => void,
  ): void {
    if (disposition !== 'newTab' && disposition !== 'newWindow') return;
    this.#announced.push({
      url,
      disposition: disposition === 'newTab' ? 'background-tab' : 'new-window',
      onOpened,
    });
  }

  /** The page is gone: nobody asks for what it has announced, but it is closed. */
  forget(onOpened: (window: StrayWindow) => void): void {
    for (const announced of this.#announced) if (announced.onOpened === onOpened) announced.onOpened = () => undefined;
  }

  /** Until the returned function is called, they are closed before they request anything. */
  hold(): () => void {
    if (this.#holders++ === 0) {
      this.#release = RequestInterception.of(this.#browser).add(
        { urls: ['<all_urls>'], types: ['Document'] },
        ({ frameId }) => (this.#strays.has(frameId) ? { kind: 'fail', errorReason: 'Aborted' } : null),
        ORDER.navigation,
      );
    }
    let held = true;
    return () => {
      if (held && --this.#holders === 0) this.#release?.();
      held = false;
    };
  }

  #onTarget(target: Target): void {
    const { id } = target;
    const url = this.#urls.get(id);
    this.#urls.delete(id);
    if (target.type !== 'page' || url === undefined) return;
    const index = this.#announced.findIndex((announced) => announced.url === url);
    if (index < 0) return;
    const [{ onOpened, ...window }] = this.#announced.splice(index, 1) as [Announced];
    target.isDenied = true;
    this.#strays.add(id);
    target.onDetached(() => this.#strays.delete(id));
    this.#browser.root.post('Target.closeTarget', { targetId: id });
    onOpened(window);
  }
}
