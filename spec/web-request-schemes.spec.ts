// webRequest and the schemes of protocol.handle(): listeners see the URLs of the app, not those that Chromium has for them.
import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { fetchIn, handle, page, routes, text } from './lib/protocol';
import { listen } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';

describe('ses.webRequest and custom schemes', () => {
  let ses: Electron.Session;
  let window: BrowserWindow;
  /** URLs that the handler was asked for. */
  let asked: string[];

  beforeEach(() => {
    ses = newSession();
    window = newWindow({ webPreferences: { session: ses } });
    asked = [];
    const answer = routes({
      '/data': () => text('data'),
      '/other': () => text('other'),
      '/from': () => new Response(null, { status: 302, headers: { location: 'app://host/data' } }),
    });
    handle(ses, 'app', (request) => (asked.push(request.url), answer(request)));
  });
  const open = (): Promise<void> => window.loadURL('app://host/');
  const get = (path: string): Promise<unknown> => fetchIn(window.webContents, path);

  describe('webRequest.onBeforeRequest([filter, ]listener)', () => {
    it('tells the URL and the referrer of the app', async () => {
      await open();
      const seen: string[][] = [];
      ses.webRequest.onBeforeRequest({ urls: ['<all_urls>'], types: ['xhr'] }, ({ url, referrer }, callback) => {
        seen.push([url, referrer]);
        callback({});
      });
      await get('/data?q');
      expect(seen).to.deep.equal([['app://host/data?q', 'app://host/']]);
    });

    it('has filters in the words of the app', async () => {
      await open();
      const seen: string[] = [];
      ses.webRequest.onBeforeRequest({ urls: ['app://host/data*'] }, ({ url }, callback) => {
        seen.push(url);
        callback({});
      });
      await get('/other');
      await get('/data');
      expect(seen).to.deep.equal(['app://host/data']);
    });

    it('hears with a filter that is older than the scheme', async () => {
      const seen: string[] = [];
      ses.webRequest.onBeforeRequest({ urls: ['later://*/*'] }, ({ url }, callback) => {
        seen.push(url);
        callback({});
      });
      handle(ses, 'later', () => page('<title>Later</title>'));
      await window.loadURL('later://host/page');
      expect(seen).to.deep.equal(['later://host/page']);
    });

    it('keeps filters for http and https from them', async () => {
      const seen: string[] = [];
      ses.webRequest.onBeforeRequest({ urls: ['*://*/*'] }, ({ url }, callback) => {
        seen.push(url);
        callback({});
      });
      await open();
      await get('/data');
      expect(seen).to.deep.equal([]);
    });

    it('cancels before the handler is asked', async () => {
      await open();
      ses.webRequest.onBeforeRequest({ urls: ['app://*/*'] }, (_, callback) => callback({ cancel: true }));
      expect(await get('/data')).to.equal('TypeError');
      expect(asked).to.not.include('app://host/data');
    });

    it('redirects to a URL of the scheme', async () => {
      await open();
      ses.webRequest.onBeforeRequest({ urls: ['app://host/data'] }, (_, callback) =>
        callback({ redirectURL: 'app://host/other' }),
      );
      expect(await get('/data')).to.equal('200 other');
    });

    it('redirects a document of a server to a URL of the scheme', async () => {
      const server = await listen();
      ses.webRequest.onBeforeRequest({ urls: [`${server.origin}/*`] }, (_, callback) =>
        callback({ redirectURL: 'app://host/' }),
      );
      await window.loadURL(`${server.origin}/page`);
      expect(window.webContents.getURL()).to.equal('app://host/');
    });
  });

  describe('webRequest.onBeforeRedirect([filter, ]listener)', () => {
    it('tells where the handler redirects to', async () => {
      await open();
      const seen: string[][] = [];
      ses.webRequest.onBeforeRedirect({ urls: ['app://*/*'] }, ({ url, redirectURL }) => seen.push([url, redirectURL]));
      expect(await get('/from')).to.equal('200 data');
      expect(seen).to.deep.equal([['app://host/from', 'app://host/data']]);
    });
  });

  describe('webRequest.onCompleted([filter, ]listener)', () => {
    it('tells the URL of the app', async () => {
      await open();
      const completed = new Promise<string>((resolve) =>
        ses.webRequest.onCompleted({ urls: ['app://host/data'] }, ({ url }) => resolve(url)),
      );
      await get('/data');
      expect(await completed).to.equal('app://host/data');
    });
  });
});
