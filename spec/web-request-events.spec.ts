// What listeners of ses.webRequest are told, and in which order.
import { expect } from 'chai';
import { webContents, webFrameMain } from 'electron';
import { useRequestPage } from './lib/request-page';
import { hearAll, nextDetails, type EventName, type Heard } from './lib/web-requests';
import { until } from './lib/until';

const BASE = ['id', 'url', 'method', 'webContentsId', 'webContents', 'frame', 'resourceType', 'referrer', 'timestamp'];

/** Beyond BASE, in electron.d.ts; `?` may be missing. */
const FIELDS: Record<EventName, string[]> = {
  onBeforeRequest: ['uploadData'],
  onBeforeSendHeaders: ['uploadData', 'requestHeaders'],
  onSendHeaders: ['requestHeaders'],
  onHeadersReceived: ['statusLine', 'statusCode', 'responseHeaders'],
  onBeforeRedirect: ['redirectURL', 'statusCode', 'statusLine', 'ip', 'fromCache', 'responseHeaders'],
  onResponseStarted: ['responseHeaders', 'fromCache', 'statusCode', 'statusLine'],
  onCompleted: ['responseHeaders', 'fromCache', 'statusCode', 'statusLine', 'error'],
  onErrorOccurred: ['fromCache', 'error'],
};

