/** Hands the page targets of a browser to those who wait for them. One per browser. */
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import type { Target } from '../targets/target';

/** Pages made for a WebContents start here, so that they are known when Chromium announces them. */
const TOKEN = 'about:blank#valence-';

type Claim = (target: Target) => void;
/** Decides what becomes of a window that a page opened; runs while the new page still waits. */
export type PopupHandler = (target: Target) => void;

export class PageTargets {
  readonly #browser: Browser;
  readonly #claims = new Map<string, Claim>();
  readonly #children = new WeakMap<Target, (child: Target) => void>();
  readonly #popups = new Map<string, PopupHandler>();
  #lastToken = 0;
  /** A blank page that nobody has asked for yet. */
  #spare: Target | null = null;

  private constructor(browser: Browser) {
    this.#browser = browser;
    browser.targets.addSetup((target) => this.#onTarget(target));
  }

  /** The one of a browser. */
  static readonly of = perBrowser((browser) => new PageTargets(browser));

  /** True for the URL of a page that has not been told to load anything. */
  static isBlank(url: string): boolean {
    return url.startsWith(TOKEN);
  }

  /**
   * Opens a page with `open`; `claim` gets its target before anything runs in it. Rejects if Chromium cannot open it.
   */
  async create(open: (url: string) => Promise<unknown>, claim: Claim): Promise<void> {
    const spare = this.#spare;
    this.#spare = null;
    if (spare?.session.loss === null) {
      await this.#browser.targets.untilReleased(spare);
      if (spare.session.loss === null) {
        claim(spare);
        return;
      }
    }
    const url = `${TOKEN}${++this.#lastToken}`;
    this.#claims.set(url, claim);
    try {
      await open(url);
    } finally {
      this.#claims.delete(url);
    }
  }

  /** Opens a page for the next create(), so that it need not wait for a window and a renderer. */
  async prepare(open: (url: string) => Promise<unknown>): Promise<void> {
    await this.create(open, (target) => (this.#spare = target));
  }

  /** Opens that page in a browser in reserve. On a display it would be seen: there it has none. */
  warmUp(): void {
    const { root, display } = this.#browser;
    if (display !== undefined) return;
    this.prepare((url) => root.send('Target.createTarget', { url, newWindow: true })).catch(() => undefined); // it ended unused
  }

  /** Frames and workers of `parent` as they attach. */
  onChild(parent: Target, listener: (child: Target) => void): void {
    this.#children.set(parent, listener);
  }

  /** Pages that a page opens. `openerId` is the opener's target id. */
  onPopup(openerId: string, handler: PopupHandler): void {
    this.#popups.set(openerId, handler);
  }

  #onTarget(target: Target): void {
    if (target.parent) this.#children.get(target.parent)?.(target);
    if (target.type !== 'page') return;
    const claim = this.#claims.get(target.info.url);
    if (claim) {
      this.#claims.delete(target.info.url);
      claim(target);
    } else if (target.info.openerId) {
      this.#popups.get(target.info.openerId)?.(target);
    }
    target.onDetached(() => this.#popups.delete(target.id));
  }
}
