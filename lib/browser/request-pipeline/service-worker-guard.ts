/**
 * What documents that a service worker has control of may do without being asked about.
 *
 * Chromium asks nobody about navigation preload, and about routes that race the network against the worker: workers do without
 * both, and the documents come through their fetch handlers. A registration outlives the session's Chromium, and with it what
 * was turned on, so that the guard is in every worker, whether requests are held or not. Pages do without navigation preload,
 * too: lib/renderer/page-wrappers/navigation-preload.ts.
 *
 * While somebody wants to be asked about navigations, documents go past the workers to the network, where they can be held.
 * Their pages stay under the control of the worker. What the app loads itself is excused.
 */
import { randomBytes } from 'node:crypto';
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import type { CDPSession } from '../devtools/connection';
import { attachServiceWorkers } from './attach-service-workers';
import { workerGuard } from './service-worker-guard-script';

/** What request.destination of a worker says. */
type Destination = 'document' | 'iframe' | 'frame';

export class ServiceWorkerGuard {
  readonly #browser: Browser;
  /** No script finds a lexical variable whose name it does not know. */
  readonly #name = `valence${randomBytes(24).toString('hex')}`;
  readonly #holders = new Set<readonly Destination[]>();
  /** By page: the URL that the app has it load. */
  readonly #excused = new Map<string, string>();
  #told = '';

  private constructor(browser: Browser) {
    this.#browser = browser;
    browser.targets.addSetup(({ type, info, session }) => {
      if (type === 'service_worker' && !info.url.startsWith('chrome-extension:')) this.#guard(session);
    });
  }

  /** The one of a browser. */
  static readonly of = perBrowser((browser) => new ServiceWorkerGuard(browser));

  /** Documents for these go past the workers until the returned function is called. */
  hold(destinations: readonly Destination[]): () => void {
    const holder = [...destinations];
    this.#holders.add(holder);
    void this.#tell();
    return () => {
      if (this.#holders.delete(holder)) void this.#tell();
    };
  }

  /** The app has a page load this URL, as Chromium knows it: a worker may answer. Resolves when the workers know. */
  async excuse(targetId: string, url: string): Promise<void> {
    if (this.#holders.size === 0) return;
    this.#excused.set(targetId, withoutHash(url));
    await this.#tell();
  }

  /** The page has another document: that load is over. */
  endExcuse(targetId: string): void {
    if (this.#excused.delete(targetId)) void this.#tell();
  }

  #guard(session: CDPSession): void {
    // Of one that had a session before, Chromium refuses it: the variable is there.
    session.post('Runtime.evaluate', { expression: workerGuard(this.#name) });
    session.post('Runtime.evaluate', { expression: this.#state });
    // Behind the command that lets it run: turns off what was turned on before there was a guard.
    queueMicrotask(() => session.post('Runtime.evaluate', { expression: 'void self.registration' }));
  }

  get #state(): string {
    const held = [...new Set([...this.#holders].flat())];
    return `void Object.assign(${this.#name}, ${JSON.stringify({ held, excused: [...this.#excused.values()] })})`;
  }

  /** Resolves when every worker that runs knows it; those that start later do before their first script. */
  async #tell(): Promise<void> {
    const expression = this.#state;
    if (!this.#browser.alive || expression === this.#told) return;
    this.#told = expression;
    // One that has ended meanwhile starts anew.
    const tell = (session: CDPSession): Promise<unknown> =>
      session.send('Runtime.evaluate', { expression }).catch(() => undefined);
    const workers = [...this.#browser.targets.all()].filter(({ type }) => type === 'service_worker');
    const told = workers.map(({ session }) => tell(session));
    const attached = await attachServiceWorkers(this.#browser);
    await Promise.all([...told, ...attached.map(tell)]);
  }
}

function withoutHash(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  parsed.hash = '';
  return parsed.href;
}
