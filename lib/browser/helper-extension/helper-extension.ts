/**
 * The built-in extension of one browser (lib/extension), loaded when it is first needed. Its service worker answers
 * chrome.* calls, takes the Storage and Network commands that the browser session refuses, and reports what only an
 * extension can see.
 */
import { EventEmitter } from 'node:events';
import { HELPER_BINDING, type HelperCalls, type HelperMessage } from '../../common/helper-messages';
import type { CDPSession } from '../devtools/connection';
import type { Browser } from '../browser-process/browser';
import { helperFolder } from '../browser-process/extension-folders';
import { TargetGoneError } from '../devtools/errors';
import { callExpression, CALLS_EXIST, evaluate } from '../devtools/evaluate';
import { log } from '../log/log';
import { perBrowser } from '../browser-process/per-browser';
import type { Target } from '../targets/target';
import { workerStart } from './worker-start';

interface HelperEvents {
  message: [message: HelperMessage];
}

export class HelperExtension extends EventEmitter<HelperEvents> {
  readonly #browser: Browser;
  #id: string | null = null;
  readonly #workers = new Map<string, Target>();
  #loading: Promise<CDPSession> | null = null;
  /** The worker that runs. */
  #worker: Target | null = null;
  #onWorker: ((target: Target) => void) | null = null;

  /** The one of a browser. */
  static readonly of = perBrowser((browser) => new HelperExtension(browser));

  private constructor(browser: Browser) {
    super();
    this.setMaxListeners(0); // every page whose sound is watched listens
    this.#browser = browser;
    browser.targets.addSetup((target) => this.#onTarget(target));
  }

  /** True for a target that belongs to the extension: no app may see it. */
  owns(target: { url: string }): boolean {
    return this.#id !== null && target.url.startsWith(`chrome-extension://${this.#id}/`);
  }

  get loaded(): boolean {
    return this.#loading !== null;
  }

  /**
   * The service worker's session; the extension is loaded by the first call, and by the first one after its process has
   * ended. Rejects if Chromium ends before, or cannot start the worker.
   */
  session(): Promise<CDPSession> {
    if (this.#loading) return this.#loading;
    const loading = this.#load();
    this.#loading = loading;
    // Chromium refused, or the process ended meanwhile: the next call tries again.
    loading.catch(() => {
      if (this.#loading === loading) this.#loading = null;
    });
    return loading;
  }

  /**
   * The process of the worker and of the extension's pages has ended, or the worker has. Chromium answers no command for it
   * any more, and starts it again for nothing but events.
   */
  onProcessGone(): void {
    const worker = this.#worker;
    if (!worker) return; // it is known
    this.#worker = null;
    this.#loading = null;
    this.#workers.delete(worker.id);
    if (this.#browser.alive) this.#log('ended');
    // Whoever listens is told what happens from now on.
    if (this.listenerCount('message') > 0 && this.#browser.alive) void this.session().catch(() => undefined);
  }

  /**
   * Runs something at the worker's session, and a second time if the worker ends meanwhile: twice must do no harm. Rejects with
   * BrowserGoneError if Chromium ends, and as `run` does.
   */
  async use<R>(run: (session: CDPSession) => Promise<R>): Promise<R> {
    const attempt = async (): Promise<R> => run(await this.session());
    return attempt().catch((error: unknown) => {
      if (error instanceof TargetGoneError) return attempt();
      throw error;
    });
  }

  /** The URL of one of its files. Loads the extension. */
  async urlOf(file: string): Promise<string> {
    await this.session();
    return `chrome-extension://${this.#id}/${file}`;
  }

  /** Calls a function of the worker (lib/extension/worker.ts). Rejects with Error carrying the extension API's message. */
  async call<N extends keyof HelperCalls>(
    name: N,
    ...args: Parameters<HelperCalls[N]>
  ): Promise<Awaited<ReturnType<HelperCalls[N]>>> {
    const expression = callExpression<HelperCalls, N>(name, ...args);
    return evaluate<Awaited<ReturnType<HelperCalls[N]>>>(await this.session(), expression);
  }

  async #load(): Promise<CDPSession> {
    this.#log('loads');
    const running = new Promise<Target>((resolve) => (this.#onWorker = resolve));
    const { id } = await this.#browser.root.send('Extensions.loadUnpacked', { path: helperFolder() });
    this.#id = id;
    for (const target of this.#workers.values()) if (this.owns(target.info)) this.#onWorker?.(target);
    const ended = this.#browser.connection.closed.then(async () => {
      throw await this.#browser.gone('Loading the helper extension');
    });
    const target = await workerStart(Promise.race([running, ended]), this.#browser.userDataDir);
    this.#worker = target;
    await this.#untilCallsExist(target.session);
    this.#log(`runs id=${id}`);
    return target.session;
  }

  #log(what: string): void {
    log.lifecycle?.(this.#browser.connection.label, `helper-extension ${what} browser=${this.#browser.pid}`);
  }

  #onTarget(target: Target): void {
    if (target.type !== 'service_worker' || !target.info.url.startsWith('chrome-extension://')) return;
    const { session } = target;
    this.#workers.set(target.id, target);
    const onGone = (): void => {
      this.#workers.delete(target.id);
      if (this.#worker === target) this.onProcessGone();
    };
    session.onLost(onGone);
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === HELPER_BINDING && this.owns(target.info)) this.emit('message', JSON.parse(payload) as HelperMessage);
    });
    session.post('Runtime.enable');
    session.post('Runtime.addBinding', { name: HELPER_BINDING });
    if (this.owns(target.info)) this.#onWorker?.(target);
  }

  /** The worker's first script runs a moment after Chromium announced it. */
  async #untilCallsExist(session: CDPSession): Promise<void> {
    while (!(await evaluate<boolean>(session, CALLS_EXIST)));
  }
}
