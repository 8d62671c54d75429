/** How large pages are shown. As in Electron, pages of one host share it, in all windows of a session. */
import { perContext } from '../browser-context/per-context';
import { HelperExtension } from '../helper-extension/helper-extension';
import type { Page } from './page';

/** One level up is 20 % larger. */
const STEP = 1.2;

export const factorOfLevel = (level: number): number => STEP ** level;
export const levelOfFactor = (factor: number): number => Math.log(factor) / Math.log(STEP);

/** What Chromium keeps a zoom for: a host, or a URL without one. */
function keyOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, href, hash } = new URL(url);
  return host || href.slice(0, href.length - hash.length);
}

export class PageZoom {
  readonly #factors = new Map<string, number>();

  static readonly of = perContext(() => new PageZoom());

  /** For a page that shows this URL. */
  factor(url: string): number {
    return this.#factors.get(keyOf(url)) ?? 1;
  }

  set(url: string, factor: number): void {
    this.#factors.set(keyOf(url), factor);
  }

  /** Resolves when Chromium shows the page so. */
  async apply({ browser, target }: Page, factor: number): Promise<void> {
    const { windowId } = await browser.root.send('Browser.getWindowForTarget', { targetId: target.id });
    await HelperExtension.of(browser).call('setZoom', windowId, factor);
  }
}
