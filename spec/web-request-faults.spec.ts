// Bad input of apps to ses.webRequest, and pages and browsers that go away: one clear error each, and all else goes on.
import { expect } from 'chai';
import { once } from 'node:events';
import { useRequestPage } from './lib/request-page';
import { listen } from './lib/servers';
import { endBrowser, newSession, newWindow } from './lib/sessions';
import { nextUncaughtException } from './lib/uncaught';
import { until } from './lib/until';
import { EVENTS, hearAll, nextDetails, requestRoutes, setListener } from './lib/web-requests';

const FAILED = 'TypeError: Failed to fetch';

describe('ses.webRequest', () => {
  const page = useRequestPage();
  const others = { urls: ['*://*/bad*'] };

  describe('webRequest with bad arguments', () => {
    const call = (...args: unknown[]): (() => void) => {
      const { webRequest } = page;
      return () => (webRequest.onBeforeRequest as unknown as (...args: unknown[]) => void).call(webRequest, ...args);
    };
    const listener = (): void => undefined;

    for (const [what, args, message] of [
      ['no listener', [], /listener must be a function, or null/],
      ['no listener behind a filter', [{ urls: [] }], /listener must be a function, or null/],
      ['a listener that is none', ['x'], /listener must be a function, or null to remove it, got string/],
      ['a filter without urls', [{}, listener], /filter\.urls must be an array/],
      ['a filter that is none', [null, listener], /filter must be an object with urls, got null/],
      [
        'a pattern without a scheme',
        [{ urls: ['example.com'] }, listener],
        /^Invalid url pattern example\.com: Missing scheme separator\. .* \(filter\.urls\[0\]\)$/,
      ],
      [
        'a pattern without a path',
        [{ urls: ['*://*/*', 'http://a.b'] }, listener],
        /^Invalid url pattern http:\/\/a\.b: Empty path\. .* \(filter\.urls\[1\]\)$/,
      ],
      [
        'a pattern with a bad port',
        [{ urls: ['http://a:x/*'] }, listener],
        /^Invalid url pattern http:\/\/a:x\/\*: Invalid port\. /,
      ],
      ['a pattern that is no string', [{ urls: [1] }, listener], /filter\.urls\[0\]: expected a string/],
      ['an unknown type', [{ urls: [], types: ['movie'] }, listener], /filter\.types\[0\] must be one of .*got movie/],
      ['types that are none', [{ urls: [], types: 'xhr' }, listener], /filter\.types must be an array/],
    ] as [string, unknown[], RegExp][]) {
      it(`refuses ${what}`, () => {
        expect(call(...args)).to.throw(TypeError, message);
      });
    }

    it('keeps the listener that was there', async () => {
      page.webRequest.onBeforeRequest((_, callback) => callback({ cancel: true }));
      expect(call({ urls: ['x'] }, listener)).to.throw(TypeError);
      expect(await page.fetchText('/x')).to.equal(FAILED);
    });

    it('refuses an unknown event', () => {
      const { webRequest } = page;
      expect(() => webRequest.addListener('onAuthRequired' as 'onCompleted', listener)).to.throw(
        TypeError,
        /event must be one of onBeforeRequest, .*got onAuthRequired/,
      );
    });
  });

  describe('webRequest listeners that fail', () => {
    it('fail their request when they throw', async () => {
      page.webRequest.onBeforeRequest(others, () => {
        throw new Error('thrown by a listener');
      });
      const uncaught = nextUncaughtException();
      expect(await Promise.all([page.fetchText('/bad'), page.fetchText('/good')])).to.deep.equal([FAILED, '/good']);
      expect(await uncaught).to.have.property('message', 'thrown by a listener');
    });

    it('do not keep other observers from hearing', async () => {
      page.webRequest.onCompleted(others, () => {
        throw new Error('thrown by an observer');
      });
      const heard: string[] = [];
      const second = ({ url }: { url: string }): void => void heard.push(url);
      page.webRequest.addListener('onCompleted', second);
      const uncaught = nextUncaughtException();
      expect(await page.fetchText('/bad')).to.equal('/bad');
      expect(await uncaught).to.have.property('message', 'thrown by an observer');
      await until('the second observer', () => heard.length > 0);
      page.webRequest.removeListener('onCompleted', second);
    });

    for (const [what, event, response, message] of [
      ['a string', 'onBeforeRequest', 'x', /response must be an object, got string/],
      ['a cancel that is none', 'onBeforeRequest', { cancel: 'yes' }, /response\.cancel must be a boolean, got string/],
      [
        'a redirectURL that is no URL',
        'onBeforeRequest',
        { redirectURL: 'to' },
        /response\.redirectURL must be an absolute URL, got "to"/,
      ],
      [
        'headers that are none',
        'onBeforeSendHeaders',
        { requestHeaders: [] },
        /response\.requestHeaders must be an object/,
      ],
      [
        'a line break in a header',
        'onBeforeSendHeaders',
        { requestHeaders: { 'X-A': 'a\r\nX-B: b' } },
        /response\.requestHeaders\["X-A"\] must not contain line breaks/,
      ],
      [
        'a header name that is none',
        'onBeforeSendHeaders',
        { requestHeaders: { 'X A': 'a' } },
        /"X A" is no header name/,
      ],
      [
        'a header name outside of ASCII',
        'onBeforeSendHeaders',
        { requestHeaders: { Xé: 'a' } },
        /"Xé" is no header name/,
      ],
      [
        'a header value that is none',
        'onBeforeSendHeaders',
        { requestHeaders: { 'X-A': 1 } },
        /must be a string or an array of strings, got number/,
      ],
      [
        'a line break in a response header',
        'onHeadersReceived',
        { responseHeaders: { 'X-A': ['a\nb'] } },
        /must not contain line breaks/,
      ],
      [
        'a status line that is none',
        'onHeadersReceived',
        { statusLine: '404' },
        /response\.statusLine must be like "HTTP\/1\.1 404 Not Found", got "404"/,
      ],
    ] as [string, 'onBeforeRequest' | 'onBeforeSendHeaders' | 'onHeadersReceived', object, RegExp][]) {
      it(`are told about ${what}`, async () => {
        const thrown: unknown[] = [];
        setListener(page.session, event, others, (_, callback) => {
          try {
            callback?.(response);
          } catch (error) {
            thrown.push(error);
          }
        });
        expect(await Promise.all([page.fetchText('/bad'), page.fetchText('/good')])).to.deep.equal([FAILED, '/good']);
        expect(thrown).to.have.length(1);
        expect(thrown[0]).to.be.instanceOf(TypeError).with.property('message').that.matches(message);
      });
    }

    it('are told when they call back twice', async () => {
      const thrown: unknown[] = [];
      page.webRequest.onBeforeRequest(others, (_, callback) => {
        callback({});
        try {
          callback({ cancel: true });
        } catch (error) {
          thrown.push(error);
        }
      });
      expect(await page.fetchText('/bad')).to.equal('/bad');
      expect(thrown[0]).to.have.property('message', 'The callback of onBeforeRequest was called twice for one request');
    });

    it('hold only their own request when they never call back', async () => {
      page.webRequest.onBeforeRequest(others, () => undefined);
      const held = page.contents.executeJavaScript('globalThis.held = fetch("/bad").catch(() => 0); 0');
      await held;
      expect(await page.fetchText('/good')).to.equal('/good');
    });

    it('let the request end with its page when they never call back', async () => {
      const window = newWindow({ webPreferences: { session: page.session } });
      await window.loadURL(page.server.origin);
      const asked = new Promise<void>((resolve) => page.webRequest.onBeforeRequest(others, () => resolve()));
      const failed = nextDetails(page.session, 'onErrorOccurred', others.urls);
      await window.webContents.executeJavaScript('fetch("/bad").catch(() => 0); 0');
      await asked;
      window.destroy();
      expect(await failed).to.include({ error: 'net::ERR_ABORTED', url: `${page.server.origin}/bad` });
    });

    it('may answer when the page is gone', async () => {
      const window = newWindow({ webPreferences: { session: page.session } });
      await window.loadURL(page.server.origin);
      const asked = new Promise<() => void>((resolve) => {
        page.webRequest.onBeforeRequest(others, (_, callback) => resolve(() => callback({})));
      });
      await window.webContents.executeJavaScript('fetch("/bad").catch(() => 0); 0');
      const answer = await asked;
      const closed = once(window, 'closed');
      window.destroy();
      await closed;
      answer();
      expect(await page.fetchText('/good')).to.equal('/good');
    });

    it('may be removed while they are asked', async () => {
      page.webRequest.onBeforeRequest(others, (_, callback) => {
        page.webRequest.onBeforeRequest(null);
        callback({ cancel: true });
      });
      expect(await page.fetchText('/bad')).to.equal(FAILED);
      expect(await page.fetchText('/bad')).to.equal('/bad');
    });

    it('are warned once of headers that cannot be set', async () => {
      page.webRequest.onBeforeSendHeaders(({ requestHeaders }, callback) => {
        callback({ requestHeaders: { ...requestHeaders, 'Host': 'other', 'Content-Length': '3', 'X-Own': 'own' } });
      });
      const warned: string[] = [];
      const onWarning = ({ message }: Error): void => void warned.push(message);
      const node: NodeJS.EventEmitter = process;
      node.on('warning', onWarning);
      const headers = await page.echo();
      await page.echo();
      node.off('warning', onWarning);
      expect(headers).to.include({ 'host': `127.0.0.1:${page.server.port}`, 'x-own': 'own' });
      expect(warned).to.have.length(2);
      expect(warned[0]).to.match(/Chromium does not let the request header "Host" be set/);
    });
  });

  describe("webRequest when the session's Chromium is killed", () => {
    it('works in the next one', async () => {
      const ses = newSession();
      const server = await listen(requestRoutes);
      const window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL(server.origin);
      const callbacks: (() => void)[] = [];
      ses.webRequest.onBeforeRequest(others, (_, callback) => void callbacks.push(() => callback({})));
      await window.webContents.executeJavaScript('fetch("/bad").catch(() => 0); 0');
      await until('the held request', () => callbacks.length > 0);
      await endBrowser(ses);
      callbacks[0]?.();
      await window.loadURL(server.origin);
      ses.webRequest.onBeforeRequest(others, (_, callback) => callback({ cancel: true }));
      expect(await window.webContents.executeJavaScript('fetch("/bad").then(String, String)')).to.equal(FAILED);
    });
  });

  describe('webRequest with servers that misbehave', () => {
    it('goes on', async () => {
      const server = await listen((request, response) => {
        switch (request.url) {
          case '/garbage':
            request.socket.end('this is not HTTP\r\n\r\n');
            return;
          case '/cut':
            response.writeHead(200, { 'content-length': 100 });
            response.write('x');
            setImmediate(() => request.socket.destroy());
            return;
          case '/many':
            for (let index = 0; index < 1000; index++) response.setHeader(`x-${index}`, String(index));
            response.end('many');
            return;
          default:
            response.end('fine');
        }
      });
      await page.contents.loadURL(server.origin);
      const heard = hearAll(page.session, { urls: ['<all_urls>'] }, EVENTS);
      const results = await Promise.all(['/garbage', '/cut', '/many', '/fine'].map((path) => page.fetchText(path)));
      expect(results[1]).to.match(/^TypeError/);
      expect(results.slice(2)).to.deep.equal(['many', 'fine']);
      await until('all ends', () => heard.filter(({ event }) => /Completed|Error/.test(event)).length >= 4);
    });
  });
});
