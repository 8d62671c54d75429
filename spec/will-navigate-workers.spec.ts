// will-navigate and its like where a service worker of the target answers, or the page has speculation rules.
import { expect } from 'chai';
import { once } from 'node:events';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { until } from './lib/until';

/** How a worker answers documents without the network. */
const WORKERS: [what: string, code: string][] = [
  ['answers', `onfetch = (event) => event.respondWith(answer(event.request));`],
  ['answers through a listener', `addEventListener('fetch', (event) => event.respondWith(answer(event.request)));`],
  [
    'answers, and replaces what it can',
    `Event.prototype.stopImmediatePropagation = () => undefined;
     Array.prototype.includes = () => true;
     for (const name of ['mode', 'destination', 'url']) Object.defineProperty(Request.prototype, name, { value: '' });
     addEventListener('fetch', (event) => event.respondWith(answer({ url: location.origin + '/linked' })), true);`,
  ],
  [
    'has a route to a cache',
    `addEventListener('install', (event) => {
       event.waitUntil(caches.open('c').then((cache) => cache.put('/linked', html('worker /linked'))));
       event.addRoutes({ condition: { urlPattern: new URLPattern({ pathname: '/linked' }) }, source: 'cache' });
     });`,
  ],
  [
    'has a route to a cache for one of two conditions',
    `addEventListener('install', (event) => {
       event.waitUntil(caches.open('c').then((cache) => cache.put('/linked', html('worker /linked'))));
       const or = [{ urlPattern: '/linked' }, { urlPattern: '/other' }];
       event.addRoutes([{ condition: { or }, source: { cacheName: 'c' } }]);
     });
     onfetch = (event) => event.respondWith(answer(event.request));`,
  ],
];
const BASE = `
  const html = (title) => new Response('<title>' + title + '</title>', { headers: { 'content-type': 'text/html' } });
  const answer = ({ url }) => html('worker ' + new URL(url).pathname);
  addEventListener('install', () => skipWaiting());
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));
`;
const REGISTER = `navigator.serviceWorker.register('/worker.js').then(() => new Promise((resolve) => {
  const look = () => navigator.serviceWorker.controller && resolve(true);
  navigator.serviceWorker.oncontrollerchange = look;
  look();
}))`;

