/** Lets one page capture another one of its browser. */
import type { Browser } from '../browser-process/browser';
import { HelperExtension } from '../helper-extension/helper-extension';

type Send = (method: string, params: object) => Promise<unknown>;

export class TabCapture {
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /**
   * An id for getUserMedia() in the page `consumer`, good for one use. Both are target ids. Rejects if Chromium gives none: a
   * page that is captured already, or is gone; and on a display, where triggerAction ends Chromium 156 with SIGSEGV: the
   * windows there have no place for the buttons of extensions.
   */
  async idOf(target: string, consumer: string): Promise<string> {
    if (this.#browser.display !== undefined) throw new Error('on a display it ends instead (docs/limits.md)');
    const helper = HelperExtension.of(this.#browser);
    const [id, tabs] = await Promise.all([helper.urlOf('').then((url) => new URL(url).host), this.#tabsOf(target)]);
    // As if the user had clicked the extension's button there.
    const { root } = this.#browser;
    await Promise.all(
      tabs.map((tab) => (root.send as Send).call(root, 'Extensions.triggerAction', { id, targetId: tab })),
    );
    return helper.call('captureTab', { target, consumer });
  }

  /** The tabs of the window that a page is in; a page that was opened by another may share it. */
  async #tabsOf(page: string): Promise<string[]> {
    const { root } = this.#browser;
    const windowOf = (targetId: string): Promise<number | null> =>
      root.send('Browser.getWindowForTarget', { targetId }).then(
        ({ windowId }) => windowId,
        () => null,
      );
    const [own, { targetInfos }] = await Promise.all([
      windowOf(page),
      root.send('Target.getTargets', { filter: [{ type: 'tab' }] }),
    ]);
    const tabs = await Promise.all(
      targetInfos.map(async ({ targetId }) => ((await windowOf(targetId)) === own ? [targetId] : [])),
    );
    return tabs.flat();
  }
}
