// Loads that go wrong, history, and what a WebContents tells meanwhile.
import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { closedPort, listen, listenSecurely, sendPage, type LocalServer } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const page = (title: string, body = ''): string => `data:text/html,<title>${title}</title>${body}`;

interface LoadFailure extends Error {
  code: string;
  errno: number;
  url: string;
}

const failureOf = (load: Promise<unknown>): Promise<LoadFailure> =>
  load.then(
    () => {
      throw new Error('It loaded');
    },
    (error: unknown) => error as LoadFailure,
  );

describe('WebContents: loading', () => {
  const shared = useSharedSession();
  const open = (): BrowserWindow => newWindow({ webPreferences: { session: shared() } });

  describe('webContents.loadURL(url[, options])', () => {
    const FAILURES: [code: string, errno: number, urlOf: () => Promise<string>][] = [
      ['ERR_CERT_AUTHORITY_INVALID', -202, async () => `${(await listenSecurely()).origin}/`],
      ['ERR_EMPTY_RESPONSE', -324, async () => `${(await listen((request) => request.socket.destroy())).origin}/`],
      [
        'ERR_INVALID_HTTP_RESPONSE',
        -370,
        async () => `${(await listen((request) => request.socket.end('no answer in HTTP'))).origin}/`,
      ],
      [
        'ERR_TOO_MANY_REDIRECTS',
        -310,
        async () => `${(await listen((_, response) => response.writeHead(302, { location: '/' }).end())).origin}/`,
      ],
      ['ERR_UNSAFE_PORT', -312, () => Promise.resolve('http://127.0.0.1:1/')],
    ];

    for (const [code, errno, urlOf] of FAILURES) {
      it(`rejects with ${code}`, async () => {
        const url = await urlOf();
        const failure = await failureOf(open().loadURL(url));
        const { message } = failure;
        expect({ code: failure.code, errno: failure.errno, url: failure.url, message }).to.deep.equal({
          code,
          errno,
          url,
          message: `${code} (${errno}) loading '${url}'`,
        });
      });
    }

    it('rejects with ERR_ABORTED for a download', async () => {
      const server = await listen((_, response) =>
        response.writeHead(200, { 'content-disposition': 'attachment; filename=a.txt' }).end('a'),
      );
      expect((await failureOf(open().loadURL(server.origin))).code).to.equal('ERR_ABORTED');
    });

    it('resolves for an error page of the server', async () => {
      const server = await listen((_, response) =>
        response.writeHead(500, { 'content-type': 'text/html' }).end('<title>500</title>'),
      );
      const window = open();
      await window.loadURL(server.origin);
      expect(window.webContents.getTitle()).to.equal('500');
    });

    it('may be left alone when it fails', async () => {
      const { webContents } = open();
      const stopped = nextEvent(webContents, 'did-stop-loading');
      // A rejection that nobody handles would fail this test.
      void webContents.loadURL(`http://127.0.0.1:${await closedPort()}/`);
      await stopped;
      expect(webContents.isLoading()).to.equal(false);
    });

    it('works again after a load that failed', async () => {
      const window = open();
      await failureOf(window.loadURL('http://127.0.0.1:1/'));
      await window.loadURL(page('works'));
      expect(window.webContents.getTitle()).to.equal('works');
    });

    it('sends the referrer', async () => {
      const server = await listen();
      await open().loadURL(`${server.origin}/page`, { httpReferrer: 'http://referrer.example/' });
      expect(server.requests[0]?.headers.referer).to.equal('http://referrer.example/');
    });

    it('sends the user agent', async () => {
      const server = await listen();
      await open().loadURL(server.origin, { userAgent: 'Load/1.0' });
      expect(server.requests[0]?.headers['user-agent']).to.equal('Load/1.0');
    });

    for (const option of ['baseURLForDataURL']) {
      it(`rejects options.${option} by name: it cannot be honored`, async () => {
        const failure = await failureOf(open().loadURL(page('x'), { [option]: 'x' }));
        expect(failure.message).to.include(`options.${option} is not supported`);
      });
    }

    it('loads one page after the other, many times', async () => {
      const window = open();
      for (let i = 0; i < 30; i++) await window.loadURL(page(`number ${i}`));
      expect(window.webContents.getTitle()).to.equal('number 29');
    });

    it('resolves for the last of many calls and rejects the others with ERR_ABORTED', async () => {
      const server = await listen((request, response) => sendPage(response, `<title>${request.url}</title>`));
      const window = open();
      const loads = Array.from({ length: 5 }, (_, index) => window.loadURL(`${server.origin}/${index}`));
      const results = await Promise.allSettled(loads);
      const codes = results.map((result) =>
        result.status === 'rejected' ? (result.reason as LoadFailure).code : 'loaded',
      );
      expect([codes, window.webContents.getURL()]).to.deep.equal([
        ['ERR_ABORTED', 'ERR_ABORTED', 'ERR_ABORTED', 'ERR_ABORTED', 'loaded'],
        `${server.origin}/4`,
      ]);
    });

    it('rejects when the window is destroyed meanwhile', async () => {
      const server = await listen(() => undefined);
      const window = open();
      const failure = failureOf(window.loadURL(server.origin));
      await until('the request', () => server.requests.length > 0);
      window.destroy();
      expect((await failure).code).to.equal('ERR_ABORTED');
    });

    it('rejects for a window that was destroyed', async () => {
      const window = open();
      const { webContents } = window;
      window.destroy();
      expect((await failureOf(webContents.loadURL('about:blank'))).message).to.include('destroyed');
    });

    it('leaves a page that does not want to be left where it is', async () => {
      const window = open();
      const server = await listen('<title>stays</title>');
      await window.loadURL(`${server.origin}/stays`);
      await window.webContents.executeJavaScript(
        "addEventListener('beforeunload', (event) => event.preventDefault())",
        true,
      );
      const asked = nextEvent(window.webContents, 'will-prevent-unload');
      const failure = failureOf(window.loadURL(`${server.origin}/next`));
      await asked;
      expect([(await failure).code, window.webContents.getURL()]).to.deep.equal([
        'ERR_ABORTED',
        `${server.origin}/stays`,
      ]);
    });
  });

  describe('webContents.isLoading(), isLoadingMainFrame(), isWaitingForResponse()', () => {
    const stateOf = ({ webContents }: BrowserWindow): boolean[] => [
      webContents.isLoading(),
      webContents.isLoadingMainFrame(),
      webContents.isWaitingForResponse(),
    ];

    it('follow a load', async () => {
      const window = open();
      const started = nextEvent(window.webContents, 'did-start-navigation');
      // What it waits for must not come before that is told.
      const server = await listen((_, response) => void started.then(() => sendPage(response, '')));
      const states: Record<string, boolean[]> = { before: stateOf(window) };
      for (const event of ['did-start-navigation', 'did-stop-loading'] as const) {
        window.webContents.on(event as 'did-stop-loading', () => (states[event] = stateOf(window)));
      }
      const stopped = nextEvent(window.webContents, 'did-stop-loading');
      await Promise.all([window.loadURL(server.origin), stopped]);
      expect(states).to.deep.equal({
        'before': [false, false, false],
        'did-start-navigation': [true, true, true],
        'did-stop-loading': [false, false, false],
      });
    });

    it('tell a frame that loads from the page', async () => {
      const slow = await listen(() => undefined);
      const window = open();
      await window.loadURL(page('top'));
      const started = nextEvent(window.webContents, 'did-start-loading');
      await run(
        window,
        `{ document.body.append(Object.assign(document.createElement('iframe'), { src: '${slow.origin}' })); }`,
      );
      await started;
      expect(stateOf(window).slice(0, 2)).to.deep.equal([true, false]);
    });
  });

  describe('webContents.stop()', () => {
    it('ends a load', async () => {
      const server = await listen(() => undefined);
      const window = open();
      const failure = failureOf(window.loadURL(server.origin));
      await until('the request', () => server.requests.length > 0);
      const stopped = nextEvent(window.webContents, 'did-stop-loading');
      window.webContents.stop();
      await stopped;
      expect([(await failure).code, window.webContents.isLoading()]).to.deep.equal(['ERR_ABORTED', false]);
    });

    it('does nothing to a page that has loaded', async () => {
      const window = open();
      await window.loadURL(page('loaded'));
      window.webContents.stop();
      expect(await run(window, 'document.title')).to.equal('loaded');
    });
  });

  describe('webContents.reload(), webContents.reloadIgnoringCache()', () => {
    const cachedServer = (): Promise<LocalServer> =>
      listen((request, response) => {
        const headers = { 'cache-control': 'max-age=3600' };
        if (request.url === '/script.js')
          response.writeHead(200, { 'content-type': 'text/javascript', ...headers }).end('');
        else sendPage(response, '<script src="/script.js"></script>', headers);
      });

    it('reload() takes from the cache what is fresh', async () => {
      const server = await cachedServer();
      const { webContents } = open();
      await webContents.loadURL(server.origin);
      const finished = nextEvent(webContents, 'did-finish-load');
      webContents.reload();
      await finished;
      expect(server.requests.filter(({ url }) => url === '/script.js')).to.have.lengthOf(1);
    });

    it('reloadIgnoringCache() asks for everything again', async () => {
      const server = await cachedServer();
      const { webContents } = open();
      await webContents.loadURL(server.origin);
      const finished = nextEvent(webContents, 'did-finish-load');
      webContents.reloadIgnoringCache();
      await finished;
      expect(server.requests.filter(({ url }) => url === '/script.js')).to.have.lengthOf(2);
    });
  });

  describe('webContents.canGoBack(), canGoForward(), goBack(), goForward(), clearHistory()', () => {
    it('know where the page stands', async () => {
      const server = await listen();
      const { webContents } = open();
      const stand = (): boolean[] => [webContents.canGoBack(), webContents.canGoForward()];
      await webContents.loadURL(`${server.origin}/one`);
      await until('one entry', () => stand().join() === 'false,false');
      await webContents.loadURL(`${server.origin}/two`);
      await until('two entries', () => stand().join() === 'true,false');
      webContents.goBack();
      await until('the first of two', () => stand().join() === 'false,true');
      webContents.goForward();
      await until('the second of two', () => stand().join() === 'true,false');
    });

    it('count pushState()', async () => {
      const server = await listen();
      const window = open();
      await window.loadURL(server.origin);
      await run(window, "history.pushState(null, '', '/pushed')");
      await until('an entry', () => window.webContents.canGoBack());
    });

    it('do nothing at the ends of the history', async () => {
      const window = open();
      const server = await listen('<title>alone</title>');
      await window.loadURL(server.origin);
      window.webContents.goBack();
      window.webContents.goForward();
      // Whatever went astray would be told by now.
      await window.webContents.session.cookies.get({});
      expect([await run(window, '[document.title, location.href]'), window.webContents.isLoading()]).to.deep.equal([
        ['alone', `${server.origin}/`],
        false,
      ]);
    });

    it('forget all entries but the current one', async () => {
      const server = await listen();
      const { webContents } = open();
      await webContents.loadURL(`${server.origin}/one`);
      await webContents.loadURL(`${server.origin}/two`);
      await until('two entries', () => webContents.canGoBack());
      webContents.clearHistory();
      await until('one entry', () => !webContents.canGoBack());
    });
  });

  describe("webContents event 'page-title-updated'", () => {
    it('tells of a title that a script sets', async () => {
      const window = open();
      const server = await listen('<title>first</title>');
      await window.loadURL(server.origin);
      const updated = nextEvent<[unknown, string, boolean]>(window.webContents, 'page-title-updated');
      await run(window, "{ document.title = 'second'; }");
      expect((await updated).slice(1)).to.deep.equal(['second', true]);
    });

    it('tells of a title that is a part of the URL', async () => {
      const window = open();
      const server = await listen('<title>mail</title>');
      await window.loadURL(`${server.origin}/inbox`);
      const updated = nextEvent<[unknown, string, boolean]>(window.webContents, 'page-title-updated');
      await run(window, "{ document.title = 'inbox'; }");
      expect([(await updated)[1], window.webContents.getTitle()]).to.deep.equal(['inbox', 'inbox']);
    });

    it('does not come for a page without a title', async () => {
      const window = open();
      const titles: string[] = [];
      window.webContents.on('page-title-updated', (_, title) => titles.push(title));
      const server = await listen('no title');
      await window.loadURL(`${server.origin}/one`);
      await window.loadURL(page('titled'));
      expect(titles).to.deep.equal(['titled']);
    });
  });

  describe("webContents event 'did-fail-load'", () => {
    it('tells of a link that leads nowhere', async () => {
      const window = open();
      const server = await listen();
      const url = `http://127.0.0.1:${await closedPort()}/`;
      await window.loadURL(server.origin);
      const failed = nextEvent(window.webContents, 'did-fail-load');
      await run(window, `{ location.href = '${url}'; }`);
      expect((await failed).slice(1, 5)).to.deep.equal([-102, 'ERR_CONNECTION_REFUSED', url, true]);
    });

    it('is not emitted for a load that was given up', async () => {
      const server = await listen((request, response) => {
        if (request.url !== '/slow') sendPage(response, '');
      });
      const window = open();
      let failed = 0;
      window.webContents.on('did-fail-load', () => (failed += 1));
      const slow = failureOf(window.loadURL(`${server.origin}/slow`));
      await until('the request', () => server.requests.length > 0);
      await window.loadURL(`${server.origin}/fast`);
      await slow;
      expect(failed).to.equal(0);
    });
  });

  describe("webContents event 'did-navigate-in-page'", () => {
    it('tells of pushState() and of hashes', async () => {
      const window = open();
      const server = await listen();
      await window.loadURL(server.origin);
      const urls: unknown[] = [];
      window.webContents.on('did-navigate-in-page', (_, url, isMainFrame) => urls.push([url, isMainFrame]));
      await run(window, "{ history.pushState(null, '', '/pushed'); location.hash = 'part'; }");
      await until('both', () => urls.length === 2);
      expect(urls).to.deep.equal([
        [`${server.origin}/pushed`, true],
        [`${server.origin}/pushed#part`, true],
      ]);
    });
  });

  describe('webContents.isDestroyed()', () => {
    it("follows 'destroyed', which comes once", () => {
      const window = open();
      const { webContents } = window;
      let count = 0;
      webContents.on('destroyed', () => (count += 1));
      const before = webContents.isDestroyed();
      window.destroy();
      window.destroy();
      expect([before, webContents.isDestroyed(), count]).to.deep.equal([false, true, 1]);
    });
  });

  describe('webContents.close([opts])', () => {
    it('closes the window without asking the page', async () => {
      const window = open();
      await window.loadURL(page('closed'));
      await window.webContents.executeJavaScript(
        "addEventListener('beforeunload', (event) => event.preventDefault())",
        true,
      );
      window.webContents.close();
      expect(window.isDestroyed()).to.equal(true);
    });

    it('asks the page with waitForBeforeUnload: true', async () => {
      const window = open();
      await window.loadURL(page('asked'));
      await window.webContents.executeJavaScript(
        "addEventListener('beforeunload', (event) => event.preventDefault())",
        true,
      );
      const asked = nextEvent(window.webContents, 'will-prevent-unload');
      window.webContents.close({ waitForBeforeUnload: true });
      await asked;
      expect(window.isDestroyed()).to.equal(false);
    });
  });
});
