// A widely used download helper, as it comes from npm.
import { expect } from 'chai';
import { app } from 'electron';
import electronDl from 'electron-dl';
import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { defer } from './lib/cleanup';
import { clickLink, listenHeld, listenWithFiles, openPage, sendFile } from './lib/downloads';
import { rejectionOf } from './lib/fetch';
import { newSession, newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const KB = 1024;
const { CancelError } = electronDl;
const download: typeof electronDl.download = (...args) => electronDl.download(...args);

/** Calls electronDl(options), which listens to the app for ever; no longer than the test here. */
function useElectronDl(options: electronDl.Options): void {
  const before = new Set(app.listeners('session-created'));
  electronDl(options);
  const added = app.listeners('session-created').filter((listener) => !before.has(listener));
  defer(() => {
    for (const listener of added) app.removeListener('session-created', listener as () => void);
  });
}

describe('electron-dl', () => {
  describe('download(window, url, options)', () => {
    it('saves in a directory, under the name of the server', async () => {
      const directory = tempDir();
      const server = await listenWithFiles();
      const item = await download(newWindow(), `${server.origin}/file`, { directory });
      expect(item.getState()).to.equal('completed');
      expect(item.getSavePath()).to.equal(path.join(directory, 'file.bin'));
      expect(readFileSync(path.join(directory, 'file.bin'), 'utf8')).to.equal('contents');
    });

    it('saves under a name of the app', async () => {
      const directory = tempDir();
      const server = await listenWithFiles();
      await download(newWindow(), `${server.origin}/file`, { directory, filename: 'mine.txt' });
      expect(readdirSync(directory)).to.deep.equal(['mine.txt']);
    });

    it('names a file without an extension after its type', async () => {
      const directory = tempDir();
      const server = await listenWithFiles((_, response) =>
        sendFile(response, '{}', {
          'content-type': 'application/pdf',
          'content-disposition': 'attachment; filename=paper',
        }),
      );
      await download(newWindow(), `${server.origin}/file`, { directory });
      expect(readdirSync(directory)).to.deep.equal(['paper.pdf']);
    });

    it('keeps a file that is there, unless overwrite is set', async () => {
      const directory = tempDir();
      let text = 'first';
      const server = await listenWithFiles((_, response) => sendFile(response, text));
      const window = newWindow();
      await download(window, `${server.origin}/file`, { directory });
      text = 'second';
      await download(window, `${server.origin}/file`, { directory });
      expect(readdirSync(directory)).to.have.members(['file.bin', 'file (1).bin']);
      text = 'third';
      await download(window, `${server.origin}/file`, { directory, overwrite: true });
      expect(readFileSync(path.join(directory, 'file.bin'), 'utf8')).to.equal('third');
      expect(readFileSync(path.join(directory, 'file (1).bin'), 'utf8')).to.equal('second');
    });

    it('reports start, progress and end', async () => {
      const directory = tempDir();
      const server = await listenHeld(100 * KB, 200 * KB);
      const steps: [name: string, value: unknown][] = [];
      const downloaded = download(newWindow(), `${server.origin}/held`, {
        directory,
        onStarted: (item) => steps.push(['started', item.getFilename()]),
        onProgress: ({ percent, transferredBytes, totalBytes }) => {
          steps.push(['progress', [percent, transferredBytes, totalBytes]]);
          if (transferredBytes === 100 * KB) server.release();
        },
        onTotalProgress: ({ percent }) => steps.push(['total', percent]),
        onCompleted: (file) => steps.push(['completed', file]),
      });
      await downloaded;
      expect(steps[0]).to.deep.equal(['started', 'held.bin']);
      expect(steps).to.deep.include(['progress', [0.5, 100 * KB, 200 * KB]]);
      expect(steps).to.deep.include(['total', 0.5]);
      expect(steps.at(-1)).to.deep.equal([
        'completed',
        {
          fileName: 'held.bin',
          filename: 'held.bin',
          path: path.join(directory, 'held.bin'),
          fileSize: 200 * KB,
          mimeType: 'application/octet-stream',
          url: `${server.origin}/held`,
        },
      ]);
    });

    it('rejects with CancelError if the item is cancelled', async () => {
      const directory = tempDir();
      const server = await listenHeld(KB, 2 * KB);
      const cancelled: string[] = [];
      let item: Electron.DownloadItem | undefined;
      const error = await rejectionOf(
        download(newWindow(), `${server.origin}/held`, {
          directory,
          onProgress: ({ transferredBytes }) => void (transferredBytes === KB && item?.cancel()),
          onStarted: (started) => (item = started),
          onCancel: (one) => cancelled.push(one.getState()),
        }),
      );
      expect(error).to.be.instanceOf(CancelError);
      expect(cancelled).to.deep.equal(['cancelled']);
      await until('nothing is left', () => readdirSync(directory).length === 0);
    });

    it('rejects with its message if the server does not answer with a file', async () => {
      const server = await listenWithFiles((_, response) => response.writeHead(404).end());
      const options = { directory: tempDir(), errorMessage: 'No {filename} today' };
      const error = await rejectionOf(download(newWindow(), `${server.origin}/some.txt`, options));
      expect(error.message).to.equal('No some.txt today');
    });
  });

  describe('electronDl(options)', () => {
    it('saves what pages of every session download, several at once', async () => {
      const directory = tempDir();
      const completed: string[] = [];
      let started = 0;
      let largest = 0;
      useElectronDl({
        directory,
        onStarted: () => started++,
        onCompleted: ({ filename }) => completed.push(filename),
        onTotalProgress: ({ totalBytes }) => (largest = Math.max(largest, totalBytes)),
      });
      const server = await listenHeld(KB, 2 * KB, { 'content-disposition': 'attachment' });
      const windows = await Promise.all([openPage(newSession(), server), openPage(newSession(), server)]);
      for (const window of windows) {
        for (const name of ['a', 'b', 'c']) await clickLink(window, `/${windows.indexOf(window)}${name}.bin`);
      }
      await until('all have begun', () => started === 6);
      server.release();
      const names = windows.flatMap((_, index) => ['a', 'b', 'c'].map((name) => `${index}${name}.bin`));
      await until('all are complete', () => completed.length === 6);
      expect(completed).to.have.members(names);
      expect(readdirSync(directory)).to.have.members(names);
      expect(largest).to.equal(6 * KB);
    });
  });
});
