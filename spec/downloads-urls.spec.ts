// Downloads that the app starts.
import { expect } from 'chai';
import { closeSync, openSync, readFileSync, readSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { messageOf, wrong } from './lib/bad-input';
import { listenWithFiles, nextDownload, openPage, save, sendFile, untilDone } from './lib/downloads';
import { patience } from './lib/patience';
import { useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';

describe('ses.downloadURL(url[, options])', () => {
  const shared = useSharedSession();

  it('downloads without a window, with the headers of the app', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'file');
    const server = await listenWithFiles((request, response) =>
      request.url === '/first' ? response.writeHead(302, { location: '/file' }).end() : sendFile(response, 'contents'),
    );
    const saved = save(ses, savePath);
    const headers = { 'X-Own': 'one', 'Referer': 'http://referer.test/', 'User-Agent': 'agent', 'Cookie': 'a=b' };
    ses.downloadURL(`${server.origin}/first`, { headers });
    const { item, state, contents } = await saved;
    expect(state).to.equal('completed');
    expect(contents).to.equal(null);
    expect(item.getURLChain()).to.deep.equal([`${server.origin}/first`, `${server.origin}/file`]);
    expect(readFileSync(savePath, 'utf8')).to.equal('contents');
    const [first] = server.requests;
    expect(first?.headers).to.include({ 'x-own': 'one', 'referer': 'http://referer.test/', 'user-agent': 'agent' });
    expect(first?.headers['cookie']).to.contain('a=b');
    expect(Object.keys(first?.headers ?? {}).filter((name) => name.includes('valence'))).to.deep.equal([]);
  });

  it('is interrupted where a server wants a password that the headers do not have', async () => {
    const ses = shared();
    const server = await listenWithFiles(({ headers: { authorization } }, response) => {
      if (authorization === 'Basic YTpi') sendFile(response, 'contents');
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="here"' }).end();
    });
    for (const [headers, expected] of [
      [{}, 'interrupted'],
      [{ Authorization: 'Basic YTpi' }, 'completed'],
    ] as const) {
      const saved = save(ses, path.join(tempDir(), 'file'));
      ses.downloadURL(`${server.origin}/file`, { headers });
      expect((await saved).state).to.equal(expected);
    }
  });

  it('sends the cookies of the session', async () => {
    const ses = shared();
    const server = await listenWithFiles();
    await ses.cookies.set({ url: server.origin, name: 'own', value: 'cookie', sameSite: 'lax' });
    const saved = save(ses, path.join(tempDir(), 'file'));
    ses.downloadURL(`${server.origin}/file`);
    expect((await saved).state).to.equal('completed');
    expect(server.requests[0]?.headers['cookie']).to.equal('own=cookie');
  });

  it('sends the languages of the session', async () => {
    const ses = shared();
    ses.setUserAgent('agent', 'fr-CH, fr');
    const server = await listenWithFiles();
    const saved = save(ses, path.join(tempDir(), 'file'));
    ses.downloadURL(`${server.origin}/file`);
    expect((await saved).state).to.equal('completed');
    const { headers } = server.requests[0]!;
    expect([headers['user-agent'], headers['accept-language']]).to.deep.equal(['agent', 'fr-CH,fr;q=0.9']);
  });

  it('downloads many at once', async () => {
    const ses = shared();
    const directory = tempDir();
    const states: Promise<string>[] = [];
    const server = await listenWithFiles((request, response) => sendFile(response, `contents of ${request.url}`));
    const all = new Promise<void>((resolve) => {
      ses.on('will-download', (_event, item) => {
        const name = item.getURL().split('/').at(-1)!;
        item.setSavePath(path.join(directory, name));
        if (states.push(untilDone(item)) === 20) resolve();
      });
    });
    for (let index = 0; index < 20; index++) ses.downloadURL(`${server.origin}/${index}`);
    await all;
    ses.removeAllListeners('will-download');
    expect(new Set(await Promise.all(states))).to.deep.equal(new Set(['completed']));
    for (let index = 0; index < 20; index++) {
      expect(readFileSync(path.join(directory, String(index)), 'utf8')).to.equal(`contents of /${index}`);
    }
  });

  it('downloads from a custom protocol', async () => {
    const ses = shared();
    ses.protocol.handle(
      'spec-app',
      () => new Response('from a handler', { headers: { 'content-type': 'text/plain' } }),
    );
    const savePath = path.join(tempDir(), 'file');
    const saved = save(ses, savePath);
    ses.downloadURL('spec-app://host/file.txt');
    const { item, state } = await saved;
    expect(state).to.equal('completed');
    expect(item.getURL()).to.equal('spec-app://host/file.txt');
    expect(item.getFilename()).to.equal('file.txt');
    expect(readFileSync(savePath, 'utf8')).to.equal('from a handler');
  });

  it('knows the headers of an answer that a handler has taken from a server', async () => {
    const ses = shared();
    const disposition = 'attachment; filename="other.txt"';
    const server = await listenWithFiles((_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/plain', 'content-disposition': disposition })
        .end('from a server');
    });
    ses.protocol.registerHttpProtocol('spec-http', (_, callback) => callback({ url: `${server.origin}/file` }));
    const { webContents } = await openPage(ses, server);
    const saved = save(ses, path.join(tempDir(), 'file'));
    webContents.downloadURL('spec-http://host/');
    const { item, state } = await saved;
    expect([state, item.getContentDisposition()]).to.deep.equal(['completed', disposition]);
  });

  it('downloads data: URLs', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'file');
    const saved = save(ses, savePath);
    ses.downloadURL('data:text/plain,hello');
    expect((await saved).state).to.equal('completed');
    expect(readFileSync(savePath, 'utf8')).to.equal('hello');
  });

  it('warns of a scheme that Chromium cannot download', async () => {
    const ses = shared();
    const url = 'mailto:somebody@mail.test';
    const node: NodeJS.EventEmitter = process;
    const warned = new Promise<Error>((resolve) => {
      const listener = (warning: Error): void => {
        if (!warning.message.startsWith(url)) return;
        node.off('warning', listener);
        resolve(warning);
      };
      node.on('warning', listener);
    });
    ses.downloadURL(url);
    expect(await warned).to.include({ code: 'VALENCE_DOWNLOAD_FAILED' });
  });

  it('throws for bad arguments', () => {
    const ses = shared();
    expect(() => ses.downloadURL(wrong(1))).to.throw(TypeError, 'url must be a string, got number');
    expect(() => ses.downloadURL('no url')).to.throw(TypeError, "url must be a URL, got 'no url'");
    const url = 'http://127.0.0.1/';
    const headers = 'Invalid value for headers - must be an object';
    expect(() => ses.downloadURL(url, { headers: wrong('text') })).to.throw(TypeError, headers);
    expect(() => ses.downloadURL(url, { headers: { a: wrong(1) } })).to.throw(
      TypeError,
      "options.headers['a'] must be a string, got number",
    );
    expect(() => ses.downloadURL(url, { headers: { 'a b': 'c' } })).to.throw(TypeError, "header name, got 'a b'");
    expect(() => ses.downloadURL(url, { headers: { a: 'c\r\nd: e' } })).to.throw(TypeError, 'without line breaks');
  });
});

