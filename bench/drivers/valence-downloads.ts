/** Downloads of a Valence session: ses.downloadURL() and will-download. */
import type { Session } from 'electron';
import { Waiting, type BenchDownloads } from './downloads';

export class ValenceDownloads implements BenchDownloads {
  readonly #session: Session;
  readonly #waiting = new Waiting();

  constructor(ses: Session) {
    this.#session = ses;
    ses.on('will-download', (_event, item) => {
      const url = item.getURL();
      item.setSavePath(this.#waiting.pathOf(url));
      item.once('done', (_done, state) => {
        this.#waiting.end(url, state === 'completed' ? undefined : new Error(`${url}: ${state}`));
      });
    });
  }

  save(url: string, path: string): Promise<void> {
    const saved = this.#waiting.add(url, path);
    this.#session.downloadURL(url);
    return saved;
  }
}
