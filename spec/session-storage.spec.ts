import { expect } from 'chai';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bytesOf, filesBelow } from './lib/files';
import {
  EVERYTHING,
  MARKER,
  NOTHING,
  otherHost,
  readStored,
  storagePages,
  storeEverything,
  type Storage,
} from './lib/page-storage';
import { listen, type LocalServer } from './lib/servers';
import { destroyWindow, endBrowser, newSession, newWindow, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

/** Wrong on purpose. */
type LooseOptions = Parameters<Electron.Session['clearStorageData']>[0];
const loose = (options: unknown): LooseOptions => options as LooseOptions;

/** Loads `url` in a new window of the session. */
async function openPage(ses: Electron.Session, url: string): Promise<Electron.BrowserWindow> {
  const window = newWindow({ webPreferences: { session: ses } });
  await window.loadURL(url);
  return window;
}

/** A page of `server` with one thing in every storage. */
async function openFilledPage(ses: Electron.Session, url: string): Promise<Electron.WebContents> {
  const { webContents } = await openPage(ses, url);
  await storeEverything(webContents);
  return webContents;
}

/** A frame in `page` that shows `url`. */
async function addFrame(page: Electron.WebContents, url: string): Promise<Electron.WebFrameMain> {
  await page.executeJavaScript(`new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.onload = () => resolve(0);
    frame.src = ${JSON.stringify(url)};
    document.body.append(frame);
  })`);
  const frame = page.mainFrame.frames.find((candidate) => candidate.url.startsWith(url));
  if (!frame) throw new Error(`There is no frame with ${url}`);
  return frame;
}

/** Files below `directory` that hold the text; the HTTP cache is no storage. */
const filesWith = (directory: string, text: string): string[] =>
  filesBelow(directory).filter((file) => !file.includes('/Cache/') && bytesOf(file).includes(text));

const storageOf = (ses: Electron.Session): string => path.join(ses.storagePath ?? '', 'Default');

async function rejectionOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('The promise was expected to reject');
}

