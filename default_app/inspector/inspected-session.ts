/** One session and what is known of it. Reading never starts its browser; start() does. */
import { EventEmitter } from 'node:events';
import type {
  CookieKey,
  CookieRow,
  GrantKey,
  PermissionKey,
  SessionDetails,
  SessionState,
  SessionSummary,
} from '../common/messages';
import { InspectedDownloads } from './inspected-downloads';
import { deviceRows } from './device-rows';
import { diskUsage } from './disk-usage';
import type { ExtensionWarnings } from './extension-warnings';
import type { ProcessTable } from './process-memory';
import { SessionExtensions } from './session-extensions';
import { shortenPath, type SessionName } from './session-names';
import { SessionSpelling } from './session-spelling';

/** Changes of details come in bursts: they are read again this many milliseconds after the first of one. */
const BURST = 150;

/** Of a session without a browser. */
const NO_FIGURES: Pick<SessionSummary, 'cookieCount' | 'cacheBytes' | 'memory'> = Object.freeze({
  cookieCount: null,
  cacheBytes: null,
  memory: null,
});

export interface InspectedSessionEvents {
  /** Something of the summary. */
  changed: [];
  /** Something of the details. */
  detailsChanged: [];
  /** Its browser runs now: there are figures to read. */
  started: [];
}

const toRow = (cookie: Electron.Cookie): CookieRow => ({
  name: cookie.name,
  domain: cookie.domain ?? '',
  path: cookie.path ?? '/',
  topLevelSite: cookie.partitionKey?.topLevelSite ?? null,
  valueLength: cookie.value.length,
  secure: cookie.secure ?? false,
  httpOnly: cookie.httpOnly ?? false,
  sameSite: cookie.sameSite,
  expirationDate: cookie.expirationDate ?? null,
});

/** For the order: a cookie of the domain stands with those of the host. */
const siteOf = ({ domain }: CookieRow): string => domain.replace(/^\./, '');

const isSame = (row: CookieRow, key: CookieKey): boolean =>
  row.name === key.name && row.domain === key.domain && row.path === key.path && row.topLevelSite === key.topLevelSite;

export class InspectedSession extends EventEmitter<InspectedSessionEvents> {
  readonly id: number;
  readonly session: Electron.Session;
  readonly extensions: SessionExtensions;
  readonly spelling: SessionSpelling;
  readonly downloads: InspectedDownloads;
  readonly #identity: SessionName;
  readonly #ownWindow: boolean;
  #starting: Promise<void> | null = null;
  #error: string | null = null;
  #cookieTimer: NodeJS.Timeout | null = null;
  #detailChanged = false;
  #figures: Pick<SessionSummary, 'cookieCount' | 'cacheBytes' | 'memory'> = NO_FIGURES;
  #diskBytes: number | null = null;
  #knownWorkers = '[]';

