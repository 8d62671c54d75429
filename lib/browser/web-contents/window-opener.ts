/** Windows that a page opens: asked for with setWindowOpenHandler(), refused or made into a window of the app. */
import type Protocol from 'devtools-protocol';
import { invalidArgType } from '../../common/validators';
import { callApp } from '../app-calls';
import type { Browser } from '../browser-process/browser';
import type { Target } from '../targets/target';
import type { Page } from './page';
import { PageTargets } from './page-targets';

export type WindowOpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

export interface OpenedWindow {
  browser: Browser;
  target: Target;
  details: Electron.HandlerDetails;
  /** overrideBrowserWindowOptions of the handler. */
  options: Electron.BrowserWindowConstructorOptions;
}

/** window.open() without features opens a tab, for which Chromium lists every bar of the browser. */
const askedFeatures = (features: string[]): string => (features.includes('toolbar') ? '' : features.join(','));

/**
 * Closes a page before it loads anything. One without an opener is closed while it waits for its first script. The opener of
 * another may wait in the same process: closed by then, the page would leave it waiting for ever. So it goes on first, and
 * its request is held until it is closed. (Offline by Network.emulateNetworkConditions, now and then it was sent all the
 * same. Of one without an opener, whose request is held, Chromium does not answer that it goes on.)
 */
async function deny({ root, connection }: Browser, target: Target): Promise<void> {
  const { id, session } = target;
  target.isDenied = true;
  if (!target.info.canAccessOpener) {
    root.post('Target.closeTarget', { targetId: id });
    return;
  }
  connection.takeRequests(session.sessionId!);
  session.post('Fetch.enable');
  await session.send('Runtime.runIfWaitingForDebugger').catch(() => undefined); // it has closed itself
  root.post('Target.closeTarget', { targetId: id });
}

export class WindowOpener {
  #handler: WindowOpenHandler | null = null;
  /** What window.open() was called with; Chromium tells it before the new page attaches. */
  #lastCall: Protocol.Page.WindowOpenEvent | null = null;
  readonly #onOpened: (window: OpenedWindow) => void;

  /** `onOpened` makes the window; it runs while the new page still waits for its first script. */
  constructor(onOpened: (window: OpenedWindow) => void) {
    this.#onOpened = onOpened;
  }

  /** Throws TypeError for anything but a function. */
  setHandler(handler: WindowOpenHandler): void {
    if (typeof handler !== 'function') throw invalidArgType('handler', 'a function that returns { action }', handler);
    this.#handler = handler;
  }

  attach(page: Page): void {
    page.on('windowOpen', (event) => (this.#lastCall = event));
    PageTargets.of(page.browser).onPopup(page.target.id, (target) => this.#onPopup(page, target));
  }

  #onPopup(page: Page, target: Target): void {
    const details = this.#details(page, target);
    const answer = this.#ask(details);
    if (answer.action === 'allow') {
      this.#onOpened({ browser: page.browser, target, details, options: answer.overrideBrowserWindowOptions ?? {} });
    } else {
      void deny(page.browser, target);
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
    return {
      url: page.schemes.toApp(call?.url || target.info.url || 'about:blank'),
      frameName: call?.windowName === '_blank' ? '' : (call?.windowName ?? ''),
      features,
      disposition: features ? 'new-window' : 'foreground-tab',
      referrer: { url: '', policy: 'strict-origin-when-cross-origin' },
    };
  }
}
