/** Every session there is, kept up to date: by events where there are any, by looking again for memory and sizes. */
import { app, session } from 'electron';
import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { DownloadRow } from '../common/downloads';
import type { Overview } from '../common/messages';
import { ExtensionWarnings } from './extension-warnings';
import { InspectedSession } from './inspected-session';
import { ProcessTable } from './process-memory';
import { nameOf, sessionsOnDisk, shortenPath, type SessionName } from './session-names';

/** Milliseconds between two looks at the memory: often enough to watch it, seldom enough not to be seen in it. */
const INTERVAL = 2000;
/** With many sessions a look takes longer: the pauses are at least this many times as long. */
const REST_FACTOR = 20;
/** Every so many looks, disks and caches are measured too. */
const THOROUGH_EVERY = 5;

const DEFAULT_PARTITION = '';

interface CatalogEvents {
  changed: [overview: Overview];
  detailsChanged: [sessionId: number];
  downloadsChanged: [sessionId: number, rows: DownloadRow[]];
}

export class SessionCatalog extends EventEmitter<CatalogEvents> {
  readonly #sessions = new Map<Electron.Session, InspectedSession>();
  readonly #names = new Map<Electron.Session, SessionName>();
  readonly #own: Electron.Session;
  readonly #warnings = new ExtensionWarnings();
  #revision = 0;
  #looking: Promise<void> = Promise.resolve();
  readonly #stopped = new AbortController();
  #lastTold = '';

  /** `ownPartition`: of the window that shows the catalog. */
  constructor(ownPartition: string) {
    super();
    this.#own = session.fromPartition(ownPartition);
    this.fromPartition(DEFAULT_PARTITION);
    for (const ses of sessionsOnDisk()) this.#add(ses);
    this.fromPartition(ownPartition);
    this.#addNew();
    app.on('session-created', () => queueMicrotask(() => this.#addNew()));
    app.on('child-process-gone', () => void this.look());
  }

  /** In the order they are shown: the default session, then by age, the inspector's own at the end. */
  get all(): InspectedSession[] {
    const rank = ({ ownWindow, session: ses }: InspectedSession): number =>
      ownWindow ? 2 : ses === session.defaultSession ? 0 : 1;
    return [...this.#sessions.values()].sort((a, b) => rank(a) - rank(b) || a.id - b.id);
  }

  /** Throws Error for an id that no session has. */
  get(id: number): InspectedSession {
    const found = this.all.find((inspected) => inspected.id === id);
    if (!found) throw new Error(`There is no session ${id}.`);
    return found;
  }

  /** The session of a partition, made if there is none. */
  fromPartition(partition: string): InspectedSession {
    const ses = session.fromPartition(partition);
    if (partition !== DEFAULT_PARTITION) {
      this.#names.set(ses, { name: partition, kind: ses.isPersistent() ? 'persistent' : 'in-memory' });
    }
    return this.#add(ses);
  }

  overview(): Overview {
    const { versions } = process;
    return {
      revision: this.#revision,
      versions: {
        valence: versions['valence'] ?? '',
        chrome: versions['chrome'] ?? '',
        electron: versions['electron'] ?? '',
      },
      userData: shortenPath(app.getPath('userData')),
      sessions: this.all.map((inspected) => inspected.summary()),
    };
  }

  /** Keeps looking until stop(), which is for good. */
  async watch(): Promise<void> {
    const { signal } = this.#stopped;
    for (let looks = 0; !signal.aborted; looks++) {
      const start = performance.now();
      await this.look(looks % THOROUGH_EVERY === 0);
      const pause = Math.max(INTERVAL, (performance.now() - start) * REST_FACTOR);
      await setTimeout(pause, undefined, { signal }).catch(() => undefined); // stopped while waiting
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Looks at every session once; a look that is under way is let end first. */
  async look(thorough = false): Promise<void> {
    const look = this.#looking.then(() => this.#refresh(thorough));
    this.#looking = look;
    await look;
    this.#tell();
  }

  async #refresh(thorough: boolean): Promise<void> {
    const processes = await ProcessTable.read();
    // A browser that ends while it is asked is seen as stopped by the next look.
    await Promise.allSettled(this.all.map((inspected) => inspected.refresh(processes, thorough)));
  }

  #addNew(): void {
    for (const ses of session.getAllSessions()) this.#add(ses);
  }

  #add(ses: Electron.Session): InspectedSession {
    const known = this.#sessions.get(ses);
    if (known) return known;
    const id = this.#sessions.size + 1;
    const name = this.#names.get(ses) ?? nameOf(ses, id);
    const inspected = new InspectedSession(id, ses, name, ses === this.#own, this.#warnings);
    this.#sessions.set(ses, inspected);
    inspected.on('changed', () => this.#tell());
    inspected.on('started', () => void this.look());
    inspected.on('detailsChanged', () => void this.emit('detailsChanged', id));
    inspected.downloads.on('changed', (rows) => void this.emit('downloadsChanged', id, rows));
    this.#tell();
    return inspected;
  }

  /** Says what has changed, if anything has. */
  #tell(): void {
    const sessions = JSON.stringify(this.all.map((inspected) => inspected.summary()));
    if (sessions === this.#lastTold) return;
    this.#lastTold = sessions;
    this.#revision++;
    this.emit('changed', this.overview());
  }
}
