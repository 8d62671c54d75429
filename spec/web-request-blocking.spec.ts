// What blocking listeners of ses.webRequest do to a request.
import { expect } from 'chai';
import { useRequestPage } from './lib/request-page';
import { nextDetails, type Details } from './lib/web-requests';

const FAILED = 'TypeError: Failed to fetch';

const without = <T>(headers: Record<string, T>, ...names: string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

describe('ses.webRequest', () => {
  const page = useRequestPage();

  describe('webRequest.onBeforeRequest([filter, ]listener)', () => {
    it('lets a request go on', async () => {
      page.webRequest.onBeforeRequest((_, callback) => callback({}));
      expect(await page.fetchText('/x')).to.equal('/x');
    });

    it('cancels a request', async () => {
      page.webRequest.onBeforeRequest({ urls: ['*://*/no*'] }, (_, callback) => callback({ cancel: true }));
      expect(await page.fetchText('/no')).to.equal(FAILED);
      expect(await page.fetchText('/yes')).to.equal('/yes');
    });

    it('cancels a navigation', async () => {
      page.webRequest.onBeforeRequest((_, callback) => callback({ cancel: true }));
      const failure = await page.contents.loadURL(`${page.server.origin}/x`).then(
        () => null,
        (error: unknown) => error,
      );
      expect(failure).to.have.property('code', 'ERR_BLOCKED_BY_CLIENT');
    });

    it('answers later', async () => {
      page.webRequest.onBeforeRequest((_, callback) => setImmediate(callback, { cancel: true }));
      expect(await page.fetchText('/no')).to.equal(FAILED);
    });

    it('redirects a request', async () => {
      const redirectURL = `${page.server.origin}/to`;
      page.webRequest.onBeforeRequest({ urls: ['*://*/from'] }, (_, callback) => callback({ redirectURL }));
      expect(await page.fetchText('/from')).to.equal('/to');
    });

    it('redirects a POST with its body', async () => {
      const redirectURL = `${page.server.origin}/echo`;
      page.webRequest.onBeforeRequest({ urls: ['*://*/from'] }, (_, callback) => callback({ redirectURL }));
      const echo = JSON.parse(await page.fetchText('/from', { method: 'POST', body: 'abc' })) as object;
      expect(echo).to.include({ method: 'POST', body: 'abc' });
    });

    it('redirects a request to another origin', async () => {
      const redirectURL = `${page.otherOrigin}/echo`;
      page.webRequest.onBeforeRequest({ urls: ['*://*/from'] }, (_, callback) => callback({ redirectURL }));
      expect(JSON.parse(await page.fetchText('/from'))).to.include({ method: 'GET' });
    });

    it('redirects a request of another origin', async () => {
      const redirectURL = `${page.server.origin}/to`;
      page.webRequest.onBeforeRequest({ urls: ['*://*/from'] }, (_, callback) => callback({ redirectURL }));
      const url = `${page.otherOrigin}/from`;
      expect(await page.fetchText(url, { mode: 'no-cors' })).to.equal('');
      expect(page.server.requests.at(-1)?.url).to.equal('/to');
    });

    it('redirects a navigation', async () => {
      const redirectURL = `${page.server.origin}/to`;
      page.webRequest.onBeforeRequest({ urls: ['*://*/from'] }, (_, callback) => callback({ redirectURL }));
      await page.contents.loadURL(`${page.server.origin}/from`);
      expect(page.contents.getURL()).to.equal(redirectURL);
    });

    it('answers with a data: URL', async () => {
      const redirectURL = 'data:text/plain;base64,aGVsbG8=';
      page.webRequest.onBeforeRequest({ urls: ['*://*/from'] }, (_, callback) => callback({ redirectURL }));
      expect(await page.fetchText('/from')).to.equal('hello');
    });

    it('gives the bytes that are sent', async () => {
      const heard: Details['onBeforeRequest'][] = [];
      page.webRequest.onBeforeRequest((details, callback) => {
        heard.push(details);
        callback({});
      });
      await page.fetchText('/echo', { method: 'POST', body: 'é☃' });
      await page.fetchText('/echo');
      const [post, get] = heard;
      expect(post?.uploadData).to.deep.equal([{ bytes: Buffer.from('é☃') }]);
      expect(get).not.to.have.property('uploadData');
    });
  });

  describe('webRequest.onBeforeSendHeaders([filter, ]listener)', () => {
    const change = (rewrite: (headers: Record<string, string>) => Record<string, string | string[]>): void => {
      page.webRequest.onBeforeSendHeaders(({ requestHeaders }, callback) => {
        callback({ requestHeaders: rewrite(requestHeaders) });
      });
    };

    it('gives the headers that are sent', async () => {
      await page.contents.executeJavaScript('document.cookie = "a=1"');
      const heard: Record<string, string>[] = [];
      page.webRequest.onBeforeSendHeaders(({ requestHeaders }, callback) => {
        heard.push(requestHeaders);
        callback({});
      });
      await page.echo({ headers: { 'X-Own': 'own' } });
      expect(heard[0]).to.include({ 'Cookie': 'a=1', 'Referer': `${page.server.origin}/`, 'X-Own': 'own' });
      expect(heard[0]?.['User-Agent']).to.equal(page.session.getUserAgent());
    });

    it('cancels a request', async () => {
      page.webRequest.onBeforeSendHeaders((_, callback) => callback({ cancel: true }));
      expect(await page.fetchText('/x')).to.equal(FAILED);
    });

    it('adds and replaces headers', async () => {
      change((headers) => ({
        ...headers,
        'X-Own': 'own',
        'User-Agent': 'other',
        'Cookie': 'b=2',
        'Referer': 'http://r/',
      }));
      expect(await page.echo()).to.include({
        'x-own': 'own',
        'user-agent': 'other',
        'cookie': 'b=2',
        'referer': 'http://r/',
      });
    });

    it('joins the values of a list', async () => {
      change((headers) => ({ ...headers, 'X-Own': ['a', 'b'] }));
      expect(await page.echo()).to.include({ 'x-own': 'a, b' });
    });

    it('removes a header', async () => {
      change((headers) => without(headers, 'Referer'));
      const headers = await page.echo({ headers: { 'X-Own': 'own' } });
      expect(headers).not.to.have.property('referer');
      expect(headers).to.include({ 'x-own': 'own' });
    });

    it('removes the value of Cookie and User-Agent', async () => {
      await page.contents.executeJavaScript('document.cookie = "a=1"');
      change((headers) => without(headers, 'Cookie', 'User-Agent'));
      expect(await page.echo()).to.include({ 'cookie': '', 'user-agent': '' });
    });

    it('sends text outside of ASCII as UTF-8', async () => {
      change((headers) => ({ ...headers, 'X-Own': 'é☃' }));
      const { 'x-own': own = '' } = await page.echo();
      expect(Buffer.from(own, 'latin1').toString()).to.equal('é☃');
    });
  });

  describe('webRequest.onHeadersReceived([filter, ]listener)', () => {
    const change = (response: (headers: Record<string, string[]>) => Electron.HeadersReceivedResponse): void => {
      page.webRequest.onHeadersReceived(({ responseHeaders = {} }, callback) => callback(response(responseHeaders)));
    };

    it('gives status and headers, Set-Cookie among them', async () => {
      const heard: Details['onHeadersReceived'][] = [];
      page.webRequest.onHeadersReceived((details, callback) => {
        heard.push(details);
        callback({});
      });
      await page.fetchText('/cookies');
      expect(heard[0]).to.include({ statusCode: 200, statusLine: 'HTTP/1.1 200 OK' });
      expect(heard[0]?.responseHeaders).to.deep.include({
        'Set-Cookie': ['one=1; HttpOnly', 'two=2'],
        'X-Custom': ['yes'],
      });
    });

    it('cancels a request', async () => {
      page.webRequest.onHeadersReceived((_, callback) => callback({ cancel: true }));
      expect(await page.fetchText('/x')).to.equal(FAILED);
    });

    it('adds, replaces and removes headers', async () => {
      change((headers) => ({ responseHeaders: { ...without(headers, 'X-Custom'), 'X-Own': ['a', 'b'] } }));
      const names: unknown = await page.contents.executeJavaScript(
        `fetch('/cookies').then(({ headers }) => [headers.get('x-own'), headers.get('x-custom')])`,
      );
      expect(names).to.deep.equal(['a, b', null]);
    });

    it('opens a response to another origin', async () => {
      change((headers) => ({ responseHeaders: { ...headers, 'Access-Control-Allow-Origin': '*' } }));
      expect(await page.fetchText(`${page.otherOrigin}/x`)).to.equal('/x');
    });

    it('replaces the status', async () => {
      change((responseHeaders) => ({ responseHeaders, statusLine: 'HTTP/1.1 404 Gone Fishing' }));
      const status: unknown = await page.contents.executeJavaScript(
        `fetch('/x').then((r) => [r.status, r.statusText])`,
      );
      expect(status).to.deep.equal([404, 'Gone Fishing']);
    });

    it('sets a cookie', async () => {
      change((headers) => ({ responseHeaders: { ...headers, 'Set-Cookie': ['three=3; HttpOnly; Path=/'] } }));
      await page.fetchText('/x');
      const [cookie] = await page.session.cookies.get({ name: 'three' });
      expect(cookie).to.include({ value: '3', httpOnly: true, path: '/', session: true });
    });

    it('keeps a cookie from being set', async () => {
      await page.session.cookies.set({ url: page.server.origin, name: 'two', value: 'before' });
      change((headers) => ({ responseHeaders: without(headers, 'Set-Cookie') }));
      await page.fetchText('/cookies');
      const cookies = await page.session.cookies.get({ url: page.server.origin });
      expect(cookies.map(({ name, value }) => `${name}=${value}`)).to.have.members(['two=before']);
    });

    it('removes the policy of a document', async () => {
      change((headers) => ({ responseHeaders: without(headers, 'content-security-policy') }));
      await page.contents.loadURL(`${page.server.origin}/policy`);
      expect(page.contents.getTitle()).to.equal('after');
    });

    it('adds a policy to a document', async () => {
      change((headers) => ({ responseHeaders: { ...headers, 'Content-Security-Policy': ["script-src 'none'"] } }));
      await page.contents.loadURL(`${page.server.origin}/`);
      const ran = page.contents.executeJavaScript(
        `document.head.append(Object.assign(document.createElement('script'), { text: 'globalThis.ran = true' })); globalThis.ran ?? false`,
      );
      expect(await ran).to.equal(false);
    });

    it('shows what it has replaced to the events behind it', async () => {
      change((headers) => ({ responseHeaders: { ...headers, 'X-Own': ['own'] } }));
      const started = nextDetails(page.session, 'onResponseStarted');
      await page.fetchText('/x');
      expect((await started).responseHeaders).to.deep.include({ 'X-Own': ['own'] });
    });
  });
});
