/** What the other tabs show: service workers, processes, and what else is known of a session. */
import { formatBytes } from '../common/format';
import type { SessionDetails, SessionKind, SessionSummary, WorkerRow } from '../common/messages';
import { element, emptyState, memoryBar, table, truncated } from './dom';

export function workersPanel(workers: readonly WorkerRow[]): HTMLElement[] {
  if (workers.length === 0) {
    return [emptyState('No service worker runs', 'They appear here while they run: Chromium stops idle ones.')];
  }
  const made = table('workers', 'Service workers', [{ title: 'Version' }, { title: 'Scope' }, { title: 'Script' }]);
  made.tBodies[0]?.append(
    ...workers.map(({ versionId, scope, scriptUrl }) =>
      element('tr', {}, element('td', {}, String(versionId)), truncated('td', scope), truncated('td', scriptUrl)),
    ),
  );
  return [made];
}

function barOf(uss: number, pss: number, full: number): HTMLElement {
  const bar = memoryBar();
  bar.update(uss, pss, full);
  return bar.element;
}

export function processesPanel({ memory }: SessionSummary): HTMLElement[] {
  if (!memory) return [];
  const made = table('processes', 'Processes', [
    { title: 'Process' },
    { title: 'PID', class: 'number' },
    { title: 'Memory', hidden: true },
    { title: 'PSS', class: 'number' },
    { title: 'USS', class: 'number' },
  ]);
  const largestFirst = memory.processes.toSorted((a, b) => (b.pss ?? 0) - (a.pss ?? 0));
  const largest = largestFirst[0]?.pss ?? 0;
  made.tBodies[0]?.append(
    ...largestFirst.map(({ pid, role, pss, uss }) =>
      element(
        'tr',
        {},
        truncated('td', role),
        element('td', { class: 'number muted' }, String(pid)),
        element('td', {}, barOf(uss ?? 0, pss ?? 0, largest)),
        element('td', { class: 'number' }, formatBytes(pss)),
        element('td', { class: 'number' }, formatBytes(uss)),
      ),
    ),
  );
  const note = 'PSS counts shared memory in parts, USS only what would be free if the process ended.';
  const unreadable = memory.unreadable > 0 ? ` This user may not read ${memory.unreadable} of them.` : '';
  return [made, element('p', { class: 'note' }, note + unreadable)];
}

const KIND_TEXT: Record<SessionKind, string> = {
  'default': 'Default session of the app, on disk',
  'persistent': 'On disk',
  'in-memory': 'In memory: gone when the app ends',
};

export function aboutPanel(session: SessionSummary, details: SessionDetails | null): HTMLElement[] {
  const facts: [string, string][] = [
    ['Partition', session.name],
    ['Data', KIND_TEXT[session.kind]],
    ['Storage path', session.storagePath ?? 'none'],
  ];
  if (session.storagePath !== null) facts.push(['Size on disk', formatBytes(session.diskBytes)]);
  if (session.pid > 0) facts.push(['Browser process', String(session.pid)]);
  if (details) facts.push(['User agent', details.userAgent]);
  const list = element('dl', { class: 'facts' });
  for (const [term, text] of facts) list.append(element('dt', {}, term), element('dd', {}, text));
  return [list];
}
