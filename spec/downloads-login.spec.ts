// Downloads that a server or a proxy wants credentials for.
import { app } from 'electron';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { defer } from './lib/cleanup';
import { clickLink, listenWithFiles, nextDownload, openPage, save, sendFile, untilDone } from './lib/downloads';
import { listenAsProxy } from './lib/proxies';
import { listenSecurely, type LocalServer } from './lib/servers';
import { newSession, newWindow, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

/** `/digest…` and everything else wants user and pass. */
const listenGuarded = (): Promise<LocalServer> =>
  listenWithFiles(({ url = '', headers: { authorization = '' } }, response) => {
    const refuse = (challenge: string): void =>
      void response.writeHead(401, { 'content-type': 'text/html', 'www-authenticate': challenge }).end('no');
    if (url.startsWith('/digest')) {
      const field = (name: string): string => new RegExp(`\\b${name}="?([^",]+)`).exec(authorization)?.[1] ?? '';
      const hashes = [md5('user:there:pass'), field('nonce'), md5(`GET:${url}`)];
      if (field('response') === md5(hashes.join(':'))) sendFile(response, 'secret');
      else refuse('Digest realm="there", nonce="n1"');
    } else if (authorization === basic('user:pass')) sendFile(response, 'secret', { etag: '"one"' });
    else refuse('Basic realm="here"');
  });

interface Asked {
  contents: Electron.WebContents | null;
  url: string;
  scheme: string;
  isProxy: boolean;
}

/** Answers what is asked for these URLs; `credentials` of null cancel. */
function answerLogins(origin: string, credentials: [string, string] | null = ['user', 'pass']): Asked[] {
  const asked: Asked[] = [];
  const listener = (
    event: Electron.Event,
    contents: Electron.WebContents | null,
    { url }: { url: string },
    { scheme, isProxy }: Electron.AuthInfo,
    callback: (username?: string, password?: string) => void,
  ): void => {
    if (!url.startsWith(origin)) return;
    event.preventDefault();
    asked.push({ contents, url, scheme, isProxy });
    if (credentials) callback(...credentials);
    else callback();
  };
  app.on('login', listener);
  defer(() => app.removeListener('login', listener));
  return asked;
}

describe('ses.downloadURL(url) where credentials are wanted', () => {
  const shared = useSharedSession();
  afterEach(() => shared().clearAuthCache());

  for (const scheme of ['basic', 'digest']) {
    it(`emits login on the app, and then gives one item (${scheme})`, async () => {
      const ses = shared();
      const server = await listenGuarded();
      const asked = answerLogins(server.origin);
      const savePath = path.join(tempDir(), 'file');
      let items = 0;
      const count = (): number => ++items;
      ses.on('will-download', count);
      const saved = save(ses, savePath);
      ses.downloadURL(`${server.origin}/${scheme}`, { headers: { 'X-Own': 'one' } });
      const { item, state, contents } = await saved;
      ses.off('will-download', count);
      expect([state, items, contents]).to.deep.equal(['completed', 1, null]);
      expect(item.getFilename()).to.equal('file.bin');
      expect(readFileSync(savePath, 'utf8')).to.equal('secret');
      expect(asked).to.deep.equal([{ contents: null, url: `${server.origin}/${scheme}`, scheme, isProxy: false }]);
      expect(server.requests.every(({ headers }) => headers['x-own'] === 'one')).to.equal(true);
    });
  }

  it('gives an item that is interrupted where login has no answer, or a wrong one', async () => {
    const ses = shared();
    const server = await listenGuarded();
    for (const credentials of [null, ['user', 'wrong']] as const) {
      let isAnswered = false;
      const listener = (
        event: Electron.Event,
        _contents: unknown,
        { url }: { url: string },
        _info: unknown,
        callback: (username?: string, password?: string) => void,
      ): void => {
        if (!url.startsWith(server.origin)) return;
        event.preventDefault();
        if (credentials && !isAnswered) callback(...credentials);
        else callback();
        isAnswered = true;
      };
      app.on('login', listener);
      const directory = tempDir();
      const saved = save(ses, path.join(directory, 'file'));
      ses.downloadURL(`${server.origin}/file`);
      expect((await saved).state).to.equal('interrupted');
      expect(isAnswered).to.equal(true);
      await until('nothing is left', () => readdirSync(directory).length === 0);
      app.removeListener('login', listener);
    }
  });

  it('logs in with what the URL has', async () => {
    const ses = newSession();
    const server = await listenGuarded();
    const savePath = path.join(tempDir(), 'file');
    const saved = save(ses, savePath);
    ses.downloadURL(`${server.origin.replace('//', '//user:pass@')}/file`);
    expect((await saved).state).to.equal('completed');
    expect(readFileSync(savePath, 'utf8')).to.equal('secret');
  });

  it('logs in to a proxy', async () => {
    const ses = newSession();
    const proxy = await listenAsProxy({ credentials: 'user:pass' });
    await ses.setProxy({ proxyRules: proxy.address, proxyBypassRules: '<-loopback>' });
    const server = await listenWithFiles((_, response) => sendFile(response, 'through'));
    const asked = answerLogins(server.origin);
    const savePath = path.join(tempDir(), 'file');
    const saved = save(ses, savePath);
    ses.downloadURL(`${server.origin}/file`);
    expect((await saved).state).to.equal('completed');
    expect(readFileSync(savePath, 'utf8')).to.equal('through');
    expect(asked.map(({ isProxy }) => isProxy)).to.deep.equal([true]);

    // The tunnel of an https: URL, whose server nobody trusts then.
    const secure = await listenSecurely();
    await ses.clearAuthCache();
    await ses.closeAllConnections();
    const askedForTunnel = answerLogins(secure.origin);
    const begun = nextDownload(ses);
    ses.downloadURL(`${secure.origin}/file`);
    (await begun).item.cancel();
    expect(askedForTunnel.map(({ isProxy }) => isProxy)).to.deep.equal([true]);
    expect(proxy.asked.at(-1)).to.equal(`CONNECT ${new URL(secure.origin).host}`);
  });
});

describe('downloads of pages where credentials are wanted', () => {
  const shared = useSharedSession();
  afterEach(() => shared().clearAuthCache());

  for (const [how, begin] of [
    ['contents.downloadURL()', async ({ webContents }, url) => webContents.downloadURL(url)],
    ['a link with the download attribute', (window, url) => clickLink(window, url, 'given.txt')],
    ['a navigation', (window, url) => window.loadURL(url).catch(() => undefined)],
  ] as [string, (window: Electron.BrowserWindow, url: string) => Promise<void>][]) {
    it(`emit login with the page: ${how}`, async () => {
      const ses = shared();
      const server = await listenGuarded();
      const asked = answerLogins(server.origin);
      const window = await openPage(ses, server);
      const savePath = path.join(tempDir(), 'file');
      const saved = save(ses, savePath);
      await begin(window, `${server.origin}/file`);
      const { state, contents } = await saved;
      expect([state, contents]).to.deep.equal(['completed', window.webContents]);
      expect(readFileSync(savePath, 'utf8')).to.equal('secret');
      expect(asked).to.deep.equal([
        { contents: window.webContents, url: `${server.origin}/file`, scheme: 'basic', isProxy: false },
      ]);
    });
  }

  it('emit login on the page alone, too', async () => {
    const ses = shared();
    const server = await listenGuarded();
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    webContents.on('login', (event, _details, _info, callback) => {
      event.preventDefault();
      callback('user', 'pass');
    });
    const saved = save(ses, path.join(tempDir(), 'file'));
    webContents.downloadURL(`${server.origin}/file`);
    expect((await saved).state).to.equal('completed');
  });
});

describe('ses.createInterruptedDownload() where credentials are wanted', () => {
  it('emits login when it is resumed', async () => {
    const ses = newSession();
    const server = await listenGuarded();
    const asked = answerLogins(server.origin);
    const savePath = path.join(tempDir(), 'file');
    writeFileSync(savePath, 'sec');
    const begun = nextDownload(ses);
    ses.createInterruptedDownload({
      path: savePath,
      urlChain: [`${server.origin}/file`],
      offset: 3,
      length: 6,
      eTag: '"one"',
    });
    const { item } = await begun;
    const done = untilDone(item);
    item.resume();
    expect(await done).to.equal('completed');
    expect(existsSync(`${savePath}.crdownload`)).to.equal(false);
    expect(readFileSync(savePath, 'utf8')).to.equal('secret');
    expect(asked.length).to.equal(1);
  });
});
