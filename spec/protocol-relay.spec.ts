// Streamed answers reach Chromium from a port of this machine, which every user of the machine may connect to and whose
// number every user may read: docs/development/security.md, "Streamed answers".
import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import * as https from 'node:https';
import { newAppHome, sourceWhenReady, spawnApp, type SpawnedApp } from './lib/apps';
import { startForeignServer, type ForeignServer } from './lib/foreign-server';
import { patience } from './lib/patience';
import { commandLineOf } from './lib/processes';
import { fetchIn, handle, page, type Handler } from './lib/protocol';
import { browserPid, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

/** More than is sent as a whole. */
const PADDING = ' '.repeat(1_500_000);

const streamed = (body: string, type: string, headers: Record<string, string> = {}): Response =>
  new Response(body + PADDING, { headers: { 'content-type': type, ...headers } });

const portIn = (commandLine: readonly string[]): number =>
  Number(/--ip-address-space-overrides=127\.0\.0\.1:(\d+)=public/.exec(commandLine.join('\n'))?.[1]);

/** Where localhost leads first, if the machine has IPv6. */
const IPV6 = '::1';

const expectToListen = ({ state }: ForeignServer): void => {
  expect(state).to.be.oneOf(['listening', 'EADDRNOTAVAIL']);
};

describe('protocol.handle() and a body that streams, while another user listens on its port', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  /** Everything that a page may load from the relay. */
  const answers: Record<string, Handler> = {
    '/': () => streamed('<title>own</title>', 'text/html'),
    '/small': () => page('<title>small</title>'),
    '/data': () => streamed('own', 'text/plain'),
    '/script.js': () => streamed('globalThis.loaded = "own";', 'text/javascript'),
    '/worker.js': () =>
      streamed('fetch("/data").then((r) => r.text()).then((t) => postMessage(t.trim()));', 'text/javascript'),
    '/service-worker.js': () =>
      new Response(
        `self.addEventListener('install', () => self.skipWaiting());
        self.addEventListener('activate', (event) => event.waitUntil(clients.claim()));
        self.addEventListener('fetch', (event) => {
          if (new URL(event.request.url).pathname === '/by-worker') event.respondWith(fetch('/data'));
        });`,
        { headers: { 'content-type': 'text/javascript' } },
      ),
  };

  async function besideForeignServer(): Promise<ForeignServer> {
    for (const scheme of ['app', 'https']) {
      handle(shared(), scheme, (request) => (answers[new URL(request.url).pathname] ?? answers['/small']!)(request));
    }
    await contents.loadURL('app://host/small');
    const foreign = await startForeignServer({ host: IPV6, port: portIn(commandLineOf(browserPid(shared()))) });
    expectToListen(foreign);
    return foreign;
  }

  const run = (code: string): Promise<unknown> => contents.executeJavaScript(code);

  /** What each kind of request gets; it must be "own". */
  const kinds: Record<string, () => Promise<unknown>> = {
    'a document of a custom scheme': async () => {
      await contents.loadURL('app://host/');
      return contents.getTitle();
    },
    'a document of https:': async () => {
      await contents.loadURL('https://handled.example/');
      return contents.getTitle();
    },
    'an iframe': () =>
      run(`new Promise((resolve) => {
        const frame = document.body.appendChild(document.createElement('iframe'));
        frame.onload = () => resolve(frame.contentDocument.title);
        frame.src = '/';
      })`),
    'fetch() of a page': async () => (await fetchIn(contents, '/data')).replace('200 ', '').trim(),
    'a script': () =>
      run(`new Promise((resolve) => {
        const script = document.body.appendChild(document.createElement('script'));
        script.onload = script.onerror = () => resolve(globalThis.loaded);
        script.src = '/script.js';
      })`),
    'a worker and what it fetches': () =>
      run("new Promise((resolve) => { new Worker('/worker.js').onmessage = ({ data }) => resolve(data); })"),
    'fetch() of a service worker': () =>
      run(`(async () => {
        const claimed = new Promise((resolve) => (navigator.serviceWorker.oncontrollerchange = resolve));
        const registration = await navigator.serviceWorker.register('/service-worker.js');
        if (!navigator.serviceWorker.controller) await claimed;
        const text = await (await fetch('/by-worker')).text();
        await registration.unregister();
        return text.trim();
      })()`),
  };

  for (const [what, load] of Object.entries(kinds)) {
    it(`loads ${what} from the relay only`, async () => {
      const foreign = await besideForeignServer();
      expect(await load()).to.equal('own');
      expect(foreign.received).to.deep.equal([]);
    });
  }
});

