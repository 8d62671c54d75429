/** The lower pane: everything about the selected session. */
import { formatCount } from '../common/format';
import type {
  Answer,
  CookieRow,
  GrantKey,
  InspectorAPI,
  PermissionKey,
  SessionDetails,
  SessionSummary,
} from '../common/messages';
import { ConnectionsPanel } from './connections-panel';
import { CookieDialog } from './cookie-dialog';
import { CookiesPanel } from './cookies-panel';
import { devicesPanel } from './devices-panel';
import { DownloadsPanel } from './downloads-panel';
import { byId, element, emptyState, iconButton, setTruncated, setText } from './dom';
import { extensionsPanel, type ExtensionActions } from './extensions-panel';
import { aboutPanel, processesPanel, workersPanel } from './panels';
import { permissionsPanel } from './permissions-panel';
import { clearDataDialog, deleteCookieDialog, loadExtensionDialog, openPageDialog } from './session-dialogs';
import { placeOf } from './sessions-table';
import { spellingPanel } from './spelling-panel';
import { Tabs, TABS, type Tab } from './tabs';
import type { Notify } from './toast';

/** Panels with something to show of such a session. */
const OF_SESSIONS_THAT_DO_NOT_RUN = new Set<Tab>(['about', 'connections', 'downloads']);

