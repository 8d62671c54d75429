/**
 * The built-in extension of one browser (lib/extension), loaded when it is first needed. Its service worker answers
 * chrome.* calls, takes the Storage and Network commands that the browser session refuses, and reports what only an
 * extension can see.
 */
import { EventEmitter } from 'node:events';
import type { CDPSession } from '../devtools/connection';
import type { Browser } from '../browser-process/browser';
import type { Target } from '../targets/target';
import type { HelperMessage } from './messages';

const BINDING = 'valenceReport';

interface HelperEvents {
  message: [message: HelperMessage];
}

export class HelperExtension extends EventEmitter<HelperEvents> {
  readonly #browser: Browser;
  readonly #folder: string;
  #id: string | null = null;
  readonly #workers = new Map<string, Target>();
  #loading: Promise<CDPSession> | null = null;
  #onWorker: ((target: Target) => void) | null = null;

  /** `folder`: absolute path of the extension's files. */
  constructor(browser: Browser, folder: string) {
    super();
    this.#browser = browser;
    this.#folder = folder;
    browser.targets.addSetup((target) => this.#onTarget(target));
  }

  /** True for a target that belongs to the extension: no app may see it. */
  owns(target: { url: string }): boolean {
    return this.#id !== null && target.url.startsWith(`chrome-extension://${this.#id}/`);
  }

  get loaded(): boolean {
    return this.#loading !== null;
  }

  /** The service worker's session; the extension is loaded by the first call. Rejects if Chromium ends before. */
  session(): Promise<CDPSession> {
    return (this.#loading ??= this.#load());
  }

  /** The URL of one of its files. Loads the extension. */
  async urlOf(file: string): Promise<string> {
    await this.session();
    return `chrome-extension://${this.#id}/${file}`;
  }

  /**
   * Runs a function of chrome.* in the worker. `expression` may be async.
   * Rejects with Error carrying the extension API's message.
   */
  async evaluate<T>(expression: string): Promise<T> {
    const session = await this.session();
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  }

  async #load(): Promise<CDPSession> {
    const running = new Promise<Target>((resolve) => (this.#onWorker = resolve));
    const { id } = await this.#browser.root.send('Extensions.loadUnpacked', { path: this.#folder });
    this.#id = id;
    for (const target of this.#workers.values()) if (this.owns(target.info)) this.#onWorker?.(target);
    const ended = this.#browser.connection.closed.then(async () => {
      throw await this.#browser.gone('Loading the helper extension');
    });
    const target = await Promise.race([running, ended]);
    await this.#untilApisExist(target.session);
    return target.session;
  }

  #onTarget(target: Target): void {
    if (target.type !== 'service_worker' || !target.info.url.startsWith('chrome-extension://')) return;
    const { session } = target;
    this.#workers.set(target.id, target);
    target.onDetached(() => this.#workers.delete(target.id));
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === BINDING && this.owns(target.info)) this.emit('message', JSON.parse(payload) as HelperMessage);
    });
    session.post('Runtime.enable');
    session.post('Runtime.addBinding', { name: BINDING });
    if (this.owns(target.info)) this.#onWorker?.(target);
  }

  /** The worker's first script runs a moment after Chromium announced it. */
  async #untilApisExist(session: CDPSession): Promise<void> {
    const probe = 'typeof chrome === "object" && !!chrome.cookies';
    for (;;) {
      const { result } = await session.send('Runtime.evaluate', { expression: probe, returnByValue: true });
      if (result.value === true) return;
    }
  }
}
