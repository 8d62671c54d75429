import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { captureErrors, fetchIn, handle, page, rejection, routes, text, type Handler } from './lib/protocol';
import { listen } from './lib/servers';
import { until } from './lib/until';
import { destroyWindow, nextEvent, useSharedSession } from './lib/sessions';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkM9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const script = (code: string): Response => new Response(code, { headers: { 'content-type': 'text/javascript' } });
const shareable = { 'access-control-allow-origin': '*' };

describe('ses.protocol', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  const run = (code: string): Promise<unknown> => contents.executeJavaScript(code, true);
  const open = async (answers: Record<string, Handler> = {}, url = 'app://host/'): Promise<void> => {
    handle(shared(), new URL(url).protocol.slice(0, -1), routes(answers));
    await contents.loadURL(url);
  };
  /** Runs `code`, which makes the main frame navigate; resolves with its URL then. */
  const afterNavigation = async (code: string): Promise<string> => {
    const navigated = nextEvent(contents, 'did-navigate');
    await run(`${code}; 0`);
    await navigated;
    return contents.getURL();
  };
  /** Adds an element; resolves with 'load' or 'error'. */
  const add = (tag: string, properties: Record<string, string>): Promise<unknown> =>
    run(`new Promise((resolve) => {
      const element = Object.assign(document.createElement('${tag}'), ${JSON.stringify(properties)});
      element.onload = element.onerror = ({ type }) => resolve(type);
      document.body.append(element);
    })`);
  const addMarkup = (html: string): Promise<unknown> =>
    run(`new Promise((resolve) => {
      const parsed = document.createRange().createContextualFragment(${JSON.stringify(html)});
      const element = parsed.firstElementChild;
      element.onload = element.onerror = ({ type }) => resolve(type);
      document.body.append(parsed);
    })`);

  describe('protocol.handle() and the URLs that an app sees', () => {
    it('are its own in getURL() and the events of a navigation', async () => {
      handle(shared(), 'app', () => page());
      const started = nextEvent<[{ url: string }]>(contents, 'did-start-navigation');
      const navigated = nextEvent<[unknown, string]>(contents, 'did-navigate');
      await contents.loadURL('app://host/path?query#hash');
      const urls = [(await started)[0].url, (await navigated)[1], contents.getURL(), contents.mainFrame.url];
      expect(new Set(urls)).to.deep.equal(new Set(['app://host/path?query#hash']));
      expect(contents.mainFrame.origin).to.equal('app://host');
    });

    it('are its own in did-navigate-in-page', async () => {
      await open();
      const navigated = nextEvent<[unknown, string]>(contents, 'did-navigate-in-page');
      await run(`history.pushState(0, '', 'app://host/pushed')`);
      expect((await navigated)[1]).to.equal('app://host/pushed');
    });

    it('are its own in will-navigate', async () => {
      await open();
      const asked = nextEvent<[{ url: string; preventDefault(): void }]>(contents, 'will-navigate');
      const navigated = nextEvent(contents, 'did-navigate');
      void run(`location.href = '/next'; 0`);
      expect((await asked)[0].url).to.equal('app://host/next');
      // Or it would fail in the middle of the next test, whose handler is another.
      await navigated;
    });

    it('are its own in did-fail-load', async () => {
      captureErrors();
      handle(shared(), 'app', () => Response.error());
      const failed = nextEvent(contents, 'did-fail-load');
      const error = await rejection(contents.loadURL('app://host/failing'));
      expect(error.message).to.equal("ERR_FAILED (-2) loading 'app://host/failing'");
      expect((await failed)[3]).to.equal('app://host/failing');
    });

    it('are its own for a window that is opened', async () => {
      await open();
      const details = new Promise<Electron.HandlerDetails>((resolve) =>
        contents.setWindowOpenHandler((given) => {
          resolve(given);
          return { action: 'deny' };
        }),
      );
      await run(`window.open('app://host/popup'); 0`);
      expect((await details).url).to.equal('app://host/popup');
      contents.setWindowOpenHandler(() => ({ action: 'allow' }));
    });

    it('are canonical: host in lower case, dots resolved', async () => {
      let url = '';
      handle(shared(), 'app', (request) => ((url = request.url), page()));
      await contents.loadURL('app://HOST/a/../b');
      expect(url).to.equal('app://host/b');
    });

    it('are its own in the title of a page that gives none', async () => {
      handle(shared(), 'app', () => page('<p>Untitled</p>'));
      const shown = untilTitle(contents, 'host/untitled');
      await contents.loadURL('app://host/untitled');
      await shown;
    });

    it('may have a scheme with dots', async () => {
      handle(shared(), 'com.example.dotted', () => page());
      await contents.loadURL('com.example.dotted://host/path');
      expect(contents.getURL()).to.equal('com.example.dotted://host/path');
    });

    it('are refused without a host by a standard scheme', async () => {
      handle(shared(), 'app', () => page());
      expect((await rejection(contents.loadURL('app:///'))).code).to.equal('ERR_INVALID_URL');
    });
  });

  describe('protocol.handle() and cookies', () => {
    it('stores, finds and removes them by the URLs of the scheme', async () => {
      const { cookies } = shared();
      await cookies.set({ url: 'app://jar/', name: 'a', value: '1' });
      expect(await cookies.get({ url: 'app://jar/', name: 'a' })).to.have.lengthOf(1);
      expect((await cookies.get({ name: 'a', domain: 'jar' })).map(({ domain }) => domain)).to.deep.equal(['jar']);
      await cookies.remove('app://jar/', 'a');
      expect(await cookies.get({ url: 'app://jar/' })).to.deep.equal([]);
    });

    it('gives them to the page', async () => {
      await shared().cookies.set({ url: 'app://jar/', name: 'b', value: '2' });
      await open({}, 'app://jar/');
      expect(await run('document.cookie')).to.equal('b=2');
    });

    it('tells of their changes with the domain of the scheme', async () => {
      const { cookies } = shared();
      const changed = nextEvent<[unknown, Electron.Cookie]>(cookies, 'changed');
      await cookies.set({ url: 'app://jar/', name: 'c', value: '3' });
      expect((await changed)[1]).to.include({ name: 'c', domain: 'jar' });
    });
  });

  describe('protocol.handle() and the pages that use it', () => {
    it('fetches from it', async () => {
      await open({ '/data': () => text('data') });
      expect(await fetchIn(contents, 'app://host/data')).to.equal('200 data');
      expect(await fetchIn(contents, 'data')).to.equal('200 data');
      expect(await run(`fetch('app://host/data').then(({ url }) => url)`)).to.equal('app://host/data');
      expect(await run(`fetch(new Request('app://host/data')).then(({ url }) => url)`)).to.equal('app://host/data');
    });

    it('requests from it with XMLHttpRequest', async () => {
      await open({ '/data': () => text('data') });
      const answer = await run(`new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onloadend = () => resolve([request.responseText, request.responseURL]);
        request.open('GET', 'app://host/data');
        request.send();
      })`);
      expect(answer).to.deep.equal(['data', 'app://host/data']);
    });

    it('fetches from it in a page of a server', async () => {
      const server = await listen();
      handle(shared(), 'app', routes({ '/data': () => text('data', shareable) }));
      await contents.loadURL(server.origin.replace('127.0.0.1', 'localhost'));
      expect(await fetchIn(contents, 'app://host/data')).to.equal('200 data');
    });

    it('loads images, scripts and style sheets that a script adds', async () => {
      await open({
        '/x.png': () => new Response(PIXEL, { headers: { 'content-type': 'image/png' } }),
        '/x.js': () => script('globalThis.ran = true'),
        '/x.css': () => new Response('body { color: rgb(1, 2, 3) }', { headers: { 'content-type': 'text/css' } }),
      });
      expect(await add('img', { src: 'app://host/x.png' })).to.equal('load');
      expect(await add('script', { src: 'app://host/x.js' })).to.equal('load');
      expect(await add('script', { type: 'module', src: 'app://host/x.js?module' })).to.equal('load');
      expect(await add('link', { rel: 'stylesheet', href: 'app://host/x.css' })).to.equal('load');
      expect(await run('[ran, getComputedStyle(document.body).color]')).to.deep.equal([true, 'rgb(1, 2, 3)']);
    });

    it('loads images and scripts that stand in the markup', async () => {
      await open({
        '/x.png': () => new Response(PIXEL, { headers: { 'content-type': 'image/png' } }),
        '/x.js': () => script('globalThis.ran = true'),
      });
      expect(await addMarkup('<img src="app://host/x.png">')).to.equal('load');
      expect(await addMarkup('<script src="app://host/x.js"></script>')).to.equal('load');
      expect(await run('ran')).to.equal(true);
    });

    it('shows it in an iframe', async () => {
      await open({ '/frame': () => page('<title>Inner</title>') });
      const navigated = nextEvent<[unknown, string]>(contents, 'did-frame-navigate');
      await run(`document.body.insertAdjacentHTML('beforeend', '<iframe src="app://host/frame"></iframe>'); 0`);
      expect((await navigated)[1]).to.equal('app://host/frame');
    });

    it('starts a worker from it', async () => {
      await open({ '/worker.js': () => script('postMessage("from the worker")') });
      const said = await run(`new Promise((resolve) => {
        new Worker('app://host/worker.js').onmessage = ({ data }) => resolve(data);
      })`);
      expect(said).to.equal('from the worker');
    });

    it('fetches from it in a worker', async () => {
      await open({
        '/worker.js': () => script(`fetch('app://host/data').then((r) => r.text()).then(postMessage)`),
        '/data': () => text('fetched'),
      });
      const said = await run(`new Promise((resolve) => {
        new Worker('/worker.js').onmessage = ({ data }) => resolve(data);
      })`);
      expect(said).to.equal('fetched');
    });

    it('reaches servers on this machine', async () => {
      const server = await listen((_, response) => response.writeHead(200, shareable).end('local'));
      await open();
      expect(await fetchIn(contents, server.origin)).to.equal('200 local');
    });

    it('follows a link to it', async () => {
      await open();
      const link = `document.body.insertAdjacentHTML('beforeend', '<a id=link href="app://host/linked">Link</a>')`;
      expect(await afterNavigation(`${link}; link.click()`)).to.equal('app://host/linked');
    });

    it('lets the page prevent a link and see what it wrote', async () => {
      await open();
      const href = await run(`(() => {
        document.body.insertAdjacentHTML('beforeend', '<a id=link href="app://host/linked">Link</a>');
        let seen;
        document.onclick = (event) => { seen = event.target.href; event.preventDefault(); };
        link.click();
        return [seen, link.href];
      })()`);
      expect(href).to.deep.equal(['app://host/linked', 'app://host/linked']);
      expect(contents.getURL()).to.equal('app://host/');
    });

    it('goes there by location', async () => {
      await open();
      expect(await afterNavigation(`location.href = 'app://host/assigned'`)).to.equal('app://host/assigned');
      expect(await afterNavigation(`location.replace('app://host/replaced')`)).to.equal('app://host/replaced');
    });

    it('sends a form to it', async () => {
      const { promise, resolve } = deferred<string>();
      await open({
        '/send': (request) => {
          void request.text().then((body) => resolve(`${request.method} ${body}`));
          return page();
        },
      });
      const form = '<form method=post action="app://host/send"><input name=a value=1><button id=send></form>';
      const code = `document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(form)}); send.click()`;
      expect(await afterNavigation(code)).to.equal('app://host/send');
      expect(await promise).to.equal('POST a=1');
    });

    it('sends a form that a script submits to it', async () => {
      await open();
      const form = '<form id=form action="app://host/search"><input name=q value=1></form>';
      const code = `document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(form)}); form.submit()`;
      expect(await afterNavigation(code)).to.equal('app://host/search?q=1');
    });

    it('opens it in a window', async () => {
      await open();
      const loaded = new Promise<Electron.BrowserWindow>((resolve) =>
        contents.once('did-create-window', (created) =>
          created.webContents.once('did-finish-load', () => resolve(created)),
        ),
      );
      await run(`window.open('app://host/popup'); 0`);
      const window = await loaded;
      expect(window.webContents.getURL()).to.equal('app://host/popup');
      destroyWindow(window);
    });

    it('goes there from a page of a server', async () => {
      const server = await listen('<a id=link href="app://host/linked">Link</a>');
      handle(shared(), 'app', () => page());
      await contents.loadURL(server.origin);
      expect(await afterNavigation('link.click()')).to.equal('app://host/linked');
    });

    it('works in a page that was there before its handler', async () => {
      await open();
      handle(shared(), 'cors-only', () => text('late', shareable));
      const answer = await run(`new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onloadend = () => resolve(request.responseText);
        request.open('GET', 'cors-only://host/data');
        request.send();
      })`);
      expect(answer).to.equal('late');
    });
  });
});

/** Chromium tells the title of a page without one later than its load. */
const untilTitle = (contents: Electron.WebContents, title: string): Promise<unknown> =>
  until(`the title ${title}`, () => contents.getTitle() === title);

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}