describe('service workers and will-navigate', () => {
  const serve = (code: string): Promise<LocalServer> =>
    listen(({ url }, response) => {
      if (url !== '/worker.js') {
        sendPage(response, `<title>server ${url}</title>`);
        return;
      }
      response.setHeader('content-type', 'text/javascript');
      response.end(BASE + code);
    });
  const nameOf = (server: LocalServer): string => server.origin.replace('127.0.0.1', 'localhost');

  /** A page of one site, and a worker of another that answers its documents. `prepare` sets listeners before the page is there. */
  async function open(
    prepare: (contents: Electron.WebContents) => void = () => undefined,
    code = WORKERS[0]![1],
  ): Promise<{ server: LocalServer; contents: Electron.WebContents; target: string }> {
    const server = await serve(code);
    const { webContents: contents } = newWindow({ webPreferences: { session: newSession() } });
    const target = nameOf(server);
    await contents.loadURL(`${target}/`);
    await contents.executeJavaScript(REGISTER);
    prepare(contents);
    await contents.loadURL(`${server.origin}/opener`);
    return { server, contents, target };
  }
  const listenToLinks = (contents: Electron.WebContents): void => void contents.on('will-navigate', () => undefined);
  const follow = (contents: Electron.WebContents, url: string): Promise<unknown> =>
    contents.executeJavaScript(`Object.assign(document.createElement('a'), { href: '${url}' }).click()`);

  for (const [what, code] of WORKERS) {
    it(`asks before a link to another site, whose worker ${what}`, async () => {
      const asked: string[] = [];
      const refuse = (contents: Electron.WebContents): void =>
        void contents.on('will-navigate', (event) => {
          asked.push(event.url);
          event.preventDefault();
        });
      const { contents, target, server } = await open(refuse, code);
      await follow(contents, `${target}/linked`);
      await until('a question', () => asked.length > 0);
      expect([asked, contents.getURL()]).to.deep.equal([[`${target}/linked`], `${server.origin}/opener`]);
    });
  }

  it('asks before a link of the same site', async () => {
    const { contents, target } = await open(listenToLinks);
    await contents.loadURL(`${target}/inside`);
    const asked = once(contents, 'will-navigate');
    await follow(contents, `${target}/linked`);
    expect((await asked)[1]).to.equal(`${target}/linked`);
  });

  /** Of a page of the worker's own site: elsewhere Chromium gives frames storage and workers of their own. */
  async function openFrame(contents: Electron.WebContents, target: string): Promise<void> {
    await contents.loadURL(`${target}/inside`);
    await contents.executeJavaScript(`new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { src: '/framed', onload: () => resolve(null) });
      document.body.append(frame);
    })`);
  }

  it('asks before a frame gets a document, with a listener of will-frame-navigate', async () => {
    const asked: string[] = [];
    const { contents, target } = await open((opened) => {
      opened.on('will-frame-navigate', ({ url }) => void asked.push(url));
    });
    await openFrame(contents, target);
    expect(asked).to.deep.equal([`${target}/framed`]);
  });

  it('leaves frames to their worker without one', async () => {
    const { contents, target } = await open(listenToLinks);
    await openFrame(contents, target);
    expect(await contents.mainFrame.frames[0]!.executeJavaScript('document.title')).to.equal('worker /framed');
  });

  it('lets an allowed link go to the server; its page stays under the control of the worker', async () => {
    const { contents, target } = await open(listenToLinks);
    const loaded = once(contents, 'did-finish-load');
    await follow(contents, `${target}/linked`);
    await loaded;
    expect([
      contents.getTitle(),
      await contents.executeJavaScript('navigator.serviceWorker.controller !== null'),
      await contents.executeJavaScript("fetch('/data').then((response) => response.text())"),
    ]).to.deep.equal(['server /linked', true, '<title>worker /data</title>']);
  });

  it('leaves what the app loads to the worker: loadURL(), reload(), goBack()', async () => {
    const { contents, target } = await open(listenToLinks);
    await contents.loadURL(`${target}/loaded#hash`);
    const titles = [contents.getTitle()];
    const acts: (() => unknown)[] = [
      () => contents.reload(),
      () => contents.loadURL(`${target}/next`),
      () => contents.goBack(),
    ];
    for (const act of acts) {
      const loaded = once(contents, 'did-finish-load');
      act();
      await loaded;
      titles.push(contents.getTitle());
    }
    expect(titles).to.deep.equal(['worker /loaded', 'worker /loaded', 'worker /next', 'worker /loaded']);
  });

  it('leaves links to the worker when nobody listens any more', async () => {
    const { contents, target } = await open(listenToLinks);
    contents.removeAllListeners('will-navigate');
    await until('the worker', async () => {
      const loaded = once(contents, 'did-finish-load');
      await follow(contents, `${target}/linked`);
      await loaded;
      return contents.getTitle() === 'worker /linked';
    });
  });

  for (const kind of ['prefetch', 'prerender']) {
    it(`asks before a link that speculation rules ${kind}, and nothing is requested before`, async () => {
      const server = await listen(({ url }, response) => sendPage(response, `<title>${url}</title><p>text`));
      const { webContents: contents } = newWindow({ webPreferences: { session: newSession() } });
      await contents.loadURL(`${server.origin}/opener`);
      const asked = once(contents, 'will-navigate');
      const rules = JSON.stringify({ [kind]: [{ source: 'list', urls: ['/linked'], eagerness: 'immediate' }] });
      await contents.executeJavaScript(`{
        const rules = Object.assign(document.createElement('script'), { type: 'speculationrules', textContent: '${rules}' });
        document.head.append(rules);
      } null`);
      for (let turn = 0; turn < 20; turn++) await contents.executeJavaScript("fetch('/turn').then(() => null)");
      expect(server.requests.map(({ url }) => url)).to.not.include('/linked');
      await follow(contents, `${server.origin}/linked`);
      expect((await asked)[1]).to.equal(`${server.origin}/linked`);
    });
  }
});
