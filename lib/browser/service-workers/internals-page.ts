/**
 * A hidden page on chrome://serviceworker-internals. Its WebUI handler observes what Electron observes
 * (ServiceWorkerContextCoreObserver): console messages, completed registrations, process ids. The DevTools domain
 * ServiceWorker of the same page adds scopes and states.
 */
import { EventEmitter } from 'node:events';
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';
import type { HiddenDocument } from '../hidden-page/hidden-document';
import { HiddenPage } from '../hidden-page/hidden-page';
import { INTERNALS_PAGE, internalsScript, type InternalsReport, type ReportedMessage } from './internals-script';

interface InternalsPageEvents {
  console: [versionId: number, message: ReportedMessage];
  completed: [scope: string];
  /** Render processes of all workers that have one, by version id. */
  processes: [processes: Map<number, number>];
  registrations: [registrations: Protocol.ServiceWorker.ServiceWorkerRegistration[]];
  versions: [versions: Protocol.ServiceWorker.ServiceWorkerVersion[]];
  /** Its renderer has died: nothing is reported until it is opened again. */
  gone: [];
}

const BINDING = 'valenceReport';

export class InternalsPage extends EventEmitter<InternalsPageEvents> {
  readonly #page: HiddenPage;

  constructor(browser: Browser) {
    super();
    this.#page = new HiddenPage(browser, 'Watching service workers', (document) => this.#open(document));
  }

  /** Resolves when nothing will be missed any more. Rejects if the browser ends before. */
  open(): Promise<void> {
    return this.#page.ready();
  }

  async #open(document: HiddenDocument): Promise<void> {
    const { session } = document;
    const observing = new Promise<void>((resolve) => this.once('processes', () => resolve()));
    this.#listen(session);
    // One by one: a navigation that overtakes the blank page's own beginning loses the script.
    await session.send('Page.enable');
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: BINDING });
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: internalsScript(BINDING) });
    await document.load(INTERNALS_PAGE);
    await session.send('ServiceWorker.enable');
    await observing;
    document.onGone(() => this.emit('gone'));
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
