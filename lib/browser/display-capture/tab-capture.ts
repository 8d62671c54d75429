/** Lets pages of one browser capture others of it. */
import type { CaptureCalls } from '../../common/capture-messages';
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { callExpression } from '../devtools/evaluate';
import { AllowlistedExtension } from '../helper-extension/allowlisted-extension';
import { HiddenPage } from '../hidden-page/hidden-page';

/** What Chromium says of a page that is captured already (chrome/browser/extensions/api/tab_capture/tab_capture_api.cc). */
const ACTIVE = 'Cannot capture a tab with an active stream.';

/** How long a page may take to use an id before a request for the same page makes Chromium forget it, in milliseconds. */
const USED_WITHIN = 10_000;

export class TabCapture {
  readonly #browser: Browser;
  /** When ids were last given, by the page that is captured. Chromium knows of no others. */
  readonly #given = new Map<string, number>();

  /** The one of a browser. */
  static readonly of = perBrowser((browser) => new TabCapture(browser));

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /**
   * Ids for getUserMedia() in the page `consumer`, each good for one use, in the order of `targets`. All are target ids. Rejects if
   * Chromium gives one of them none: a page that is gone, or is captured already while a listener holds WebSockets.
   */
  idsOf(targets: string[], consumer: string): Promise<string[]> {
    const extension = AllowlistedExtension.of(this.#browser);
    return extension.capture(async (url) => {
      const page = new HiddenPage(this.#browser, 'Capturing a page', (document) => document.load(url));
      const call = <N extends keyof CaptureCalls>(name: N, ...args: Parameters<CaptureCalls[N]>): Promise<unknown> =>
        page.evaluate(callExpression<CaptureCalls, N>(name, ...args));
      try {
        const ids = await call('captureTabs', { targets, consumer }).catch(async (error: unknown) => {
          if (!String(error).includes(ACTIVE)) throw error;
          await this.#untilUsed(call);
          page.close();
          if (!(await extension.forgetCaptures())) throw error;
          this.#given.clear();
          return call('captureTabs', { targets, consumer });
        });
        for (const target of targets) this.#given.set(target, performance.now());
        return ids as string[];
      } finally {
        page.close();
      }
    });
  }

  async #untilUsed(
    call: (name: 'untilUsed', pages: { targets: string[]; milliseconds: number }) => Promise<unknown>,
  ): Promise<void> {
    const since = performance.now() - USED_WITHIN;
    const recent = [...this.#given].filter(([, at]) => at > since);
    if (recent.length === 0) return;
    const milliseconds = Math.max(...recent.map(([, at]) => at - since));
    await call('untilUsed', { targets: recent.map(([target]) => target), milliseconds });
  }
}