describe('contents.downloadURL(url[, options])', () => {
  const shared = useSharedSession();

  it('downloads as its own', async () => {
    const ses = shared();
    const server = await listenWithFiles();
    const window = await openPage(ses, server);
    const savePath = path.join(tempDir(), 'file');
    const saved = save(ses, savePath);
    window.webContents.downloadURL(`${server.origin}/file`);
    const { state, contents } = await saved;
    expect(state).to.equal('completed');
    expect(contents).to.equal(window.webContents);
    expect(readFileSync(savePath, 'utf8')).to.equal('contents');
  });
});

describe('contents.downloadURL(url[, options]) of a blob: URL', () => {
  const shared = useSharedSession();

  it('downloads what its page has made', async () => {
    const ses = shared();
    const server = await listenWithFiles();
    const window = await openPage(ses, server);
    const first = save(ses, path.join(tempDir(), 'first'));
    window.webContents.downloadURL(`${server.origin}/file`);
    await first;
    const url = (await window.webContents.executeJavaScript(`URL.createObjectURL(new Blob(['a blob']))`)) as string;
    const savePath = path.join(tempDir(), 'file');
    const saved = save(ses, savePath);
    window.webContents.downloadURL(url);
    const { state, contents } = await saved;
    expect(state).to.equal('completed');
    expect(contents).to.equal(window.webContents);
    expect(readFileSync(savePath, 'utf8')).to.equal('a blob');
  });
});

