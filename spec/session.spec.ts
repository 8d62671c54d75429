import { app, BrowserWindow, session } from 'electron';
import { expect } from 'chai';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { runApp, spawnApp } from './lib/apps';
import { fixtureFiles, listen, sendPage } from './lib/servers';
import { browserPid, destroyWindow, endBrowser, newSession, newWindow, randomPartition } from './lib/sessions';
import { defer } from './lib/cleanup';
import { tempDir } from './lib/temp';

const ROOT_ORIGIN = 'https://session.example';

/** Loads `url` twice in windows of the session; returns how often the server was asked. */
async function loadTwice(ses: Electron.Session): Promise<number> {
  const server = await listen((_, response) => sendPage(response, '<p>kept</p>', { 'cache-control': 'max-age=3600' }));
  for (const window of [
    newWindow({ webPreferences: { session: ses } }),
    newWindow({ webPreferences: { session: ses } }),
  ]) {
    await window.loadURL(`${server.origin}/page`);
  }
  return server.requests.filter(({ url }) => url === '/page').length;
}

describe('session module', () => {
  describe('session.defaultSession', () => {
    it('is the session of the empty partition', () => {
      expect(session.defaultSession).to.equal(session.fromPartition(''));
    });

    it('keeps its data in the directory that app.getPath() calls sessionData', () => {
      expect(session.defaultSession.storagePath).to.equal(app.getPath('sessionData'));
    });

    it('is the session of a window that names none', () => {
      const window = new BrowserWindow();
      defer(() => endBrowser(session.defaultSession));
      defer(() => destroyWindow(window));
      expect(window.webContents.session).to.equal(session.defaultSession);
    });

    it('cannot be had before the app is ready', async () => {
      const { stdout } = await runApp(`
        const { app, session } = require('electron');
        try { session.defaultSession; } catch (error) { console.log(error.message); }
        app.exit();
      `);
      expect(stdout).to.equal('Session can only be received when app is ready\n');
    });
  });

  describe('session.fromPartition(partition[, options])', () => {
    it('returns the same session for the same name', () => {
      const partition = randomPartition();
      expect(session.fromPartition(partition)).to.equal(session.fromPartition(partition));
    });

    it('returns different sessions for different names', () => {
      expect(session.fromPartition(randomPartition())).not.to.equal(session.fromPartition(randomPartition()));
    });

    it('tells names with and without persist: apart', () => {
      const name = randomPartition();
      expect(session.fromPartition(name)).not.to.equal(session.fromPartition(`persist:${name}`));
    });

    it('tells names that differ in case apart', () => {
      const name = randomPartition('persist:');
      expect(session.fromPartition(`${name}a`)).not.to.equal(session.fromPartition(`${name}A`));
    });

    it('emits session-created with a new session, and not with a known one', () => {
      const partition = randomPartition();
      const created: Electron.Session[] = [];
      const listener = (ses: Electron.Session): void => void created.push(ses);
      app.on('session-created', listener);
      defer(() => app.off('session-created', listener));
      const ses = session.fromPartition(partition);
      session.fromPartition(partition);
      expect(created).to.deep.equal([ses]);
    });

    it('does not start a Chromium', () => {
      expect(browserPid(newSession())).to.equal(0);
    });

    it('is the session of a window with that partition', () => {
      const ses = newSession();
      const partition = randomPartition();
      const window = newWindow({ webPreferences: { partition } });
      defer(() => endBrowser(session.fromPartition(partition)));
      expect(window.webContents.session).to.equal(session.fromPartition(partition)).and.not.to.equal(ses);
    });

    it('keeps cookies of different partitions apart', async () => {
      const [one, other] = [newSession(), newSession()];
      await one.cookies.set({ url: ROOT_ORIGIN, name: 'own', value: '1' });
      expect(await other.cookies.get({})).to.deep.equal([]);
    });

    it('keeps responses in the HTTP cache', async () => {
      expect(await loadTwice(newSession())).to.equal(1);
    });

    it('keeps no responses with cache: false', async () => {
      expect(await loadTwice(newSession('', { cache: false }))).to.equal(2);
    });

    it('ignores options for a session that exists', async () => {
      const partition = randomPartition();
      session.fromPartition(partition, { cache: false });
      const ses = session.fromPartition(partition, { cache: true });
      defer(() => endBrowser(ses));
      expect(await loadTwice(ses)).to.equal(2);
    });
  });

  describe('session.fromPath(path[, options])', () => {
    it('returns a persistent session that keeps its data in the directory', () => {
      const directory = path.join(tempDir(), 'profile');
      const ses = session.fromPath(directory);
      expect({ path: ses.storagePath, persistent: ses.isPersistent() }).to.deep.equal({
        path: directory,
        persistent: true,
      });
    });

    it('returns the same session for the same path', () => {
      const directory = tempDir();
      expect(session.fromPath(directory)).to.equal(session.fromPath(directory));
    });

    it('returns the same session for another spelling of the path', () => {
      const directory = tempDir();
      expect(session.fromPath(`${directory}/a/..//`)).to.equal(session.fromPath(directory));
    });

    it('returns the session of the partition that has the directory', () => {
      const ses = session.fromPartition(randomPartition('persist:'));
      expect(session.fromPath(ses.storagePath ?? '')).to.equal(ses);
    });

    it('creates the directory when the session is first used', async () => {
      const directory = path.join(tempDir(), 'not', 'there', 'yet');
      const ses = session.fromPath(directory);
      defer(() => endBrowser(ses));
      const before = existsSync(directory);
      await ses.cookies.get({});
      expect([before, existsSync(directory)]).to.deep.equal([false, true]);
    });

    it('keeps cookies from one run of an app to the next', async () => {
      const source = (code: string): string => `
        const { app, session } = require('electron');
        app.whenReady().then(async () => {
          const { cookies } = session.fromPath(require('path').join(app.getPath('userData'), 'elsewhere'));
          ${code}
          app.quit();
        });
      `;
      const set = `await cookies.set({ url: '${ROOT_ORIGIN}', name: 'kept', value: 'yes', expirationDate: Date.now() / 1000 + 1000 });`;
      const first = spawnApp(source(set));
      await first.exited;
      const second = spawnApp(source('console.log(JSON.stringify(await cookies.get({})));'), { home: first.home });
      expect((await second.report<Electron.Cookie[]>()).map(({ name, value }) => [name, value])).to.deep.equal([
        ['kept', 'yes'],
      ]);
    });

    it('keeps no responses with cache: false', async () => {
      const ses = session.fromPath(tempDir(), { cache: false });
      defer(() => endBrowser(ses));
      expect(await loadTwice(ses)).to.equal(2);
    });
  });
});

