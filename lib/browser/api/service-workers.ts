/** The ServiceWorkers class (docs/api/service-workers.md). */
import { validateNumber } from '../../common/validators';
import { emitToApp } from '../app-calls';
import type { BrowserContext } from '../browser-context/browser-context';
import { NetworkActivity } from '../request-pipeline/network-activity';
import { ServiceWorkerMonitor } from '../service-workers/service-worker-monitor';
import { createEvent } from '../event';
import { requireLibrary, type LIBRARY } from '../internals';
import { ObservedEmitter, observeListeners } from '../observed-emitter';

const EVENTS = ['console-message', 'registration-completed'];

export class ServiceWorkers extends ObservedEmitter implements Electron.ServiceWorkers {
  readonly #monitor: ServiceWorkerMonitor;
  readonly #context: BrowserContext;
  #listening = false;

  constructor(key: typeof LIBRARY, context: BrowserContext) {
    super();
    requireLibrary(key);
    this.#context = context;
    this.#monitor = new ServiceWorkerMonitor();
    this.#monitor.on('console', (message) =>
      emitToApp(this, 'console-message', createEvent(), {
        ...message,
        sourceUrl: context.schemes.toApp(message.sourceUrl),
      }),
    );
    this.#monitor.on('completed', (scope) =>
      emitToApp(this, 'registration-completed', createEvent(), { scope: context.schemes.toApp(scope) }),
    );
    context.onBrowser((browser) => {
      const activity = NetworkActivity.of(browser);
      // A user agent that the browser was not started with is told to each worker through its session; its requests too.
      const keepsSessions = (): boolean => activity.active || context.identityOverride(browser) !== null;
      this.#monitor.watchWorkersOf(browser, keepsSessions);
      activity.onInactive(() => {
        if (!keepsSessions()) this.#monitor.releaseWorkersOf(browser);
      });
    });
    observeListeners(this, () => {
      if (EVENTS.some((event) => this.listenerCount(event) > 0)) this.#listen();
    });
  }

  /** The workers that run, by version id. */
  getAllRunning(): Record<number, Electron.ServiceWorkerInfo> {
    return Object.fromEntries([...this.#monitor.running()].map(([id, worker]) => [id, this.#toApp(worker)]));
  }

  /** Throws Error if no worker of this version runs. */
  getFromVersionID(versionId: number): Electron.ServiceWorkerInfo {
    validateNumber(versionId, 'versionId');
    const worker = this.#monitor.running().get(versionId);
    if (!worker) throw new Error(`Could not find service worker with that version_id: ${versionId}`);
    return this.#toApp(worker);
  }

  #toApp({ scriptUrl, scope, ...others }: Electron.ServiceWorkerInfo): Electron.ServiceWorkerInfo {
    const { schemes } = this.#context;
    return { scriptUrl: schemes.toApp(scriptUrl), scope: schemes.toApp(scope), ...others };
  }

  /** From the first listener on, nothing happens in a browser of the session before it is watched. */
  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#context.onBrowser((browser) => this.#monitor.watch(browser));
  }
}
