import { expect } from 'chai';
import { BrowserWindow, protocol, session } from 'electron';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runApp } from './lib/apps';
import { captureErrors, fetchIn, handle, page, rejection, routes, text, type Handler } from './lib/protocol';
import { listen } from './lib/servers';
import { endBrowser, newSession, newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';

const HANDLED = ['app', 'http', 'https', 'file'] as const;
const urlOf = (scheme: (typeof HANDLED)[number]): string =>
  scheme === 'file' ? 'file:///x/page' : `${scheme}://host/page`;

describe('ses.protocol', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    // Not newWindow(): it lasts as long as the file.
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  /** Loads a page of `app:` whose other paths are `answers`. */
  const open = async (answers: Record<string, Handler> = {}): Promise<void> => {
    handle(shared(), 'app', routes(answers));
    await contents.loadURL('app://host/');
  };

  describe('protocol.handle(scheme, handler)', () => {
    for (const scheme of HANDLED) {
      it(`answers ${scheme}: with the response of the handler`, async () => {
        handle(shared(), scheme, () => page('<title>Handled</title>'));
        await contents.loadURL(urlOf(scheme));
        expect(await contents.executeJavaScript('document.title')).to.equal('Handled');
        expect(contents.getURL()).to.equal(urlOf(scheme));
      });
    }

    it('answers a scheme without privileges', async () => {
      handle(shared(), 'plain', () => page('<title>Plain</title>'));
      await contents.loadURL('plain://Any/Thing?q');
      expect(contents.getURL()).to.equal('plain://Any/Thing?q');
      expect(contents.getTitle()).to.equal('Plain');
    });

    it('takes a promise of a response', async () => {
      await open({ '/later': async () => Promise.resolve(text('later')) });
      expect(await fetchIn(contents, '/later')).to.equal('200 later');
    });

    it('gives the request of the page', async () => {
      const seen: Request[] = [];
      await open({ '/post': (request) => (seen.push(request), text('')) });
      await fetchIn(contents, '/post?q=1', { method: 'POST', body: 'the body', headers: { 'X-Own': 'yes' } });
      const [request] = seen;
      expect(request).to.be.instanceOf(Request);
      expect(request?.url).to.equal('app://host/post?q=1');
      expect(request?.method).to.equal('POST');
      expect(request?.headers.get('x-own')).to.equal('yes');
      expect(request?.headers.get('referer')).to.equal('app://host/');
      expect(await request?.text()).to.equal('the body');
    });

    it('gives the bytes of a binary body', async () => {
      let size = 0;
      await open({ '/post': async (request) => text(String((size = (await request.arrayBuffer()).byteLength))) });
      await contents.executeJavaScript(`fetch('/post', { method: 'POST', body: new Uint8Array(3e6) }).then(() => 0)`);
      expect(size).to.equal(3_000_000);
    });

    it('gives the page the status and headers of the response', async () => {
      await open({
        '/gone': () => new Response('no', { status: 410, statusText: 'Away', headers: { 'x-own': 'value' } }),
      });
      const told = (await contents.executeJavaScript(
        `fetch('/gone').then((r) => [r.status, r.statusText, r.headers.get('x-own')])`,
      )) as unknown[];
      expect(told).to.deep.equal([410, 'Away', 'value']);
    });

    it('tells the status of a document', async () => {
      handle(shared(), 'app', () => new Response('<p>', { status: 404, headers: { 'content-type': 'text/html' } }));
      const navigated = nextEvent<[unknown, string, number]>(contents, 'did-navigate');
      await contents.loadURL('app://host/missing');
      expect((await navigated).slice(1, 3)).to.deep.equal(['app://host/missing', 404]);
    });

    it('makes a document without a type HTML if it looks like it', async () => {
      handle(shared(), 'app', () => new Response(Buffer.from('<title>Untyped</title>')));
      await contents.loadURL('app://host/untyped');
      expect(contents.getTitle()).to.equal('Untyped');
    });

    it('follows redirects between URLs of the scheme', async () => {
      await open({
        '/from': () => new Response(null, { status: 302, headers: { location: 'app://host/to' } }),
        '/to': () => text('arrived'),
      });
      const [url, redirected] = (await contents.executeJavaScript(
        `fetch('/from').then((r) => [r.url, r.redirected])`,
      )) as [string, boolean];
      expect(url).to.equal('app://host/to');
      expect(redirected).to.equal(true);
    });

    it('follows redirects of a document', async () => {
      handle(
        shared(),
        'app',
        routes({ '/from': () => new Response(null, { status: 301, headers: { location: '/to' } }) }),
      );
      await contents.loadURL('app://host/from');
      expect(contents.getURL()).to.equal('app://host/to');
    });

    it('follows a redirect to a server', async () => {
      const server = await listen('<title>Server</title>');
      handle(shared(), 'app', () => Response.redirect(`${server.origin}/there`, 302));
      await contents.loadURL('app://host/from');
      expect(contents.getURL()).to.equal(`${server.origin}/there`);
    });

    it('stores the cookies of a response', async () => {
      handle(shared(), 'app', () => page('', { 'set-cookie': 'a=1; Path=/; HttpOnly' }));
      await contents.loadURL('app://cookies/');
      const [cookie] = await shared().cookies.get({ url: 'app://cookies/' });
      expect(cookie).to.include({ name: 'a', value: '1', domain: 'cookies', httpOnly: true });
    });

    it('leaves requests of other schemes to the network', async () => {
      const server = await listen('<title>Server</title>');
      handle(shared(), 'https', () => page('<title>Handler</title>'));
      await contents.loadURL(server.origin);
      expect(contents.getTitle()).to.equal('Server');
    });

    it('does not hear of the icons that Chromium asks for', async () => {
      const paths: string[] = [];
      handle(shared(), 'https', (request) => (paths.push(new URL(request.url).pathname), page('')));
      await contents.loadURL('https://icons.example/page');
      await contents.executeJavaScript(`fetch('/last').then(() => 0)`);
      expect(paths).to.deep.equal(['/page', '/last']);
    });

    it('handles two sessions each by its own handlers', async () => {
      const other = newSession();
      handle(shared(), 'app', () => page('<title>One</title>'));
      handle(other, 'app', () => page('<title>Other</title>'));
      const window = newWindow({ webPreferences: { session: other } });
      await Promise.all([contents.loadURL('app://host/'), window.loadURL('app://host/')]);
      expect([contents.getTitle(), window.getTitle()]).to.deep.equal(['One', 'Other']);
    });

    it('throws if the scheme has a handler', () => {
      handle(shared(), 'app', () => page());
      expect(() => shared().protocol.handle('app', () => page())).to.throw('Failed to register protocol: app');
    });

    it('throws for what is no scheme and no function', () => {
      const ses = shared();
      expect(() => ses.protocol.handle('app:', () => page())).to.throw(TypeError, 'scheme');
      expect(() => ses.protocol.handle('App', () => page())).to.throw(TypeError, 'scheme');
      expect(() => ses.protocol.handle('data', () => page())).to.throw(Error, 'lets nobody answer');
      expect(() => ses.protocol.handle(7 as never, () => page())).to.throw(TypeError, 'scheme must be a string');
      expect(() => ses.protocol.handle('app', 'x' as never)).to.throw(TypeError, 'handler must be a function');
    });
  });

  describe('protocol.unhandle(scheme)', () => {
    it('gives a scheme of Chromium back to the network', async () => {
      const server = await listen('<title>Server</title>');
      shared().protocol.handle('http', () => page('<title>Handler</title>'));
      await contents.loadURL(server.origin);
      expect(contents.getTitle()).to.equal('Handler');
      shared().protocol.unhandle('http');
      await contents.loadURL(server.origin);
      expect(contents.getTitle()).to.equal('Server');
    });

    it('makes a custom scheme unknown', async () => {
      shared().protocol.handle('app', () => page());
      shared().protocol.unhandle('app');
      const error = await rejection(contents.loadURL('app://host/'));
      expect(error.message).to.equal("ERR_UNKNOWN_URL_SCHEME (-302) loading 'app://host/'");
    });

    it('lets the requests that are in the handler end with its answer', async () => {
      let answer: (response: Response) => void = () => undefined;
      const asked = new Promise<void>((resolve) => {
        shared().protocol.handle('https', () => {
          resolve();
          return new Promise((done) => (answer = done));
        });
      });
      const loaded = contents.loadURL('https://slow.example/');
      await asked;
      shared().protocol.unhandle('https');
      answer(page('<title>Late</title>'));
      await loaded;
      expect(contents.getTitle()).to.equal('Late');
    });

    it('throws for a scheme without a handler', () => {
      expect(() => shared().protocol.unhandle('app')).to.throw('Failed to unhandle protocol: app');
    });
  });

  describe('protocol.isProtocolHandled(scheme)', () => {
    it('tells whether there is a handler', () => {
      const { protocol: own } = shared();
      for (const scheme of ['app', 'https']) {
        expect(own.isProtocolHandled(scheme)).to.equal(false);
        own.handle(scheme, () => page());
        expect(own.isProtocolHandled(scheme)).to.equal(true);
        own.unhandle(scheme);
        expect(own.isProtocolHandled(scheme)).to.equal(false);
      }
    });
  });

  describe('protocol.handle() with a handler that fails', () => {
    /** The request for /bad fails, the app is told once, and the next request goes on. */
    const expectOneError = async (answer: Handler, message: RegExp): Promise<void> => {
      const errors = captureErrors();
      await open({ '/bad': answer, '/good': () => text('good') });
      expect(await fetchIn(contents, '/bad')).to.equal('TypeError');
      expect(await fetchIn(contents, '/good')).to.equal('200 good');
      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.match(message);
      expect(errors[0]).to.include('app://host/bad');
    };

    it('fails the request if it throws', () =>
      expectOneError(() => {
        throw new Error('thrown here');
      }, /thrown here/));

    it('fails the request if it rejects', () =>
      expectOneError(() => Promise.reject(new Error('rejected here')), /rejected here/));

    it('fails the request if it returns nonsense', () =>
      expectOneError(() => 'text' as never, /must return a Response .* got string/));

    it('fails the request if it returns nothing', () =>
      expectOneError(() => undefined as never, /must return a Response .* got undefined/));

    it('fails the request if the body was read before', () =>
      expectOneError(async () => {
        const response = text('read');
        await response.text();
        return response;
      }, /read/));

    it('fails the request if the body holds no bytes', () =>
      expectOneError(() => new Response(new ReadableStream({ start: (stream) => stream.enqueue(7) })), /Uint8Array/));

    it('fails the request in silence if it returns Response.error()', async () => {
      const errors = captureErrors();
      await open({ '/bad': () => Response.error() });
      expect(await fetchIn(contents, '/bad')).to.equal('TypeError');
      expect(errors).to.deep.equal([]);
    });

    it('fails the load of a document with a net error', async () => {
      captureErrors();
      handle(shared(), 'app', () => {
        throw new Error('thrown');
      });
      const failed = nextEvent<[unknown, number, string, string]>(contents, 'did-fail-load');
      const error = await rejection(contents.loadURL('app://host/bad'));
      expect(error.code).to.equal('ERR_UNEXPECTED');
      expect((await failed).slice(1, 4)).to.deep.equal([-9, 'ERR_UNEXPECTED', 'app://host/bad']);
    });
  });

  describe('protocol.handle() and a Chromium that ends', () => {
    it('answers in the next one, too', async () => {
      const ses = newSession();
      handle(ses, 'app', () => page('<title>Again</title>'));
      const window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL('app://host/');
      await endBrowser(ses);
      await window.loadURL('app://host/');
      expect(window.getTitle()).to.equal('Again');
    });

    it('aborts the request that a handler has', async () => {
      const ses = newSession();
      const window = newWindow({ webPreferences: { session: ses } });
      const asked = new Promise<Request>((resolve) => {
        handle(ses, 'app', (request) => (resolve(request), new Promise<Response>(() => undefined)));
      });
      const loaded = rejection(window.loadURL('app://host/'));
      const { signal } = await asked;
      const aborted = once(signal, 'abort');
      await endBrowser(ses);
      await aborted;
      expect((await loaded).message).to.match(/Chromium|ERR_FAILED/);
    });
  });

  describe('protocol.handle() of files', () => {
    it('takes the place of the file', async () => {
      const file = path.join(tempDir(), 'page.html');
      writeFileSync(file, '<title>On disk</title>');
      handle(shared(), 'file', () => page('<title>Not on disk</title>'));
      await contents.loadURL(pathToFileURL(file).href);
      expect(contents.getTitle()).to.equal('Not on disk');
    });
  });
});