describe('Session', () => {
  describe('ses.isPersistent()', () => {
    it('is false for an in-memory session', () => {
      expect(session.fromPartition(randomPartition()).isPersistent()).to.equal(false);
    });

    it('is true for a persistent one', () => {
      expect(session.fromPartition(randomPartition('persist:')).isPersistent()).to.equal(true);
    });
  });

  for (const [title, storagePathOf] of [
    ['ses.storagePath', (ses: Electron.Session) => ses.storagePath],
    ['ses.getStoragePath()', (ses: Electron.Session) => ses.getStoragePath()],
  ] as const) {
    describe(title, () => {
      it('is null for an in-memory session', () => {
        expect(storagePathOf(session.fromPartition(randomPartition()))).to.equal(null);
      });

      it('is a directory below Partitions for a persistent partition', () => {
        const name = randomPartition();
        const expected = path.join(app.getPath('sessionData'), 'Partitions', name);
        expect(storagePathOf(session.fromPartition(`persist:${name}`))).to.equal(expected);
      });

      it('is where Chromium keeps the data', async () => {
        const ses = newSession('persist:');
        await ses.cookies.get({});
        expect(existsSync(path.join(storagePathOf(ses) ?? '', 'Default'))).to.equal(true);
      });
    });
  }

  describe('ses.getUserAgent()', () => {
    it('names the app, Chromium and Electron', async () => {
      const { stdout } = await runApp(
        `
        const { app, session } = require('electron');
        app.whenReady().then(() => { console.log(session.defaultSession.getUserAgent()); app.quit(); });
      `,
        { packageJSON: { productName: 'Spec App', version: '7.8.9' } },
      );
      const { chrome, electron } = process.versions;
      expect(stdout).to.include(` SpecApp/7.8.9 Chrome/${chrome} Electron/${electron} Safari/`);
    });

    it('follows app.userAgentFallback', () => {
      const ses = session.fromPartition(randomPartition());
      const fallback = app.userAgentFallback;
      defer(() => (app.userAgentFallback = fallback));
      app.userAgentFallback = 'Fallback/1.0';
      expect(ses.getUserAgent()).to.equal('Fallback/1.0');
    });

    it('is what pages say in navigator.userAgent', async () => {
      const window = newWindow();
      await window.loadURL('about:blank');
      const userAgent: unknown = await window.webContents.executeJavaScript('navigator.userAgent');
      expect(userAgent).to.equal(window.webContents.session.getUserAgent());
    });

    it('is what pages send', async () => {
      const server = await listen();
      const window = newWindow();
      await window.loadURL(server.origin);
      expect(server.requests[0]?.headers['user-agent']).to.equal(window.webContents.session.getUserAgent());
    });
  });
});

