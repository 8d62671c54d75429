/** The session inspector: in a window if there is a display, otherwise in the terminal. */
import { formatPlural } from '../common/format';
import { savePicture } from '../picture';
import { formatReport, type ReportedSession } from '../terminal/report';
import type { InspectedSession } from './inspected-session';
import { InspectorWindow } from './inspector-window';
import { SessionCatalog } from './session-catalog';

const OWN_PARTITION = 'inspector';

/** Browsers that are started to be read: each takes some 100 MB. */
const MAX_STARTED = 12;
/** How many of them start at the same time. */
const STARTED_AT_ONCE = 3;

export async function showInspector(): Promise<void> {
  const catalog = new SessionCatalog(OWN_PARTITION);
  const window = new InspectorWindow(catalog, OWN_PARTITION);
  await window.load();
  void catalog.watch();
  // The other sessions start when they are asked for. If this one cannot, the window says so.
  await catalog
    .fromPartition('')
    .start()
    .catch(() => undefined);
}

/** Starts the sessions that can be started; those that cannot have their reason in the catalog. */
async function startAll(sessions: readonly InspectedSession[]): Promise<void> {
  const waiting = sessions.slice(0, MAX_STARTED);
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next.start().catch(() => undefined);
  };
  await Promise.all(Array.from({ length: STARTED_AT_ONCE }, worker));
}

/** `picture`: file for a picture of the window, or null. */
export async function printInspector(picture: string | null): Promise<void> {
  const catalog = new SessionCatalog(OWN_PARTITION);
  const window = new InspectorWindow(catalog, OWN_PARTITION);
  await Promise.all([window.load(), startAll(catalog.all)]);
  await catalog.look(true);
  const overview = catalog.overview();
  const sessions = await Promise.all(
    overview.sessions.map(async (summary): Promise<ReportedSession> => {
      const running = summary.state === 'running';
      return { summary, details: running ? await catalog.get(summary.id).details() : null };
    }),
  );
  console.log(formatReport(overview, sessions, process.stdout).join('\n'));
  const stopped = overview.sessions.filter(({ state }) => state === 'stopped').length;
  if (stopped > 0) console.log(`\n${formatPlural(stopped, 'session')} not started: ${MAX_STARTED} at most are.`);
  if (picture === null) return;
  await window.paint(overview);
  console.log();
  await savePicture(await window.capture(), picture);
}
