/** The downloads of the selected session, with their progress. Rows are changed where they stand, so that buttons keep the focus. */
import { isOpen, type DownloadAction, type DownloadRow } from '../common/downloads';
import { formatBytes, formatCount, UNKNOWN } from '../common/format';
import { byId, element, emptyState, icon, iconButton, setText, setTruncated, table } from './dom';

const COLUMNS = [
  { title: 'File' },
  { title: 'Progress' },
  { title: 'Received', class: 'number' },
  { title: 'Speed', class: 'number' },
  { title: 'Pause, resume or cancel', hidden: true },
];

const STATE_TEXT: Record<DownloadRow['state'], string> = {
  progressing: '',
  paused: 'Paused',
  interrupted: 'Interrupted',
  completed: 'Completed',
  cancelled: 'Cancelled',
};

type Act = (id: number, action: DownloadAction) => void;

/** "34%", "Paused, 34%", "Completed" */
function progressText({ state, percent }: DownloadRow): string {
  const known = percent < 0 ? '' : `${percent}%`;
  const isWhole = state === 'completed' || state === 'cancelled';
  return [STATE_TEXT[state], isWhole ? '' : known].filter((text) => text !== '').join(', ');
}

/** "12.5 MB of 100 MB" */
function receivedText({ state, receivedBytes, totalBytes }: DownloadRow): string {
  if (state === 'completed' || totalBytes === 0) return formatBytes(receivedBytes);
  return `${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}`;
}

class RowView {
  readonly element: HTMLTableRowElement;
  readonly #name = element('td', { class: 'truncate' });
  readonly #bar: HTMLProgressElement;
  readonly #state = element('span', { class: 'download-state' });
  readonly #received = element('td', { class: 'number' });
  readonly #speed = element('td', { class: 'number' });
  readonly #toggle: HTMLButtonElement;
  readonly #cancel: HTMLButtonElement;
  #row: DownloadRow;

  constructor(row: DownloadRow, act: Act) {
    this.#row = row;
    this.#bar = element('progress', { 'max': '100', 'aria-label': `Progress of ${row.filename}` });
    this.#toggle = iconButton('pause', '', () => act(row.id, this.#row.state === 'progressing' ? 'pause' : 'resume'));
    this.#cancel = iconButton('close', `Cancel ${row.filename}`, () => act(row.id, 'cancel'));
    this.element = element(
      'tr',
      {},
      this.#name,
      element('td', {}, element('div', { class: 'download-progress' }, this.#bar, this.#state)),
      this.#received,
      this.#speed,
      element('td', {}, this.#toggle, this.#cancel),
    );
    this.update(row);
  }

  update(row: DownloadRow): void {
    this.#row = row;
    this.element.dataset['state'] = row.state;
    setTruncated(this.#name, row.filename);
    this.#name.title = [row.url, row.savePath].filter((text) => text !== '').join('\n');
    // Without a value it moves to and fro: nobody knows how much will come.
    if (row.percent >= 0) this.#bar.value = row.percent;
    else if (row.state === 'progressing') this.#bar.removeAttribute('value');
    else this.#bar.value = 0;
    setText(this.#state, progressText(row));
    setText(this.#received, receivedText(row));
    setText(this.#speed, row.state === 'progressing' ? `${formatBytes(row.bytesPerSecond)}/s` : UNKNOWN);
    this.#speed.classList.toggle('muted', row.state !== 'progressing');
    this.#label(row);
  }

  #label(row: DownloadRow): void {
    const isRunning = row.state === 'progressing';
    const label = `${isRunning ? 'Pause' : 'Resume'} ${row.filename}`;
    if (this.#toggle.title !== label) {
      this.#toggle.title = label;
      this.#toggle.setAttribute('aria-label', label);
      this.#toggle.replaceChildren(icon(isRunning ? 'pause' : 'resume'));
    }
    // Not hidden: what is left of the row would move.
    this.#toggle.disabled = !isOpen(row);
    this.#cancel.disabled = !isOpen(row);
  }
}

export class DownloadsPanel {
  readonly #panel = byId('panel-downloads', HTMLElement);
  readonly #count = byId('count-downloads', HTMLElement);
  readonly #act: (sessionId: number, id: number, action: DownloadAction) => void;
  readonly #bySession = new Map<number, readonly DownloadRow[]>();
  #views = new Map<number, RowView>();
  #sessionId = 0;

  constructor(act: (sessionId: number, id: number, action: DownloadAction) => void) {
    this.#act = act;
  }

  /** Another session, or the same. */
  show(sessionId: number): void {
    if (sessionId === this.#sessionId) return;
    this.#sessionId = sessionId;
    this.#views.clear();
    this.#panel.replaceChildren();
    this.#render();
  }

  /** Of any session. */
  update(sessionId: number, rows: readonly DownloadRow[]): void {
    this.#bySession.set(sessionId, rows);
    if (sessionId === this.#sessionId) this.#render();
  }

  #render(): void {
    const rows = this.#bySession.get(this.#sessionId) ?? [];
    setText(this.#count, rows.length === 0 ? '' : formatCount(rows.length));
    if (rows.length === 0) {
      const text = 'They appear here while they run and when they are over, until the app ends.';
      if (!this.#panel.firstChild) this.#panel.replaceChildren(emptyState('No downloads', text));
      return;
    }
    const before = this.#views;
    this.#views = new Map(
      rows.map((row) => {
        const known = before.get(row.id);
        known?.update(row);
        return [row.id, known ?? new RowView(row, (id, action) => this.#act(this.#sessionId, id, action))];
      }),
    );
    const isSame = before.size === this.#views.size && [...this.#views.keys()].every((id) => before.has(id));
    if (!isSame) this.#place();
  }

  /** Rows that are new or gone. */
  #place(): void {
    const made = this.#panel.querySelector('table') ?? table('downloads', 'Downloads', COLUMNS);
    made.tBodies[0]?.replaceChildren(...[...this.#views.values()].map((view) => view.element));
    if (!made.isConnected) this.#panel.replaceChildren(made);
  }
}
