import { BrowserWindow, webContents } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { closedPort, listen, sendPage } from './lib/servers';
import { newSession, newWindow, nextEvent, useSharedSession } from './lib/sessions';

const page = (title: string, body = ''): string => `data:text/html,<title>${title}</title>${body}`;

/** Names of the events in the order they were emitted. */
function record(emitter: NodeJS.EventEmitter, names: readonly string[]): string[] {
  const seen: string[] = [];
  for (const name of names) emitter.on(name, () => seen.push(name));
  return seen;
}

interface LoadFailure extends Error {
  code: string;
  errno: number;
  url: string;
}

const failureOf = (load: Promise<void>): Promise<LoadFailure> =>
  load.then(
    () => {
      throw new Error('It loaded');
    },
    (error: unknown) => error as LoadFailure,
  );

describe('WebContents', () => {
  const shared = useSharedSession();
  const open = (): BrowserWindow => newWindow({ webPreferences: { session: shared() } });

  describe('webContents.loadURL(url[, options])', () => {
    it('resolves when the page has loaded', async () => {
      const window = open();
      await window.webContents.loadURL(page('loaded'));
      expect(window.webContents.getTitle()).to.equal('loaded');
    });

    it('emits the events of a load in order', async () => {
      const server = await listen('<title>events</title>');
      const { webContents: contents } = open();
      const seen = record(contents, [
        'did-start-loading',
        'did-start-navigation',
        'did-navigate',
        'page-title-updated',
        'dom-ready',
        'did-frame-finish-load',
        'did-finish-load',
        'did-stop-loading',
      ]);
      const stopped = nextEvent(contents, 'did-stop-loading');
      await Promise.all([contents.loadURL(server.origin), stopped]);
      expect(seen).to.deep.equal([
        'did-start-loading',
        'did-start-navigation',
        'did-navigate',
        'page-title-updated',
        'dom-ready',
        'did-frame-finish-load',
        'did-finish-load',
        'did-stop-loading',
      ]);
    });

    it('rejects with ERR_CONNECTION_REFUSED where nobody listens', async () => {
      const url = `http://127.0.0.1:${await closedPort()}/`;
      const failure = await failureOf(open().loadURL(url));
      expect(failure.message).to.equal(`ERR_CONNECTION_REFUSED (-102) loading '${url}'`);
      expect([failure.code, failure.errno, failure.url]).to.deep.equal(['ERR_CONNECTION_REFUSED', -102, url]);
    });

    it('rejects with ERR_INVALID_URL for what is no URL', async () => {
      expect((await failureOf(open().loadURL('no url'))).message).to.equal("ERR_INVALID_URL (-300) loading 'no url'");
    });

    it('rejects with ERR_FILE_NOT_FOUND for a file that is missing', async () => {
      expect((await failureOf(open().loadURL('file:///nonexistent.html'))).code).to.equal('ERR_FILE_NOT_FOUND');
    });

    it('rejects with ERR_ABORTED for an answer without content', async () => {
      const server = await listen((_, response) => response.writeHead(204).end());
      expect((await failureOf(open().loadURL(server.origin))).code).to.equal('ERR_ABORTED');
    });

    it('rejects with ERR_ABORTED when another load takes its place', async () => {
      const server = await listen((request, response) => {
        if (request.url !== '/slow') sendPage(response, '<title>fast</title>');
      });
      const window = open();
      const slow = failureOf(window.loadURL(`${server.origin}/slow`));
      await nextEvent(window.webContents, 'did-start-navigation');
      await window.loadURL(`${server.origin}/fast`);
      expect((await slow).code).to.equal('ERR_ABORTED');
    });

    it('emits did-fail-load with the error', async () => {
      const window = open();
      const url = `http://127.0.0.1:${await closedPort()}/`;
      const failed = nextEvent<[unknown, number, string, string, boolean]>(window.webContents, 'did-fail-load');
      await failureOf(window.loadURL(url));
      expect((await failed).slice(1, 5)).to.deep.equal([-102, 'ERR_CONNECTION_REFUSED', url, true]);
    });

    it('tells the HTTP status with did-navigate', async () => {
      const server = await listen((_, response) =>
        response.writeHead(404, { 'content-type': 'text/html' }).end('gone'),
      );
      const window = open();
      const navigated = nextEvent<[unknown, string, number, string]>(window.webContents, 'did-navigate');
      await window.loadURL(server.origin);
      expect((await navigated).slice(1, 4)).to.deep.equal([`${server.origin}/`, 404, 'Not Found']);
    });

    it('resolves for a navigation within the document', async () => {
      const window = open();
      const server = await listen();
      await window.loadURL(server.origin);
      const within = nextEvent(window.webContents, 'did-navigate-in-page');
      await window.loadURL(`${server.origin}/#part`);
      await within;
      expect(window.webContents.getURL()).to.equal(`${server.origin}/#part`);
    });

    it('follows redirects', async () => {
      const server = await listen((request, response) => {
        if (request.url === '/from') response.writeHead(302, { location: '/to' }).end();
        else sendPage(response, '<title>to</title>');
      });
      const window = open();
      await window.loadURL(`${server.origin}/from`);
      expect(window.webContents.getURL()).to.equal(`${server.origin}/to`);
    });

    it('throws for a URL that is no string', async () => {
      const failure = await failureOf(open().loadURL(5 as unknown as string));
      expect(failure).to.be.instanceOf(TypeError);
    });
  });

  describe('webContents.executeJavaScript(code[, userGesture])', () => {
    it('waits for a page that is loading', async () => {
      const window = open();
      void window.loadURL(page('waiting'));
      expect(await run(window, 'document.title')).to.equal('waiting');
    });

    it('resolves with an object that holds itself', async () => {
      const window = open();
      await window.loadURL(page('cycle'));
      const value = await run<{ self: unknown }>(window, '(() => { const o = {}; o.self = o; return o; })()');
      expect(value.self).to.equal(value);
    });

    it('rejects for what cannot be cloned', async () => {
      const window = open();
      await window.loadURL(page('document'));
      const message = await run(window, 'document').catch((error: unknown) => (error as Error).message);
      expect(message).to.equal('An object could not be cloned.');
    });

    it('rejects with Electron’s error for a script that throws', async () => {
      const window = open();
      await window.loadURL(page('throws'));
      const error = await run(window, 'throw new Error("why")').catch((reason: unknown) => reason as Error);
      expect(error).to.have.property('message').that.includes('Script failed to execute');
      expect(error).to.have.nested.property('cause.message', 'why');
    });

    it('gives the code a user gesture on request', async () => {
      const window = open();
      await window.loadURL(page('gesture'));
      const active = (gesture: boolean): Promise<unknown> =>
        window.webContents.executeJavaScript('navigator.userActivation.isActive', gesture);
      expect([await active(false), await active(true)]).to.deep.equal([false, true]);
    });
  });

  describe('webContents.fromId(id)', () => {
    it('finds a WebContents until it is destroyed', () => {
      const window = open();
      const { id } = window.webContents;
      expect(webContents.fromId(id)).to.equal(window.webContents);
      window.destroy();
      expect(webContents.fromId(id)).to.equal(undefined);
    });
  });

  describe("webContents event 'will-navigate'", () => {
    it('keeps the page where it is if it is prevented', async () => {
      const server = await listen('<title>here</title>');
      const window = open();
      await window.loadURL(`${server.origin}/here`);
      const asked = new Promise<string>((resolve) => {
        window.webContents.on('will-navigate', (event) => {
          event.preventDefault();
          resolve(event.url);
        });
      });
      const stopped = nextEvent(window.webContents, 'did-stop-loading');
      await run(window, `{ location.href = '/there'; }`);
      expect(await asked).to.equal(`${server.origin}/there`);
      await stopped;
      expect(window.webContents.getURL()).to.equal(`${server.origin}/here`);
      expect(server.requests.some(({ url }) => url === '/there')).to.equal(false);
    });

    it('is not emitted for what the app loads', async () => {
      const server = await listen();
      const window = open();
      let asked = 0;
      window.webContents.on('will-navigate', () => (asked += 1));
      await window.loadURL(server.origin);
      expect(asked).to.equal(0);
    });
  });

  describe("webContents event 'will-redirect'", () => {
    it('tells where a redirect leads', async () => {
      const server = await listen((request, response) => {
        if (request.url === '/from') response.writeHead(302, { location: '/to' }).end();
        else sendPage(response, '<title>to</title>');
      });
      const window = open();
      const redirected = nextEvent<[Electron.Event & { url: string }]>(window.webContents, 'will-redirect');
      await window.loadURL(`${server.origin}/from`);
      expect((await redirected)[0].url).to.equal(`${server.origin}/to`);
    });
  });

  describe('webContents.printToPDF(options)', () => {
    it('refuses an unknown paper', async () => {
      const window = open();
      await window.loadURL(page('paper'));
      const message = await window.webContents
        .printToPDF({ pageSize: 'B9' as 'A4' })
        .catch((error: unknown) => (error as Error).message);
      expect(message).to.include('B9');
    });
  });

  describe('webContents.setUserAgent(userAgent)', () => {
    it('acts on header and navigator', async () => {
      const server = await listen();
      const window = open();
      window.webContents.setUserAgent('Custom/1.0');
      await window.loadURL(server.origin);
      expect(await run(window, 'navigator.userAgent')).to.equal('Custom/1.0');
      expect(server.requests[0]?.headers['user-agent']).to.equal('Custom/1.0');
    });
  });
});

describe('webContents.create(webPreferences)', () => {
  it('makes a page of no window, which destroy() ends', async () => {
    const create = Reflect.get(webContents, 'create') as (preferences: Electron.WebPreferences) => Electron.WebContents;
    const contents = create({ session: newSession() });
    await contents.loadURL('data:text/html,<title>windowless</title>');
    expect(contents.getTitle()).to.equal('windowless');
    expect(BrowserWindow.getAllWindows().some((window) => window.webContents === contents)).to.equal(false);
    expect(webContents.fromId(contents.id)).to.equal(contents);
    const destroyed = nextEvent(contents, 'destroyed');
    (contents as Electron.WebContents & { destroy: () => void }).destroy();
    await destroyed;
    expect(webContents.fromId(contents.id)).to.equal(undefined);
  });
});
