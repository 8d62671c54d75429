/**
 * The session event `preconnect`. Chromium's renderer logs every hint that it passes on, of elements and of headers alike (the
 * setting logDnsPrefetchAndPreconnect in switches.ts); no script of a page can write there.
 */
import type { BrowserContext } from '../browser-context/browser-context';
import type { CDPSession } from '../devtools/connection';

/** `url`: an origin, as in Electron. */
type HintListener = (url: string, allowCredentials: boolean) => void;

const HINT = 'Preconnect triggered for ';
/** Follows a hint with the attribute crossorigin. */
const ANONYMOUS = 'Preconnect CORS setting is anonymous';

export class PreconnectHints {
  readonly #context: BrowserContext;
  #listener: HintListener | null = null;

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** From now on the hints of every page of the session are reported. The first listener stays. */
  listen(listener: HintListener): void {
    if (this.#listener) return;
    this.#listener = listener;
    this.#context.onBrowser((browser) => {
      browser.targets.addSetup((target) => {
        if (target.hasDocuments) this.#watch(target.session); // its Log domain is on
      });
    });
  }

  #watch(session: CDPSession): void {
    /** A hint whose next message may say that it is anonymous. */
    let pending: { url: string } | null = null;
    const settle = (allowCredentials: boolean): void => {
      const hint = pending;
      pending = null;
      if (hint) this.#report(hint.url, allowCredentials);
    };
    let asking = false;
    const untilComplete = (): void => {
      if (asking) return;
      asking = true;
      const asked = pending;
      // It is on already. The renderer answers behind the messages that it has written.
      const answered = (): void => {
        asking = false;
        if (pending === asked) settle(true);
        else if (pending) untilComplete();
      };
      session.send('Log.enable').then(answered, answered);
    };
    session.on('Log.entryAdded', ({ entry: { source, text } }) => {
      settle(source !== 'other' || text !== ANONYMOUS);
      if (source !== 'other' || !text.startsWith(HINT)) return;
      pending = { url: text.slice(HINT.length) };
      untilComplete();
    });
  }

  #report(url: string, allowCredentials: boolean): void {
    const hinted = URL.canParse(url) ? new URL(this.#context.schemes.toApp(url)) : null;
    // Chromium knows a custom scheme by an https: URL; in Electron there are no connections for it, and no hints.
    if (hinted && /^https?:$/.test(hinted.protocol)) this.#listener?.(`${hinted.origin}/`, allowCredentials);
  }
}
