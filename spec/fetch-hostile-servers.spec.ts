// Servers that break the rules, as requests of the main process meet them.
import { net } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { rejectionOf } from './lib/fetch';
import { listenBytes, listenRaw } from './lib/raw-server';
import { useSharedSession } from './lib/sessions';
import { nextDetails, removeListenersAfterTest } from './lib/web-requests';

/** What they are besides what Electron's types say: Node.js streams. */
type Request = Electron.ClientRequest & Writable;
type Response200 = Electron.IncomingMessage & Readable;

describe('ses.fetch(input[, init])', () => {
  const ses = useSharedSession();

  const textOf = async (url: string): Promise<string> => (await ses().fetch(url)).text();
  const request = (url: string, options: Electron.ClientRequestConstructorOptions = {}): Request =>
    net.request({ url, session: ses(), ...options }) as Request;
  async function responseOf(sent: Request): Promise<Response200> {
    const response = once(sent, 'response') as Promise<[Response200]>;
    sent.end();
    return (await response)[0];
  }

  describe('headers of hostile servers', () => {
    const NAMED = 'constructor: a\r\n__proto__: b\r\ntoString: c\r\nconstructor: d\r\n';

    it('may be named like members of objects', async () => {
      const origin = await listenBytes({ '/': `HTTP/1.1 200 OK\r\n${NAMED}Content-Length: 2\r\n\r\nhi` });
      const { headers } = await ses().fetch(origin);
      expect(['constructor', '__proto__', 'toString'].map((name) => headers.get(name))).to.deep.equal([
        'a, d',
        'b',
        'c',
      ]);
      const response = await responseOf(request(origin));
      expect(Object.entries(response.headers)).to.deep.equal([
        ['constructor', 'a, d'],
        ['__proto__', 'b'],
        ['tostring', 'c'],
        ['content-length', '2'],
      ]);
      response.resume();
    });

    it('may be named so in redirects', async () => {
      const origin = await listenBytes({
        '/': `HTTP/1.1 302 Found\r\n${NAMED}Location: /to\r\nContent-Length: 0\r\n\r\n`,
      });
      const sent = request(origin);
      const redirected = once(sent, 'redirect') as Promise<unknown[]>;
      (await responseOf(sent)).resume();
      const [, , , headers] = (await redirected) as [number, string, string, Record<string, string[]>];
      expect(Object.entries(headers).slice(0, 2)).to.deep.equal([
        ['constructor', ['a', 'd']],
        ['__proto__', ['b']],
      ]);
    });

    it('with text beyond Latin-1 have the bytes of UTF-8, as in pages', async () => {
      const origin = await listenBytes({ '/': 'HTTP/1.1 200 ☃\r\nX-Own: é☃\r\nContent-Length: 0\r\n\r\n' });
      const { headers, statusText } = await ses().fetch(origin);
      const decode = (bytes: string | null): string => Buffer.from(bytes ?? '', 'latin1').toString();
      expect([decode(headers.get('x-own')), decode(statusText)]).to.deep.equal(['é☃', '☃']);
      const response = await responseOf(request(origin));
      expect([response.headers['x-own'], response.statusMessage]).to.deep.equal(['é☃', '☃']);
      response.resume();
    });

    it('with bytes that are no UTF-8 have replacement characters', async () => {
      const origin = await listenBytes({ '/': 'HTTP/1.1 200 a\x01b\r\nX-Own: \xe9\xff\r\nContent-Length: 0\r\n\r\n' });
      const { headers, statusText } = await ses().fetch(origin);
      expect(Buffer.from(headers.get('x-own') ?? '', 'latin1').toString()).to.equal('\ufffd\ufffd');
      expect(statusText).to.equal('a b');
    });

    for (const length of ['-2', 'x', '2, 2', '99999999999999999999']) {
      it(`may have Content-Length: ${length}`, async () => {
        const origin = await listenBytes({ '/': `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\nhi` });
        expect(await textOf(origin)).to.equal('hi');
      });
    }

    it('may have a status that no Response has', async () => {
      const origin = await listenBytes({ '/': 'HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nhi' });
      const error = await rejectionOf(ses().fetch(origin));
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.equal(`fetch of ${origin}/: a Response has no status 999; net.request() gives it`);
      const response = await responseOf(request(origin));
      expect([response.statusCode, response.statusMessage]).to.deep.equal([999, 'Odd']);
      response.resume();
    });

    it('may answer HEAD with a length, and 204 too', async () => {
      removeListenersAfterTest(ses());
      const origin = await listenBytes({
        '/head': 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
        '/204': 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n',
      });
      for (const [path, method] of [
        ['/head', 'HEAD'],
        ['/204', 'GET'],
      ] as const) {
        const completed = nextDetails(ses(), 'onCompleted', ['<all_urls>']);
        expect((await ses().fetch(origin + path, { method })).body).to.equal(null);
        expect((await completed).url).to.equal(origin + path);
      }
    });
  });

  describe('answers that are none', () => {
    const head = 'HTTP/1.1 200 OK\r\n';
    const redirect = (to: string): string => `HTTP/1.1 302 Found\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`;
    for (const [what, answer, error] of [
      ['NUL in a header', `${head}X: a\0b\r\n\r\n`, 'ERR_INVALID_HTTP_RESPONSE'],
      ['an upgrade that nobody asked for', 'HTTP/1.1 101 Up\r\nUpgrade: x\r\n\r\nhi', 'ERR_INVALID_HTTP_RESPONSE'],
      ['chunks that are none', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 'ERR_INVALID_CHUNKED_ENCODING'],
      ['gzip that is none', `${head}Content-Encoding: gzip\r\n\r\nhi`, 'ERR_CONTENT_DECODING_FAILED'],
      ['a redirect to no URL', redirect('http://[bad'), 'ERR_INVALID_REDIRECT'],
      ['a redirect to a file', redirect('file:///etc/hostname'), 'ERR_UNSAFE_REDIRECT'],
      ['a redirect to data:', redirect('data:,x'), 'ERR_UNSAFE_REDIRECT'],
      ['a redirect to javascript:', redirect('javascript:1'), 'ERR_UNKNOWN_URL_SCHEME'],
    ]) {
      it(`reject with Chromium’s name: ${what}`, async () => {
        const origin = await listenBytes({ '/bad': answer ?? '' });
        const [bad, fine] = await Promise.all([rejectionOf(textOf(`${origin}/bad`)), textOf(`${origin}/fine`)]);
        expect([bad.message, fine]).to.deep.equal([`net::${error}`, 'fine']);
      });
    }

    it('wait for a server that stalls, hold up nobody, and end with abort', async () => {
      let closed: Promise<unknown> = Promise.resolve();
      const origin = await listenRaw((socket, path) => {
        if (path === '/fine') socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine');
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
        if (path !== '/fine') closed = once(socket, 'close');
      });
      const controller = new AbortController();
      const { signal } = controller;
      const response = await ses().fetch(`${origin}/stall`, { signal });
      const body = rejectionOf(response.text());
      expect(await textOf(`${origin}/fine`)).to.equal('fine');
      controller.abort();
      expect((await body).name).to.equal('AbortError');
      await closed;
    });
  });
});
