/**
 * Who logs in to servers and proxies of a session. As long as nobody wants to, Chromium knows no scheme of HTTP authentication: a
 * 401 is what the server says, for pages, scripts and workers alike, where Chromium would open a dialog that nobody sees and
 * hold the request for ever. From the first `login` listener on, it knows them, and every challenge comes here.
 */
import type Protocol from 'devtools-protocol';
import { emitToApp } from '../app-calls';
import type { BrowserContext } from '../browser-context/browser-context';
import { perContext } from '../browser-context/per-context';
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { createEvent } from '../event';
import { LivePolicies } from '../live-policies/live-policies';
import { whenHeard, type ObservedEmitter } from '../observed-emitter';
import { authChallengeResponse, toldChallenge } from '../request-pipeline/auth-challenge';
import { FrameRegistry } from '../request-pipeline/frame-registry';
import { MainProcessRequests } from '../request-pipeline/main-process-requests';
import { RequestInterception } from '../request-pipeline/request-interception';
import { LoginCache } from './login-cache';

/** Without arguments the server's own answer is the response. */
export type LoginCallback = (username?: string, password?: string) => void;

/** No scheme has this name. An empty list would be none that is set. */
const NO_SCHEMES = 'none';

export class AuthRequests {
  readonly #context: BrowserContext;
  #app: ObservedEmitter | null = null;
  #enabled: Promise<void> | null = null;
  /** Patterns of servers that get the user's own credentials (NTLM, Negotiate). */
  #integrated: string | undefined;

  private constructor(context: BrowserContext) {
    this.#context = context;
    context.contribute({
      policies: () => ({
        AuthSchemes: this.#enabled ? undefined : NO_SCHEMES,
        AuthServerAllowlist: this.#integrated,
      }),
    });
    context.onBrowser((browser) => {
      if (this.#enabled) this.#handle(browser);
    });
  }

  /** Those of a session. */
  static readonly of = perContext((context) => new AuthRequests(context));

  /** The app, whose `login` is emitted besides that of the page. From its first listener on challenges are answered. */
  listenTo(app: ObservedEmitter): void {
    this.#app = app;
    this.enableWith(app);
  }

  /** From the emitter's first listener of `login` on challenges are answered. */
  enableWith(emitter: ObservedEmitter): void {
    whenHeard(emitter, 'login', () => {
      this.enable().catch(() => undefined); // the browser is gone, with its pages; the next one starts with it
    });
  }

  /**
   * From now on challenges are answered. Resolves when it is in force; what the session requests next waits for it. Rejects if
   * Chromium ends before.
   */
  enable(): Promise<void> {
    if (this.#enabled) return this.#enabled;
    const { current } = this.#context;
    // Without a browser, the next one starts with it.
    this.#enabled = Promise.resolve();
    if (current) {
      this.#handle(current);
      this.#enabled = LivePolicies.of(this.#context).changed();
      this.#enabled.catch(() => (this.#enabled = Promise.resolve())); // the next browser starts with it
      this.#context.holdUse(this.#enabled);
    }
    return this.#enabled;
  }

  /** Servers that get the user's own credentials: "*example.com, *foobar.com". What the session requests next waits for it. */
  allowIntegrated(domains: string): void {
    this.#integrated = domains;
    this.enable().catch(() => undefined); // the browser is gone; the next one starts with it
    this.#context.holdUse(LivePolicies.of(this.#context).changed());
  }

  #handle(browser: Browser): void {
    RequestInterception.of(browser).handleAuth((event, session) => this.#onAuthRequired(browser, event, session));
  }

  #onAuthRequired(browser: Browser, event: Protocol.Fetch.AuthRequiredEvent, session: CDPSession): void {
    const { requestId, request, frameId } = event;
    const ofMainProcess = MainProcessRequests.of(browser).authHandlerOf(frameId);
    if (ofMainProcess) {
      ofMainProcess(event, session);
      return;
    }
    const answer: LoginCallback = (...credentials) => {
      const response = authChallengeResponse(...credentials);
      session.post('Fetch.continueWithAuth', { requestId, authChallengeResponse: response });
    };
    const page = FrameRegistry.of(browser).find(frameId);
    if (!page)
      answer(); // of a worker of no page: Electron asks nobody
    else this.ask(page.webContents, request.url, toldChallenge(event), answer);
  }

  /** Whether anybody has listened to `login`. */
  get isEnabled(): boolean {
    return this.#enabled !== null;
  }

  /** Emits `login`, without contents on the app only. The answer comes once; without credentials if nobody gives any. */
  ask(contents: Electron.WebContents | null, url: string, authInfo: Electron.AuthInfo, callback: LoginCallback): void {
    let answered = false;
    const answer = (username?: unknown, password?: unknown): void => {
      if (answered) return;
      answered = true;
      if (typeof username !== 'string' || typeof password !== 'string') {
        callback();
        return;
      }
      callback(username, password);
      // Chromium remembers it for pages. Requests that go without its memory find it here.
      if (!authInfo.isProxy) LoginCache.of(this.#context).set(authInfo, { username, password });
    };
    const asked = createEvent(contents ? { sender: contents } : {});
    const details = { url: this.#context.schemes.toApp(url) };
    const args = [details, authInfo, answer] as const;
    const emitted = [
      this.#app && emitToApp(this.#app, 'login', asked, contents, ...args),
      contents && emitToApp(contents, 'login', asked, ...args),
    ];
    if (!asked.defaultPrevented || emitted.includes('threw')) answer();
  }
}
