// Links that Chromium has no use for: the request handler is asked for openExternal, and the desktop's opener opens them.
import { session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { listenUntilClosed, sendPage, type LocalServer } from './lib/servers';
import { browserPid, closeAllWindows, endBrowser, openWindow, randomPartition } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

interface Asked {
  contents: Electron.WebContents;
  permission: string;
  details: object;
  callback: (granted: boolean) => void;
}

/** How a page goes to a URL, as code. */
const ROUTES: Readonly<Record<string, (url: string) => string>> = {
  'a script': (url) => `location.href = '${url}'`,
  'a link': (url) =>
    `Object.assign(document.body.appendChild(document.createElement('a')), { href: '${url}' }).click()`,
  'a form': (url) =>
    `Object.assign(document.body.appendChild(document.createElement('form')), { action: '${url}', method: 'post' }).submit()`,
};

describe('ses.setPermissionRequestHandler(handler)', () => {
  let server: LocalServer;
  let ses: Electron.Session;
  let window: BrowserWindow;
  let asked: Asked[];
  let log: string;
  const PATH = process.env['PATH'];

  before(async () => {
    server = await listenUntilClosed((_, response) => sendPage(response, '<title>Links</title>'));
    ses = session.fromPartition(randomPartition());
  });
  beforeEach(async () => {
    asked = [];
    window = openWindow({ webPreferences: { session: ses } });
    await window.loadURL(origin());
    log = path.join(tempDir(), 'opened');
    const opener = path.join(path.dirname(log), 'xdg-open');
    writeFileSync(opener, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${log}'\n`, { mode: 0o755 });
    process.env['PATH'] = `${path.dirname(log)}:${PATH}`;
  });
  afterEach(() => {
    process.env['PATH'] = PATH;
    closeAllWindows();
    ses.setPermissionRequestHandler(null);
  });
  after(async () => {
    await endBrowser(ses);
    await server.close();
  });

  const origin = (): string => `http://localhost:${server.port}/`;
  const inPage = (code: string): Promise<unknown> =>
    window.webContents.executeJavaScript(`${code}; undefined`, true) as Promise<unknown>;
  const opened = (): string[] =>
    existsSync(log)
      ? readFileSync(log, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : [];
  const answer = (granted?: boolean): void =>
    ses.setPermissionRequestHandler((contents, permission, callback, details) => {
      asked.push({ contents, permission, details, callback });
      if (granted !== undefined) callback(granted);
    });

  describe('openExternal', () => {
    for (const [how, code] of Object.entries(ROUTES)) {
      it(`is asked when a page goes there by ${how}, and opens what is granted`, async () => {
        answer(true);
        await inPage(code('foo:bar'));
        await until('the opener', () => opened().length > 0);
        expect(opened()).to.deep.equal(['foo:bar']);
        expect(asked.map(({ permission, details }) => [permission, details])).to.deep.equal([
          ['openExternal', { externalURL: 'foo:bar', requestingUrl: origin(), isMainFrame: true }],
        ]);
        expect(asked[0]?.contents).to.equal(window.webContents);
        expect(window.webContents.getURL()).to.equal(origin());
      });
    }

    it('opens nothing that is denied', async () => {
      answer(false);
      await inPage(ROUTES['a script']!('foo:denied'));
      await until('the request', () => asked.length === 1);
      answer(true);
      await inPage(ROUTES['a script']!('foo:granted'));
      await until('the opener', () => opened().length > 0);
      expect(opened()).to.deep.equal(['foo:granted']);
    });

    it('opens without a handler', async () => {
      await inPage(ROUTES['a script']!('mailto:somebody@example.com?subject=a%20b'));
      await until('the opener', () => opened().length > 0);
      expect(opened()).to.deep.equal(['mailto:somebody@example.com?subject=a%20b']);
    });

    it('is asked for frames', async () => {
      answer(false);
      await inPage(`document.body.append(Object.assign(document.createElement('iframe'), { src: 'foo:frame' }))`);
      await until('the request', () => asked.length === 1);
      expect(asked[0]?.details).to.include({ externalURL: 'foo:frame', isMainFrame: false });
    });

    it('is asked for window.open()', async () => {
      answer(false);
      await inPage(`window.open('foo:window')`);
      await until('the request', () => asked.length === 1);
      expect(asked[0]?.details).to.include({ externalURL: 'foo:window', isMainFrame: true });
      expect(asked[0]?.contents).not.to.equal(window.webContents);
    });

    it('is not asked for a window that setWindowOpenHandler denies', async () => {
      answer(true);
      window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
      await inPage(`window.open('foo:window')`);
      await inPage(ROUTES['a script']!('foo:after'));
      await until('the opener', () => opened().length > 0);
      expect(opened()).to.deep.equal(['foo:after']);
    });

    it('ignores an answer that comes when the page has left', async () => {
      answer();
      await inPage(ROUTES['a script']!('foo:left'));
      const { callback } = await until('the request', () => asked[0]);
      await window.loadURL(`${origin()}next`);
      callback(true);
      answer(true);
      await inPage(ROUTES['a script']!('foo:stayed'));
      await until('the opener', () => opened().length > 0);
      expect(opened()).to.deep.equal(['foo:stayed']);
    });

    it('asks for no more than 16 at once', async () => {
      answer();
      for (let i = 0; i < 20; ++i) await inPage(ROUTES['a script']!(`foo:${i}`));
      await until('16 requests', () => asked.length >= 16);
      expect(asked.length).to.equal(16);
      for (const { callback } of asked) callback(false);
      await inPage(ROUTES['a script']!('foo:more'));
      // The last of the 20 may start only now, and are asked about, too.
      await until('one more', () => asked.length > 16);
    });

    it('leaves Chromium no opener of its own', () => {
      const environment = readFileSync(`/proc/${browserPid(ses)}/environ`, 'utf8').split('\0');
      const [first = ''] =
        environment
          .find((entry) => entry.startsWith('PATH='))
          ?.slice(5)
          .split(':') ?? [];
      expect(readFileSync(path.join(first, 'xdg-open'), 'utf8')).to.include('exit 4');
      expect(existsSync(path.join(first, 'xdg-email'))).to.equal(true);
    });
  });
});
