/**
 * A hidden page on chrome://serviceworker-internals: its WebUI handler observes what Electron observes
 * (ServiceWorkerContextCoreObserver), console messages, completed registrations and process ids among it. The DevTools
 * domain ServiceWorker of the same page adds scopes and states.
 */
import { EventEmitter } from 'node:events';
import type Protocol from 'devtools-protocol';
import type { Browser } from '../browser-process/browser';
import type { CDPSession } from '../devtools/connection';

/** One message of the script below. */
type Report =
  | { type: 'console'; versionId: string; message: ReportedMessage }
  | { type: 'completed'; scope: string }
  /** Ids of render processes by version id. */
  | { type: 'processes'; processes: Record<string, number> };

/** As the WebUI handler sends it (content/browser/service_worker/service_worker_internals_ui.cc). */
export interface ReportedMessage {
  message: string;
  message_level: number;
  sourceIdentifier: number;
  sourceURL: string;
  lineNumber: number;
}

interface InternalsPageEvents {
  console: [versionId: number, message: ReportedMessage];
  completed: [scope: string];
  processes: [processes: Map<number, number>];
  registrations: [registrations: Protocol.ServiceWorker.ServiceWorkerRegistration[]];
  versions: [versions: Protocol.ServiceWorker.ServiceWorkerVersion[]];
}

const PAGE = 'chrome://serviceworker-internals/';
const BINDING = 'valenceReport';

/**
 * Runs in the page. An event of a version whose process is not known waits for the list that is asked for behind it,
 * and a completed registration always does: whoever listens may then ask for running workers.
 */
function observe(page: string, binding: string): void {
  interface WebUI {
    addWebUiListener(event: string, listener: (...args: never[]) => void): void;
  }
  type List = { liveVersions: { version_id: string; process_host_id: number }[] };
  const window = globalThis as unknown as Record<string, (text: string) => void> & {
    location: { href: string };
    chrome: { send(message: string): void };
    addEventListener(type: string, listener: (event: Event) => void, capture: boolean): void;
  };
  if (window.location.href !== page) return;
  // The page would draw every worker and keep every message.
  window.addEventListener('DOMContentLoaded', (event) => event.stopImmediatePropagation(), true);
  const report = (message: Report): void => window[binding]?.(JSON.stringify(message));
  const known = new Set<string>();
  const waiting: { report: Report; request: number }[] = [];
  let requested = 0;
  let answered = 0;
  const ask = (): void => {
    requested++;
    window.chrome.send('getAllRegistrations');
  };
  const tell = (message: Report, ready: boolean): void => {
    if (ready && waiting.length === 0) {
      report(message);
      return;
    }
    ask();
    waiting.push({ report: message, request: requested });
  };
  const onList = ({ liveVersions }: List, partition: number): void => {
    // Every request is answered once for each storage partition; pages live in the first.
    if (partition !== 0) return;
    answered++;
    const running = liveVersions.filter((version) => version.process_host_id >= 0);
    known.clear();
    for (const { version_id } of running) known.add(version_id);
    report({
      type: 'processes',
      processes: Object.fromEntries(running.map((version) => [version.version_id, version.process_host_id])),
    });
    while (waiting[0] && waiting[0].request <= answered) report(waiting.shift()!.report);
  };
  const resources = 'chrome://resources/js/cr.js';
  void import(resources).then(({ addWebUiListener }: WebUI) => {
    addWebUiListener('partition-data', onList);
    addWebUiListener('running-state-changed', ask);
    addWebUiListener('console-message-reported', (_: number, versionId: string, message: ReportedMessage) =>
      tell({ type: 'console', versionId, message }, known.has(versionId)),
    );
    addWebUiListener('registration-completed', (scope: string) => tell({ type: 'completed', scope }, false));
    // The handler observes from the first request on.
    ask();
  });
}

export class InternalsPage extends EventEmitter<InternalsPageEvents> {
  /** Resolves when nothing will be missed any more. Rejects if the browser ends before. */
  async open(browser: Browser): Promise<void> {
    const { targetId } = await browser.root.send('Target.createTarget', { url: 'about:blank', hidden: true });
    const { sessionId } = await browser.root.send('Target.attachToTarget', { targetId, flatten: true });
    const session = browser.connection.session(sessionId);
    const observing = new Promise<void>((resolve) => this.once('processes', () => resolve()));
    const ended = browser.connection.closed.then(async () => {
      throw await browser.gone('Watching service workers');
    });
    this.#listen(session);
    // One by one: a navigation that overtakes the page's own beginning loses the script.
    await session.send('Page.enable');
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: BINDING });
    const source = `(${observe.toString()})(${JSON.stringify(PAGE)}, ${JSON.stringify(BINDING)})`;
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source });
    await session.send('Page.navigate', { url: PAGE });
    await session.send('ServiceWorker.enable');
    await Promise.race([observing, ended]);
  }

  #listen(session: CDPSession): void {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      this.emit('registrations', registrations);
    });
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => this.emit('versions', versions));
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === BINDING) this.#onReport(JSON.parse(payload) as Report);
    });
  }

  #onReport(report: Report): void {
    switch (report.type) {
      case 'console':
        this.emit('console', Number(report.versionId), report.message);
        break;
      case 'completed':
        this.emit('completed', report.scope);
        break;
      case 'processes':
        this.emit(
          'processes',
          new Map(Object.entries(report.processes).map(([versionId, process]) => [Number(versionId), process])),
        );
        break;
    }
  }
}
