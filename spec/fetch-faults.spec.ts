// Servers that break the rules, bodies that are too large and browsers that end, as requests of the main process meet them.
import { app, net } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { rejectionOf } from './lib/fetch';
import { handle, text } from './lib/protocol';
import { listenRaw } from './lib/raw-server';
import { listen } from './lib/servers';
import { browserPid, newSession, useSharedSession } from './lib/sessions';
import { until } from './lib/until';
import { nextDetails, removeListenersAfterTest, type Details } from './lib/web-requests';

/** What they are besides what Electron's types say: Node.js streams. */
type Request = Electron.ClientRequest & Writable;
type Response200 = Electron.IncomingMessage & Readable;

const MB = 1024 * 1024;

describe('ses.fetch(input[, init])', () => {
  const ses = useSharedSession();

  /** A server whose answers to paths are these bytes; of any other path "fine". */
  const listenBytes = (answers: Record<string, string>): Promise<string> =>
    listenRaw((socket, path) => {
      const answer = answers[path] ?? 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine';
      // The text is bytes: what is not Latin-1 is written as UTF-8.
      socket.end(Buffer.from(answer, /[^\0-\xff]/.test(answer) ? 'utf8' : 'latin1'));
    });
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

  describe('bodies that are too large', () => {
    it('of 2 GB are read no faster than the app takes them', async () => {
      const chunk = Buffer.alloc(MB);
      let written = 0;
      const server = await listen((_, response) => {
        response.writeHead(200, { 'content-length': 2048 * MB });
        const write = (): void => {
          while (written < 2048 && !response.destroyed) {
            written++;
            if (!response.write(chunk)) break;
          }
          response.once('drain', write);
        };
        write();
      });
      const response = await ses().fetch(server.origin);
      expect(response.headers.get('content-length')).to.equal(String(2048 * MB));
      const reader = response.body!.getReader();
      await reader.read();
      // Other requests of the session take their turn; by then the server has long been stopped.
      const other = await listen((_, answer) => answer.end('x'.repeat(MB)));
      for (let round = 0; round < 5; round++) await textOf(other.origin);
      expect(written).to.be.lessThan(100);
      await reader.cancel();
    });

    it('of requests fail beyond 256 MB', async () => {
      const server = await listen((_, response) => response.end('fine'));
      const piece = new Uint8Array(16 * MB);
      let left = 17;
      const body = new ReadableStream({
        pull(controller) {
          if (left-- > 0) controller.enqueue(piece);
          else controller.close();
        },
      });
      const streamed = rejectionOf(ses().fetch(server.origin, { method: 'POST', body, duplex: 'half' } as RequestInit));
      expect((await streamed).message).to.match(/^net::ERR_FILE_TOO_BIG: a body of more than 256 MB/);
      const written = request(server.origin, { method: 'POST' });
      const failed = once(written, 'error') as Promise<Error[]>;
      for (let index = 0; index < 17; index++) written.write(piece);
      expect((await failed)[0])
        .to.have.property('message')
        .that.matches(/^net::ERR_FILE_TOO_BIG/);
      expect(server.requests).to.have.length(0);
      expect(await textOf(server.origin)).to.equal('fine');
    });
  });

  describe('listeners and handlers', () => {
    beforeEach(() => removeListenersAfterTest(ses()));

    it('cancel requests of the main process', async () => {
      const origin = await listenBytes({});
      ses().webRequest.onBeforeRequest({ urls: ['*://*/bad'] }, (_, callback) => callback({ cancel: true }));
      const [bad, fine] = await Promise.all([rejectionOf(textOf(`${origin}/bad`)), textOf(`${origin}/fine`)]);
      expect([bad.message, fine]).to.deep.equal(['net::ERR_BLOCKED_BY_CLIENT', 'fine']);
    });

    it('that never answer hold up nobody else, and let go what the app aborts', async () => {
      const origin = await listenBytes({});
      const failed = nextDetails(ses(), 'onErrorOccurred');
      const controller = new AbortController();
      const asked = new Promise<() => void>((resolve) => {
        ses().webRequest.onBeforeRequest({ urls: ['*://*/bad'] }, (_, callback) => resolve(() => callback({})));
      });
      const held = rejectionOf(ses().fetch(`${origin}/bad`, { signal: controller.signal }));
      const answer = await asked;
      expect(await textOf(`${origin}/fine`)).to.equal('fine');
      controller.abort();
      expect((await held).name).to.equal('AbortError');
      expect((await failed).error).to.equal('net::ERR_ABORTED');
      answer();
      expect(await textOf(`${origin}/fine`)).to.equal('fine');
    });

    it('that throw fail their request', async () => {
      const origin = await listenBytes({});
      ses().webRequest.onHeadersReceived({ urls: ['*://*/bad'] }, (_, callback) => {
        try {
          callback({ statusLine: 'nonsense' });
        } catch {
          // the specs of webRequest look at it
        }
      });
      const [bad, fine] = await Promise.all([rejectionOf(textOf(`${origin}/bad`)), textOf(`${origin}/fine`)]);
      expect([bad.message, fine]).to.deep.equal(['net::ERR_FAILED', 'fine']);
    });

    it('of which the stream fails half-way break the body off', async () => {
      const fresh = newSession();
      let controller: ReadableStreamDefaultController | undefined;
      handle(fresh, 'app', () => {
        const body = new ReadableStream({
          start(own) {
            controller = own;
            own.enqueue(new TextEncoder().encode('half'));
          },
        });
        return new Response(body);
      });
      const { error } = console;
      console.error = (): void => undefined; // the app is told
      try {
        const reader = (await fresh.fetch('app://host/')).body!.getReader();
        await reader.read();
        controller?.error(new Error('the other half is lost'));
        expect((await rejectionOf(reader.read())).message).to.equal('net::ERR_INCOMPLETE_CHUNKED_ENCODING');
      } finally {
        console.error = error;
      }
    });

    it('are left out with bypassCustomProtocolHandlers', async () => {
      const fresh = newSession();
      const origin = await listenBytes({});
      handle(fresh, 'http', () => text('handled'));
      const init = { bypassCustomProtocolHandlers: true } as RequestInit;
      const answers = await Promise.all([fresh.fetch(origin), fresh.fetch(origin, init), fresh.fetch(origin)]);
      const texts = await Promise.all(answers.map((response) => response.text()));
      expect(texts).to.deep.equal(['handled', 'fine', 'handled']);
    });
  });

  describe('requests when Chromium is killed', () => {
    it('end with one clear error each, and the next use has another Chromium', async () => {
      const fresh = newSession();
      const origin = await listenRaw((socket, path) => {
        if (path === '/half') socket.write('HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\nhalf');
        if (path === '/fine') socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine');
      });
      const held = new Promise<Details['onBeforeRequest']>((resolve) => {
        fresh.webRequest.onBeforeRequest({ urls: ['*://*/held'] }, resolve);
      });
      const asked = new Promise<globalThis.Request>((resolve) => {
        handle(fresh, 'app', (handled) => {
          resolve(handled);
          return new Promise<Response>(() => undefined);
        });
      });
      const half = await fresh.fetch(`${origin}/half`);
      const body = rejectionOf(half.text());
      const fetched = rejectionOf(fresh.fetch(`${origin}/held`));
      const handled = rejectionOf(fresh.fetch('app://host/'));
      const sent = request(`${origin}/silent`, { session: fresh });
      const errors: Error[] = [];
      sent.on('error', (error: Error) => errors.push(error));
      sent.end();
      const closed = new Promise((resolve) => sent.on('close', resolve));
      const [{ signal }] = await Promise.all([asked, held]);
      const gone = once(app, 'child-process-gone');
      process.kill(browserPid(fresh), 'SIGKILL');
      const rejections = await Promise.all([body, fetched, handled]);
      await Promise.all([closed, gone]);
      const MESSAGE = 'The request: Chromium was ended by SIGKILL';
      expect([...rejections, ...errors].map(({ message }) => message)).to.deep.equal(Array(4).fill(MESSAGE));
      await until('the handler’s request to be aborted', () => signal.aborted);
      expect(await (await fresh.fetch(`${origin}/fine`)).text()).to.equal('fine');
    });
  });
});