describe('protocol.handle() and a body that streams', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  const open = async (answer: Handler): Promise<void> => {
    handle(shared(), 'app', (request) => (request.url.endsWith('/') ? page() : answer(request)));
    await contents.loadURL('app://host/');
  };

  it('has the headers of the answer, without those that are for Chromium itself', async () => {
    await open(() =>
      streamed('x', 'text/plain', {
        'x-own': '1',
        'alt-svc': 'h3=":443"',
        'nel': '{"report_to":"a","max_age":9}',
        'report-to': '{"group":"a","max_age":9,"endpoints":[]}',
        'connection': 'close',
      }),
    );
    const headers: unknown = await contents.executeJavaScript(
      "fetch('/x').then(async (response) => { await response.text(); return [...response.headers.keys()].sort(); })",
    );
    // The first as every answer of a custom scheme has it.
    expect(headers).to.deep.equal(['access-control-allow-origin', 'content-type', 'transfer-encoding', 'x-own']);
  });

  for (const [what, length, expected] of [
    ['shorter', 5, '200 HTTP/'],
    ['longer', PADDING.length * 2, 'fails'],
  ] as const) {
    it(`harms no other answer if it says a ${what} length than it has`, async () => {
      await open(({ url }) =>
        url.endsWith('/wrong')
          ? streamed('HTTP/1.1 200 OK\r\n\r\n', 'text/plain', { 'content-length': String(length) })
          : streamed('right', 'text/plain'),
      );
      const wrong = fetchIn(contents, '/wrong').catch(() => 'fails');
      const others = await Promise.all(Array.from({ length: 8 }, (_, index) => fetchIn(contents, `/${index}`)));
      expect(await wrong).to.equal(expected);
      others.push(await fetchIn(contents, '/after'));
      expect(others.map((text) => text.trim())).to.deep.equal(Array(9).fill('200 right'));
    });
  }
});

describe('the port of streamed answers', function () {
  this.timeout(patience(90_000));

  /** An app with a page of a handler; it loads what a line of its stdin names, and prints title or error. */
  const APP = `
    require('electron').protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    ${sourceWhenReady(`
      session.defaultSession.protocol.handle('app', ({ url }) =>
        new Response('<title>' + new URL(url).pathname + '</title>' + ' '.repeat(url.endsWith('/streamed') ? 1500000 : 0), {
          headers: { 'content-type': 'text/html' },
        }));
      const win = new BrowserWindow();
      await win.loadURL('app://host/whole');
      const { execFileSync } = require('child_process');
      const pid = session.defaultSession.getBrowserProcessId();
      print(require('fs').readFileSync('/proc/' + pid + '/cmdline', 'latin1').split('\\0'));
      for await (const line of require('readline').createInterface({ input: process.stdin })) {
        await win.loadURL(line).then(() => print(win.getTitle()), ({ code }) => print(code));
      }
    `)}
  `;

  async function start(launcherArgs: string[] = []): Promise<{ app: SpawnedApp; port: number }> {
    const app = spawnApp(APP, { home: newAppHome(), launcherArgs });
    return { app, port: portIn(await app.report<string[]>()) };
  }

  async function load(app: SpawnedApp, url: string): Promise<unknown> {
    app.send(url);
    return app.report(1);
  }

  it('is taken before a Chromium knows it: nobody else can listen there', async () => {
    const { app, port } = await start();
    for (const host of ['127.0.0.1', '0.0.0.0']) {
      expect((await startForeignServer({ host, port })).state).to.equal('EADDRINUSE');
    }
    expect(await load(app, 'app://host/streamed')).to.equal('/streamed');
  });

  for (const tls of [false, true]) {
    it(`gives ${tls ? 'a server with another key' : 'a server without TLS'} neither the request nor the page`, async () => {
      // As if the mapping of names did not exist: Chromium then asks the other user first.
      const { app, port } = await start(['--host-resolver-rules=EXCLUDE *.localhost']);
      const foreign = await startForeignServer({ host: IPV6, port, tls });
      expectToListen(foreign);
      const outcome = await load(app, 'app://host/streamed');
      if (foreign.state !== 'listening') return;
      expect(outcome).to.match(/^ERR_/);
      // It tells on a pipe of its own, and of TLS that came to nothing when the connection has ended.
      await until('what the other user has heard', () => foreign.received.length > 0);
      expect(foreign.received.join()).to.not.match(/GET|if-match|[\da-f]{64}/i);
    });
  }

  it('is asked directly where the session has a proxy', async () => {
    const { app } = await start(['--proxy-server=http://127.0.0.1:9']);
    expect(await load(app, 'app://host/streamed')).to.equal('/streamed');
  });

  it('refuses whoever does not know the path of an answer', async () => {
    const { app, port } = await start();
    expect(await load(app, 'app://host/streamed')).to.equal('/streamed');
    for (const secret of ['', 'a'.repeat(64), '../']) {
      const request = https.get({
        host: '127.0.0.1',
        port,
        path: `/${secret}`,
        rejectUnauthorized: false,
        agent: false,
      });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      expect(response.statusCode).to.equal(403);
      response.resume();
    }
  });
});