describe('ses.webRequest', () => {
  const page = useRequestPage();

  /** Hears all events of one fetch, to its end. */
  async function eventsOf(path: string, options: object = {}): Promise<Heard[]> {
    const heard = hearAll(page.session);
    await page.fetchText(path, options);
    await until('the end of the request', () => heard.some(({ event }) => /^on(?:Completed|Error)/.test(event)));
    return heard;
  }

  const names = (heard: readonly Heard[]): string[] =>
    heard.map(({ event, details }) => `${event} ${new URL(details.url).pathname}`);

  describe('webRequest events', () => {
    it('come in order', async () => {
      expect(names(await eventsOf('/x'))).to.deep.equal([
        'onBeforeRequest /x',
        'onBeforeSendHeaders /x',
        'onSendHeaders /x',
        'onHeadersReceived /x',
        'onResponseStarted /x',
        'onCompleted /x',
      ]);
    });

    it('come in order for every redirect', async () => {
      expect(names(await eventsOf('/redirect', { method: 'POST', body: 'x' }))).to.deep.equal([
        'onBeforeRequest /redirect',
        'onBeforeSendHeaders /redirect',
        'onSendHeaders /redirect',
        'onHeadersReceived /redirect',
        'onBeforeRedirect /redirect',
        'onBeforeRequest /redirect2',
        'onBeforeSendHeaders /redirect2',
        'onSendHeaders /redirect2',
        'onHeadersReceived /redirect2',
        'onBeforeRedirect /redirect2',
        'onBeforeRequest /echo',
        'onBeforeSendHeaders /echo',
        'onSendHeaders /echo',
        'onHeadersReceived /echo',
        'onResponseStarted /echo',
        'onCompleted /echo',
      ]);
    });

    it('have one id over all redirects', async () => {
      const ids = new Set((await eventsOf('/redirect')).map(({ details: { id } }) => id));
      expect(ids.size).to.equal(1);
    });

    it('have one id over a redirect of a listener', async () => {
      const heard = hearAll(page.session);
      page.webRequest.onBeforeRequest(({ url }, callback) => {
        callback(url.endsWith('/from') ? { redirectURL: `${page.server.origin}/to` } : {});
      });
      await page.fetchText('/from');
      await until('the end', () => heard.some(({ event }) => event === 'onCompleted'));
      expect(names(heard)).to.deep.equal([
        'onBeforeRedirect /from',
        'onBeforeSendHeaders /to',
        'onSendHeaders /to',
        'onHeadersReceived /to',
        'onResponseStarted /to',
        'onCompleted /to',
      ]);
      expect(new Set(heard.map(({ details: { id } }) => id)).size).to.equal(1);
    });

    it('have another id for every request', async () => {
      const heard = hearAll(page.session);
      await Promise.all(['/a', '/b', '/c', '/d'].map((path) => page.fetchText(path)));
      await until('four ends', () => heard.filter(({ event }) => event === 'onCompleted').length === 4);
      const urls = new Map(heard.map(({ details: { id, url } }) => [id, url]));
      expect(new Set(urls.values()).size).to.equal(4);
      expect(urls.size).to.equal(4);
    });

    it('have the documented fields and no others', async () => {
      const heard = await eventsOf('/redirect', { method: 'POST', body: 'x' });
      for (const { event, details } of heard) {
        const fields = Object.keys(details);
        expect([...BASE, ...FIELDS[event]], event).to.include.members(fields);
        const missing = [...BASE, ...FIELDS[event]].filter((field) => !fields.includes(field));
        expect(missing, event).to.deep.equal(/uploadData/.test(missing.join()) ? ['uploadData'] : []);
      }
    });

    it('tell whose request it is', async () => {
      const [{ details } = { details: null }] = await eventsOf('/x');
      expect(details).to.include({ method: 'GET', resourceType: 'xhr', referrer: `${page.server.origin}/` });
      expect(details?.webContentsId).to.equal(page.contents.id);
      expect(details?.webContents).to.equal(webContents.fromId(page.contents.id));
      const { processId = 0, routingId = 0 } = details?.frame ?? {};
      expect(details?.frame).to.equal(webFrameMain.fromId(processId, routingId));
      expect(details?.frame).to.equal(page.contents.mainFrame);
    });

    it('have the time in milliseconds since the epoch', async () => {
      const before = Date.now();
      const heard = await eventsOf('/x');
      for (const { event, details } of heard) {
        expect(details.timestamp, event).to.be.within(before - 100, Date.now() + 100);
      }
    });
  });

  describe('webRequest.onSendHeaders([filter, ]listener)', () => {
    it('is called with what is sent', async () => {
      page.webRequest.onBeforeSendHeaders(({ requestHeaders }, callback) => {
        callback({ requestHeaders: { ...requestHeaders, 'X-Own': 'own' } });
      });
      const sent = nextDetails(page.session, 'onSendHeaders');
      await page.fetchText('/x');
      const { requestHeaders } = await sent;
      expect(requestHeaders).to.include({ 'X-Own': 'own' });
    });

    it('is called with all headers of the network if nobody was asked about them', async () => {
      const sent = nextDetails(page.session, 'onSendHeaders');
      await page.fetchText('/x');
      const { requestHeaders } = await sent;
      expect(requestHeaders).to.include({ Host: `127.0.0.1:${page.server.port}` });
      expect(requestHeaders).to.have.property('Accept-Encoding');
    });

    it('is called with what a listener of onBeforeSendHeaders has left', async () => {
      page.webRequest.onBeforeSendHeaders((_, callback) => callback({ requestHeaders: { 'X-Only': 'this' } }));
      const sent = nextDetails(page.session, 'onSendHeaders');
      await page.fetchText('/x');
      expect((await sent).requestHeaders).to.deep.equal({ 'X-Only': 'this' });
    });

    it('is called with the headers that a listener of onBeforeSendHeaders was asked about and left alone', async () => {
      await page.session.cookies.set({ url: page.server.origin, name: 'own', value: '1' });
      let asked: Record<string, string> | undefined;
      page.webRequest.onBeforeSendHeaders(({ requestHeaders }, callback) => {
        asked = requestHeaders;
        callback({});
      });
      const sent = nextDetails(page.session, 'onSendHeaders');
      await page.fetchText('/x');
      expect((await sent).requestHeaders).to.deep.equal(asked);
      expect(asked).to.include({ Cookie: 'own=1' });
    });
  });

  describe('webRequest.onBeforeRedirect([filter, ]listener)', () => {
    it('is called with where it goes', async () => {
      const redirected = nextDetails(page.session, 'onBeforeRedirect', ['*://*/redirect']);
      await page.fetchText('/redirect');
      const { redirectURL, statusCode, statusLine, ip, fromCache, responseHeaders } = await redirected;
      expect({ redirectURL, statusCode, statusLine, ip, fromCache }).to.deep.equal({
        redirectURL: `${page.server.origin}/redirect2`,
        statusCode: 302,
        statusLine: 'HTTP/1.1 302 Found',
        ip: '127.0.0.1',
        fromCache: false,
      });
      expect(responseHeaders).to.deep.include({ 'set-cookie': ['hop=1'], 'location': ['/redirect2'] });
    });
  });

  describe('webRequest.onResponseStarted([filter, ]listener)', () => {
    it('is called with status and headers', async () => {
      const started = nextDetails(page.session, 'onResponseStarted');
      await page.fetchText('/cookies');
      const { statusCode, statusLine, fromCache, responseHeaders } = await started;
      expect({ statusCode, statusLine, fromCache }).to.deep.equal({
        statusCode: 200,
        statusLine: 'HTTP/1.1 200 OK',
        fromCache: false,
      });
      expect(responseHeaders).to.deep.include({ 'X-Custom': ['yes'], 'Set-Cookie': ['one=1; HttpOnly', 'two=2'] });
    });

    it('knows what comes from the cache', async () => {
      await page.fetchText('/cached');
      const started = nextDetails(page.session, 'onResponseStarted');
      await page.fetchText('/cached');
      expect((await started).fromCache).to.equal(true);
    });
  });

  describe('webRequest.onCompleted([filter, ]listener)', () => {
    it('is called when a request has ended', async () => {
      const completed = nextDetails(page.session, 'onCompleted');
      await page.fetchText('/x');
      const { statusCode, url, error, fromCache } = await completed;
      const expected = { statusCode: 200, url: `${page.server.origin}/x`, error: 'net::OK', fromCache: false };
      expect({ statusCode, url, error, fromCache }).to.deep.equal(expected);
    });

    it('is called for a page', async () => {
      const completed = nextDetails(page.session, 'onCompleted');
      await page.contents.loadURL(`${page.server.origin}/policy`);
      expect(await completed).to.include({ resourceType: 'mainFrame', webContentsId: page.contents.id });
    });
  });

  describe('webRequest.onErrorOccurred([filter, ]listener)', () => {
    const errorOf = async (path: string): Promise<string> => {
      const failed = nextDetails(page.session, 'onErrorOccurred');
      await page.fetchText(path);
      return (await failed).error;
    };

    it('is called when the server resets the connection', async () => {
      expect(await errorOf('/reset')).to.equal('net::ERR_EMPTY_RESPONSE');
    });

    it('is called for what a listener has canceled', async () => {
      page.webRequest.onBeforeRequest((_, callback) => callback({ cancel: true }));
      expect(await errorOf('/x')).to.equal('net::ERR_BLOCKED_BY_CLIENT');
    });

    it('is called for what the page aborts', async () => {
      const failed = nextDetails(page.session, 'onErrorOccurred');
      page.webRequest.onBeforeRequest(() => {
        void page.contents.executeJavaScript('globalThis.controller.abort()');
      });
      await page.contents.executeJavaScript(
        'globalThis.controller = new AbortController(); fetch("/x", { signal: controller.signal }).catch(() => 0)',
      );
      expect((await failed).error).to.equal('net::ERR_ABORTED');
    });
  });
});