  constructor(
    id: number,
    ses: Electron.Session,
    identity: SessionName,
    ownWindow: boolean,
    warnings: ExtensionWarnings,
  ) {
    super();
    this.id = id;
    this.session = ses;
    this.downloads = new InspectedDownloads(ses);
    this.#identity = identity;
    this.#ownWindow = ownWindow;
    ses.cookies.on('changed', () => this.#onCookie());
    this.extensions = new SessionExtensions(ses, warnings);
    this.spelling = new SessionSpelling(ses);
    const parts: NodeJS.EventEmitter[] = [ses.deviceGrants, ses.permissionGrants, this.extensions, this.spelling];
    for (const part of parts) part.on('changed', () => this.#onDetail());
  }

  get ownWindow(): boolean {
    return this.#ownWindow;
  }

  get name(): string {
    return this.#identity.name;
  }

  get pid(): number {
    return this.session.getBrowserProcessId();
  }

  get state(): SessionState {
    if (this.#starting) return 'starting';
    if (this.pid > 0) return 'running';
    return this.#error === null ? 'stopped' : 'failed';
  }

  summary(): SessionSummary {
    const { state, pid } = this;
    const { storagePath } = this.session;
    return {
      id: this.id,
      ...this.#identity,
      ownWindow: this.#ownWindow,
      storagePath,
      shortPath: storagePath === null ? null : shortenPath(storagePath),
      state,
      error: state === 'failed' ? this.#error : null,
      pid,
      ...(state === 'running' ? this.#figures : NO_FIGURES),
      workerCount: state === 'running' ? this.#workers().length : null,
      diskBytes: this.#diskBytes,
    };
  }

  /** Starts its browser if none runs. Rejects with the reason if it cannot start. */
  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = null;
      this.emit('changed');
      this.emit('started');
    });
    return this.#starting;
  }

  /** Reads its figures again; `thorough` includes those that are read from the disk. */
  async refresh(processes: ProcessTable, thorough: boolean): Promise<void> {
    const { storagePath } = this.session;
    if (storagePath !== null && (thorough || this.#diskBytes === null)) this.#diskBytes = await diskUsage(storagePath);
    const { pid } = this;
    if (pid === 0 || this.#starting) {
      this.#figures = NO_FIGURES;
      return;
    }
    const known = this.#figures;
    const [memory, cookieCount, cacheBytes] = await Promise.all([
      processes.memoryOf(pid),
      known.cookieCount ?? this.#countCookies(),
      thorough || known.cacheBytes === null ? this.session.getCacheSize() : known.cacheBytes,
    ]);
    this.#figures = { memory, cookieCount, cacheBytes };
    const workers = JSON.stringify(this.#workers());
    if (workers === this.#knownWorkers) return;
    this.#knownWorkers = workers;
    this.emit('detailsChanged');
  }

  async details(): Promise<SessionDetails> {
    const [found, devices, spelling] = await Promise.all([
      this.session.cookies.get({}),
      this.#devices(),
      this.spelling.read(),
    ]);
    const cookies = found.map(toRow);
    cookies.sort((a, b) => siteOf(a).localeCompare(siteOf(b)) || a.name.localeCompare(b.name));
    return {
      userAgent: this.session.getUserAgent(),
      cookies,
      workers: this.#workers(),
      permissions: this.session.permissionGrants.list(),
      extensions: this.extensions.rows(),
      spelling,
      ...devices,
    };
  }

  async #devices(): Promise<Pick<SessionDetails, 'devices' | 'devicesError'>> {
    const { deviceGrants } = this.session;
    try {
      return { devices: deviceRows(await deviceGrants.getDevices(), deviceGrants.list()), devicesError: null };
    } catch (error) {
      return { devices: [], devicesError: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Resolves when pages of the origin no longer have the device. */
  async revokeGrant({ serialNumber, ...grant }: GrantKey): Promise<void> {
    await this.session.deviceGrants.revoke({ ...grant, ...(serialNumber === null ? {} : { serialNumber }) });
  }

  /** Resolves when the origin has to ask again. */
  async revokePermission(key: PermissionKey): Promise<void> {
    await this.session.permissionGrants.revoke(key);
  }

  /** Throws Error if it is gone. */
  async findCookie(key: CookieKey): Promise<Electron.Cookie> {
    const candidates = await this.session.cookies.get({ name: key.name });
    const found = candidates.find((cookie) => isSame(toRow(cookie), key));
    if (!found) throw new Error(`The cookie "${key.name}" of ${key.domain} is gone.`);
    return found;
  }

  async #start(): Promise<void> {
    this.#error = null;
    this.emit('changed');
    try {
      await this.#countCookies();
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  /** Asking for cookies is what starts a browser. */
  async #countCookies(): Promise<number> {
    return (await this.session.cookies.get({})).length;
  }

  #workers(): SessionDetails['workers'] {
    const running = Object.entries(this.session.serviceWorkers.getAllRunning());
    return running.map(([versionId, { scope, scriptUrl }]) => ({ versionId: Number(versionId), scope, scriptUrl }));
  }

  #onCookie(): void {
    if (this.#cookieTimer) return;
    this.#cookieTimer = setTimeout(() => {
      this.#cookieTimer = null;
      // Its browser may end in the meantime: then there is nothing to count.
      if (this.state === 'running') this.#recount().catch(() => undefined);
    }, BURST);
  }

  #onDetail(): void {
    if (this.#detailChanged) return;
    this.#detailChanged = true;
    setTimeout(() => {
      this.#detailChanged = false;
      this.emit('detailsChanged');
    }, BURST);
  }

  async #recount(): Promise<void> {
    this.#figures = { ...this.#figures, cookieCount: await this.#countCookies() };
    this.emit('detailsChanged');
    this.emit('changed');
  }
}
