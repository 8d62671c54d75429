/** The window that shows the catalog. */
import { BrowserWindow } from 'electron';
import { EventEmitter, on } from 'node:events';
import { join } from 'node:path';
import { DOWNLOADS_CHANNEL, type DownloadRow } from '../common/downloads';
import { DETAILS_CHANNEL, OVERVIEW_CHANNEL, PAINTED_CHANNEL, type Overview } from '../common/messages';
import { answerRequests } from './requests';
import type { SessionCatalog } from './session-catalog';

/** How long the page may take to draw what it was sent, in milliseconds. */
const PAINT_TIMEOUT = 30_000;

interface InspectorWindowEvents {
  /** The page shows this revision of the overview. */
  painted: [revision: number];
}

export class InspectorWindow extends EventEmitter<InspectorWindowEvents> {
  readonly #window: BrowserWindow;

  /** `partition`: a session of its own, so that it is not part of what it shows. */
  constructor(catalog: SessionCatalog, partition: string) {
    super();
    this.#window = new BrowserWindow({
      width: 1100,
      height: 760,
      title: 'Session inspector',
      webPreferences: { partition, preload: join(__dirname, 'preload.js'), contextIsolation: true, sandbox: true },
    });
    const { webContents: contents } = this.#window;
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    answerRequests(contents, catalog);
    contents.ipc.on(PAINTED_CHANNEL, (_event, revision: unknown) => {
      if (typeof revision === 'number') this.emit('painted', revision);
    });
    const tell = (overview: Overview): void => contents.send(OVERVIEW_CHANNEL, overview);
    const tellDetails = (sessionId: number): void => contents.send(DETAILS_CHANNEL, sessionId);
    const tellDownloads = (sessionId: number, rows: DownloadRow[]): void =>
      contents.send(DOWNLOADS_CHANNEL, sessionId, rows);
    catalog.on('changed', tell);
    catalog.on('downloadsChanged', tellDownloads);
    catalog.on('detailsChanged', tellDetails);
    this.#window.on('closed', () => {
      catalog.off('changed', tell);
      catalog.off('downloadsChanged', tellDownloads);
      catalog.off('detailsChanged', tellDetails);
      catalog.stop();
    });
  }

  load(): Promise<void> {
    return this.#window.loadFile(join(__dirname, 'index.html'));
  }

  /** Sends an overview. Resolves when the page has drawn it; rejects if it does not. */
  async paint(overview: Overview): Promise<void> {
    const timeout = AbortSignal.timeout(PAINT_TIMEOUT);
    const painted = on(this, 'painted', { signal: timeout }) as AsyncIterable<[revision: number]>;
    this.#window.webContents.send(OVERVIEW_CHANNEL, overview);
    try {
      for await (const [revision] of painted) if (revision >= overview.revision) return;
    } catch (error) {
      throw timeout.aborted ? new Error(`The window was not painted in ${PAINT_TIMEOUT / 1000} seconds.`) : error;
    }
  }

  async capture(): Promise<Buffer> {
    return (await this.#window.webContents.capturePage()).toPNG();
  }
}