export class DetailView {
  readonly #api: InspectorAPI;
  readonly #notify: Notify;
  readonly #tabs = new Tabs(() => {
    this.#renderTools();
    void this.#showConnections();
  });
  readonly #connections: ConnectionsPanel;
  readonly #cookies: CookiesPanel;
  readonly #downloads: DownloadsPanel;
  readonly #cookieDialog: CookieDialog;
  readonly #extensionActions: ExtensionActions;
  #session: SessionSummary | null = null;
  #details: SessionDetails | null = null;
  /** What each panel was last made from: one that has not changed keeps its focus and its selected text. */
  readonly #drawn = new WeakMap<HTMLElement, string>();

  constructor(api: InspectorAPI, notify: Notify) {
    this.#api = api;
    this.#notify = notify;
    this.#downloads = new DownloadsPanel((sessionId, id, action) => {
      void api.actOnDownload(sessionId, id, action).then((answer) => !answer.ok && notify(answer.error));
    });
    api.onDownloads((sessionId, rows) => this.#downloads.update(sessionId, rows));
    this.#connections = new ConnectionsPanel(byId('panel-connections', HTMLElement), {
      resolve: (url) => api.resolveProxy(this.#id, url),
    });
    this.#cookieDialog = new CookieDialog((cookie) => api.setCookie(this.#id, cookie));
    const confirmDelete = deleteCookieDialog((cookie) => api.removeCookie(this.#id, cookie));
    this.#cookies = new CookiesPanel(byId('panel-cookies', HTMLElement), {
      reveal: (cookie) => this.#reveal(cookie),
      edit: (cookie) => void this.#edit(cookie),
      remove: (cookie) => this.#session && confirmDelete(cookie, this.#session),
      add: () => this.#cookieDialog.open(null),
    });
    const clear = clearDataDialog(async (session, kinds, origin) => {
      const answer = await api.clearData(session.id, { kinds, origin });
      if (answer.ok) notify(`Cleared data of ${session.name}`);
      return answer;
    });
    const openPage = openPageDialog((session, url) => api.openPage(session.id, url));
    const loadExtension = loadExtensionDialog((session, path, files) => api.loadExtension(session.id, path, files));
    this.#extensionActions = {
      load: () => this.#session && loadExtension(this.#session),
      reload: ({ path, name }) => void this.#tell(api.reloadExtension(this.#id, path), `Loaded ${name} again`),
      remove: ({ path, name }) => void this.#tell(api.removeExtension(this.#id, path), `Removed ${name}`),
    };
    byId('load-extension', HTMLButtonElement).addEventListener('click', () => this.#extensionActions.load());
    byId('clear-data', HTMLButtonElement).addEventListener('click', () => this.#session && clear(this.#session));
    byId('open-page', HTMLButtonElement).addEventListener('click', () => this.#session && openPage(this.#session));
    byId('set-cookie', HTMLButtonElement).addEventListener('click', () => this.#cookieDialog.open(null));
    const filter = byId('cookie-filter', HTMLInputElement);
    filter.addEventListener('input', () => this.#cookies.setFilter(filter.value));
  }

  /** A new state of the session on show, or another session. */
  async show(session: SessionSummary): Promise<void> {
    const before = this.#session;
    this.#session = session;
    byId('detail', HTMLElement).hidden = false;
    if (before?.id !== session.id) {
      this.#details = null;
      this.#cookies.reset();
      void this.#listDownloads(session.id);
      this.#connections.reset();
    }
    this.#downloads.show(session.id);
    void this.#showConnections();
    this.#renderHeader(session);
    const started = session.state === 'running' && (before?.id !== session.id || before.state !== 'running');
    if (started) await this.refresh();
    else this.#renderPanels(session);
  }

  /** Reads the details again. */
  async refresh(): Promise<void> {
    const session = this.#session;
    if (session?.state !== 'running') return;
    const answer = await this.#api.details(session.id);
    // Another session may have been selected in the meantime.
    if (this.#session?.id !== session.id) return;
    if (!answer.ok) {
      this.#notify(answer.error);
      return;
    }
    this.#details = answer.value;
    this.#renderPanels(this.#session);
    this.#drawn.delete(byId('panel-cookies', HTMLElement));
    await this.#cookies.show(answer.value.cookies);
  }

  /** They change without an event: they are read whenever something of the session is shown anew. */
  async #showConnections(): Promise<void> {
    const session = this.#session;
    if (!session || this.#tabs.selected !== 'connections') return;
    const answer = await this.#api.connections(session.id);
    if (this.#session?.id !== session.id) return;
    if (answer.ok) this.#connections.show(answer.value);
    else this.#notify(answer.error);
  }

  get #id(): number {
    return this.#session?.id ?? 0;
  }

  async #reveal(cookie: CookieRow): Promise<string | null> {
    const answer = await this.#api.cookieValue(this.#id, cookie);
    if (!answer.ok) this.#notify(answer.error);
    return answer.ok ? answer.value : null;
  }

  async #edit(cookie: CookieRow): Promise<void> {
    const value = await this.#reveal(cookie);
    if (value !== null) this.#cookieDialog.open(cookie, value);
  }

  #renderHeader(session: SessionSummary): void {
    setTruncated(byId('detail-name', HTMLElement), session.name);
    const badges = [
      session.kind === 'in-memory' ? 'in memory' : 'on disk',
      ...(session.ownWindow ? ['this window'] : []),
    ].map((text) => element('span', { class: 'badge' }, text));
    byId('detail-badges', HTMLElement).replaceChildren(...badges);
    const place = byId('detail-place', HTMLElement);
    const { storagePath } = session;
    if (place.dataset['path'] === (storagePath ?? '')) return;
    place.dataset['path'] = storagePath ?? '';
    place.replaceChildren(
      ...(storagePath === null
        ? ['Nothing of it is kept on disk']
        : [this.#path(session), iconButton('copy', 'Copy the storage path', () => this.#copy(storagePath))]),
    );
  }

  #path(session: SessionSummary): HTMLElement {
    return element('span', { class: 'truncate', title: session.storagePath }, placeOf(session));
  }

  #copy(path: string): void {
    navigator.clipboard.writeText(path).then(
      () => this.#notify('Storage path copied'),
      () => this.#notify('The clipboard cannot be written to'),
    );
  }

  #renderPanels(session: SessionSummary): void {
    const running = session.state === 'running';
    const details = running ? this.#details : null;
    const counts = {
      cookies: session.cookieCount,
      workers: session.workerCount,
      devices: details?.devices.length ?? null,
      permissions: details?.permissions.length ?? null,
      extensions: details?.extensions.length ?? null,
      processes: session.memory?.processes.length ?? null,
    };
    for (const [tab, count] of Object.entries(counts)) {
      setText(byId(`count-${tab}`, HTMLElement), count === null ? '' : formatCount(count));
    }
    this.#draw('about', [session, details?.userAgent], () => aboutPanel(session, details));
    if (running) {
      this.#draw('workers', details?.workers, () => workersPanel(details?.workers ?? []));
      this.#draw('devices', [details?.devices, details?.devicesError], () =>
        devicesPanel(details, (grant) => void this.#revoke(grant)),
      );
      this.#draw('permissions', details?.permissions, () =>
        permissionsPanel(details?.permissions ?? [], (key) => void this.#revokePermission(key)),
      );
      this.#draw('extensions', [session.kind, details?.extensions], () =>
        extensionsPanel(session.kind, details?.extensions ?? [], this.#extensionActions),
      );
      this.#draw('spelling', details?.spelling, () =>
        spellingPanel(
          details?.spelling ?? null,
          (change) => void this.#tell(this.#api.changeSpelling(this.#id, change)),
        ),
      );
      this.#draw('processes', session.memory, () => processesPanel(session));
    } else {
      for (const tab of TABS.filter((name) => !OF_SESSIONS_THAT_DO_NOT_RUN.has(name))) {
        this.#draw(tab, [session.id, session.state, session.error], () => [this.#notRunning(session)]);
      }
    }
    this.#renderTools();
  }

  /** Replaces the content of a panel if the data it shows is not the same as before. */
  #draw(tab: Tab, data: unknown, make: () => HTMLElement[]): void {
    const panel = byId(`panel-${tab}`, HTMLElement);
    const key = JSON.stringify(data) ?? '';
    if (this.#drawn.get(panel) === key) return;
    this.#drawn.set(panel, key);
    const focused = panel.contains(document.activeElement) ? document.activeElement?.getAttribute('aria-label') : null;
    panel.replaceChildren(...make());
    if (focused) panel.querySelector<HTMLElement>(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }

  #notRunning(session: SessionSummary): HTMLElement {
    const start = { label: 'Start', run: () => void this.#tell(this.#api.start(session.id)) };
    if (session.state === 'starting') return emptyState('Starting…', 'Its Chromium is on its way.');
    if (session.state === 'failed') {
      const again = { ...start, label: 'Try again' };
      return emptyState('Its Chromium cannot start', session.error ?? 'It gave no reason.', again, true);
    }
    const where = session.kind === 'in-memory' ? 'It has no data yet.' : `Its data is in ${placeOf(session)}.`;
    return emptyState('Not running', `${where} Start its Chromium to look inside.`, start);
  }

  #revoke(grant: GrantKey): Promise<void> {
    return this.#tell(this.#api.revokeGrant(this.#id, grant), `Revoked for ${grant.origin}`);
  }

  /** Those from before this page was there; of later ones it is told. */
  async #listDownloads(sessionId: number): Promise<void> {
    const answer = await this.#api.downloads(sessionId);
    if (answer.ok) this.#downloads.update(sessionId, answer.value);
  }

  #revokePermission(key: PermissionKey): Promise<void> {
    return this.#tell(this.#api.revokePermission(this.#id, key), `Revoked for ${key.origin}`);
  }

  /** Says what has been done, if there is something to say, or why not. */
  async #tell(asked: Promise<Answer<null>>, done = ''): Promise<void> {
    const answer = await asked;
    if (!answer.ok) this.#notify(answer.error);
    else if (done !== '') this.#notify(done);
  }

  /** Without cookies there is nothing to filter, and empty panels have buttons of their own. */
  #renderTools(): void {
    const details = this.#session?.state === 'running' ? this.#details : null;
    const { selected } = this.#tabs;
    byId('cookie-tools', HTMLElement).hidden = selected !== 'cookies' || !details?.cookies.length;
    byId('extension-tools', HTMLElement).hidden = selected !== 'extensions' || !details?.extensions.length;
  }
}
