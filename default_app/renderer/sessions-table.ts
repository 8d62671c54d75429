/** The upper table: one row a session, updated in place so that focus and selection stay. */
import { formatBytes, formatCount } from '../common/format';
import type { SessionState, SessionSummary } from '../common/messages';
import { byId, element, memoryBar, setText, setTruncated } from './dom';

const STATE_TEXT: Record<SessionState, string> = {
  stopped: 'not running',
  starting: 'starting',
  running: 'running',
  failed: 'failed',
};

export const placeOf = ({ shortPath }: SessionSummary): string => shortPath ?? 'in memory';

interface Row {
  element: HTMLTableRowElement;
  update(session: SessionSummary, largest: number): void;
}

function makeRow(select: () => void): Row {
  const dot = element('span', { class: 'dot', role: 'img' });
  const button = element('button', { type: 'button', class: 'truncate' });
  const badge = element('span', { class: 'badge', hidden: '' });
  const place = element('span', { class: 'place truncate' });
  const numbers = ['', '', 'column-workers', 'column-processes'].map((name) =>
    element('td', { class: `number ${name}` }),
  );
  const bar = memoryBar();
  const amount = element('span', { class: 'number' });
  const memory = element('div', { class: 'memory' }, bar.element, amount);
  const name = element('span', { class: 'session-name' }, button, badge);
  const row = element(
    'tr',
    {},
    element('td', {}, element('div', { class: 'session-cell' }, dot, name, place)),
    ...numbers,
    element('td', {}, memory),
  );
  row.addEventListener('click', select);

  const update = (session: SessionSummary, largest: number): void => {
    dot.className = `dot ${session.state}`;
    dot.title = STATE_TEXT[session.state];
    dot.setAttribute('aria-label', STATE_TEXT[session.state]);
    setTruncated(button, session.name);
    setText(badge, session.ownWindow ? 'this window' : '');
    badge.hidden = badge.textContent === '';
    setTruncated(place, placeOf(session));
    if (session.storagePath !== null) place.title = session.storagePath;
    const figures = [
      formatCount(session.cookieCount),
      formatBytes(session.cacheBytes),
      formatCount(session.workerCount),
      formatCount(session.memory?.processes.length ?? null),
    ];
    for (const [index, cell] of numbers.entries()) {
      const text = figures[index] ?? '';
      setText(cell, text);
      cell.classList.toggle('muted', text === '–' || text === '0' || text === '0 B');
    }
    const pss = session.memory?.pss ?? 0;
    const uss = session.memory?.uss ?? 0;
    bar.update(uss, pss, largest);
    bar.element.hidden = session.memory === null;
    setText(amount, session.memory ? formatBytes(pss) : session.state === 'running' ? '…' : STATE_TEXT[session.state]);
    memory.classList.toggle('idle', session.memory === null);
    memory.title = session.memory
      ? `${formatBytes(pss)} proportional (PSS), ${formatBytes(uss)} of it this session's alone (USS)`
      : '';
  };
  return { element: row, update };
}

export class SessionsTable {
  readonly #body: HTMLTableSectionElement;
  readonly #rows = new Map<number, Row>();
  readonly #select: (sessionId: number) => void;

  constructor(select: (sessionId: number) => void) {
    const body = byId('sessions', HTMLTableElement).tBodies[0];
    if (!body) throw new Error('index.html has no body in the table of sessions');
    this.#body = body;
    this.#select = select;
    body.addEventListener('keydown', (event) => this.#onKey(event));
  }

  render(sessions: readonly SessionSummary[], selected: number | null): void {
    const largest = Math.max(0, ...sessions.map(({ memory }) => memory?.pss ?? 0));
    for (const [index, session] of sessions.entries()) {
      const row = this.#row(session.id);
      row.update(session, largest);
      if (session.id === selected) row.element.setAttribute('aria-current', 'true');
      else row.element.removeAttribute('aria-current');
      if (this.#body.children[index] !== row.element) {
        this.#body.insertBefore(row.element, this.#body.children[index] ?? null);
      }
    }
  }

  scrollTo(sessionId: number): void {
    this.#rows.get(sessionId)?.element.scrollIntoView({ block: 'nearest' });
  }

  #row(sessionId: number): Row {
    let row = this.#rows.get(sessionId);
    if (!row) {
      row = makeRow(() => this.#select(sessionId));
      this.#rows.set(sessionId, row);
    }
    return row;
  }

  /** Arrow keys walk through the sessions. */
  #onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || !(event.target instanceof HTMLElement)) return;
    const row = event.target.closest('tr');
    const next = step > 0 ? row?.nextElementSibling : row?.previousElementSibling;
    const button = next?.querySelector('button');
    if (!button) return;
    event.preventDefault();
    button.focus();
    button.click();
  }
}