interface Identity {
  userAgent: string;
  languages: string[];
  brands: { brand: string; version: string }[];
  headers: Record<string, string>;
}

/** Files that contexts load first, by the context that asks for them. */
const OWN_REQUESTS = {
  'page': '/',
  'iframe': '/frame.html',
  'worker': '/worker.js',
  'shared worker': '/shared-worker.js',
  'service worker': '/service-worker.js',
};

const CONTEXTS = ['page', 'iframe', 'iframe of another site', 'worker', 'shared worker', 'service worker'] as const;

/** What every kind of context of a session says of itself; and the headers of the requests for the contexts. */
async function collectIdentities(
  ses: Electron.Session,
): Promise<{ contexts: Record<string, Identity>; requests: Record<string, NodeJS.Dict<string | string[]>> }> {
  const server = await listen(
    fixtureFiles('pages/identity', (request, response) => {
      if (request.url !== '/headers') return false;
      response.end(JSON.stringify(request.headers));
      return true;
    }),
  );
  const window = newWindow({ webPreferences: { session: ses } });
  await window.loadURL(server.origin);
  const code = `collect('http://localhost:${server.port}')`;
  const contexts = (await window.webContents.executeJavaScript(code)) as Record<string, Identity>;
  const requests = Object.entries(OWN_REQUESTS).map(([context, file]) => [
    context,
    server.requests.find(({ url }) => url === file)?.headers ?? {},
  ]);
  return { contexts, requests: Object.fromEntries(requests) as Record<string, NodeJS.Dict<string | string[]>> };
}

