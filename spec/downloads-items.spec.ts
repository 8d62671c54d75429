// DownloadItem: states, what they allow, and what breaks off.
import { expect } from 'chai';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { listenHeld, listenWithFiles, nextDownload, openPage, save, sendFile, untilDone } from './lib/downloads';
import { stopHelperWorker } from './lib/internals';
import { LOCAL_HOST, closedPort } from './lib/servers';
import { browserPid, endBrowser, newSession, nextEvent, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const MB = 1024 * 1024;

/** A download of `server` that has begun to be saved. */
async function begin(
  ses: Electron.Session,
  url: string,
  savePath: string,
): Promise<Awaited<ReturnType<typeof nextDownload>>['item']> {
  const begun = nextDownload(ses, (item) => item.setSavePath(savePath));
  ses.downloadURL(url);
  const { item } = await begun;
  return item;
}

describe("ses event 'will-download'", () => {
  const shared = useSharedSession();

  it('gives an item that is progressing, with updates until it is completed', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'held.bin');
    const server = await listenHeld(MB, 2 * MB);
    const item = await begin(ses, `${server.origin}/held`, savePath);
    const done = untilDone(item);
    await until('half of it is there', () => item.getReceivedBytes() === MB);
    expect(item.getState()).to.equal('progressing');
    expect(item.getTotalBytes()).to.equal(2 * MB);
    expect(item.getPercentComplete()).to.equal(50);
    expect(item.getEndTime()).to.equal(0);
    expect(existsSync(savePath)).to.equal(false);
    const updated = nextEvent<[unknown, string]>(item, 'updated');
    server.release();
    expect((await updated)[1]).to.equal('progressing');
    expect(await done).to.equal('completed');
    expect(item.getState()).to.equal('completed');
    expect(statSync(savePath).size).to.equal(2 * MB);
  });

  it('gives an item of more than 4 GiB its size', async () => {
    const ses = shared();
    const total = 5 * 2 ** 30;
    const server = await listenHeld(MB, total);
    const item = await begin(ses, `${server.origin}/held`, path.join(tempDir(), 'held.bin'));
    await until('its beginning is there', () => item.getReceivedBytes() === MB);
    expect([item.getTotalBytes(), item.getPercentComplete()]).to.deep.equal([total, 0]);
    const done = untilDone(item);
    item.cancel();
    expect(await done).to.equal('cancelled');
  });

  it('gives an item that can be paused and resumed', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'held.bin');
    const server = await listenHeld(MB, 2 * MB);
    const item = await begin(ses, `${server.origin}/held`, savePath);
    const done = untilDone(item);
    await until('half of it is there', () => item.getReceivedBytes() === MB);
    item.pause();
    expect(item.isPaused()).to.equal(true);
    expect(item.canResume()).to.equal(true);
    item.resume();
    expect(item.isPaused()).to.equal(false);
    server.release();
    expect(await done).to.equal('completed');
  });

  it('gives an item whose cancel() leaves no file', async () => {
    const ses = shared();
    const directory = tempDir();
    const server = await listenHeld(MB, 2 * MB);
    const item = await begin(ses, `${server.origin}/held`, path.join(directory, 'held.bin'));
    await until('Chromium writes', () => readdirSync(directory).length > 0 && item.getReceivedBytes() === MB);
    const done = untilDone(item);
    item.cancel();
    expect(item.getState()).to.equal('cancelled');
    expect(await done).to.equal('cancelled');
    await until('nothing is left', () => readdirSync(directory).length === 0);
    item.resume();
    expect(item.getState()).to.equal('cancelled');
  });

  it('gives an item that may be cancelled at once', async () => {
    const ses = shared();
    const directory = tempDir();
    const server = await listenWithFiles();
    const begun = nextDownload(ses, (item) => {
      item.setSavePath(path.join(directory, 'file.bin'));
      item.cancel();
    });
    ses.downloadURL(`${server.origin}/file`);
    expect(await untilDone((await begun).item)).to.equal('cancelled');
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it('gives an item that is interrupted when the server breaks off, keeps what came, and resumes', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'file.bin');
    const whole = Buffer.alloc(3 * MB, 'abcdefg');
    const ranges: (string | undefined)[] = [];
    let isBroken = true;
    const server = await listenWithFiles((request, response) => {
      const { range } = request.headers;
      ranges.push(range);
      const start = Number(/\d+/.exec(range ?? '')?.[0] ?? 0);
      response.writeHead(range === undefined ? 200 : 206, {
        'content-disposition': 'attachment; filename="file.bin"',
        'content-length': whole.length - start,
        'accept-ranges': 'bytes',
        'etag': '"one"',
        ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${whole.length - 1}/${whole.length}` }),
      });
      if (!isBroken) response.end(whole.subarray(start));
      else if (start > 0) response.destroy();
      else response.write(whole.subarray(0, MB), () => setTimeout(() => response.destroy(), 100));
    });
    const item = await begin(ses, `${server.origin}/file`, savePath);
    await until('it is interrupted', () => item.getState() === 'interrupted');
    expect(item.canResume()).to.equal(true);
    expect(existsSync(savePath)).to.equal(false);
    isBroken = false;
    const done = untilDone(item);
    item.resume();
    expect(item.getState()).to.equal('progressing');
    expect(await done).to.equal('completed');
    expect(readFileSync(savePath).equals(whole)).to.equal(true);
    expect(ranges.at(-1)).to.match(/^bytes=[1-9]\d*-$/);
  });

  it('gives an item that is done, interrupted, for an error of the server', async () => {
    const ses = shared();
    const directory = tempDir();
    const server = await listenWithFiles((_, response) => response.writeHead(404).end('none'));
    const item = await begin(ses, `${server.origin}/none`, path.join(directory, 'none'));
    expect(await untilDone(item)).to.equal('interrupted');
    expect(item.canResume()).to.equal(false);
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it('gives an item that is interrupted where nobody answers', async () => {
    const ses = shared();
    const url = `http://${LOCAL_HOST}:${await closedPort()}/file`;
    const item = await begin(ses, url, path.join(tempDir(), 'file'));
    await until('it is interrupted', () => item.getState() === 'interrupted');
  });

  it('gives an item that is done, interrupted, where no directory can be made', async () => {
    const ses = shared();
    const directory = tempDir();
    const server = await listenWithFiles();
    const first = save(ses, path.join(directory, 'file'));
    ses.downloadURL(`${server.origin}/file`);
    await first;
    const item = await begin(ses, `${server.origin}/file`, path.join(directory, 'file', 'below', 'file.bin'));
    expect(await untilDone(item)).to.equal('interrupted');
  });

  it('gives an item that is interrupted when its directory is removed', async () => {
    const ses = shared();
    const directory = path.join(tempDir(), 'gone');
    mkdirSync(directory);
    const server = await listenHeld(MB, 2 * MB);
    const item = await begin(ses, `${server.origin}/held`, path.join(directory, 'held.bin'));
    await until('half of it is there', () => readdirSync(directory).length > 0 && item.getReceivedBytes() === MB);
    rmSync(directory, { recursive: true });
    server.release();
    await until('it is interrupted', () => item.getState() === 'interrupted');
    expect(existsSync(directory)).to.equal(false);
  });

  it('gives an item that is interrupted when Chromium is killed, and resumes with what came', async () => {
    const ses = newSession();
    const directory = tempDir();
    const savePath = path.join(directory, 'held.bin');
    const ranges: (string | undefined)[] = [];
    const whole = Buffer.alloc(2 * MB, 'xyz');
    const server = await listenWithFiles((request, response) => {
      const { range } = request.headers;
      ranges.push(range);
      if (range === undefined) {
        response.writeHead(200, {
          'content-disposition': 'attachment',
          'content-length': whole.length,
          'etag': '"one"',
        });
        response.write(whole.subarray(0, MB));
      } else {
        const start = Number(/\d+/.exec(range)?.[0]);
        const headers = { 'content-range': `bytes ${start}-${whole.length - 1}/${whole.length}`, 'etag': '"one"' };
        response.writeHead(206, headers).end(whole.subarray(start));
      }
    });
    const item = await begin(ses, `${server.origin}/held`, savePath);
    // Bytes may have come before Chromium has been told where it writes.
    await until('half of it is there', () => readdirSync(directory).length > 0 && item.getReceivedBytes() === MB);
    const updated = nextEvent<[unknown, string]>(item, 'updated');
    await endBrowser(ses);
    expect((await updated)[1]).to.equal('interrupted');
    expect(item.canResume()).to.equal(true);
    expect(existsSync(savePath)).to.equal(false);
    expect(browserPid(ses)).to.equal(0);
    const done = untilDone(item);
    item.resume();
    expect(await done).to.equal('completed');
    expect(readFileSync(savePath).equals(whole)).to.equal(true);
    expect(readdirSync(directory)).to.deep.equal(['held.bin']);
    expect(ranges[1]).to.equal(`bytes=${MB}-`);
  });

  for (const [kind, answer, size] of [
    ['of 0 bytes', { 'content-length': 0 }, 0],
    ['of unknown length', {}, MB],
  ] as const) {
    it(`gives an item ${kind}`, async () => {
      const ses = shared();
      const savePath = path.join(tempDir(), 'file');
      const server = await listenWithFiles((_, response) => {
        response.writeHead(200, { 'content-disposition': 'attachment', ...answer });
        response.end(Buffer.alloc(size));
      });
      const saved = save(ses, savePath);
      ses.downloadURL(`${server.origin}/file`);
      const { item, state } = await saved;
      expect(state).to.equal('completed');
      expect(item.getReceivedBytes()).to.equal(size);
      expect(statSync(savePath).size).to.equal(size);
    });
  }

  it('gives an item of a compressed response, whose file is not', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'file');
    const body = gzipSync('x'.repeat(MB));
    const server = await listenWithFiles((_, response) =>
      sendFile(response, body, { 'content-encoding': 'gzip', 'content-disposition': 'attachment; filename="a.txt"' }),
    );
    const saved = save(ses, savePath);
    ses.downloadURL(`${server.origin}/file`);
    const { item, state } = await saved;
    expect(state).to.equal('completed');
    expect(statSync(savePath).size).to.equal(MB);
    expect([item.getReceivedBytes(), item.getTotalBytes()]).to.deep.equal([MB, MB]);
  });

  it('gives two items at once that want the same path: both are whole', async () => {
    const ses = shared();
    const directory = tempDir();
    const savePath = path.join(directory, 'file');
    const server = await listenHeld(MB, 2 * MB);
    const items: Electron.DownloadItem[] = [];
    for (const name of ['one', 'two']) items.push(await begin(ses, `${server.origin}/${name}`, savePath));
    const states = Promise.all(items.map((item) => untilDone(item)));
    await until('half of both is there', () => items.every((item) => item.getReceivedBytes() === MB));
    server.release();
    expect(await states).to.deep.equal(['completed', 'completed']);
    expect(readdirSync(directory)).to.deep.equal(['file']);
    expect(statSync(savePath).size).to.equal(2 * MB);
  });

  it('gives an item that is completed though the worker of the helper extension has ended meanwhile', async () => {
    const ses = newSession();
    const savePath = path.join(tempDir(), 'held.bin');
    const server = await listenHeld(MB, 2 * MB);
    await openPage(ses, server);
    const item = await begin(ses, `${server.origin}/held`, savePath);
    const done = untilDone(item);
    await until('half of it is there', () => item.getReceivedBytes() === MB);
    await stopHelperWorker(ses);
    server.release();
    expect(await done).to.equal('completed');
  });

  it('replaces the file that has the path', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'file');
    let count = 0;
    const server = await listenWithFiles((_, response) => sendFile(response, `number ${++count}`));
    for (const expected of ['number 1', 'number 2']) {
      const saved = save(ses, savePath);
      ses.downloadURL(`${server.origin}/file`);
      expect((await saved).state).to.equal('completed');
      expect(readFileSync(savePath, 'utf8')).to.equal(expected);
    }
  });
});