describe('ses.createInterruptedDownload(options)', () => {
  const shared = useSharedSession();

  const WHOLE = Buffer.from('0123456789'.repeat(100_000));

  /** A server that gives parts of `WHOLE`; resolves with what it was asked for. */
  const listenForRanges = async (
    eTag: string,
    whole = WHOLE,
  ): Promise<{ url: string; asked: { range?: string | undefined; ifRange?: string | undefined }[] }> => {
    const asked: { range?: string | undefined; ifRange?: string | undefined }[] = [];
    const server = await listenWithFiles((request, response) => {
      const range = request.headers.range;
      const ifRange = request.headers['if-range'] as string | undefined;
      asked.push({ range, ifRange });
      if (range === undefined || ifRange !== eTag) {
        response.writeHead(200, { 'etag': eTag, 'content-length': whole.length }).end(whole);
        return;
      }
      const start = Number(/\d+/.exec(range)?.[0]);
      const headers = { 'content-range': `bytes ${start}-${whole.length - 1}/${whole.length}`, 'etag': eTag };
      response.writeHead(206, headers).end(whole.subarray(start));
    });
    return { url: `${server.origin}/file`, asked };
  };

  const restore = async (
    ses: Electron.Session,
    options: Electron.CreateInterruptedDownloadOptions,
  ): Promise<Awaited<ReturnType<typeof nextDownload>>> => {
    const begun = nextDownload(ses);
    ses.createInterruptedDownload(options);
    return begun;
  };

  it('downloads all of a file of which nothing is there', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'file.bin');
    const { url } = await listenForRanges('"one"');
    const { item } = await restore(ses, { path: savePath, urlChain: [url], offset: 0, length: WHOLE.length });
    const done = untilDone(item);
    item.resume();
    expect(await done).to.equal('completed');
    expect(readFileSync(savePath).equals(WHOLE)).to.equal(true);
  });

  for (const [where, name] of [
    ['at its path, as Electron leaves it', 'file.bin'],
    ['beside it', 'file.bin.crdownload'],
  ] as const) {
    it(`resumes with the part that is there ${where}`, async () => {
      const ses = shared();
      const directory = tempDir();
      const savePath = path.join(directory, 'file.bin');
      writeFileSync(path.join(directory, name), WHOLE);
      truncateSync(path.join(directory, name), 5000);
      const { url, asked } = await listenForRanges('"one"');
      const options = { path: savePath, urlChain: [url], offset: 5000, length: WHOLE.length, eTag: '"one"' };
      const { item, contents } = await restore(ses, { ...options, startTime: 12.5, mimeType: 'text/plain' });
      expect(contents).to.equal(null);
      expect(item.getState()).to.equal('interrupted');
      expect(item.canResume()).to.equal(true);
      expect([item.getReceivedBytes(), item.getTotalBytes()]).to.deep.equal([5000, WHOLE.length]);
      expect([item.getStartTime(), item.getMimeType(), item.getSavePath()]).to.deep.equal([
        12.5,
        'text/plain',
        savePath,
      ]);
      expect(asked).to.deep.equal([]);
      const done = untilDone(item);
      item.resume();
      expect(await done).to.equal('completed');
      expect(readFileSync(savePath).equals(WHOLE)).to.equal(true);
      expect(asked).to.deep.equal([{ range: 'bytes=5000-', ifRange: '"one"' }]);
    });
  }

  it('resumes beyond 4 GiB', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'file.bin');
    const offset = 2 ** 32 + 5000;
    const rest = Buffer.alloc(200_000, 'the end of it');
    const length = offset + rest.length;
    // A hole: it takes no room on the disk.
    writeFileSync(savePath, '');
    truncateSync(savePath, offset);
    const ranges: (string | undefined)[] = [];
    const server = await listenWithFiles(({ headers: { range } }, response) => {
      ranges.push(range);
      const contentRange = `bytes ${offset}-${length - 1}/${length}`;
      response.writeHead(206, { 'content-range': contentRange, 'content-length': rest.length, 'etag': '"one"' });
      response.end(rest);
    });
    const options = { path: savePath, urlChain: [`${server.origin}/file`], offset, length, eTag: '"one"' };
    const { item } = await restore(ses, options);
    expect([item.getReceivedBytes(), item.getTotalBytes()]).to.deep.equal([offset, length]);
    expect(item.getPercentComplete()).to.equal(99);
    const done = untilDone(item);
    item.resume();
    expect(await done).to.equal('completed');
    expect(ranges).to.deep.equal([`bytes=${offset}-`]);
    expect([item.getReceivedBytes(), item.getTotalBytes(), statSync(savePath).size]).to.deep.equal([
      length,
      length,
      length,
    ]);
    const end = Buffer.alloc(rest.length);
    const file = openSync(savePath, 'r');
    readSync(file, end, 0, end.length, offset);
    closeSync(file);
    expect(end.equals(rest)).to.equal(true);
    // Chromium may read all that is there.
  }).timeout(patience(180_000));

  it('begins again if the server has another file meanwhile', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'file.bin');
    writeFileSync(savePath, WHOLE.subarray(0, 5000));
    const other = Buffer.alloc(7000, 'other');
    const { url } = await listenForRanges('"two"', other);
    const { item } = await restore(ses, {
      path: savePath,
      urlChain: [url],
      offset: 5000,
      length: WHOLE.length,
      eTag: '"one"',
    });
    const done = untilDone(item);
    item.resume();
    expect(await done).to.equal('completed');
    expect(readFileSync(savePath).equals(other)).to.equal(true);
  });

  it('begins again without ETag and Last-Modified', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'file.bin');
    writeFileSync(savePath, 'x'.repeat(5000));
    const { url, asked } = await listenForRanges('"one"');
    const { item } = await restore(ses, { path: savePath, urlChain: [url], offset: 5000, length: WHOLE.length });
    const done = untilDone(item);
    item.resume();
    expect(await done).to.equal('completed');
    expect(readFileSync(savePath).equals(WHOLE)).to.equal(true);
    expect(asked).to.deep.equal([{ range: undefined, ifRange: undefined }]);
  });

  it('is interrupted again if the server is not there, and can be cancelled', async () => {
    const ses = shared();
    const savePath = path.join(tempDir(), 'file.bin');
    writeFileSync(savePath, WHOLE.subarray(0, 5000));
    const { item } = await restore(ses, {
      path: savePath,
      urlChain: ['http://127.0.0.1:9/file'],
      offset: 5000,
      length: WHOLE.length,
      eTag: '"one"',
    });
    const interrupted = new Promise<void>((resolve) => {
      item.on('updated', (_event, state) => state === 'interrupted' && resolve());
    });
    item.resume();
    await interrupted;
    expect(statSync(`${savePath}.crdownload`).size).to.equal(5000);
    const done = untilDone(item);
    item.cancel();
    expect(await done).to.equal('cancelled');
    expect(await messageOf(Promise.resolve().then(() => statSync(`${savePath}.crdownload`)))).to.contain('ENOENT');
  });

  it('throws for bad options', () => {
    const ses = shared();
    const good = { path: '/x/file', urlChain: ['http://127.0.0.1/'], offset: 1, length: 2 };
    const empty = 'Must pass non-empty path, urlChain and length.';
    const create = (options: object) => () => ses.createInterruptedDownload(wrong({ ...good, ...options }));
    expect(() => ses.createInterruptedDownload(wrong(null))).to.throw(TypeError, 'options must be an object, got null');
    expect(create({ path: '' })).to.throw(empty);
    expect(create({ urlChain: [] })).to.throw(empty);
    expect(create({ length: 0 })).to.throw(empty);
    expect(create({ offset: 2 })).to.throw('Must pass an offset value less than length.');
    expect(create({ urlChain: ['x'] })).to.throw(TypeError, "options.urlChain must be an array of URLs, got 'x'");
    expect(create({ eTag: 1 })).to.throw(TypeError, 'options.eTag must be a string, got number');
    expect(create({ offset: 0.5 })).to.throw(TypeError, 'options.offset must be an integer');
  });
});

describe('ses.setDownloadPath(path)', () => {
  const shared = useSharedSession();

  it('is where a file goes that has no path of its own, under a name that is free', async () => {
    const ses = shared();
    const directory = path.join(tempDir(), 'new');
    ses.setDownloadPath(directory);
    const server = await listenWithFiles();
    for (const expected of ['file.bin', 'file (1).bin']) {
      const begun = nextDownload(ses);
      ses.downloadURL(`${server.origin}/file`);
      const { item } = await begun;
      expect(await untilDone(item)).to.equal('completed');
      expect(item.getSavePath()).to.equal(path.join(directory, expected));
      expect(readFileSync(path.join(directory, expected), 'utf8')).to.equal('contents');
    }
  });

  it('throws for what is no absolute path', () => {
    const ses = shared();
    expect(() => ses.setDownloadPath(wrong(null))).to.throw(TypeError, 'path must be a string, got null');
    expect(() => ses.setDownloadPath('downloads')).to.throw(TypeError, 'path must be an absolute path');
  });
});
