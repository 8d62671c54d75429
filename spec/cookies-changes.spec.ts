import { expect } from 'chai';
import { spawnApp } from './lib/apps';
import { inSeconds, names, URL_OF_ALL, type Cookie } from './lib/cookies';
import { listen, sendPage } from './lib/servers';
import { patience } from './lib/patience';
import { browserPid, endBrowser, newSession, newWindow, nextEvent } from './lib/sessions';
import { until } from './lib/until';

describe('ses.cookies', () => {
  describe('cookies.flushStore()', () => {
    const app = (code: string): string => `
      const { app, session } = require('electron');
      app.whenReady().then(async () => {
        const { cookies } = session.fromPartition('persist:flush');
        const set = (name) => cookies.set({ url: '${URL_OF_ALL}', name, value: '1', expirationDate: Date.now() / 1000 + 1000 });
        ${code}
      });
    `;
    const namesInNextRun = async (home: ReturnType<typeof spawnApp>['home']): Promise<string[]> => {
      const next = spawnApp(app('console.log(JSON.stringify(await cookies.get({}))); app.quit();'), { home });
      return names(await next.report<Cookie[]>());
    };

    it('resolves when the cookies are on disk: SIGKILL right after it loses none', async () => {
      const first = spawnApp(
        app("await set('flushed'); await cookies.flushStore(); process.kill(process.pid, 'SIGKILL');"),
      );
      await first.exited;
      expect(await namesInNextRun(first.home)).to.deep.equal(['flushed']);
    });

    it('resolves when the cookies are on disk: SIGKILL of Chromium right after it loses none', async () => {
      const first = spawnApp(
        app(`
          await set('flushed');
          await cookies.flushStore();
          process.kill(session.fromPartition('persist:flush').getBrowserProcessId(), 'SIGKILL');
          app.exit();
        `),
      );
      await first.exited;
      expect(await namesInNextRun(first.home)).to.deep.equal(['flushed']);
    });

    it('includes cookies whose set() has not resolved yet', async () => {
      const first = spawnApp(
        app(`
          await cookies.get({});
          void set('pending');
          await cookies.flushStore();
          process.kill(session.fromPartition('persist:flush').getBrowserProcessId(), 'SIGKILL');
          app.exit();
        `),
      );
      await first.exited;
      expect(await namesInNextRun(first.home)).to.deep.equal(['pending']);
    });

    it('resolves for a session that was never used, and starts no Chromium for it', async () => {
      const ses = newSession('persist:');
      await ses.cookies.flushStore();
      expect(browserPid(ses)).to.equal(0);
    });

    it('resolves for an in-memory session', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: URL_OF_ALL, name: 'a' });
      expect(await cookies.flushStore()).to.equal(undefined);
    });

    it('removes no cookie', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: URL_OF_ALL, name: 'a' });
      await cookies.flushStore();
      expect(names(await cookies.get({}))).to.deep.equal(['a']);
    });

    it('resolves while a page is open', async () => {
      const window = newWindow();
      await window.loadURL('about:blank');
      expect(await window.webContents.session.cookies.flushStore()).to.equal(undefined);
    });
  });

  describe("cookies event 'changed'", () => {
    type Change = [event: Electron.Event, cookie: Cookie, cause: string, removed: boolean];

    /** Changes of a session from now on; `until(n)` resolves with the first n, as [name, value, cause, removed]. */
    function recordChanges(ses: Electron.Session): { until(count: number): Promise<unknown[][]>; all: unknown[][] } {
      const all: unknown[][] = [];
      ses.cookies.on('changed', (_, { name, value }, cause, removed) => void all.push([name, value, cause, removed]));
      return {
        all,
        until: async (count) => {
          await until(`${count} changes, ${JSON.stringify(all)}`, () => all.length >= count);
          return all;
        },
      };
    }

    it('tells of a new cookie', async () => {
      const ses = newSession();
      const changes = recordChanges(ses);
      await ses.cookies.set({ url: URL_OF_ALL, name: 'a', value: '1' });
      expect(await changes.until(1)).to.deep.equal([['a', '1', 'explicit', false]]);
    });

    it('tells of a new cookie to a listener that was added while Chromium runs', async () => {
      const ses = newSession();
      await ses.cookies.get({});
      const changes = recordChanges(ses);
      await ses.cookies.set({ url: URL_OF_ALL, name: 'a', value: '1' });
      expect(await changes.until(1)).to.deep.equal([['a', '1', 'explicit', false]]);
    });

    it('gives the cookie as get() does, behind an event object', async () => {
      const ses = newSession();
      const change = nextEvent<Change>(ses.cookies, 'changed');
      const expirationDate = inSeconds(1000);
      await ses.cookies.set({
        url: URL_OF_ALL,
        name: 'a',
        value: '1',
        domain: 'shop.example',
        sameSite: 'strict',
        expirationDate,
      });
      const [event, cookie] = await change;
      expect(event).to.respondTo('preventDefault');
      expect(cookie).to.deep.equal((await ses.cookies.get({}))[0]);
    });

    it('tells of a removed cookie', async () => {
      const ses = newSession();
      await ses.cookies.set({ url: URL_OF_ALL, name: 'a', value: '1' });
      const changes = recordChanges(ses);
      await ses.cookies.remove(URL_OF_ALL, 'a');
      expect(await changes.until(1)).to.deep.equal([['a', '1', 'explicit', true]]);
    });

    it('tells of a replaced cookie: the old one as removed, then the new one', async () => {
      const ses = newSession();
      await ses.cookies.set({ url: URL_OF_ALL, name: 'a', value: 'old' });
      const changes = recordChanges(ses);
      await ses.cookies.set({ url: URL_OF_ALL, name: 'a', value: 'new' });
      expect(await changes.until(2)).to.deep.equal([
        ['a', 'old', 'overwrite', true],
        ['a', 'new', 'explicit', false],
      ]);
    });

    it('tells of a cookie that is replaced by one in the past', async () => {
      const ses = newSession();
      const changes = recordChanges(ses);
      await ses.cookies.set({ url: URL_OF_ALL, name: 'a', value: '1' });
      await ses.cookies.set({ url: URL_OF_ALL, name: 'a', value: '2', expirationDate: inSeconds(-10) });
      expect((await changes.until(2))[1]).to.deep.equal(['a', '1', 'expired-overwrite', true]);
    });

    it('tells of a cookie that has expired', async () => {
      const ses = newSession();
      const changes = recordChanges(ses);
      await ses.cookies.get({}); // Chromium runs: its start may take longer than the cookie lives
      // As long as a busy machine may need to store it: of a cookie of the past nothing is told.
      const expirationDate = (Date.now() + patience(3000)) / 1000;
      await ses.cookies.set({ url: URL_OF_ALL, name: 'a', value: '1', expirationDate });
      await until('the cookie gone', async () => (await ses.cookies.get({})).length === 0);
      expect((await changes.until(2))[1]).to.deep.equal(['a', '1', 'expired', true]);
    });

    it('tells of cookies that made way because there were too many', async () => {
      const ses = newSession();
      const changes = recordChanges(ses);
      const many = Array.from({ length: 200 }, (_, index) => `c${index}`);
      await Promise.all(many.map((name) => ses.cookies.set({ url: URL_OF_ALL, name, value: '1' })));
      const evicted = 200 - (await ses.cookies.get({})).length;
      await changes.until(200 + evicted);
      const told = changes.all.filter(([, , cause, removed]) => cause === 'evicted' && removed === true);
      expect(told).to.have.lengthOf(evicted).and.not.to.be.empty;
    });

    it('tells of a cookie that a server sets', async () => {
      const window = newWindow();
      const changes = recordChanges(window.webContents.session);
      // The icon of the page must not set it once more.
      const server = await listen(({ url }, response) =>
        sendPage(response, '', url === '/' ? { 'set-cookie': 'server=1' } : {}),
      );
      await window.loadURL(server.origin);
      expect(await changes.until(1)).to.deep.equal([['server', '1', 'explicit', false]]);
    });

    it('tells of a cookie that a page sets', async () => {
      const window = newWindow();
      const changes = recordChanges(window.webContents.session);
      const server = await listen();
      await window.loadURL(server.origin);
      await window.webContents.executeJavaScript("document.cookie = 'page=1'");
      expect(await changes.until(1)).to.deep.equal([['page', '1', 'explicit', false]]);
    });

    it('tells each session of its own cookies', async () => {
      const [one, other] = [newSession(), newSession()];
      const [ofOne, ofOther] = [recordChanges(one), recordChanges(other)];
      await one.cookies.set({ url: URL_OF_ALL, name: 'one', value: '1' });
      await other.cookies.set({ url: URL_OF_ALL, name: 'other', value: '2' });
      expect([await ofOne.until(1), await ofOther.until(1)]).to.deep.equal([
        [['one', '1', 'explicit', false]],
        [['other', '2', 'explicit', false]],
      ]);
    });

    it('goes on when Chromium was started again', async () => {
      const ses = newSession();
      const changes = recordChanges(ses);
      await ses.cookies.set({ url: URL_OF_ALL, name: 'first', value: '1' });
      await changes.until(1);
      await endBrowser(ses);
      await ses.cookies.set({ url: URL_OF_ALL, name: 'second', value: '2' });
      expect((await changes.until(2))[1]).to.deep.equal(['second', '2', 'explicit', false]);
    });
  });

  describe('cookies of sessions', () => {
    it('are kept apart in two sessions at once', async () => {
      const server = await listen();
      const windows = [newWindow(), newWindow()];
      await Promise.all(
        windows.map(async (window, index) => {
          await window.webContents.session.cookies.set({ url: server.origin, name: 'who', value: String(index) });
          await window.loadURL(`${server.origin}/${index}`);
        }),
      );
      const sent = server.requests
        .filter(({ url }) => /^\/\d$/.test(url ?? ''))
        .map(({ url, headers }) => `${url} ${headers.cookie}`);
      expect(sent.sort()).to.deep.equal(['/0 who=0', '/1 who=1']);
    });

    for (const prefix of ['', 'persist:'] as const) {
      it(`stay when the last window is closed, session cookies too, in a session named ${prefix}…`, async () => {
        const ses = newSession(prefix);
        const window = newWindow({ webPreferences: { session: ses } });
        await window.loadURL('about:blank');
        await ses.cookies.set({ url: URL_OF_ALL, name: 'passing' });
        const closed = nextEvent(window, 'closed');
        window.close();
        await closed;
        // Chromium ends what belongs to the last window before it opens another one.
        await newWindow({ webPreferences: { session: ses } }).loadURL('about:blank');
        expect(names(await ses.cookies.get({}))).to.deep.equal(['passing']);
      });
    }

    it('of an earlier run are no changes', async () => {
      const app = (code: string): string => `
        const { app, session } = require('electron');
        app.whenReady().then(async () => {
          const { cookies } = session.fromPartition('persist:restart');
          ${code}
          app.quit();
        });
      `;
      const first = spawnApp(
        app(`await cookies.set({ url: '${URL_OF_ALL}', name: 'passing' }); await cookies.flushStore();`),
      );
      await first.exited;
      const code = `
        const changes = [];
        cookies.on('changed', (event, { name }) => changes.push(name));
        await cookies.set({ url: '${URL_OF_ALL}', name: 'new' });
        while (!changes.includes('new')) await new Promise(setImmediate);
        console.log(JSON.stringify([changes, await cookies.get({})]));
      `;
      const second = spawnApp(app(code), { home: first.home });
      const [changes, found] = await second.report<[string[], Cookie[]]>();
      expect([changes, names(found)]).to.deep.equal([['new'], ['new']]);
    });

    it('survive a restart of the app in a persistent session, session cookies aside', async () => {
      const app = (code: string): string => `
        const { app, session } = require('electron');
        app.whenReady().then(async () => {
          const { cookies } = session.fromPartition('persist:restart');
          ${code}
          app.quit();
        });
      `;
      const first = spawnApp(
        app(`
          await cookies.set({ url: '${URL_OF_ALL}', name: 'lasting', expirationDate: Date.now() / 1000 + 1000 });
          await cookies.set({ url: '${URL_OF_ALL}', name: 'passing' });
        `),
      );
      await first.exited;
      const second = spawnApp(app('console.log(JSON.stringify(await cookies.get({})));'), { home: first.home });
      expect(names(await second.report<Cookie[]>())).to.deep.equal(['lasting']);
    });

    it('of an in-memory session are gone with the app', async () => {
      const app = (code: string): string => `
        const { app, session } = require('electron');
        app.whenReady().then(async () => {
          const { cookies } = session.fromPartition('memory');
          ${code}
          app.quit();
        });
      `;
      const first = spawnApp(
        app(`await cookies.set({ url: '${URL_OF_ALL}', name: 'a', expirationDate: Date.now() / 1000 + 1000 });`),
      );
      await first.exited;
      const second = spawnApp(app('console.log(JSON.stringify(await cookies.get({})));'), { home: first.home });
      expect(await second.report<Cookie[]>()).to.deep.equal([]);
    });
  });
});
