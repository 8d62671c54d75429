/** Downloads of bare Chromium: a frame asks for the file, Chromium saves under a name of its own, which is then changed. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { ProtocolClient } from '../lib/protocol-client';
import { frameExpression, Waiting, type BenchDownloads } from './downloads';
import type { ProtocolPage } from './protocol-page';

export class ChromiumDownloads implements BenchDownloads {
  readonly #page: ProtocolPage;
  readonly #waiting = new Waiting();

  private constructor(client: ProtocolClient, page: ProtocolPage, directory: string) {
    this.#page = page;
    const urls = new Map<string, string>();
    client.on('Browser.downloadWillBegin', undefined, ({ guid, url }) => void urls.set(guid, url));
    client.on('Browser.downloadProgress', undefined, ({ guid, state }) => {
      const url = urls.get(guid);
      if (url === undefined || state === 'inProgress') return;
      if (state === 'completed') renameSync(join(directory, guid), this.#waiting.pathOf(url));
      this.#waiting.end(url, state === 'completed' ? undefined : new Error(`${url}: ${state}`));
    });
  }

  static async open(client: ProtocolClient, page: ProtocolPage, directory: string): Promise<ChromiumDownloads> {
    const downloads = new ChromiumDownloads(client, page, directory);
    const behavior = { behavior: 'allowAndName', downloadPath: directory, eventsEnabled: true };
    await client.send('Browser.setDownloadBehavior', behavior);
    return downloads;
  }

  async save(url: string, path: string): Promise<void> {
    const saved = this.#waiting.add(url, path);
    await this.#page.evaluate(frameExpression(url), true); // without a gesture Chromium asks before the second one
    await saved;
  }
}
