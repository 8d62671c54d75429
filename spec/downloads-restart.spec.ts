// Downloads over the end of the app.
import { expect } from 'chai';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, printed, runApp, sourceWhenReady, spawnApp, type AppHome } from './lib/apps';
import { listenWithFiles } from './lib/downloads';
import { untilNoneMarked } from './lib/processes';
import type { LocalServer } from './lib/servers';
import { tempDir } from './lib/temp';

const MB = 1024 * 1024;
const WHOLE = Buffer.alloc(4 * MB, 'whole file ');

/** Sends half of `WHOLE` and waits, or the part that is asked for. */
const listenForParts = (): Promise<LocalServer> =>
  listenWithFiles((request, response) => {
    const { range } = request.headers;
    const headers = { 'etag': '"one"', 'content-type': 'application/octet-stream' };
    if (range === undefined) {
      response.writeHead(200, { ...headers, 'content-length': WHOLE.length }).write(WHOLE.subarray(0, 2 * MB));
    } else {
      const start = Number(/\d+/.exec(range)?.[0]);
      const contentRange = `bytes ${start}-${WHOLE.length - 1}/${WHOLE.length}`;
      response.writeHead(206, { ...headers, 'content-range': contentRange }).end(WHOLE.subarray(start));
    }
  });

/** Prints what createInterruptedDownload() needs when half of the file is there. */
const begin = (url: string, savePath: string): string =>
  sourceWhenReady(`
    const ses = session.fromPartition('persist:downloads');
    ses.on('will-download', (event, item) => {
      item.setSavePath(${JSON.stringify(savePath)});
      item.on('updated', () => {
        if (item.getReceivedBytes() !== ${2 * MB}) return;
        print({
          path: item.getSavePath(),
          urlChain: item.getURLChain(),
          offset: item.getReceivedBytes(),
          length: item.getTotalBytes(),
          eTag: item.getETag(),
        });
      });
    });
    ses.downloadURL(${JSON.stringify(url)});
    await new Promise((resolve) => process.stdin.once('data', resolve));
  `);

const resume = (options: Electron.CreateInterruptedDownloadOptions): string =>
  sourceWhenReady(`
    const ses = session.fromPartition('persist:downloads');
    await new Promise((resolve) => {
      ses.on('will-download', (event, item) => {
        item.once('done', (event, state) => resolve(print([state, item.getReceivedBytes()])));
        item.resume();
      });
      ses.createInterruptedDownload(${JSON.stringify(options)});
    });
  `);

describe('ses.createInterruptedDownload(options)', () => {
  for (const [how, end] of [
    ['quit', (app) => app.send('quit')],
    ['been killed', (app) => app.kill()],
  ] as [string, (app: ReturnType<typeof spawnApp>) => void][]) {
    it(`resumes a download of an app that has ${how}`, async () => {
      const server = await listenForParts();
      const directory = tempDir();
      const savePath = path.join(directory, 'file.bin');
      const home: AppHome = newAppHome();
      const app = spawnApp(begin(`${server.origin}/file`, savePath), { home });
      const options = await app.report<Electron.CreateInterruptedDownloadOptions>();
      end(app);
      await app.exited;
      await untilNoneMarked(home.mark);
      expect(existsSync(savePath)).to.equal(false);
      expect(readdirSync(directory)).to.include('file.bin.crdownload');
      const exit = await runApp(resume(options), { home });
      expect(printed(exit), exit.stderr).to.deep.equal([['completed', WHOLE.length]]);
      expect(readFileSync(savePath).equals(WHOLE)).to.equal(true);
      expect(readdirSync(directory)).to.deep.equal(['file.bin']);
      expect(server.requests.at(-1)?.headers.range).to.equal(`bytes=${2 * MB}-`);
    });
  }
});
