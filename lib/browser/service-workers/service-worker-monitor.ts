/**
 * The service workers of one session's browsers: which run, what they log, which registrations complete. The helper
 * extension's own worker is left out. A browser is watched from the first listener or the first worker on, whichever
 * comes first; before that it costs nothing.
 */
import { EventEmitter } from 'node:events';
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import { BrowserGoneError } from '../devtools/errors';
import { HelperExtension } from '../helper-extension/helper-extension';
import type { Target } from '../targets/target';
import { InternalsPage } from './internals-page';
import type { ReportedMessage } from './internals-script';
import { messageSource } from './message-source';

interface ServiceWorkerMonitorEvents {
  console: [message: Electron.MessageDetails];
  /** `scope` is a URL. */
  completed: [scope: string];
}

type Version = Protocol.ServiceWorker.ServiceWorkerVersion;

interface WorkerStart {
  /** What the worker waits for; undefined while nobody listens. */
  watching: Promise<void> | undefined;
  keepsSession: boolean;
}

export class ServiceWorkerMonitor extends EventEmitter<ServiceWorkerMonitorEvents> {
  readonly #watched = new WeakMap<Browser, Promise<void>>();
  /** By registration id. */
  readonly #scopes = new Map<string, string>();
  readonly #versions = new Map<number, Version>();
  #processes = new Map<number, number>();

  /** The workers that run, by version id. */
  running(): Map<number, Electron.ServiceWorkerInfo> {
    const running = new Map<number, Electron.ServiceWorkerInfo>();
    for (const [versionId, version] of this.#versions) {
      const renderProcessId = this.#processes.get(versionId);
      const scope = this.#scopes.get(version.registrationId);
      const runs = version.runningStatus === 'running' || version.runningStatus === 'starting';
      if (!runs || renderProcessId === undefined || scope === undefined) continue;
      running.set(versionId, { scriptUrl: version.scriptURL, scope, renderProcessId });
    }
    return running;
  }

  /** Resolves when no event of this browser will be missed any more, or when it has ended. */
  watch(browser: Browser): Promise<void> {
    return this.#watched.get(browser) ?? this.#open(browser, this.#pageOf(browser));
  }

  #open(browser: Browser, page: InternalsPage): Promise<void> {
    const watching = page.open().catch((error: unknown) => {
      this.#watched.delete(browser); // the next worker or listener tries again
      if (!(error instanceof BrowserGoneError)) process.emitWarning(error as Error);
    });
    this.#watched.set(browser, watching);
    return watching;
  }

  /**
   * Watches the browser as soon as it runs a service worker. `keepsSessions`: whether another subsystem needs the
   * DevTools sessions of workers.
   */
  watchWorkersOf(browser: Browser, keepsSessions: () => boolean): void {
    browser.targets.addSetup((target) => {
      if (target.type !== 'service_worker') return undefined;
      const isExtension = target.info.url.startsWith('chrome-extension:');
      // With a listener, no worker starts before it can be heard. Extensions cannot wait: ours is needed to watch.
      const watching = isExtension ? undefined : this.#watched.get(browser);
      void this.#onWorker(browser, target, { watching, keepsSession: keepsSessions() });
      return watching;
    });
  }

  /** Nobody needs the sessions of workers any more: they may end again when they are idle. */
  releaseWorkersOf(browser: Browser): void {
    for (const target of browser.targets.all()) {
      if (target.type !== 'service_worker') continue;
      unlessOwn(HelperExtension.of(browser), target.info.url, () => void detach(browser, target));
    }
  }

  async #onWorker(browser: Browser, target: Target, { watching, keepsSession }: WorkerStart): Promise<void> {
    await watching;
    unlessOwn(HelperExtension.of(browser), target.info.url, () => {
      if (!keepsSession) void detach(browser, target);
      void this.watch(browser);
    });
  }

  #pageOf(browser: Browser): InternalsPage {
    const helper = HelperExtension.of(browser);
    const page = new InternalsPage(browser);
    page.on('registrations', (registrations) => {
      for (const { registrationId, scopeURL } of registrations) {
        unlessOwn(helper, scopeURL, () => this.#scopes.set(registrationId, scopeURL));
      }
    });
    page.on('versions', (versions) => {
      for (const version of versions) this.#versions.set(Number(version.versionId), version);
    });
    page.on('processes', (processes) => (this.#processes = processes));
    page.on('console', (versionId, message) => {
      const url = this.#versions.get(versionId)?.scriptURL ?? message.sourceURL;
      unlessOwn(helper, url, () => this.emit('console', messageDetails(versionId, message)));
    });
    page.on('completed', (scope) => unlessOwn(helper, scope, () => this.emit('completed', scope)));
    page.on('gone', () => {
      // The next one reports anew what runs by then.
      if (browser.alive) void this.#open(browser, page);
    });
    void browser.connection.closed.then(() => {
      this.#versions.clear();
      this.#scopes.clear();
      this.#processes.clear();
    });
    return page;
  }
}

/**
 * Does something about a worker, by its script or scope, unless it is the helper extension's own. While the helper is
 * being loaded nobody knows its id: what concerns extensions then waits.
 */
function unlessOwn(helper: HelperExtension, url: string, act: () => void): void {
  const decide = (): void => {
    if (!helper.owns({ url })) act();
  };
  if (!helper.loaded || !url.startsWith('chrome-extension:')) decide();
  else void helper.session().then(decide, decide);
}

/** A worker with a DevTools client does not end when it is idle, nor with its registration. */
async function detach(browser: Browser, target: Target): Promise<void> {
  const { parent, session } = target;
  const { sessionId } = session;
  if (sessionId === null) return;
  await browser.targets.untilReleased(target);
  if (target.isDenied) return;
  try {
    // Told to run, and known to: one that loses its client before that never starts.
    await session.send('Runtime.runIfWaitingForDebugger');
  } catch {
    return; // it was over before
  }
  (parent?.session ?? browser.root).post('Target.detachFromTarget', { sessionId });
}

function messageDetails(versionId: number, message: ReportedMessage): Electron.MessageDetails {
  return {
    versionId,
    message: message.message,
    source: messageSource(message.sourceIdentifier),
    level: message.message_level,
    sourceUrl: message.sourceURL,
    lineNumber: message.lineNumber,
  };
}
