/** What runs in the hidden page on chrome://serviceworker-internals, and what it reports to the main process. */

export const INTERNALS_PAGE = 'chrome://serviceworker-internals/';

/** As the WebUI handler sends it (content/browser/service_worker/service_worker_internals_ui.cc). */
export interface ReportedMessage {
  message: string;
  /** 0 verbose, 1 info, 2 warning, 3 error. */
  message_level: number;
  /** blink::mojom::ConsoleMessageSource */
  sourceIdentifier: number;
  sourceURL: string;
  lineNumber: number;
}

export type InternalsReport =
  | { type: 'console'; versionId: string; message: ReportedMessage }
  | { type: 'completed'; scope: string }
  /** Ids of render processes by version id, of all workers that have one. */
  | { type: 'processes'; processes: Record<string, number> };

/**
 * The script, which reports through the DevTools binding called `binding`. The page's own script would draw every worker
 * and keep every message: it is not let known that the document is there.
 *
 * A list of workers is asked for with each change. Messages of a worker that no list has shown yet wait for the next
 * one, completed registrations always do: who listens to them may then ask what runs. Every request is answered once
 * for each storage partition; pages live in the first. The WebUI handler observes from the first request on.
 */
export const internalsScript = (binding: string): string => `
if (location.href === '${INTERNALS_PAGE}') {
  addEventListener('DOMContentLoaded', (event) => event.stopImmediatePropagation(), true);
  const report = (message) => globalThis['${binding}'](JSON.stringify(message));
  const waiting = [];
  let known = {};
  let requested = 0;
  let answered = 0;
  const ask = () => {
    requested++;
    chrome.send('getAllRegistrations');
  };
  const tell = (message, ready) => {
    if (ready && waiting.length === 0) {
      report(message);
    } else {
      ask();
      waiting.push({ message, request: requested });
    }
  };
  const onList = ({ liveVersions }, partition) => {
    if (partition !== 0) return;
    answered++;
    const running = liveVersions.filter(({ process_host_id }) => process_host_id >= 0);
    known = Object.fromEntries(running.map(({ version_id, process_host_id }) => [version_id, process_host_id]));
    report({ type: 'processes', processes: known });
    while (waiting.length > 0 && waiting[0].request <= answered) report(waiting.shift().message);
  };
  import('chrome://resources/js/cr.js').then(({ addWebUiListener }) => {
    addWebUiListener('partition-data', onList);
    addWebUiListener('running-state-changed', ask);
    addWebUiListener('console-message-reported', (partition, versionId, message) =>
      tell({ type: 'console', versionId, message }, versionId in known));
    addWebUiListener('registration-completed', (scope) => tell({ type: 'completed', scope }, false));
    ask();
  });
}
`;
