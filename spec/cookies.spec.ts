import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { spawnApp } from './lib/apps';
import { listen, sendPage } from './lib/servers';
import { browserPid, endBrowser, newSession, newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

/** What Valence has beyond Electron's types: partitioned cookies. */
interface PartitionKey {
  topLevelSite: string;
  hasCrossSiteAncestor?: boolean;
}
type Cookie = Electron.Cookie & { partitionKey?: PartitionKey };
type Details = Electron.CookiesSetDetails & { partitionKey?: PartitionKey };
type Filter = Electron.CookiesGetFilter & { partitionKey?: PartitionKey };

const URL_OF_ALL = 'https://shop.example/';

const inSeconds = (seconds: number): number => Math.round(Date.now() / 1000) + seconds;
const names = (cookies: readonly Electron.Cookie[]): string[] => cookies.map(({ name }) => name).sort();

describe('ses.cookies', () => {
  const sharedSession = useSharedSession();

  /** Sets a cookie for a host that no other cookie has; returns what get() makes of it, with `shop.example` for the host. */
  async function roundTrip(details: Partial<Details>): Promise<Cookie> {
    const { cookies } = sharedSession();
    const host = `${randomUUID()}.example`;
    const forHost = (text: string): string => text.replace('shop.example', host);
    const { url = URL_OF_ALL, domain } = details;
    await cookies.set({ ...details, url: forHost(url), ...(domain === undefined ? {} : { domain: forHost(domain) }) });
    const [cookie, ...others] = (await cookies.get({ domain: host })) as Cookie[];
    if (!cookie || others.length > 0) throw new Error(`There are ${others.length + (cookie ? 1 : 0)} cookies, not one`);
    return { ...cookie, domain: cookie.domain?.replace(host, 'shop.example') ?? '' };
  }

  describe('cookies.get(filter)', () => {
    const JAR: Details[] = [
      { url: 'https://shop.example/', name: 'host', value: '1' },
      { url: 'https://shop.example/', name: 'domain', value: '2', domain: 'shop.example' },
      { url: 'https://www.shop.example/', name: 'sub', value: '3' },
      { url: 'https://shop.example/', name: 'path', value: '4', path: '/cart' },
      { url: 'https://shop.example/', name: 'secure', value: '5', secure: true },
      { url: 'https://shop.example/', name: 'lasting', value: '6', expirationDate: inSeconds(10_000) },
      { url: 'https://shop.example/', name: 'hidden', value: '7', httpOnly: true },
      { url: 'https://bank.example/', name: 'foreign', value: '8' },
    ];
    const ALL = JAR.map(({ name = '' }) => name).sort();
    const allBut = (...left: string[]): string[] => ALL.filter((name) => !left.includes(name));

    const CASES: [title: string, filter: Filter, expected: string[]][] = [
      ['returns all cookies for an empty filter', {}, ALL],
      [
        'selects what a URL gets: host, domain and path',
        { url: 'https://shop.example/' },
        allBut('sub', 'path', 'foreign'),
      ],
      [
        'selects cookies of a path below it by URL',
        { url: 'https://shop.example/cart/2?x=1' },
        allBut('sub', 'foreign'),
      ],
      ['does not take /carton for /cart', { url: 'https://shop.example/carton' }, allBut('sub', 'path', 'foreign')],
      ['selects cookies of the domain above for a URL', { url: 'https://www.shop.example/' }, ['domain', 'sub']],
      [
        'leaves secure cookies out for an http URL',
        { url: 'http://shop.example/' },
        allBut('sub', 'path', 'foreign', 'secure'),
      ],
      ['selects nothing for a URL without cookies', { url: 'https://nobody.example/' }, []],
      ['selects by name', { name: 'sub' }, ['sub']],
      ['selects by domain, subdomains included', { domain: 'shop.example' }, allBut('foreign')],
      ['selects by domain with a leading dot', { domain: '.shop.example' }, allBut('foreign')],
      ['selects by subdomain', { domain: 'www.shop.example' }, ['sub']],
      ['does not take a part of a label for a domain', { domain: 'op.example' }, []],
      ['selects by path', { path: '/cart' }, ['path']],
      ['selects by secure: true', { secure: true }, ['secure']],
      ['selects by secure: false', { secure: false }, allBut('secure')],
      ['selects by session: true', { session: true }, allBut('lasting')],
      ['selects by session: false', { session: false }, ['lasting']],
      ['selects by httpOnly: true', { httpOnly: true }, ['hidden']],
      ['selects by httpOnly: false', { httpOnly: false }, allBut('hidden')],
      [
        'selects by all given fields at once',
        { domain: 'shop.example', session: true, path: '/', name: 'host' },
        ['host'],
      ],
      ['selects nothing if one field does not fit', { name: 'host', session: false }, []],
    ];

    let selected: string[][] = [];
    before(async () => {
      const { cookies } = newSession();
      for (const details of JAR) await cookies.set(details);
      selected = await Promise.all(CASES.map(async ([, filter]) => names(await cookies.get(filter))));
    });

    for (const [index, [title, , expected]] of CASES.entries()) {
      it(title, () => {
        expect(selected[index]).to.deep.equal(expected);
      });
    }

    it('returns every field of a session cookie', async () => {
      expect(await roundTrip({ name: 'a', value: 'b' })).to.deep.equal({
        name: 'a',
        value: 'b',
        domain: 'shop.example',
        hostOnly: true,
        path: '/',
        secure: false,
        httpOnly: false,
        session: true,
        sameSite: 'lax',
      });
    });

    it('returns every field of a lasting cookie of a domain', async () => {
      const expirationDate = inSeconds(1000);
      const details = { domain: 'shop.example', path: '/a', secure: true, httpOnly: true, sameSite: 'strict' } as const;
      expect(await roundTrip({ name: 'a', value: 'b', expirationDate, ...details })).to.deep.equal({
        name: 'a',
        value: 'b',
        domain: '.shop.example',
        hostOnly: false,
        path: '/a',
        secure: true,
        httpOnly: true,
        session: false,
        expirationDate,
        sameSite: 'strict',
      });
    });

    it('returns cookies that a server has set', async () => {
      const window = newWindow();
      const server = await listen((_, response) => sendPage(response, '', { 'set-cookie': ['a=1; HttpOnly', 'b=2'] }));
      await window.loadURL(server.origin);
      expect(names(await window.webContents.session.cookies.get({ url: server.origin }))).to.deep.equal(['a', 'b']);
    });

    it('returns cookies that a page has set', async () => {
      const window = newWindow();
      const server = await listen();
      await window.loadURL(server.origin);
      await window.webContents.executeJavaScript("document.cookie = 'page=yes'");
      const found = await window.webContents.session.cookies.get({});
      expect(found.map(({ name, value }) => [name, value])).to.deep.equal([['page', 'yes']]);
    });

    it('reports a cookie without SameSite attribute as unspecified', async () => {
      const window = newWindow();
      const server = await listen((_, response) => sendPage(response, '', { 'set-cookie': 'a=1' }));
      await window.loadURL(server.origin);
      expect((await window.webContents.session.cookies.get({}))[0]?.sameSite).to.equal('unspecified');
    });
  });

  describe('cookies.set(details)', () => {
    it('stores name and value', async () => {
      const { name, value } = await roundTrip({ name: 'basket', value: 'apples' });
      expect([name, value]).to.deep.equal(['basket', 'apples']);
    });

    it('stores a cookie without a name', async () => {
      const { name, value } = await roundTrip({ value: 'nameless' });
      expect([name, value]).to.deep.equal(['', 'nameless']);
    });

    it('stores a cookie without a value', async () => {
      const { name, value } = await roundTrip({ name: 'empty' });
      expect([name, value]).to.deep.equal(['empty', '']);
    });

    it('stores a value of every allowed kind of character', async () => {
      const value = 'a "quoted", =spaced= %20 ümläut 日本 😀';
      expect((await roundTrip({ name: 'a', value })).value).to.equal(value);
    });

    it('stores the longest pair that is allowed', async () => {
      const value = 'v'.repeat(4095);
      expect((await roundTrip({ name: 'a', value })).value).to.equal(value);
    });

    it('makes a cookie of the host alone without a domain', async () => {
      const { domain, hostOnly } = await roundTrip({ name: 'a' });
      expect({ domain, hostOnly }).to.deep.equal({ domain: 'shop.example', hostOnly: true });
    });

    for (const given of ['shop.example', '.shop.example']) {
      it(`makes a cookie of the domain and its subdomains with domain: '${given}'`, async () => {
        const { domain, hostOnly } = await roundTrip({ url: 'https://www.shop.example', name: 'a', domain: given });
        expect({ domain, hostOnly }).to.deep.equal({ domain: '.shop.example', hostOnly: false });
      });
    }

    it('stores the path', async () => {
      expect((await roundTrip({ name: 'a', path: '/x/y' })).path).to.equal('/x/y');
    });

    it('derives the path from the URL without one', async () => {
      expect((await roundTrip({ url: 'https://shop.example/x/y/z', name: 'a' })).path).to.equal('/x/y');
    });

    it('has the path / for a URL without a directory', async () => {
      expect((await roundTrip({ url: 'https://shop.example/file', name: 'a' })).path).to.equal('/');
    });

    it('takes an international domain for the one that URLs have', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: 'https://www.münchen.example/', name: 'a', domain: 'münchen.example' });
      expect((await cookies.get({}))[0]?.domain).to.equal('.xn--mnchen-3ya.example');
    });

    it('stores secure: true for http://localhost', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: 'http://localhost:8080/', name: 'a', secure: true });
      expect((await cookies.get({ url: 'http://localhost:8080/' }))[0]?.secure).to.equal(true);
    });

    it('is not secure for an https URL of its own', async () => {
      expect((await roundTrip({ name: 'a' })).secure).to.equal(false);
    });

    it('stores secure: true', async () => {
      expect((await roundTrip({ name: 'a', secure: true })).secure).to.equal(true);
    });

    it('stores httpOnly: true', async () => {
      expect((await roundTrip({ name: 'a', httpOnly: true })).httpOnly).to.equal(true);
    });

    it('stores the expiration date', async () => {
      const expirationDate = inSeconds(5000);
      expect((await roundTrip({ name: 'a', expirationDate })).expirationDate).to.equal(expirationDate);
    });

    it('stores fractions of a second of the expiration date', async () => {
      const expirationDate = inSeconds(5000) + 0.25;
      const stored = (await roundTrip({ name: 'a', expirationDate })).expirationDate;
      expect(stored).to.be.closeTo(expirationDate, 0.001);
    });

    it('keeps a cookie for 400 days at most', async () => {
      const limit = inSeconds(400 * 24 * 60 * 60);
      const { expirationDate } = await roundTrip({ name: 'a', expirationDate: limit * 2 });
      expect(expirationDate).to.be.closeTo(limit, 60);
    });

    it('removes the cookie with an expiration date in the past', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: URL_OF_ALL, name: 'a', value: '1' });
      await cookies.set({ url: URL_OF_ALL, name: 'a', value: '2', expirationDate: inSeconds(-10) });
      expect(await cookies.get({})).to.deep.equal([]);
    });

    for (const sameSite of ['unspecified', 'lax', 'strict'] as const) {
      it(`stores sameSite: '${sameSite}'`, async () => {
        expect((await roundTrip({ name: 'a', sameSite })).sameSite).to.equal(sameSite);
      });
    }

    it("stores sameSite: 'no_restriction', and secure with it", async () => {
      const { sameSite, secure } = await roundTrip({ name: 'a', sameSite: 'no_restriction' });
      expect({ sameSite, secure }).to.deep.equal({ sameSite: 'no_restriction', secure: true });
    });

    it("is sameSite: 'lax' by default", async () => {
      expect((await roundTrip({ name: 'a' })).sameSite).to.equal('lax');
    });

    it('replaces the cookie of the same name, domain and path', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: URL_OF_ALL, name: 'a', value: 'old' });
      await cookies.set({ url: URL_OF_ALL, name: 'a', value: 'new' });
      expect((await cookies.get({})).map(({ value }) => value)).to.deep.equal(['new']);
    });

    it('keeps cookies of the same name and different paths', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: URL_OF_ALL, name: 'a', value: '1', path: '/' });
      await cookies.set({ url: URL_OF_ALL, name: 'a', value: '2', path: '/x' });
      expect((await cookies.get({ name: 'a' })).map(({ value }) => value).sort()).to.deep.equal(['1', '2']);
    });

    it('stores cookies in the order of the calls that were made at once', async () => {
      const { cookies } = newSession();
      const values = Array.from({ length: 50 }, (_, index) => String(index));
      await Promise.all(values.map((value) => cookies.set({ url: URL_OF_ALL, name: 'a', value })));
      expect((await cookies.get({}))[0]?.value).to.equal('49');
    });

    it('stores a thousand cookies at once', async () => {
      const { cookies } = newSession();
      const hosts = Array.from({ length: 1000 }, (_, index) => `https://host${index}.example/`);
      await Promise.all(hosts.map((url) => cookies.set({ url, name: 'a', value: url })));
      expect((await cookies.get({})).map(({ value }) => value).sort()).to.deep.equal(hosts.sort());
    });

    it('stores the good ones of calls that were made at once with a bad one', async () => {
      const { cookies } = newSession();
      const results = await Promise.allSettled([
        cookies.set({ url: URL_OF_ALL, name: 'first', value: '1' }),
        cookies.set({ url: URL_OF_ALL, name: 'bad;', value: '2' }),
        cookies.set({ url: URL_OF_ALL, name: 'last', value: '3' }),
      ]);
      expect([results.map(({ status }) => status), names(await cookies.get({}))]).to.deep.equal([
        ['fulfilled', 'rejected', 'fulfilled'],
        ['first', 'last'],
      ]);
    });

    it('gives the cookie to the server', async () => {
      const server = await listen();
      const window = newWindow();
      await window.webContents.session.cookies.set({ url: server.origin, name: 'sent', value: 'yes' });
      await window.loadURL(server.origin);
      expect(server.requests[0]?.headers.cookie).to.equal('sent=yes');
    });

    it('shows the cookie to scripts', async () => {
      const server = await listen();
      const window = newWindow();
      await window.webContents.session.cookies.set({ url: server.origin, name: 'seen', value: 'yes' });
      await window.loadURL(server.origin);
      expect(await window.webContents.executeJavaScript('document.cookie')).to.equal('seen=yes');
    });

    it('hides an httpOnly cookie from scripts', async () => {
      const server = await listen();
      const window = newWindow();
      await window.webContents.session.cookies.set({ url: server.origin, name: 'unseen', httpOnly: true });
      await window.loadURL(server.origin);
      expect(await window.webContents.executeJavaScript('document.cookie')).to.equal('');
    });
  });

  describe('cookies.remove(url, name)', () => {
    it('removes the cookie', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: URL_OF_ALL, name: 'a', value: '1' });
      await cookies.remove(URL_OF_ALL, 'a');
      expect(await cookies.get({})).to.deep.equal([]);
    });

    it('leaves cookies of other names, hosts and paths', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: URL_OF_ALL, name: 'a', value: 'gone' });
      await cookies.set({ url: URL_OF_ALL, name: 'b', value: 'name' });
      await cookies.set({ url: 'https://bank.example/', name: 'a', value: 'host' });
      await cookies.set({ url: URL_OF_ALL, name: 'a', value: 'path', path: '/deeper' });
      await cookies.remove(URL_OF_ALL, 'a');
      expect((await cookies.get({})).map(({ value }) => value).sort()).to.deep.equal(['host', 'name', 'path']);
    });

    it('removes a cookie of the domain through the URL of a subdomain', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: URL_OF_ALL, name: 'a', domain: 'shop.example' });
      await cookies.remove('https://www.shop.example/', 'a');
      expect(await cookies.get({})).to.deep.equal([]);
    });

    it('removes an httpOnly cookie', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: URL_OF_ALL, name: 'a', httpOnly: true });
      await cookies.remove(URL_OF_ALL, 'a');
      expect(await cookies.get({})).to.deep.equal([]);
    });

    it('resolves if there is no such cookie', async () => {
      const { cookies } = newSession();
      expect(await cookies.remove(URL_OF_ALL, 'nothing')).to.equal(undefined);
    });

    it('takes the cookie away from open pages', async () => {
      const server = await listen();
      const window = newWindow();
      const { cookies } = window.webContents.session;
      await cookies.set({ url: server.origin, name: 'a', value: '1' });
      await window.loadURL(server.origin);
      await cookies.remove(server.origin, 'a');
      expect(await window.webContents.executeJavaScript('document.cookie')).to.equal('');
    });
  });

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
      await ses.cookies.set({ url: URL_OF_ALL, name: 'a', value: '1', expirationDate: Date.now() / 1000 + 2 });
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

  describe('partitioned cookies', () => {
    const partitionKey = { topLevelSite: 'https://news.example', hasCrossSiteAncestor: true };
    const PARTITIONED: Details = {
      url: URL_OF_ALL,
      name: 'chip',
      value: '1',
      secure: true,
      sameSite: 'no_restriction',
      partitionKey,
    };

    it('are stored with cookies.set() and returned by cookies.get()', async () => {
      expect((await roundTrip(PARTITIONED)).partitionKey).to.deep.equal(partitionKey);
    });

    it('are told from those of other partitions', async () => {
      const { cookies } = newSession();
      await cookies.set(PARTITIONED);
      await cookies.set({
        ...PARTITIONED,
        value: '2',
        partitionKey: { ...partitionKey, topLevelSite: 'https://blog.example' },
      } as Details);
      const filter: Filter = { partitionKey: { topLevelSite: 'https://blog.example' } };
      expect((await cookies.get(filter)).map(({ value }) => value)).to.deep.equal(['2']);
    });

    it('are removed with cookies.remove()', async () => {
      const { cookies } = newSession();
      await cookies.set(PARTITIONED);
      await cookies.remove(PARTITIONED.url, 'chip');
      expect(await cookies.get({})).to.deep.equal([]);
    });

    it("are told with 'changed'", async () => {
      const ses = newSession();
      const change = nextEvent<[unknown, Cookie]>(ses.cookies, 'changed');
      await ses.cookies.set(PARTITIONED);
      const [, cookie] = await change;
      expect(cookie.partitionKey).to.deep.equal(partitionKey);
    });

    it('are returned when an embedded page has set them', async () => {
      const header = { 'set-cookie': 'chip=1; Secure; SameSite=None; Partitioned' };
      const widget = await listen((_, response) => sendPage(response, 'widget', header));
      const top = await listen(`<iframe src="http://localhost:${widget.port}/"></iframe>`);
      const window = newWindow();
      await window.loadURL(top.origin);
      const [cookie] = (await window.webContents.session.cookies.get({})) as Cookie[];
      expect(cookie?.partitionKey).to.deep.equal({ topLevelSite: 'http://127.0.0.1', hasCrossSiteAncestor: true });
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