describe('ses.clearStorageData([options])', () => {
  const shared = useSharedSession();
  let server: LocalServer;
  beforeEach(async () => {
    server = await listen(storagePages);
  });

  describe('without options', () => {
    it('clears every storage of an open page', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      expect(await readStored(page)).to.deep.equal(EVERYTHING);
      await ses.clearStorageData();
      expect(await readStored(page)).to.deep.equal(NOTHING);
    });

    it('clears what a page that is closed has stored', async () => {
      const ses = shared();
      const window = await openPage(ses, server.origin);
      await storeEverything(window.webContents);
      destroyWindow(window);
      await ses.clearStorageData();
      expect(await readStored((await openPage(ses, server.origin)).webContents)).to.deep.equal(NOTHING);
    });

    it('clears every origin', async () => {
      const ses = shared();
      const pages = [await openFilledPage(ses, server.origin), await openFilledPage(ses, otherHost(server))];
      await ses.clearStorageData();
      for (const page of pages) expect(await readStored(page)).to.deep.equal(NOTHING);
    });

    it('clears what a frame has stored within another site', async () => {
      const ses = shared();
      const { webContents } = await openPage(ses, server.origin);
      const frame = await addFrame(webContents, `${otherHost(server)}/`);
      await storeEverything(frame);
      await ses.clearStorageData();
      expect(await readStored(frame)).to.deep.equal(NOTHING);
    });

    it('clears sessionStorage', async () => {
      const ses = shared();
      const { webContents } = await openPage(ses, server.origin);
      await webContents.executeJavaScript("sessionStorage.setItem('stored', '1')");
      await ses.clearStorageData();
      expect(await webContents.executeJavaScript('sessionStorage.length')).to.equal(0);
    });

    it('leaves nothing of it on disk', async () => {
      const ses = newSession('persist:');
      await openFilledPage(ses, server.origin);
      const window = await openPage(ses, otherHost(server));
      await storeEverything(window.webContents);
      destroyWindow(window);
      await until('storage on disk', () => filesWith(storageOf(ses), MARKER).length >= 5);
      await ses.clearStorageData();
      expect(filesWith(storageOf(ses), MARKER)).to.deep.equal([]);
    });

    it('has cleared it for the next start, too', async () => {
      const ses = newSession('persist:');
      await openFilledPage(ses, server.origin);
      await ses.clearStorageData();
      await endBrowser(ses);
      expect(await readStored((await openPage(ses, server.origin)).webContents)).to.deep.equal(NOTHING);
    });

    it('resolves for a session that was never used', async () => {
      await newSession().clearStorageData();
    });

    it('clears a persistent session that is not running', async () => {
      const ses = newSession('persist:');
      await openFilledPage(ses, server.origin);
      await ses.cookies.flushStore();
      await until('localStorage on disk', () =>
        filesWith(storageOf(ses), MARKER).some((file) => file.includes('Local Storage')),
      );
      await endBrowser(ses);
      await ses.clearStorageData();
      expect(await readStored((await openPage(ses, server.origin)).webContents)).to.deep.equal(NOTHING);
    });

    it('goes on reporting cookie changes', async () => {
      const ses = newSession();
      const changes: string[] = [];
      ses.cookies.on('changed', (_, { name }) => changes.push(name));
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData();
      const changed = once(ses.cookies, 'changed');
      await page.executeJavaScript("document.cookie = 'later=1'");
      await changed;
      await until('the later cookie', () => changes.includes('later'));
    });
  });

  describe('options.origin', () => {
    it('clears that origin', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData({ origin: server.origin });
      expect(await readStored(page)).to.deep.equal(NOTHING);
    });

    it('leaves other origins alone', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await openFilledPage(ses, otherHost(server));
      await ses.clearStorageData({ origin: otherHost(server) });
      expect(await readStored(page)).to.deep.equal(EVERYTHING);
    });

    it('may be a URL of that origin', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData({ origin: `${server.origin}/a/page?query` });
      expect(await readStored(page)).to.deep.equal(NOTHING);
    });

    it('clears what files have stored with file://, and no cookies of hosts', async () => {
      const ses = shared();
      const file = path.join(tempDir(), 'page.html');
      writeFileSync(file, '<title>file</title>');
      const { webContents } = await openPage(ses, pathToFileURL(file).href);
      await webContents.executeJavaScript("localStorage.setItem('stored', '1')");
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData({ origin: 'file://' });
      expect(await webContents.executeJavaScript('localStorage.length')).to.equal(0);
      expect(await readStored(page)).to.deep.equal(EVERYTHING);
    });
  });

  describe('options.storages', () => {
    for (const storage of Object.keys(EVERYTHING) as Storage[]) {
      it(`clears ${storage} only`, async () => {
        const ses = shared();
        const page = await openFilledPage(ses, server.origin);
        await ses.clearStorageData({ storages: [storage] });
        expect(await readStored(page)).to.deep.equal({ ...EVERYTHING, [storage]: 0 });
      });
    }

    it('clears several', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData({ origin: server.origin, storages: ['cookies', 'indexdb'] });
      expect(await readStored(page)).to.deep.equal({ ...EVERYTHING, cookies: 0, indexdb: 0 });
    });

    it('takes names in any case', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData(loose({ storages: ['LocalStorage'] }));
      expect(await readStored(page)).to.deep.equal({ ...EVERYTHING, localstorage: 0 });
    });

    it('clears nothing for an empty list', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData({ storages: [] });
      expect(await readStored(page)).to.deep.equal(EVERYTHING);
    });

    it('takes storages that Chromium no longer has, and clears nothing for them', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData(loose({ storages: ['appcache', 'websql'] }));
      expect(await readStored(page)).to.deep.equal(EVERYTHING);
    });

    it('takes shadercache', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData({ storages: ['shadercache'] });
      expect(await readStored(page)).to.deep.equal(EVERYTHING);
    });
  });

  describe('options.quotas', () => {
    it('clears everything for the temporary quota', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData({ quotas: ['temporary'] });
      expect(await readStored(page)).to.deep.equal(NOTHING);
    });

    it('leaves what is under the temporary quota for another', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await ses.clearStorageData({ quotas: ['syncable'] });
      expect(await readStored(page)).to.deep.equal({ ...EVERYTHING, cookies: 0, localstorage: 0 });
    });
  });

  describe('with bad options', () => {
    const rejected: [title: string, options: unknown, error: RegExp][] = [
      ['an unknown storage', { storages: ['cookies', 'cake'] }, /options\.storages .*'cake'/],
      ['storages that are no array', { storages: 'cookies' }, /options\.storages must be an array/],
      ['storages that are no strings', { storages: [1] }, /options\.storages must be an array/],
      ['an unknown quota', { quotas: ['infinite'] }, /options\.quotas .*'infinite'/],
      ['an origin without a scheme', { origin: 'example.com' }, /options\.origin .*'example\.com'/],
      ['an origin with a port and no scheme', { origin: 'localhost:80' }, /options\.origin .*'localhost:80'/],
      ['an empty origin', { origin: '' }, /options\.origin .*''/],
      ['an origin without a host', { origin: 'data:text/html,x' }, /options\.origin/],
      ['an origin whose scheme has no storage', { origin: 'other://host' }, /options\.origin .*'other:\/\/host'/],
      ['an asterisk for an origin', { origin: '*' }, /options\.origin .*'\*'/],
      ['an origin that is no string', { origin: 80 }, /options\.origin must be a string/],
      ['options that are no object', 'cookies', /options must be an object/],
    ];
    for (const [title, options, message] of rejected) {
      it(`rejects ${title}`, async () => {
        const error = await rejectionOf(newSession().clearStorageData(loose(options)));
        expect(error.message).to.match(message);
      });
    }

    it('clears nothing', async () => {
      const ses = shared();
      const page = await openFilledPage(ses, server.origin);
      await rejectionOf(ses.clearStorageData(loose({ storages: ['cookies', 'cake'] })));
      expect(await readStored(page)).to.deep.equal(EVERYTHING);
    });
  });
});

