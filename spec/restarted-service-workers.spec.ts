// Service workers that Chromium starts from disk, and what they would have it fetch beside them.
import { expect } from 'chai';
import { page, text } from './lib/protocol';
import { listen } from './lib/servers';
import { endBrowser, newSession, newWindow } from './lib/sessions';
import { removeListenersAfterTest } from './lib/web-requests';

const script = (code: string): Response => new Response(code, { headers: { 'content-type': 'text/javascript' } });
const BASE = `
  addEventListener('install', () => skipWaiting());
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));
`;
/** What a worker does with requests; none of it answers without the network. */
const PRELOADED =
  'onfetch = (event) => event.respondWith((async () => (await event.preloadResponse) ?? fetch(event.request))());';
const WORKERS: [what: string, code: string, inPage?: string][] = [
  ['passes requests on', 'onfetch = (event) => event.respondWith(fetch(event.request));'],
  ['leaves requests to the network', 'onfetch = () => undefined;'],
  ['fetches something else', 'onfetch = (event) => event.respondWith(fetch(event.request.url + "?own"));'],
  [
    'turns navigation preload on',
    `addEventListener('activate', (event) => event.waitUntil(registration.navigationPreload.enable())); ${PRELOADED}`,
  ],
  [
    'has navigation preload turned on by its page',
    PRELOADED,
    'navigator.serviceWorker.ready.then(({ navigationPreload }) => navigationPreload.enable())',
  ],
  [
    'has routes that race the network',
    `addEventListener('install', (event) =>
       event.addRoutes({ condition: { urlPattern: new URLPattern({}) }, source: 'race-network-and-fetch-handler' }));
     onfetch = (event) => event.respondWith(fetch(event.request));`,
  ],
];

/** A page that is controlled by its worker. */
const REGISTER = `navigator.serviceWorker.register('/worker.js').then(() => new Promise((resolve) => {
  const look = () => navigator.serviceWorker.controller && resolve('controlled');
  navigator.serviceWorker.oncontrollerchange = look;
  look();
}))`;
const FETCH = "navigator.serviceWorker.controller && fetch('/data').then((response) => response.text())";

describe('ses.protocol: service workers of a session that starts again', () => {
  for (const scheme of ['app', 'https']) {
    for (const [what, code, inPage] of WORKERS) {
      it(`reach the handler of ${scheme}: a worker that ${what}`, async () => {
        const ses = newSession('persist:');
        const seen: string[] = [];
        ses.protocol.handle(scheme, ({ url }) => {
          const { pathname } = new URL(url);
          seen.push(pathname);
          if (pathname === '/worker.js') return script(BASE + code);
          return pathname === '/data' ? text('data') : page('<title>handled</title>');
        });
        const open = async (): Promise<Electron.WebContents> => {
          const { webContents } = newWindow({ webPreferences: { session: ses } });
          await webContents.loadURL(`${scheme}://host.example/`);
          return webContents;
        };
        const first = await open();
        expect(await first.executeJavaScript(REGISTER)).to.equal('controlled');
        if (inPage) await first.executeJavaScript(inPage);
        await endBrowser(ses);
        seen.length = 0;
        const contents = await open();
        expect(contents.getTitle()).to.equal('handled');
        expect(await contents.executeJavaScript(FETCH)).to.equal('data');
        expect(seen).to.include.members(['/', '/data']);
      });
    }
  }
});

describe('ses.webRequest: service workers of a session that starts again', () => {
  for (const [what, code, inPage] of WORKERS) {
    it(`sends nothing that was not held, with a worker that ${what}`, async () => {
      const ses = newSession('persist:');
      removeListenersAfterTest(ses);
      const server = await listen(({ url }, response) => {
        response.setHeader('content-type', url === '/worker.js' ? 'text/javascript' : 'text/html');
        response.end(url === '/worker.js' ? BASE + code : `<title>${url}</title>`);
      });
      const held: string[] = [];
      ses.webRequest.onBeforeRequest({ urls: [`${server.origin}/*`] }, ({ url }, callback) => {
        held.push(url.slice(server.origin.length));
        callback({});
      });
      const open = async (): Promise<Electron.WebContents> => {
        const { webContents } = newWindow({ webPreferences: { session: ses } });
        await webContents.loadURL(`${server.origin}/`);
        return webContents;
      };
      const first = await open();
      await first.executeJavaScript(REGISTER);
      if (inPage) await first.executeJavaScript(inPage);
      // By a worker that runs, then by one that has to start.
      await first.loadURL(`${server.origin}/running`);
      await endBrowser(ses);
      await (await open()).executeJavaScript(FETCH);
      const sent = server.requests.map(({ url = '' }) => url);
      for (const url of new Set(sent)) {
        const counts = [sent, held].map((list) => list.filter((one) => one === url).length);
        expect([url, counts[0]! <= counts[1]!]).to.deep.equal([url, true]);
      }
    });
  }
});
