// A download queue for Electron apps, as it comes from npm.
import { expect } from 'chai';
import { app } from 'electron';
import manager from 'electron-download-manager';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { defer } from './lib/cleanup';
import { listenHeld, listenWithFiles, sendFile } from './lib/downloads';
import { newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';

const KB = 1024;

type Downloaded = { error: Error | null; filePath: string; url: string };

const download = (options: Parameters<typeof manager.download>[0]): Promise<Downloaded> =>
  new Promise((resolve) => {
    manager.download(options, (error, downloaded) => resolve({ error, ...downloaded }));
  });

describe('electron-download-manager', () => {
  let directory: string;

  // register() listens to the app for ever; no longer than the test here.
  beforeEach(() => {
    directory = tempDir();
    const before = new Set(app.listeners('browser-window-created'));
    manager.register({ downloadFolder: directory });
    const added = app.listeners('browser-window-created').filter((listener) => !before.has(listener));
    defer(() => {
      for (const listener of added) app.removeListener('browser-window-created', listener as () => void);
    });
    newWindow();
  });

  it('downloads into the registered folder', async () => {
    const server = await listenWithFiles();
    const { error, filePath, url } = await download({ url: `${server.origin}/file.bin` });
    expect(error).to.equal(null);
    expect(filePath).to.equal(path.join(directory, 'file.bin'));
    expect(url).to.equal(`${server.origin}/file.bin`);
    expect(readFileSync(filePath, 'utf8')).to.equal('contents');
  });

  it('downloads into a folder and a path of the call', async () => {
    const server = await listenWithFiles();
    const downloadFolder = tempDir();
    const { filePath } = await download({ url: `${server.origin}/file.bin`, downloadFolder, path: 'deep/er' });
    expect(filePath).to.equal(path.join(downloadFolder, 'deep', 'er', 'file.bin'));
    expect(readFileSync(filePath, 'utf8')).to.equal('contents');
  });

  it('reports progress in percent', async () => {
    const server = await listenHeld(100 * KB, 200 * KB);
    const seen: number[] = [];
    const { error } = await download({
      url: `${server.origin}/held.bin`,
      onProgress: (percent) => {
        seen.push(percent);
        if (percent === 50) server.release();
      },
    });
    expect(error).to.equal(null);
    expect(seen).to.include(50);
    expect(seen).to.deep.equal(seen.toSorted((one, other) => one - other));
  });

  it('gives an item that can be paused and cancelled', async () => {
    const server = await listenHeld(100 * KB, 200 * KB);
    const done = new Promise<string>((resolve) => {
      manager.download(
        {
          url: `${server.origin}/held.bin`,
          onProgress: (_, item) => {
            if (item.getState() !== 'progressing' || item.isPaused()) return;
            item.once('done', (_event, state) => resolve(state));
            item.pause();
            item.cancel();
          },
        },
        () => resolve('called back'),
      );
    });
    expect(await done).to.equal('cancelled');
  });

  it('downloads several at once', async () => {
    const server = await listenWithFiles(({ url = '' }, response) => {
      sendFile(response, url, { 'content-disposition': 'attachment' });
    });
    const urls = ['a', 'b', 'c', 'd', 'e'].map((name) => `${server.origin}/${name}.txt`);
    const results: string[] = [];
    const [error, finished] = await new Promise<[Error | null, string[]]>((resolve) => {
      manager.bulkDownload(
        { urls, path: 'bulk', onResult: (_finished, _errors, url) => results.push(url) },
        (...result) => resolve([result[0], result[1]]),
      );
    });
    expect(error).to.equal(null);
    expect(finished).to.have.members(urls);
    expect(results).to.have.members(urls);
    for (const url of urls) {
      const name = path.basename(url);
      expect(readFileSync(path.join(directory, 'bulk', name), 'utf8')).to.equal(`/${name}`);
    }
  });

  it('goes on with a file of which a part is there', async () => {
    const ranges: (string | undefined)[] = [];
    const text = 'the whole text';
    const headers = { 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT', 'accept-ranges': 'bytes' };
    const server = await listenWithFiles((request, response) => {
      const { range } = request.headers;
      ranges.push(range);
      const first = Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
      if (first === 0) sendFile(response, text, headers);
      else {
        response
          .writeHead(206, {
            ...headers,
            'content-length': text.length - first,
            'content-range': `bytes ${first}-${text.length - 1}/${text.length}`,
          })
          .end(text.slice(first));
      }
    });
    writeFileSync(path.join(directory, 'part.txt'), text.slice(0, 4));
    const { error, filePath } = await download({ url: `${server.origin}/part.txt` });
    expect(error).to.equal(null);
    expect(readFileSync(filePath, 'utf8')).to.equal(text);
    expect(ranges).to.include('bytes=4-');
    expect(readdirSync(directory)).to.deep.equal(['part.txt']);
  });
});
