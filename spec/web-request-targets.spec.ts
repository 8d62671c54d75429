// Who is heard by ses.webRequest: every kind of frame and worker, before and after the listeners were set.
import { expect } from 'chai';
import { webContents } from 'electron';
import { fixtureFiles, listen, type LocalServer } from './lib/servers';
import { browserPid, endBrowser, newSession, newWindow, nextEvent } from './lib/sessions';
import { until } from './lib/until';
import { hearAll, type AnyDetails, type Heard } from './lib/web-requests';

/** Of `pages/requests`: what each place's script fetches when it is told to. */
const PLACES = ['page', 'iframe', 'other-site', 'worker', 'service-worker'] as const;
const FILES = fixtureFiles('pages/requests', ({ url }, response) => {
  if (!url?.startsWith('/from/')) return false;
  response.end('{}');
  return true;
});

describe('ses.webRequest', () => {
  let ses: Electron.Session;
  let window: Electron.BrowserWindow;
  let server: LocalServer;

  beforeEach(async () => {
    server = await listen(FILES);
    ses = newSession();
    window = newWindow({ webPreferences: { session: ses } });
  });

  async function open(): Promise<void> {
    await window.loadURL(`${server.origin}/?other=http://localhost:${server.port}`);
    await window.webContents.executeJavaScript('ready.then(() => 0)');
  }

  /** Tells every place to fetch `/from/<place>`; resolves when the server has them all. */
  async function fetchEverywhere(places: readonly string[]): Promise<void> {
    await window.webContents.executeJavaScript(`fetchIn(${JSON.stringify(places)})`);
    await until('the requests', () =>
      places.every((place) => server.requests.some(({ url }) => url === `/from/${place}`)),
    );
  }

  const placesOf = (heard: readonly Heard[], event: string): string[] =>
    heard
      .filter((one) => one.event === event && one.details.url.includes('/from/'))
      .map(({ details }) => details.url.replace(/.*\/from\//, ''));

  describe('webRequest in frames and workers', () => {
    it('hears and holds all of them', async () => {
      const heard = hearAll(ses);
      await open();
      const places = [...PLACES, 'shared-worker'];
      await fetchEverywhere(places);
      await until('the ends', () => placesOf(heard, 'onCompleted').length >= places.length);
      expect(placesOf(heard, 'onBeforeRequest')).to.have.members(places);
      expect(placesOf(heard, 'onHeadersReceived')).to.have.members(places);
      expect(placesOf(heard, 'onCompleted')).to.have.members(places);
    });

    it('hears and holds those that were open before', async () => {
      await open();
      const heard = hearAll(ses);
      const places = PLACES.filter((place) => place !== 'service-worker');
      await fetchEverywhere(places);
      await until('the ends', () => placesOf(heard, 'onCompleted').length >= places.length);
      expect(placesOf(heard, 'onBeforeRequest')).to.have.members(places);
      expect(placesOf(heard, 'onCompleted')).to.have.members(places);
    });

    it('hears and holds a service worker that ran before', async () => {
      await open();
      const heard = hearAll(ses);
      // It is reached a moment after the listeners were set.
      await until('its request', async () => {
        await fetchEverywhere(['service-worker']);
        return placesOf(heard, 'onBeforeRequest').length > 0 && placesOf(heard, 'onCompleted').length > 0;
      });
    });

    it('knows whose requests they are', async () => {
      const heard = hearAll(ses, { urls: ['*://*/from/*'] }, ['onBeforeRequest', 'onCompleted']);
      await open();
      await fetchEverywhere(PLACES);
      await until('the ends', () => placesOf(heard, 'onCompleted').length >= PLACES.length);
      const { id, mainFrame } = window.webContents;
      const owners = (event: string): Record<string, unknown> =>
        Object.fromEntries(
          heard
            .filter((one) => one.event === event)
            .map(({ details: { url, frame, webContentsId } }) => [
              url.replace(/.*\/from\//, ''),
              [webContentsId, frame?.url.replace(/\?.*/, '')],
            ]),
        );
      const expected = {
        'page': [id, mainFrame.url.replace(/\?.*/, '')],
        'iframe': [id, `${server.origin}/frame.html`],
        'other-site': [id, `http://localhost:${server.port}/frame.html`],
        'worker': [id, mainFrame.url.replace(/\?.*/, '')],
        'service-worker': [undefined, undefined],
      };
      expect(owners('onBeforeRequest')).to.deep.equal(expected);
      expect(owners('onCompleted')).to.deep.equal(expected);
    });

    it('hears a popup from its first request on', async () => {
      await open();
      const heard = hearAll(ses, { urls: ['*://*/from/popup'] }, ['onBeforeRequest', 'onCompleted']);
      const created = nextEvent(window.webContents, 'did-create-window');
      await window.webContents.executeJavaScript('void open("/from/popup")');
      const [popup] = (await created) as [Electron.BrowserWindow];
      await until('its end', () => heard.length >= 2);
      const { id } = popup.webContents;
      expect(heard.map(({ event, details }) => [event, details.webContentsId, details.resourceType])).to.deep.equal([
        ['onBeforeRequest', id, 'mainFrame'],
        ['onCompleted', id, 'mainFrame'],
      ]);
      expect(heard[0]?.details.webContents).to.equal(webContents.fromId(id));
      popup.destroy();
    });
  });

  describe('webRequest of two sessions', () => {
    it('hear their own requests only', async () => {
      const other = newSession();
      const otherWindow = newWindow({ webPreferences: { session: other } });
      const urls: [AnyDetails['url'][], AnyDetails['url'][]] = [[], []];
      ses.webRequest.onBeforeRequest(({ url }, callback) => {
        urls[0].push(url);
        callback({});
      });
      other.webRequest.onBeforeRequest(({ url }, callback) => {
        urls[1].push(url);
        callback({ cancel: url.endsWith('/from/no') });
      });
      await Promise.all([
        window.loadURL(`${server.origin}/from/no`),
        otherWindow.loadURL(`${server.origin}/from/no`).catch(() => undefined),
      ]);
      expect(urls.map((list) => list.filter((url) => !url.endsWith('.ico')))).to.deep.equal([
        [`${server.origin}/from/no`],
        [`${server.origin}/from/no`],
      ]);
      expect(server.requests.filter(({ url }) => url === '/from/no')).to.have.length(1);
    });
  });

  describe("webRequest and the session's Chromium", () => {
    it('is in force from the first request of a new one', async () => {
      const heard = hearAll(ses, { urls: ['*://*/from/*'] }, ['onBeforeRequest', 'onCompleted']);
      await window.loadURL(`${server.origin}/from/a`);
      await until('the end', () => heard.length === 2);
      await endBrowser(ses);
      expect(browserPid(ses)).to.equal(0);
      await window.loadURL(`${server.origin}/from/b`);
      await until('the end', () => heard.length === 4);
      const [a, , b] = heard.map(({ details: { id } }) => id);
      expect(b).to.be.greaterThan(a ?? 0);
    });
  });
});