describe('Session', () => {
  describe('ses.setUserAgent(userAgent[, acceptLanguages])', () => {
    it('changes what getUserAgent() returns', () => {
      const ses = session.fromPartition(randomPartition());
      ses.setUserAgent('Spec/1.0');
      expect(ses.getUserAgent()).to.equal('Spec/1.0');
    });

    for (const [title, prepare] of [
      ['before Chromium has started', () => undefined],
      ['while Chromium runs', (ses: Electron.Session) => ses.cookies.get({})],
    ] as const) {
      describe(title, () => {
        let found: Awaited<ReturnType<typeof collectIdentities>>;
        let plain: typeof found;

        before(async () => {
          plain = await collectIdentities(newSession());
          expect(plain.contexts['page']?.headers['sec-ch-ua']).to.include('Chromium');
          const ses = newSession();
          await prepare(ses);
          ses.setUserAgent('Spec/1.0 (identity)', 'de-AT,fr');
          found = await collectIdentities(ses);
        });

        for (const context of CONTEXTS) {
          it(`sets navigator.userAgent of a ${context}`, () => {
            expect(found.contexts[context]?.userAgent).to.equal('Spec/1.0 (identity)');
          });

          it(`sets the User-Agent header of requests by a ${context}`, () => {
            expect(found.contexts[context]?.headers['user-agent']).to.equal('Spec/1.0 (identity)');
          });

          it(`sets navigator.languages of a ${context}`, () => {
            expect(found.contexts[context]?.languages).to.deep.equal(['de-AT', 'fr']);
          });

          it(`sets the Accept-Language header of requests by a ${context}`, () => {
            expect(found.contexts[context]?.headers['accept-language']).to.equal('de-AT,fr;q=0.9');
          });

          it(`leaves navigator.userAgentData and Sec-CH-UA of a ${context} as they are`, () => {
            const [now, before] = [found, plain].map(({ contexts }) => contexts[context]);
            expect(now?.brands).to.deep.equal(before?.brands).and.have.length(2);
            expect(now?.headers['sec-ch-ua']).to.equal(before?.headers['sec-ch-ua']);
          });
        }

        for (const context of Object.keys(OWN_REQUESTS).filter((name) => name !== 'service worker')) {
          it(`sets both headers of the request for a ${context}`, () => {
            const headers = found.requests[context];
            expect([headers?.['user-agent'], headers?.['accept-language']?.slice(0, 5)]).to.deep.equal([
              'Spec/1.0 (identity)',
              'de-AT',
            ]);
          });
        }
      });
    }

    // docs/limits.md: Chromium fetches the script before there is a worker that could be told.
    it('reaches the request for the script of a service worker only before Chromium has started', async () => {
      const [early, late] = [newSession(), newSession()];
      await late.cookies.get({});
      const found = [];
      for (const ses of [early, late]) {
        ses.setUserAgent('Spec/1.0');
        found.push((await collectIdentities(ses)).requests['service worker']?.['user-agent']);
      }
      expect(found).to.deep.equal(['Spec/1.0', newSession().getUserAgent()]);
    });

    it('leaves the languages alone when none are given', async () => {
      const [plain, changed] = [newSession(), newSession()];
      changed.setUserAgent('Spec/1.0');
      const [before, after] = [await collectIdentities(plain), await collectIdentities(changed)];
      expect(after.contexts['page']?.languages).to.deep.equal(before.contexts['page']?.languages);
    });

    it('leaves a WebContents that exists alone', async () => {
      const ses = newSession();
      const window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL('about:blank');
      const userAgent = ses.getUserAgent();
      ses.setUserAgent('Spec/1.0');
      await window.loadURL('data:text/html,next');
      expect(await window.webContents.executeJavaScript('navigator.userAgent')).to.equal(userAgent);
    });

    it('leaves other sessions alone', async () => {
      const [ses, other] = [newSession(), newSession()];
      const expected = other.getUserAgent();
      ses.setUserAgent('Spec/1.0');
      const window = newWindow({ webPreferences: { session: other } });
      await window.loadURL('about:blank');
      expect(await window.webContents.executeJavaScript('navigator.userAgent')).to.equal(expected);
    });

    it('is overridden by the one of a WebContents', async () => {
      const ses = newSession();
      ses.setUserAgent('Session/1.0');
      const window = newWindow({ webPreferences: { session: ses } });
      window.webContents.setUserAgent('Contents/1.0');
      await window.loadURL('about:blank');
      expect(await window.webContents.executeJavaScript('navigator.userAgent')).to.equal('Contents/1.0');
    });

    it('is still in force when Chromium was started again', async () => {
      const ses = newSession();
      await ses.cookies.get({});
      ses.setUserAgent('Spec/1.0', 'de');
      await endBrowser(ses);
      const window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL('about:blank');
      const said: unknown = await window.webContents.executeJavaScript('[navigator.userAgent, ...navigator.languages]');
      expect(said).to.deep.equal(['Spec/1.0', 'de']);
    });

    it('takes the last of several calls', async () => {
      const ses = newSession();
      ses.setUserAgent('First/1.0', 'de');
      ses.setUserAgent('Last/1.0', 'fr');
      const window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL('about:blank');
      const said: unknown = await window.webContents.executeJavaScript('[navigator.userAgent, ...navigator.languages]');
      expect(said).to.deep.equal(['Last/1.0', 'fr']);
    });
  });
});
