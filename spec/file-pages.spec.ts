import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defer } from './lib/cleanup';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';

/** The text of a fetch, or "TypeError". */
const FETCH = `globalThis.get = (url, init) => fetch(url, init).then((r) => r.text(), (error) => error.name);`;

describe('pages from files', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  let folder: string;
  let server: LocalServer;
  /** Method, path, origin and cookie of the requests that the server has seen. */
  let asked: string[];
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });
  beforeEach(async () => {
    folder = tempDir();
    mkdirSync(path.join(folder, 'sub'));
    write('page.html', `<title>Page</title><script>${FETCH}</script>`);
    write('data.json', '{"a":1}');
    write('module.mjs', 'export default 5');
    write('sub/frame.html', '<title>Frame</title>');
    asked = [];
    server = await listen((request, response) => {
      const { method, url, headers } = request;
      asked.push([method, url, headers.origin, headers.cookie].filter(Boolean).join(' '));
      if (url?.startsWith('/to?')) response.writeHead(302, { location: decodeURIComponent(url.slice(4)) }).end();
      else if (url === '/module')
        response.writeHead(200, { 'content-type': 'text/javascript' }).end('export default 7');
      else sendPage(response, `<title>Server</title><script>${FETCH}</script>`);
    });
  });

  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  const urlOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
  const run = (code: string): Promise<unknown> => contents.executeJavaScript(code);
  const openPage = (): Promise<void> => contents.loadFile(path.join(folder, 'page.html'));
  const get = (url: string, init: object = {}): Promise<unknown> => run(`get('${url}', ${JSON.stringify(init)})`);
  const isPage = (text: unknown): boolean => String(text).includes('<title>Server</title>');

  it('may read what handlers answer for any scheme, which other pages may not', async () => {
    const { protocol } = shared();
    protocol.registerStringProtocol('fetch-only', (_, callback) =>
      callback({ data: 'handled', headers: { 'X-Own': 'own' } }),
    );
    defer(() => void protocol.unregisterProtocol('fetch-only'));
    await openPage();
    expect(await get('fetch-only://host/')).to.equal('handled');
    expect(await run(`fetch('fetch-only://host/').then(({ headers }) => headers.get('x-own'))`)).to.equal('own');
    await contents.loadURL(server.origin);
    expect(await get('fetch-only://host/')).to.equal('TypeError');
  });

  it('may read all headers of servers, with cookies too', async () => {
    const { origin } = await listen((_, response) => {
      response.writeHead(200, { 'X-Own': 'own', 'Access-Control-Expose-Headers': 'X-Other' }).end();
    });
    await openPage();
    for (const credentials of ['omit', 'include']) {
      const header = `fetch('${origin}/', { credentials: '${credentials}' }).then(({ headers }) => headers.get('x-own'))`;
      expect(await run(header)).to.equal('own');
    }
  });

  describe('and other files', () => {
    it('may fetch, request and import them', async () => {
      await openPage();
      expect(await get('data.json')).to.equal('{"a":1}');
      const request = `new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onloadend = () => resolve(request.responseText);
        request.open('GET', 'data.json');
        request.send();
      })`;
      expect(await run(request)).to.equal('{"a":1}');
      expect(await run(`import('./module.mjs').then((module) => module.default)`)).to.equal(5);
    });

    it('may look into frames of them', async () => {
      await openPage();
      const frame = `new Promise((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { src: 'sub/frame.html' });
        frame.onload = () => resolve(frame.contentDocument?.title);
        document.body.append(frame);
      })`;
      expect(await run(frame)).to.equal('Frame');
    });

    it('may start workers of them', async () => {
      write('worker.js', `fetch('data.json').then((r) => r.text()).then(postMessage, ({ name }) => postMessage(name))`);
      await openPage();
      const worker = `new Promise((resolve) => (new Worker('worker.js').onmessage = ({ data }) => resolve(data)))`;
      expect(await run(worker)).to.equal('{"a":1}');
    });
  });

  describe('and servers', () => {
    it('may read what they answer', async () => {
      await openPage();
      expect(await get(`${server.origin}/x`)).to.satisfy(isPage);
      expect(await get(`${server.origin}/x`, { credentials: 'include' })).to.satisfy(isPage);
      expect(await run(`import('${server.origin}/module').then((module) => module.default)`)).to.equal(7);
      expect(asked).to.deep.equal(['GET /x file://', 'GET /x file://', 'GET /module file://']);
    });

    it('may send what a server would have to allow first', async () => {
      await openPage();
      const init = { method: 'PUT', headers: { 'x-own': '1' }, body: 'x' };
      expect(await get(`${server.origin}/put`, init)).to.satisfy(isPage);
      expect(asked).to.deep.equal(['PUT /put file://']);
    });

    it('may read what redirects lead to', async () => {
      await openPage();
      const other = server.origin.replace('127.0.0.1', 'localhost');
      for (const to of [`${server.origin}/x`, `${other}/x`]) {
        expect(await get(`${server.origin}/to?${encodeURIComponent(to)}`)).to.satisfy(isPage);
      }
    });

    it('may read it from workers, frames and windows of theirs', async () => {
      write(
        'worker.js',
        `fetch('${server.origin}/worker').then((r) => r.text()).then(postMessage, ({ name }) => postMessage(name))`,
      );
      write('sub/frame.html', `<script>${FETCH}</script>`);
      await openPage();
      const worker = `new Promise((resolve) => (new Worker('worker.js').onmessage = ({ data }) => resolve(data)))`;
      expect(await run(worker)).to.satisfy(isPage);
      const frame = `new Promise((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { src: 'sub/frame.html' });
        frame.onload = () => resolve(frame.contentWindow.get('${server.origin}/frame'));
        document.body.append(frame);
      })`;
      expect(await run(frame)).to.satisfy(isPage);
      const opened = `new Promise((resolve) => {
        const child = open('page.html');
        const timer = setInterval(() => {
          if (!child.get) return;
          clearInterval(timer);
          child.get('${server.origin}/window').then(resolve);
        }, 20);
      })`;
      expect(await run(opened)).to.satisfy(isPage);
    });

    it('are heard of once by webRequest', async () => {
      const urls: string[] = [];
      shared().webRequest.onHeadersReceived({ urls: [`${server.origin}/*`] }, ({ url }, callback) => {
        urls.push(new URL(url).pathname);
        callback({});
      });
      defer(() => shared().webRequest.onHeadersReceived(null));
      await openPage();
      expect(await get(`${server.origin}/heard`)).to.satisfy(isPage);
      expect(urls).to.deep.equal(['/heard']);
    });
  });

  describe('give other pages nothing', () => {
    /** A page that tells its opener or parent what it could read of the server and of a file. */
    const spy = (): string => `
      <script>${FETCH}
        (async () => {
          const read = [await get('${server.origin}/secret'), await get('${urlOf('data.json')}')];
          (window.opener ?? window.parent).postMessage(read, '*');
        })();
      </script>`;
    const NOTHING = ['TypeError', 'TypeError'];
    const told = (code: string): Promise<unknown> =>
      run(
        `new Promise((resolve) => { addEventListener('message', ({ data }) => resolve(data), { once: true }); ${code} })`,
      );
    const hostile = (): Promise<LocalServer> => listen((_, response) => sendPage(response, spy()));
    const frameWith = (attributes: object): string =>
      `document.body.append(Object.assign(document.createElement('iframe'), ${JSON.stringify(attributes)}));`;

    it('a frame of a server in a page from a file', async () => {
      const { origin } = await hostile();
      await openPage();
      expect(await told(frameWith({ src: `${origin}/` }))).to.deep.equal(NOTHING);
    });

    it('a window of a server that a page from a file opens', async () => {
      const { origin } = await hostile();
      await openPage();
      expect(await told(`open('${origin}/')`)).to.deep.equal(NOTHING);
    });

    it('a sandboxed frame and a data: URL in a page from a file', async () => {
      await openPage();
      expect(await told(frameWith({ sandbox: 'allow-scripts', srcdoc: spy() }))).to.deep.equal(NOTHING);
      expect(await told(frameWith({ src: `data:text/html,${encodeURIComponent(spy())}` }))).to.deep.equal(NOTHING);
      write('spy.html', spy());
      expect(await told(frameWith({ sandbox: 'allow-scripts', src: 'spy.html' }))).to.deep.equal(NOTHING);
    });

    it('the page of a server that comes in the place of one from a file', async () => {
      await openPage();
      const loaded = nextEvent(contents, 'did-finish-load');
      await run(`location.href = '${server.origin}/next'; 0`);
      await loaded;
      const other = await listen();
      expect([await get(`${other.origin}/secret`), await get(urlOf('data.json'))]).to.deep.equal(NOTHING);
    });

    it('a page of a server beside one from a file', async () => {
      await openPage();
      const beside = newWindow({ webPreferences: { session: shared() } });
      await beside.loadURL(server.origin);
      const other = await listen();
      const read: unknown = await beside.webContents.executeJavaScript(`get('${other.origin}/secret')`);
      expect(read).to.equal('TypeError');
    });

    it('a page of a server: it opens and frames no file', async () => {
      await contents.loadURL(server.origin);
      const reached = `new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.src = '${urlOf('page.html')}';
        document.body.append(frame);
        const child = open('${urlOf('page.html')}');
        setTimeout(() => {
          const name = (of) => { try { return of()?.title ?? null; } catch { return 'other'; } };
          resolve([name(() => frame.contentDocument), name(() => child?.document)]);
        }, 500);
      })`;
      expect(await run(reached)).to.not.include('Page');
    });
  });
});
