/** How large pages are shown. As in Electron, pages of one host share it, in all windows of a session. */
import { perContext } from '../browser-context/per-context';
import { HelperExtension } from '../helper-extension/helper-extension';
import type { Page } from './page';

/** One level up is 20 % larger. */
const STEP = 1.2;

/** Both are kept as they were given: one cannot be had from the other without a rounding error. */
interface Zoom {
  factor: number;
  level: number;
}

const NO_ZOOM: Zoom = { factor: 1, level: 0 };

export const zoomOfLevel = (level: number): Zoom => ({ level, factor: STEP ** level });
export const zoomOfFactor = (factor: number): Zoom => ({ factor, level: Math.log(factor) / Math.log(STEP) });

/** What Chromium keeps a zoom for: a host, or a URL without one. */
function keyOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, href, hash } = new URL(url);
  return host || href.slice(0, href.length - hash.length);
}

export class PageZoom {
  readonly #zooms = new Map<string, Zoom>();

  static readonly of = perContext(() => new PageZoom());

  /** For a page that shows this URL. */
  at(url: string): Zoom {
    return this.#zooms.get(keyOf(url)) ?? NO_ZOOM;
  }

  set(url: string, zoom: Zoom): void {
    this.#zooms.set(keyOf(url), zoom);
  }

  /** Resolves when Chromium shows the page so. */
  async apply({ browser, target }: Page, factor: number): Promise<void> {
    const { windowId } = await browser.root.send('Browser.getWindowForTarget', { targetId: target.id });
    await HelperExtension.of(browser).call('setZoom', windowId, factor);
  }
}
