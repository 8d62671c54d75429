/**
 * A hidden page on chrome://serviceworker-internals. Its WebUI handler observes what Electron observes
 * (ServiceWorkerContextCoreObserver): console messages, completed registrations, process ids. The DevTools domain
 * ServiceWorker of the same page adds scopes and states.
 */
import { EventEmitter } from 'node:events';
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import { INTERNALS_PAGE, internalsScript, type InternalsReport, type ReportedMessage } from './internals-script';

interface InternalsPageEvents {
  console: [versionId: number, message: ReportedMessage];
  completed: [scope: string];
  /** Render processes of all workers that have one, by version id. */
  processes: [processes: Map<number, number>];
  registrations: [registrations: Protocol.ServiceWorker.ServiceWorkerRegistration[]];
  versions: [versions: Protocol.ServiceWorker.ServiceWorkerVersion[]];
}

const BINDING = 'valenceReport';

export class InternalsPage extends EventEmitter<InternalsPageEvents> {
  /**
   * Resolves when nothing will be missed any more. Rejects if the browser ends before. Chromium makes hidden pages only
   * while another page or worker exists.
   */
  async open(browser: Browser): Promise<void> {
    const { targetId } = await browser.root.send('Target.createTarget', { url: 'about:blank', hidden: true });
    const { sessionId } = await browser.root.send('Target.attachToTarget', { targetId, flatten: true });
    const session = browser.connection.session(sessionId);
    const observing = new Promise<void>((resolve) => this.once('processes', () => resolve()));
    this.#listen(session);
    // One by one: a navigation that overtakes the blank page's own beginning loses the script.
    await session.send('Page.enable');
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: BINDING });
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: internalsScript(BINDING) });
    await session.send('Page.navigate', { url: INTERNALS_PAGE });
    await session.send('ServiceWorker.enable');
    const ended = browser.connection.closed.then(async () => {
      throw await browser.gone('Watching service workers');
    });
    await Promise.race([observing, ended]);
  }

  #listen(session: CDPSession): void {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      this.emit('registrations', registrations);
    });
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => this.emit('versions', versions));
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === BINDING) this.#onReport(JSON.parse(payload) as InternalsReport);
    });
  }

  #onReport(report: InternalsReport): void {
    switch (report.type) {
      case 'console':
        this.emit('console', Number(report.versionId), report.message);
        break;
      case 'completed':
        this.emit('completed', report.scope);
        break;
      case 'processes': {
        const processes = Object.entries(report.processes);
        this.emit('processes', new Map(processes.map(([versionId, process]) => [Number(versionId), process])));
        break;
      }
    }
  }
}
