/** The inspector's page: takes what the main process tells, draws it, and hands on what the user asks for. */
import { formatBytes, formatCount } from '../common/format';
import type { InspectorAPI, Overview, SessionSummary } from '../common/messages';
import { DetailView } from './detail-view';
import { byId, setText, setTruncated } from './dom';
import { newSessionDialog } from './session-dialogs';
import { SessionsTable } from './sessions-table';
import { toast, type Notify } from './toast';

declare global {
  interface Window {
    /** Made by preload.ts. */
    inspector: InspectorAPI;
  }
}

const api = window.inspector;

/** Until the user chooses: the first session with something to show. */
function firstChoice(sessions: readonly SessionSummary[]): SessionSummary | undefined {
  const others = sessions.filter(({ ownWindow }) => !ownWindow);
  return others.find(({ cookieCount }) => (cookieCount ?? 0) > 0) ?? others[0] ?? sessions[0];
}

class Inspector {
  readonly #table = new SessionsTable((sessionId) => this.#select(sessionId));
  readonly #detail: DetailView;
  #overview: Overview | null = null;
  #chosen: number | null = null;

  constructor(notify: Notify) {
    this.#detail = new DetailView(api, notify);
    const openNewSession = newSessionDialog(
      (name, persistent) => api.createSession(name, persistent),
      (sessionId) => this.#select(sessionId),
    );
    byId('new-session', HTMLButtonElement).addEventListener('click', openNewSession);
    api.onOverview((overview) => void this.show(overview));
    api.onDetailsChanged((sessionId) => {
      if (sessionId === this.#selected?.id) void this.#detail.refresh();
    });
  }

  async show(overview: Overview): Promise<void> {
    const current = this.#overview?.revision ?? -1;
    if (overview.revision < current) {
      this.#tellPainted(current);
      return;
    }
    this.#overview = overview;
    const { sessions, userData, versions } = overview;
    const chromium = `Chromium ${versions.chrome}, Valence ${versions.valence}`;
    setTruncated(byId('user-data', HTMLElement), `${userData} · ${chromium}`);
    const known = sessions.flatMap(({ memory }) => (memory ? [memory] : []));
    setText(byId('total-running', HTMLElement), `${known.length} of ${sessions.length}`);
    setText(
      byId('total-processes', HTMLElement),
      formatCount(known.reduce((sum, memory) => sum + memory.processes.length, 0)),
    );
    setText(byId('total-memory', HTMLElement), formatBytes(known.reduce((sum, { pss }) => sum + pss, 0)));
    await this.#render();
    this.#tellPainted(overview.revision);
  }

  get #selected(): SessionSummary | undefined {
    const sessions = this.#overview?.sessions ?? [];
    return sessions.find(({ id }) => id === this.#chosen) ?? firstChoice(sessions);
  }

  #select(sessionId: number): void {
    this.#chosen = sessionId;
    void this.#render();
    this.#table.scrollTo(sessionId);
  }

  async #render(): Promise<void> {
    const selected = this.#selected;
    this.#table.render(this.#overview?.sessions ?? [], selected?.id ?? null);
    if (selected) await this.#detail.show(selected);
  }

  /** Two frames on, what was drawn is on the screen. */
  #tellPainted(revision: number): void {
    requestAnimationFrame(() => requestAnimationFrame(() => api.painted(revision)));
  }
}

async function start(): Promise<void> {
  const notify = toast();
  const inspector = new Inspector(notify);
  const answer = await api.overview();
  if (answer.ok) await inspector.show(answer.value);
  else notify(answer.error);
}

void start();