describe('ses.flushStorageData()', () => {
  it('leaves DOM storage on disk, so that it survives a SIGKILL', async () => {
    const server = await listen(storagePages);
    const ses = newSession('persist:');
    const { webContents } = await openPage(ses, server.origin);
    await webContents.executeJavaScript(`localStorage.setItem('stored', '${MARKER}')`);
    ses.flushStorageData();
    await until('localStorage on disk', () => filesWith(storageOf(ses), MARKER).length > 0, 5000);
    await endBrowser(ses);
    const again = await openPage(ses, server.origin);
    expect(await again.webContents.executeJavaScript("localStorage.getItem('stored')")).to.equal(MARKER);
  });

  it('does nothing to a session that was never used', () => {
    expect(newSession().flushStorageData()).to.equal(undefined);
  });
});

describe('ses.getBlobData(identifier)', () => {
  /** UUIDs of all blobs of the session: what chrome://blob-internals lists. */
  async function blobIdentifiers(ses: Electron.Session): Promise<string[]> {
    const { webContents } = await openPage(ses, 'chrome://blob-internals/');
    const text = (await webContents.executeJavaScript('document.body.innerText')) as string;
    return text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
  }

  /** The UUID of a blob that `expression` makes; the page holds it as `window.blob`. */
  async function makeBlob(ses: Electron.Session, page: Electron.WebContents, expression: string): Promise<string> {
    await page.executeJavaScript(`(window.blob = ${expression}).size`);
    const [identifier = ''] = await blobIdentifiers(ses);
    return identifier;
  }

  async function newPage(): Promise<[Electron.Session, Electron.WebContents]> {
    const ses = newSession();
    const server = await listen();
    return [ses, (await openPage(ses, server.origin)).webContents];
  }

  it('gives the bytes of a blob', async () => {
    const [ses, page] = await newPage();
    const identifier = await makeBlob(ses, page, 'new Blob([new Uint8Array([0, 255, 128, 10]), "héllo"])');
    const expected = Buffer.concat([Buffer.from([0, 255, 128, 10]), Buffer.from('héllo')]);
    expect((await ses.getBlobData(identifier)).equals(expected)).to.equal(true);
  });

  it('gives text as UTF-8', async () => {
    const [ses, page] = await newPage();
    const identifier = await makeBlob(ses, page, "new Blob(['héllo ☃'.repeat(1000)])");
    expect((await ses.getBlobData(identifier)).toString()).to.equal('héllo ☃'.repeat(1000));
  });

  it('gives a large blob', async () => {
    const [ses, page] = await newPage();
    const identifier = await makeBlob(
      ses,
      page,
      'new Blob([Uint8Array.from({ length: 10_000_000 }, (_, index) => index % 251)])',
    );
    const expected = Buffer.from(Uint8Array.from({ length: 10_000_000 }, (_, index) => index % 251));
    expect((await ses.getBlobData(identifier)).equals(expected)).to.equal(true);
  });

  it('gives an empty Buffer for an empty blob', async () => {
    const [ses, page] = await newPage();
    const identifier = await makeBlob(ses, page, 'new Blob([])');
    expect((await ses.getBlobData(identifier)).length).to.equal(0);
  });

  it('gives the same bytes every time, also at the same time', async () => {
    const [ses, page] = await newPage();
    const identifier = await makeBlob(ses, page, "new Blob(['x'.repeat(9_000_000)])");
    const reads = await Promise.all([1, 2, 3].map(() => ses.getBlobData(identifier)));
    reads.push(await ses.getBlobData(identifier));
    expect(reads.map(({ length }) => length)).to.deep.equal([9_000_000, 9_000_000, 9_000_000, 9_000_000]);
  });

  it('rejects for a blob whose page is closed', async () => {
    const ses = newSession();
    const server = await listen();
    const window = await openPage(ses, server.origin);
    const identifier = await makeBlob(ses, window.webContents, "new Blob(['gone'])");
    expect((await ses.getBlobData(identifier)).toString()).to.equal('gone');
    destroyWindow(window);
    await until('blob released', async () => !(await blobIdentifiers(ses)).includes(identifier));
    expect((await rejectionOf(ses.getBlobData(identifier))).message).to.include('Could not get blob data handle');
  });

  it('rejects for a blob of another session', async () => {
    const [ses, page] = await newPage();
    const identifier = await makeBlob(ses, page, "new Blob(['mine'])");
    const [other] = await newPage();
    expect((await rejectionOf(other.getBlobData(identifier))).message).to.include(identifier);
  });

  it('rejects for a session that was never used', async () => {
    const error = await rejectionOf(newSession().getBlobData('4e1639ea-4c51-40f6-bd7f-9afbc1568965'));
    expect(error.message).to.include('Could not get blob data handle');
  });

  it('rejects what is no string', async () => {
    const error = await rejectionOf(newSession().getBlobData(1 as unknown as string));
    expect(error).to.be.instanceOf(TypeError);
    expect(error.message).to.include('identifier must be a string');
  });
});
