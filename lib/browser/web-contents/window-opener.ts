/** Windows that a page opens: asked for with setWindowOpenHandler(), refused or made into a window of the app. */
import type Protocol from 'devtools-protocol';
import { invalidArgType } from '../../common/validators';
import { callApp } from '../app-calls';
import type { Browser } from '../browser-process/browser';
import type { Target } from '../targets/target';
import type { Page } from './page';
import { PageTargets } from './page-targets';
import { StrayWindows, type StrayWindow } from './stray-windows';

export type WindowOpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

export interface OpenedWindow {
  /** The page that Chromium has opened; null: the window loads the URL itself. */
  page: { browser: Browser; target: Target } | null;
  details: Electron.HandlerDetails;
  /** What the page has asked for, and over it overrideBrowserWindowOptions of the handler. */
  options: Electron.BrowserWindowConstructorOptions;
}

/** window.open() without features opens a tab, for which Chromium lists every bar of the browser. */
const askedFeatures = (features: string[]): string => (features.includes('toolbar') ? '' : features.join(','));

const FEATURES: Readonly<Record<string, 'x' | 'y' | 'width' | 'height'>> = {
  left: 'x',
  top: 'y',
  width: 'width',
  height: 'height',
};

/** Size and place that window.open() asks for: "left=10,width=350,height=450". */
function placeOf(features: string): Electron.BrowserWindowConstructorOptions {
  const place: Electron.BrowserWindowConstructorOptions = {};
  for (const feature of features.split(',')) {
    const [name = '', value = ''] = feature.split('=');
    const option = FEATURES[name];
    if (option && /^-?\d+$/.test(value)) place[option] = Number(value);
  }
  return place;
}

/**
 * Closes a page before it loads anything. One without an opener is closed while it waits for its first script. The opener of
 * another may wait in the same process: closed by then, the page would leave it waiting for ever. So it goes on first, and
 * its request is held until it is closed. (Offline by Network.emulateNetworkConditions, now and then it was sent all the
 * same. Of one without an opener, whose request is held, Chromium does not answer that it goes on.)
 */
async function deny({ root, connection }: Browser, target: Target, mark: string): Promise<void> {
  const { id, session } = target;
  target.isDenied = true;
  if (!target.info.canAccessOpener) {
    root.post('Target.closeTarget', { targetId: id });
    return;
  }
  connection.takeRequests(session.sessionId!);
  session.post('Fetch.enable');
  // Read in the opener before its window.open() returns: lib/renderer/page-wrappers/window-open.ts.
  const property = '{ value: true, configurable: true }';
  session.post('Runtime.evaluate', { expression: `Object.defineProperty(globalThis, '${mark}', ${property})` });
  await session.send('Runtime.runIfWaitingForDebugger').catch(() => undefined); // it has closed itself
  root.post('Target.closeTarget', { targetId: id });
}

const detailsOf = (
  details: Pick<Electron.HandlerDetails, 'url' | 'disposition'> & Partial<Electron.HandlerDetails>,
): Electron.HandlerDetails => ({
  frameName: '',
  features: '',
  referrer: { url: '', policy: 'strict-origin-when-cross-origin' },
  ...details,
});

export class WindowOpener {
  #handler: WindowOpenHandler | null = null;
  /** What window.open() was called with; Chromium tells it before the new page attaches. */
  #lastCall: Protocol.Page.WindowOpenEvent | null = null;
  readonly #deniedMark: string;
  readonly #onOpened: (window: OpenedWindow) => void;
  #page: Page | null = null;
  /** Ends what keeps windows of clicks from requesting anything. */
  #release: (() => void) | null = null;

  /**
   * `deniedMark`: what a refused window gets as a global. `onOpened` makes the window; it runs while the new page still waits
   * for its first script.
   */
  constructor(deniedMark: string, onOpened: (window: OpenedWindow) => void) {
    this.#deniedMark = deniedMark;
    this.#onOpened = onOpened;
  }

  /** Throws TypeError for anything but a function. */
  setHandler(handler: WindowOpenHandler): void {
    if (typeof handler !== 'function') throw invalidArgType('handler', 'a function that returns { action }', handler);
    this.#handler = handler;
    this.#hold();
  }

  attach(page: Page): void {
    this.#letGo();
    this.#page = page;
    this.#hold();
    page.on('windowOpen', (event) => (this.#lastCall = event));
    PageTargets.of(page.browser).onPopup(page.target.id, (target) => this.#onPopup(page, target));
    const strays = StrayWindows.of(page.browser);
    const onStray = (window: StrayWindow): void => this.#onStray(page, window);
    page.on('requestedNavigation', (event) => strays.announce(event, onStray));
    page.on('closed', () => {
      strays.forget(onStray);
      if (this.#page === page) this.#letGo();
    });
  }

  /** Without a handler every window is allowed: what its URL is requested for once more does no harm. */
  #hold(): void {
    if (this.#handler && this.#page?.browser.alive) this.#release ??= StrayWindows.of(this.#page.browser).hold();
  }

  #letGo(): void {
    this.#release?.();
    this.#release = null;
    this.#page = null;
  }

  #onStray(page: Page, { url, disposition }: StrayWindow): void {
    const details = detailsOf({ url: page.schemes.toApp(url), disposition });
    const answer = this.#ask(details);
    if (answer.action !== 'allow') return;
    this.#onOpened({ page: null, details, options: answer.overrideBrowserWindowOptions ?? {} });
  }

  #onPopup(page: Page, target: Target): void {
    const details = this.#details(page, target);
    const answer = this.#ask(details);
    if (answer.action === 'allow') {
      const options = { ...placeOf(details.features), ...answer.overrideBrowserWindowOptions };
      this.#onOpened({ page: { browser: page.browser, target }, details, options });
    } else {
      void deny(page.browser, target, this.#deniedMark);
    }
  }

  #ask(details: Electron.HandlerDetails): ReturnType<WindowOpenHandler> {
    if (!this.#handler) return { action: 'allow' };
    const denied = { action: 'deny' } as const;
    const answer: unknown = callApp(this.#handler, [details], () => denied);
    const action = (answer as { action?: unknown } | null)?.action;
    if (action === 'allow' || action === 'deny') return answer as ReturnType<WindowOpenHandler>;
    console.error('The window open handler response must be an object with an action of "allow" or "deny".');
    return denied;
  }

  #details(page: Page, target: Target): Electron.HandlerDetails {
    const call = this.#lastCall;
    this.#lastCall = null;
    const features = askedFeatures(call?.windowFeatures ?? []);
    return detailsOf({
      url: page.schemes.toApp(call?.url || target.info.url || 'about:blank'),
      frameName: call?.windowName === '_blank' ? '' : (call?.windowName ?? ''),
      features,
      disposition: features ? 'new-window' : 'foreground-tab',
    });
  }
}