describe('protocol', () => {
  it('is the protocol of the default session', () => {
    protocol.handle('app', () => page());
    expect(session.defaultSession.protocol.isProtocolHandled('app')).to.equal(true);
    protocol.unhandle('app');
    expect(session.defaultSession.protocol.isProtocolHandled('app')).to.equal(false);
  });

  describe('protocol.registerSchemesAsPrivileged(customSchemes)', () => {
    it('throws once the app is ready', () => {
      expect(() => protocol.registerSchemesAsPrivileged([])).to.throw('before app is ready');
    });

    it('throws for bad entries, and when it is called twice', async () => {
      const { stdout } = await runApp(`
        const { app, protocol } = require('electron');
        const messageOf = (schemes) => {
          try { protocol.registerSchemesAsPrivileged(schemes); return 'fine'; } catch ({ message }) { return message; }
        };
        const bad = ['x', [7], [{ scheme: 'A' }], [{ scheme: 'http' }], [{ scheme: 'a', privileges: { secure: 1 } }]];
        console.log(JSON.stringify([...bad, [{ scheme: 'a' }], [{ scheme: 'b' }]].map(messageOf)));
        app.quit();
      `);
      const messages = JSON.parse(stdout) as string[];
      expect(messages[0]).to.include('must be an array');
      expect(messages[1]).to.include('customSchemes[] must be an object, got number');
      expect(messages[2]).to.include('in lower case');
      expect(messages[3]).to.include('must be a custom scheme');
      expect(messages[4]).to.include('privileges.secure must be a boolean');
      expect(messages.slice(5)).to.deep.equal(['fine', 'protocol.registerSchemesAsPrivileged can be called only once']);
    });
  });
});
