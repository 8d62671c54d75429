/** Hands the page targets of a browser to those who wait for them. One per browser. */
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { ORDER, RequestInterception } from '../request-pipeline/request-interception';
import type { Target } from '../targets/target';

/** Pages made for a WebContents start here, so that they are known when Chromium announces them. */
const TOKEN = 'about:blank#valence-';

/**
 * The same while DevTools clients may be connected. This navigation is canceled before it requests anything: the page
 * keeps its initial empty document, as a new window of Electron does. Clients wait for the first document after it, and
 * would take a blank page for the app's. With the underscore it is no URL of a custom scheme.
 */
const CANCELED_TOKEN = 'https://valence_page.invalid/';

/** DevTools clients besides the app may be connected to it. */
const hasClients = ({ switches }: Browser): boolean => switches.has('remote-debugging-port');

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
    return url.startsWith(TOKEN) || PageTargets.isCanceled(url);
  }

  /** True if the page stays on its initial empty document: there is no navigation to wait for. */
  static isCanceled(url: string): boolean {
    return url.startsWith(CANCELED_TOKEN);
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
    const prefix = hasClients(this.#browser) ? CANCELED_TOKEN : TOKEN;
    const url = `${prefix}${++this.#lastToken}`;
    this.#claims.set(url, claim);
    if (PageTargets.isCanceled(url)) this.#cancel(url);
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

  /** The request for the URL ends before it is sent, and with it the navigation, without a document. */
  #cancel(url: string): void {
    const remove = RequestInterception.of(this.#browser).add(
      { urls: [url], types: ['Document'] },
      () => {
        remove();
        return { kind: 'fail', errorReason: 'Aborted' };
      },
      ORDER.load,
    );
  }

  #onTarget(target: Target): void {
    if (target.parent) this.#children.get(target.parent)?.(target);
    if (target.type !== 'page') return;
    const { url } = target.info;
    const claim = this.#claims.get(url);
    if (claim) {
      this.#claims.delete(url);
      claim(target);
    } else if (target.info.openerId) {
      this.#popups.get(target.info.openerId)?.(target);
    }
    target.onDetached(() => this.#popups.delete(target.id));
  }
}
