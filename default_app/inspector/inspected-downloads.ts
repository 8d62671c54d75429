/** The downloads of one session since the inspector runs, newest first. */
import { EventEmitter } from 'node:events';
import type { DownloadAction, DownloadRow } from '../common/downloads';

/** Milliseconds between two looks at what comes, while something does. */
const INTERVAL = 500;
/** How many are listed. */
const KEPT = 200;

function stateOf(item: Electron.DownloadItem): DownloadRow['state'] {
  const state = item.getState();
  return state === 'progressing' && item.isPaused() ? 'paused' : state;
}

const toRow = (id: number, item: Electron.DownloadItem): DownloadRow => ({
  id,
  filename: item.getFilename(),
  url: item.getURL(),
  savePath: item.getSavePath(),
  state: stateOf(item),
  canResume: item.canResume(),
  receivedBytes: item.getReceivedBytes(),
  totalBytes: item.getTotalBytes(),
  percent: item.getPercentComplete(),
  bytesPerSecond: item.getCurrentBytesPerSecond(),
});

export class InspectedDownloads extends EventEmitter<{ changed: [rows: DownloadRow[]] }> {
  readonly #items = new Map<number, Electron.DownloadItem>();
  #lastId = 0;
  #timer: NodeJS.Timeout | null = null;
  #lastTold = '[]';

  constructor(ses: Electron.Session) {
    super();
    // Listeners behind this one may prevent it, and the item is nobody's then.
    ses.on('will-download', (event, item) => setImmediate(() => !event.defaultPrevented && this.#add(item)));
  }

  list(): DownloadRow[] {
    return [...this.#items].map(([id, item]) => toRow(id, item)).toReversed();
  }

  /** Throws Error for a download that is not listed. */
  act(id: number, action: DownloadAction): void {
    const item = this.#items.get(id);
    if (!item) throw new Error('This download is not listed any more.');
    item[action]();
    this.#look();
  }

  #add(item: Electron.DownloadItem): void {
    this.#items.set(++this.#lastId, item);
    const [oldest] = this.#items.keys();
    if (this.#items.size > KEPT && oldest !== undefined) this.#items.delete(oldest);
    item.on('updated', () => this.#look());
    item.once('done', () => this.#look());
    this.#look();
  }

  /** Says what has changed. Speeds change without an event. */
  #look(): void {
    const rows = this.list();
    const told = JSON.stringify(rows);
    if (told !== this.#lastTold) {
      this.#lastTold = told;
      this.emit('changed', rows);
    }
    if (this.#timer || !rows.some((row) => row.state === 'progressing')) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#look();
    }, INTERVAL).unref();
  }
}
