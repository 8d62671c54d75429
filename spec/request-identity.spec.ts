// Whose requests the details of ses.webRequest name: what webContents.fromId() and webFrameMain.fromId() know.
import { net, webContents, webFrameMain } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { loadExtension } from './lib/internals';
import { handle, text } from './lib/protocol';
import { fixtureFiles, listen, type LocalServer } from './lib/servers';
import { endBrowser, newSession, newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';
import { hearAll, removeListenersAfterTest, setListener, type AnyDetails, type Heard } from './lib/web-requests';

const FILES = fixtureFiles('pages/requests', ({ url }, response) => {
  if (url?.startsWith('/from/download')) {
    response.writeHead(200, { 'content-disposition': 'attachment; filename="file.bin"' }).end('x');
  } else if (url?.startsWith('/from/')) response.end('{}');
  else return false;
  return true;
});

/** What is told of a request that nothing goes wrong with. */
const COMPLETE = [
  'onBeforeRequest',
  'onBeforeSendHeaders',
  'onSendHeaders',
  'onHeadersReceived',
  'onResponseStarted',
  'onCompleted',
];

describe('ses.webRequest and whose requests they are', () => {
  const shared = useSharedSession();
  let ses: Electron.Session;
  let window: Electron.BrowserWindow;
  let server: LocalServer;

  beforeEach(async () => {
    server = await listen(FILES);
    ses = shared();
    removeListenersAfterTest(ses);
    window = newWindow({ webPreferences: { session: ses } });
  });

  /** For tests that leave something behind in their Chromium. */
  const useOwnSession = (): void => {
    ses = newSession();
    window = newWindow({ webPreferences: { session: ses } });
  };

  const open = async (): Promise<void> => {
    await window.loadURL(`${server.origin}/?other=http://localhost:${server.port}`);
    await window.webContents.executeJavaScript('ready.then(() => 0)');
  };
  const isEnd = ({ event }: Heard): boolean => event === 'onCompleted' || event === 'onErrorOccurred';
  const untilEnded = (heard: readonly Heard[], count: number): Promise<boolean> =>
    until(`${count} ends`, () => heard.filter(isEnd).length >= count);

  /** Of every event, what the app's own look-up gives for the ids in its details. */
  function expectKnown(details: AnyDetails): void {
    const { webContentsId = 0, frame } = details;
    expect(details.webContents, details.url).to.equal(webContents.fromId(webContentsId));
    expect(frame, details.url).to.equal(webFrameMain.fromId(frame?.processId ?? 0, frame?.routingId ?? 0));
    expect(frame?.top, details.url).to.equal(details.webContents?.mainFrame);
  }

  it('is known of each event, in frames of the same and of other processes and in workers', async () => {
    await open();
    const heard = hearAll(ses, { urls: ['*://*/from/*'] });
    const places = ['page', 'iframe', 'other-site', 'worker'];
    await window.webContents.executeJavaScript(`fetchIn(${JSON.stringify(places)})`);
    await untilEnded(heard, places.length);
    for (const { details } of heard) {
      expect(details.webContents).to.equal(window.webContents);
      expectKnown(details);
    }
    const [main, same, other] = window.webContents.mainFrame.framesInSubtree;
    const frames = Object.fromEntries(heard.map(({ details }) => [details.url.replace(/.*\//, ''), details.frame]));
    expect(frames).to.deep.equal({ 'page': main, 'iframe': same, 'other-site': other, 'worker': main });
    expect(other?.processId).to.not.equal(main?.processId);
  });

  it('is one id for all events of a request, and another for each request', async () => {
    await open();
    const heard = hearAll(ses, { urls: ['*://*/from/*'] });
    const places = ['page', 'iframe', 'other-site', 'worker'];
    await window.webContents.executeJavaScript(`fetchIn(${JSON.stringify(places)})`);
    await untilEnded(heard, places.length);
    const ids = new Set(heard.map(({ details }) => details.id));
    expect(ids.size).to.equal(places.length);
    for (const id of ids) {
      const events = heard.filter(({ details }) => details.id === id);
      expect(new Set(events.map(({ details }) => details.url)).size).to.equal(1);
      expect(events.map(({ event }) => event)).to.deep.equal(COMPLETE);
    }
  });

  it('is the frame that navigates, for documents of frames', async () => {
    const heard = hearAll(ses, { urls: ['<all_urls>'], types: ['mainFrame', 'subFrame'] }, ['onBeforeRequest']);
    await open();
    const [main, same, other] = window.webContents.mainFrame.framesInSubtree;
    const told = heard.map(({ details: { resourceType, frame } }) => [resourceType, frame?.frameTreeNodeId]);
    expect(told).to.deep.equal([
      ['mainFrame', main?.frameTreeNodeId],
      ['subFrame', same?.frameTreeNodeId],
      ['subFrame', other?.frameTreeNodeId],
    ]);
  });

  it('is known when the page has moved to another site', async () => {
    await window.loadURL(`${server.origin}/from/a`);
    const heard = hearAll(ses, { urls: ['*://*/from/*'] }, ['onCompleted']);
    await window.loadURL(`http://localhost:${server.port}/from/b`);
    await window.webContents.executeJavaScript('fetch("/from/c").then(() => 0)');
    await untilEnded(heard, 2);
    for (const { details } of heard) expect(details.webContents).to.equal(window.webContents);
    expect(heard[1]?.details.frame).to.equal(window.webContents.mainFrame);
  });

  it('is known when Chromium has been started again', async () => {
    useOwnSession();
    await window.loadURL(`${server.origin}/from/a`);
    const heard = hearAll(ses, { urls: ['*://*/from/*'] });
    await endBrowser(ses);
    await window.loadURL(`${server.origin}/from/b`);
    await window.webContents.executeJavaScript('fetch("/from/c").then(() => 0)');
    await untilEnded(heard, 2);
    for (const { details } of heard) expectKnown(details);
  });

  it('is nobody for service workers and shared workers', async () => {
    await open();
    const heard = hearAll(ses, { urls: ['*://*/from/*'] }, ['onCompleted']);
    await until('both workers', async () => {
      await window.webContents.executeJavaScript('fetchIn(["service-worker", "shared-worker"])');
      return ['service-worker', 'shared-worker'].every((place) =>
        heard.some(({ details }) => details.url.endsWith(place)),
      );
    });
    for (const { details } of heard) expect(details).to.not.have.any.keys('webContents', 'webContentsId', 'frame');
  });

  it('is nobody for ses.fetch() and net.request()', async () => {
    // A worker of the test before may still be asking its own server.
    const heard = hearAll(ses, { urls: [`${server.origin}/from/*`] });
    await (await ses.fetch(`${server.origin}/from/fetch`)).text();
    const request = net.request({ url: `${server.origin}/from/request`, session: ses });
    request.end();
    await new Promise((resolve) => request.on('close', resolve));
    await untilEnded(heard, 2);
    for (const place of ['fetch', 'request']) {
      const events = heard.filter(({ details }) => details.url.endsWith(place));
      expect(
        events.map(({ event }) => event),
        place,
      ).to.deep.equal(COMPLETE);
    }
    for (const { details } of heard) {
      expect(details).to.not.have.any.keys('webContents', 'webContentsId');
      expect(details.resourceType).to.equal('xhr');
    }
  });

  it('is the page for a download, which listeners can cancel', async () => {
    await open();
    const heard = hearAll(ses, { urls: ['*://*/from/download*'] }, ['onBeforeRequest', 'onErrorOccurred']);
    setListener(ses, 'onBeforeRequest', { urls: ['*://*/from/download*'] }, (details: AnyDetails, callback) => {
      heard.push({ event: 'onBeforeRequest', details });
      callback?.({ cancel: true });
    });
    await window.webContents.executeJavaScript(
      `Object.assign(document.createElement('a'), { href: '/from/download', download: 'file.bin' }).click()`,
    );
    await until('the question', () => heard.length > 0);
    expect(heard[0]?.details).to.include({ webContentsId: window.webContents.id, method: 'GET' });
    await window.webContents.executeJavaScript('fetchIn(["page"])');
    await until('a later request', () => server.requests.some(({ url }) => url === '/from/page'));
    expect(server.requests.filter(({ url }) => url?.startsWith('/from/download'))).to.deep.equal([]);
  });

  it('is nobody for an extension’s service worker, which listeners hear and can cancel', async () => {
    useOwnSession();
    const folder = path.join(tempDir(), 'extension');
    mkdirSync(folder);
    writeFileSync(
      path.join(folder, 'manifest.json'),
      JSON.stringify({
        name: 'requests',
        version: '1',
        manifest_version: 3,
        host_permissions: ['<all_urls>'],
        background: { service_worker: 'worker.js' },
      }),
    );
    const urls = ['bad', 'good'].map((name) => `${server.origin}/from/${name}`);
    writeFileSync(
      path.join(folder, 'worker.js'),
      `for (const url of ${JSON.stringify(urls)}) fetch(url).catch(() => 0)`,
    );
    await open();
    const heard = hearAll(ses, { urls: ['*://*/from/*'] }, ['onCompleted', 'onErrorOccurred']);
    setListener(ses, 'onBeforeRequest', { urls: ['*://*/from/bad'] }, (_, callback) => callback?.({ cancel: true }));
    await loadExtension(ses, folder);
    await untilEnded(heard, 2);
    expect(Object.fromEntries(heard.map(({ event, details }) => [details.url, event]))).to.deep.equal({
      [`${server.origin}/from/bad`]: 'onErrorOccurred',
      [`${server.origin}/from/good`]: 'onCompleted',
    });
    for (const { details } of heard) expect(details).to.not.have.any.keys('webContents', 'webContentsId', 'frame');
    expect(server.requests.some(({ url }) => url === '/from/bad')).to.equal(false);
  });

  it('is a window of its own for a popup', async () => {
    await open();
    const heard = hearAll(ses, { urls: ['*://*/from/popup'] });
    const created = nextEvent(window.webContents, 'did-create-window');
    await window.webContents.executeJavaScript('void open("/from/popup")');
    const [popup] = (await created) as [Electron.BrowserWindow];
    await untilEnded(heard, 1);
    for (const { details } of heard) {
      expect(details.webContents).to.equal(popup.webContents);
      expect(details.webContents).to.equal(webContents.fromId(details.webContentsId ?? 0));
    }
    popup.destroy();
  });

  it('is told for two sessions with different listeners and handlers at once, each its own', async () => {
    useOwnSession();
    const other = newSession();
    const otherWindow = newWindow({ webPreferences: { session: other } });
    const told = new Map<Electron.Session, [url: string, session: Electron.Session | undefined][]>();
    for (const one of [ses, other]) {
      told.set(one, []);
      handle(one, 'app', () => text(one === ses ? 'first' : 'second'));
      one.webRequest.onBeforeRequest(
        { urls: ['*://*/from/1', '*://*/from/2'] },
        ({ url, webContents: contents }, callback) => {
          told.get(one)?.push([url, contents?.session]);
          callback({ cancel: url.endsWith(one === ses ? '/1' : '/2') });
        },
      );
    }
    await Promise.all([window, otherWindow].map((one) => one.loadURL(`${server.origin}/frame.html`)));
    const results = await Promise.all(
      [window, otherWindow].map((one) =>
        one.webContents.executeJavaScript(
          `Promise.all(['/from/1', '/from/2'].map((url) => fetch(url).then((r) => r.text(), () => 'canceled')))`,
        ),
      ),
    );
    expect(results).to.deep.equal([
      ['canceled', '{}'],
      ['{}', 'canceled'],
    ]);
    const handled = await Promise.all([ses, other].map(async (one) => (await one.fetch('app://host/')).text()));
    expect(handled).to.deep.equal(['first', 'second']);
    for (const [one, list] of told) {
      expect(list).to.have.length(2);
      expect(list.every(([, session]) => session === one)).to.equal(true);
    }
  });

  it('is the window’s also in what is told when it is closed', async () => {
    await open();
    const { id } = window.webContents;
    const asked = new Promise<void>((resolve) => {
      ses.webRequest.onBeforeRequest({ urls: ['*://*/from/*'] }, () => resolve());
    });
    const failed = new Promise<AnyDetails>((resolve) => ses.webRequest.onErrorOccurred(resolve));
    await window.webContents.executeJavaScript('fetchIn(["page"])');
    await asked;
    const closed = once(window, 'closed');
    window.destroy();
    await closed;
    expect((await failed).webContentsId).to.equal(id);
    expect(webContents.fromId(id)).to.equal(undefined);
  });
});
