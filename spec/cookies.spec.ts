import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { inSeconds, names, URL_OF_ALL, type Cookie, type Details, type Filter } from './lib/cookies';
import { listen, sendPage } from './lib/servers';
import { newSession, newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

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
      // Pages have another way to the cookies than the browser.
      const found = await until('the cookie', async () => {
        const cookies = await window.webContents.session.cookies.get({});
        return cookies.length > 0 ? cookies : null;
      });
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

    for (const [url, domain] of [
      ['https://github.io/', 'github.io'],
      ['http://127.0.0.1/', '127.0.0.1'],
      ['http://localhost/', '.localhost'],
    ] as const) {
      it(`makes a cookie of the host alone for a host that has no subdomains of its own: ${url}`, async () => {
        const { cookies } = newSession();
        await cookies.set({ url, name: 'a', domain });
        const [cookie] = (await cookies.get({})) as Cookie[];
        expect(cookie).to.include({ domain: domain.replace(/^\./, ''), hostOnly: true });
      });
    }

    it('makes a cookie of a domain below a public suffix', async () => {
      const { cookies } = newSession();
      await cookies.set({ url: 'https://www.name.github.io/', name: 'a', domain: 'name.github.io' });
      expect((await cookies.get({}))[0]?.domain).to.equal('.name.github.io');
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
});
