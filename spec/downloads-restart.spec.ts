// Downloads over the end of the app.
import { expect } from 'chai';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, printed, runApp, sourceWhenReady, spawnApp, type AppHome } from './lib/apps';
import { listenWithFiles } from './lib/downloads';
import { untilNoneMarked } from './lib/processes';
import type { LocalServer } from './lib/servers';
import { newSession } from './lib/sessions';
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

/** Bytes may have come before Chromium has been told where it writes: what is kept of them has its name later. */
const isHalfThere = (savePath: string): string =>
  `(item.getReceivedBytes() === ${2 * MB} && require('fs').existsSync(${JSON.stringify(`${savePath}.crdownload`)}))`;

/** Prints what createInterruptedDownload() needs when half of the file is there. */
const begin = (url: string, savePath: string): string =>
  sourceWhenReady(`
    const ses = session.fromPartition('persist:downloads');
    ses.on('will-download', (event, item) => {
      item.setSavePath(${JSON.stringify(savePath)});
      const look = setInterval(() => {
        if (!${isHalfThere(savePath)}) return;
        clearInterval(look);
        print({
          path: item.getSavePath(),
          urlChain: item.getURLChain(),
          offset: item.getReceivedBytes(),
          length: item.getTotalBytes(),
          eTag: item.getETag(),
        });
      }, 20);
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

/** Half of a download, with a journal; prints when it is there. */
const beginRemembered = (url: string, savePath: string): string =>
  sourceWhenReady(`
    const ses = session.fromPartition('persist:downloads');
    ses.setDownloadJournal(true);
    ses.on('will-download', (event, item) => {
      item.setSavePath(${JSON.stringify(savePath)});
      const look = setInterval(() => {
        if (!${isHalfThere(savePath)}) return;
        clearInterval(look);
        print(ses.getInterruptedDownloads());
      }, 20);
    });
    ses.downloadURL(${JSON.stringify(url)});
    await new Promise((resolve) => process.stdin.once('data', resolve));
  `);

/** Prints what is remembered, resumes it, and prints what is remembered then. */
const RESUME_REMEMBERED = sourceWhenReady(`
  const ses = session.fromPartition('persist:downloads');
  ses.setDownloadJournal(true);
  const remembered = ses.getInterruptedDownloads();
  print(remembered);
  await new Promise((resolve) => {
    ses.on('will-download', (event, item) => {
      item.once('done', (event, state) => resolve(print([state, ...ses.getInterruptedDownloads()])));
      item.resume();
    });
    for (const download of remembered) ses.createInterruptedDownload(download);
  });
`);

describe('ses.getInterruptedDownloads()', () => {
  for (const [how, end] of [
    ['quit', (app) => app.send('quit')],
    ['been killed', (app) => app.kill()],
  ] as [string, (app: ReturnType<typeof spawnApp>) => void][]) {
    it(`lists what an app that has ${how} was downloading, until it is complete`, async () => {
      const server = await listenForParts();
      const savePath = path.join(tempDir(), 'file.bin');
      const home: AppHome = newAppHome();
      const app = spawnApp(beginRemembered(`${server.origin}/file`, savePath), { home });
      expect(await app.report()).to.deep.equal([]);
      end(app);
      await app.exited;
      await untilNoneMarked(home.mark);
      const [[remembered], result] = printed(await runApp(RESUME_REMEMBERED, { home })) as [
        Record<string, unknown>[],
        unknown,
      ];
      expect(remembered).to.deep.include({
        path: savePath,
        urlChain: [`${server.origin}/file`],
        eTag: '"one"',
        offset: 2 * MB,
        length: WHOLE.length,
      });
      expect(result).to.deep.equal(['completed']);
      expect(readFileSync(savePath).equals(WHOLE)).to.equal(true);
      expect(
        printed(
          await runApp(
            sourceWhenReady(`
        const ses = session.fromPartition('persist:downloads');
        ses.setDownloadJournal(true);
        print(ses.getInterruptedDownloads());
      `),
            { home },
          ),
        ),
      ).to.deep.equal([[]]);
    });
  }
});

describe('ses.setDownloadJournal(enabled)', () => {
  it('forgets what it has remembered when it is switched off', async () => {
    const server = await listenForParts();
    const home: AppHome = newAppHome();
    const app = spawnApp(beginRemembered(`${server.origin}/file`, path.join(tempDir(), 'file.bin')), { home });
    await app.report();
    await app.killAll();
    const output = await runApp(
      sourceWhenReady(`
        const ses = session.fromPartition('persist:downloads');
        for (const enabled of [true, false, true]) {
          ses.setDownloadJournal(enabled);
          print([ses.getInterruptedDownloads().length]);
        }
      `),
      { home },
    );
    expect(printed(output)).to.deep.equal([[1], [0], [0]]);
  });

  it('throws for what is no boolean, and for a session in memory', () => {
    type Journaled = Electron.Session & { setDownloadJournal(enabled: unknown): void };
    const ses = newSession() as Journaled;
    expect(() => ses.setDownloadJournal('yes')).to.throw(TypeError, 'enabled must be a boolean, got string');
    expect(() => ses.setDownloadJournal(true)).to.throw(Error, 'A session in memory has no download journal');
  });
});
