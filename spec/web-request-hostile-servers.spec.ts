// What ses.webRequest does with servers that go to the limits: every request has its end, and all else goes on.
import { expect } from 'chai';
import { listenRaw } from './lib/raw-server';
import { useRequestPage } from './lib/request-page';
import { listen } from './lib/servers';
import { until } from './lib/until';
import { EVENTS, hearAll, nextDetails, type Details } from './lib/web-requests';

const MB = 1024 * 1024;

describe('ses.webRequest', () => {
  const page = useRequestPage();

  describe('webRequest and hostile servers', () => {
    it('gives headers that are named like members of objects', async () => {
      const origin = await listenRaw((socket) => {
        const named = 'constructor: a\r\n__proto__: b\r\nconstructor: c\r\nAccess-Control-Allow-Origin: *\r\n';
        socket.end(`HTTP/1.1 200 OK\r\n${named}Content-Length: 2\r\n\r\nhi`);
      });
      const seen: string[][][] = [];
      page.webRequest.onHeadersReceived(({ responseHeaders }, callback) => {
        seen.push(Object.entries(responseHeaders ?? {}).map(([name, values]) => [name, ...values]));
        callback({ responseHeaders: responseHeaders ?? {} });
      });
      const completed = nextDetails(page.session, 'onCompleted');
      expect(await page.fetchText(origin)).to.equal('hi');
      const expected = [
        ['constructor', 'a', 'c'],
        ['__proto__', 'b'],
      ];
      expect(seen[0]?.slice(0, 2)).to.deep.equal(expected);
      const { responseHeaders = {} } = await completed;
      expect(Object.entries(responseHeaders).map(([name, values]) => [name, ...values])).to.deep.include.members(
        expected,
      );
    });

    it('has an end for every request, with Chromium’s name', async () => {
      const answers: Record<string, string> = {
        '/garbage': '\0garbage\r\n\r\n',
        '/nothing': '',
        '/lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
        '/huge': `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(400_000)}\r\n\r\n`,
        '/chunks': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        '/short': 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf',
        '/fine': 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine',
      };
      const origin = await listenRaw((socket, url) => {
        if (url === '/reset') socket.resetAndDestroy();
        else socket.end(answers[url] ?? '');
      });
      const heard = hearAll(page.session);
      const urls = [...Object.keys(answers), '/reset'];
      await page.contents.executeJavaScript(`Promise.all(${JSON.stringify(urls)}.map((url) =>
        fetch('${origin}' + url, { mode: 'no-cors' }).catch(() => 0))).then(() => 0)`);
      const ends = (): Record<string, string> =>
        Object.fromEntries(
          heard
            .filter(({ event }) => event === 'onCompleted' || event === 'onErrorOccurred')
            .map(({ details }) => [details.url.slice(origin.length), (details as Details['onErrorOccurred']).error]),
        );
      await until('their ends', () => Object.keys(ends()).length === urls.length);
      expect(ends()).to.deep.equal({
        '/garbage': 'net::ERR_INVALID_HTTP_RESPONSE',
        '/nothing': 'net::ERR_EMPTY_RESPONSE',
        '/lengths': 'net::ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH',
        '/huge': 'net::ERR_RESPONSE_HEADERS_TOO_BIG',
        '/chunks': 'net::ERR_INVALID_CHUNKED_ENCODING',
        '/short': 'net::ERR_CONTENT_LENGTH_MISMATCH',
        '/reset': 'net::ERR_CONNECTION_RESET',
        '/fine': 'net::OK',
      });
    });

    for (const [what, wanted] of [
      ['headers', { 'X-Own': ['own'] }],
      ['policy', { 'Content-Security-Policy': ["script-src 'none'"] }],
    ] as [string, Record<string, string[]>][]) {
      it(`changes the ${what} of an answer without a phrase, as all of HTTP/2 are`, async () => {
        const origin = await listenRaw((socket) => {
          socket.end('HTTP/1.1 299\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi');
        });
        page.webRequest.onHeadersReceived(({ responseHeaders = {} }, callback) => {
          callback({ responseHeaders: { ...responseHeaders, ...wanted } });
        });
        const completed = nextDetails(page.session, 'onCompleted');
        await page.contents.loadURL(origin);
        const { statusCode, statusLine, responseHeaders } = await completed;
        expect([statusCode, statusLine]).to.deep.equal([299, 'HTTP/1.1 299']);
        expect(responseHeaders).to.deep.include(wanted);
      });
    }

    it('gives and takes 10,000 headers', async () => {
      const headers = Array.from({ length: 10_000 }, (_, index) => `X-${index}: ${index}\r\n`).join('');
      const origin = await listenRaw((socket) => {
        socket.end(`HTTP/1.1 200 OK\r\n${headers}Access-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\nok`);
      });
      let count = 0;
      page.webRequest.onHeadersReceived(({ responseHeaders = {} }, callback) => {
        count = Object.keys(responseHeaders).length;
        callback({
          responseHeaders: { ...responseHeaders, 'X-9999': ['changed'], 'Access-Control-Expose-Headers': ['*'] },
        });
      });
      expect(await page.contents.executeJavaScript(`fetch('${origin}').then((r) => r.headers.get('x-9999'))`)).to.equal(
        'changed',
      );
      expect(count).to.equal(10_002);
    });

    it('waits for a server that sends a byte at a time', async () => {
      const origin = await listenRaw((socket) => {
        const text = 'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 4\r\n\r\nslow';
        const send = (at: number): void => {
          if (at < text.length) socket.write(text.charAt(at), () => setImmediate(send, at + 1));
        };
        send(0);
      });
      const heard = hearAll(page.session, { urls: ['<all_urls>'] }, EVENTS);
      expect(await page.fetchText(origin)).to.equal('slow');
      await until('its end', () => heard.at(-1)?.event === 'onCompleted');
    });

    it('lets others go on while a server stalls, and tells when the page gives up', async () => {
      const origin = await listenRaw((socket, url) => {
        const head = 'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 4\r\n\r\n';
        if (url === '/fine') socket.end(`${head}fine`);
        else socket.write(`${head}h`);
      });
      const failed = nextDetails(page.session, 'onErrorOccurred');
      page.webRequest.onHeadersReceived((_, callback) => callback({}));
      await page.contents.executeJavaScript(`
        globalThis.controller = new AbortController();
        fetch('${origin}/stall', { signal: controller.signal }).then((r) => (r.text().catch(() => 0), 0))
      `);
      expect(await page.fetchText(`${origin}/fine`)).to.equal('fine');
      await page.contents.executeJavaScript('controller.abort()');
      expect(await failed).to.include({ url: `${origin}/stall`, error: 'net::ERR_ABORTED' });
    });

    it('holds no body of 2 GB: the server waits for the page', async () => {
      let written = 0;
      const chunk = Buffer.alloc(MB);
      const server = await listen((_, response) => {
        response.writeHead(200, { 'content-length': 2048 * MB, 'access-control-allow-origin': '*' });
        const write = (): void => {
          while (written < 2048 && !response.destroyed) {
            written++;
            if (!response.write(chunk)) break;
          }
          response.once('drain', write);
        };
        write();
      });
      page.webRequest.onHeadersReceived(({ responseHeaders = {} }, callback) => {
        callback({ responseHeaders: { ...responseHeaders, 'X-Own': ['own'] } });
      });
      page.webRequest.onCompleted(() => undefined);
      await page.contents.executeJavaScript(
        `fetch('${server.origin}').then((r) => (globalThis.reader = r.body.getReader()).read()).then(() => 0)`,
      );
      // Others take their turn; by then the server has long been stopped.
      for (let round = 0; round < 5; round++) await page.fetchText('/echo', { method: 'POST', body: 'x'.repeat(MB) });
      expect(written).to.be.lessThan(100);
      await page.contents.executeJavaScript('globalThis.reader.cancel()');
    });
  });
});
