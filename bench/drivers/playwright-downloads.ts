/** Downloads of a Playwright page: a frame asks for the file, the file of the event is saved. */
import type { Page } from 'playwright-core';
import { frameExpression, Waiting, type BenchDownloads } from './downloads';

export class PlaywrightDownloads implements BenchDownloads {
  readonly #page: Page;
  readonly #waiting = new Waiting();

  constructor(page: Page) {
    this.#page = page;
    page.on('download', (download) => {
      const url = download.url();
      download.saveAs(this.#waiting.pathOf(url)).then(
        () => this.#waiting.end(url),
        (error: unknown) => this.#waiting.end(url, error as Error),
      );
    });
  }

  async save(url: string, path: string): Promise<void> {
    const saved = this.#waiting.add(url, path);
    await this.#page.evaluate(frameExpression(url));
    await saved;
  }
}
