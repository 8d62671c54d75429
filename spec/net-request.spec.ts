// net.request(): ClientRequest and IncomingMessage.
import { net } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { listenEcho, type Echo } from './lib/echo-server';
import { listenRaw } from './lib/raw-server';
import { closedPort, listen, LOCAL_HOST, type LocalServer } from './lib/servers';
import { newSession, randomPartition, useSharedSession } from './lib/sessions';

type Options = Electron.ClientRequestConstructorOptions;
/** What they are besides what Electron's types say: Node.js streams. */
type Request = Electron.ClientRequest & Writable;
type Response = Electron.IncomingMessage & Readable;

async function textOf(response: Response): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

async function responseOf(request: Request): Promise<Response> {
  const [response] = (await once(request, 'response')) as [Response];
  return response;
}

async function answer(request: Request): Promise<string> {
  const response = responseOf(request);
  request.end();
  return textOf(await response);
}

const echo = async (request: Request): Promise<Echo> => JSON.parse(await answer(request)) as Echo;

async function errorOf(request: Request): Promise<Error> {
  const [error] = (await once(request, 'error')) as [Error];
  return error;
}

const errorAtEnd = (request: Request): Promise<Error> => {
  const error = errorOf(request);
  request.end();
  return error;
};

describe('net.request(options)', () => {
  const shared = useSharedSession();
  let server: LocalServer;
  const make = (options: Options = {}): Request =>
    net.request({ url: server.origin, session: shared(), ...options }) as Request;
  beforeEach(async () => {
    server = await listenEcho(({ url, headers }, response) => {
      if (url === '/redirect') response.writeHead(302, { 'location': '/target', 'x-own': ['a', 'b'] }).end();
      else if (url === '/auth') {
        if (headers.authorization) response.end(headers.authorization);
        else response.writeHead(401, { 'www-authenticate': 'Basic realm="the realm"' }).end('who?');
      } else if (url === '/cookie') response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end();
      else return false;
      return true;
    });
  });

  describe('options', () => {
    it('may be a URL', async () => {
      const request = net.request(`${server.origin}/path`) as Request;
      expect((await echo(request)).url).to.equal('/path');
    });

    it('take the parts of a URL', async () => {
      const parts = { protocol: 'http:', hostname: LOCAL_HOST, port: server.port, path: '/path?query' } as const;
      const sent = await echo(net.request({ ...parts, session: shared() }) as Request);
      expect(sent.url).to.equal('/path?query');
      const { host } = (await echo(net.request({ host: `${LOCAL_HOST}:${server.port}` }) as Request)).headers;
      expect(host).to.equal(`${LOCAL_HOST}:${server.port}`);
    });

    it('take method and headers', async () => {
      const request = make({ method: 'patch', headers: { 'X-Own': 'value', 'X-List': ['a', 'b'] } });
      const { method, headers, rawHeaders } = await echo(request);
      expect(method).to.equal('PATCH');
      expect(headers['x-list']).to.equal('a,b');
      expect(rawHeaders).to.include('X-Own');
    });

    it('take a partition', async () => {
      const ses = newSession();
      await ses.cookies.set({ url: server.origin, name: 'own', value: '1' });
      const options = { url: server.origin, partition: randomPartition(), credentials: 'include' } as const;
      expect((await echo(net.request(options) as Request)).headers).to.not.have.property('cookie');
      const [given] = [net.request({ ...options, session: ses }) as Request];
      expect((await echo(given)).headers['cookie']).to.equal('own=1');
    });

    it('take an origin and a referrer policy', async () => {
      const headers = { Referer: 'https://from.example/path?query#part' };
      const policies = ['no-referrer', 'origin', 'unsafe-url', 'strict-origin-when-cross-origin'];
      const referers = [];
      for (const referrerPolicy of policies) {
        referers.push((await echo(make({ headers, referrerPolicy }))).headers['referer']);
      }
      expect(referers).to.deep.equal([
        undefined,
        'https://from.example/',
        'https://from.example/path?query',
        undefined,
      ]);
      expect((await echo(make({ origin: 'https://from.example' }))).headers['origin']).to.equal('https://from.example');
    });

    const WRONG: [title: string, options: unknown, message: string][] = [
      ['nothing', undefined, 'options must be an object or a URL, got undefined'],
      ['no absolute URL', { url: 'path' }, "Invalid URL: 'path' is not absolute"],
      [
        'a scheme that is not HTTP',
        { url: 'file:///etc/hostname' },
        'ClientRequest only supports http: and https: protocols',
      ],
      ['a path with spaces', { hostname: LOCAL_HOST, path: '/a b' }, 'Request path contains unescaped characters'],
      [
        'an unknown redirect mode',
        { url: 'http://a/', redirect: 'maybe' },
        'redirect mode should be one of follow, error or manual',
      ],
      ['headers that are no object', { url: 'http://a/', headers: 'x: y' }, 'headers must be an object'],
      ['no header name', { url: 'http://a/', headers: { 'a b': 'c' } }, "Invalid header name: 'a b'"],
      ['no header value', { url: 'http://a/', headers: { a: 'b\r\nc: d' } }, "Invalid value for header 'a'"],
      ['unknown credentials', { url: 'http://a/', credentials: 'some' }, 'options.credentials must be one of'],
      ['credentials: same-origin alone', { url: 'http://a/', credentials: 'same-origin' }, 'requires origin to be set'],
      ['an unknown cache mode', { url: 'http://a/', cache: 'none' }, 'options.cache must be one of'],
      ['cache: only-if-cached', { url: 'http://a/', cache: 'only-if-cached' }, 'Chromium allows'],
      [
        'an unknown referrer policy',
        { url: 'http://a/', referrerPolicy: 'none' },
        'options.referrerPolicy must be one of',
      ],
      ['no Session', { url: 'http://a/', session: {} }, '`session` should be an instance of the Session class'],
      ['no partition', { url: 'http://a/', partition: 1 }, '`partition` should be a string'],
    ];
    for (const [title, options, message] of WRONG) {
      it(`throw for ${title}`, () => {
        expect(() => net.request(options as Options)).to.throw(Error, message);
      });
    }
  });

  describe('credentials', () => {
    it('send cookies when they are asked for only', async () => {
      const ses = newSession();
      await ses.cookies.set({ url: server.origin, name: 'own', value: '1' });
      const cookieWith = async (options: Options): Promise<string | undefined> =>
        (await echo(make({ session: ses, ...options }))).headers['cookie'];
      expect(await cookieWith({})).to.equal(undefined);
      expect(await cookieWith({ useSessionCookies: true })).to.equal('own=1');
      expect(await cookieWith({ credentials: 'include' })).to.equal('own=1');
      expect(await cookieWith({ credentials: 'omit', useSessionCookies: true })).to.equal(undefined);
      expect(await cookieWith({ credentials: 'same-origin', origin: server.origin })).to.equal('own=1');
      expect(await cookieWith({ credentials: 'same-origin', origin: 'https://other.example' })).to.equal(undefined);
    });

    it('store cookies when they are asked for only', async () => {
      const ses = newSession();
      await answer(make({ session: ses, url: `${server.origin}/cookie` }));
      expect(await ses.cookies.get({})).to.deep.equal([]);
      await answer(make({ session: ses, url: `${server.origin}/cookie`, useSessionCookies: true }));
      expect((await ses.cookies.get({})).map(({ name }) => name).sort()).to.deep.equal(['a', 'b']);
    });
  });

  describe("event 'login'", () => {
    for (const credentials of [undefined, 'include'] as const) {
      const title = credentials === undefined ? 'without credentials' : 'with credentials: include';
      const ask = (): Request => {
        // A challenge that was answered is remembered, so that each test has a session of its own.
        const options = { session: newSession(), url: `${server.origin}/auth` };
        return make(credentials === undefined ? options : { ...options, credentials });
      };

      it(`asks for name and password ${title}`, async () => {
        const request = ask();
        let asked: Electron.AuthInfo | undefined;
        request.on('login', (info, callback) => {
          asked = info;
          callback('user', 'word');
        });
        expect(await answer(request)).to.equal(`Basic ${Buffer.from('user:word').toString('base64')}`);
        const host = { host: LOCAL_HOST, port: server.port };
        expect(asked).to.deep.equal({ isProxy: false, scheme: 'basic', realm: 'the realm', ...host });
      });

      it(`gives the server's answer when nobody knows ${title}`, async () => {
        const request = ask();
        request.on('login', (_, callback) => callback());
        const response = responseOf(request);
        request.end();
        expect((await response).statusCode).to.equal(401);
        expect(await textOf(await response)).to.equal('who?');
      });

      it(`gives the server's answer without a listener ${title}`, async () => {
        expect(await answer(ask())).to.equal('who?');
      });
    }

    it('remembers for the session what has led in, until ses.clearAuthCache()', async () => {
      const ses = newSession();
      const own = make({ session: ses, url: `http://user:word@${LOCAL_HOST}:${server.port}/auth` });
      const authorization = `Basic ${Buffer.from('user:word').toString('base64')}`;
      expect(await answer(own)).to.equal(authorization);
      expect(await answer(make({ session: ses, url: `${server.origin}/auth` }))).to.equal(authorization);
      expect(await answer(make({ session: newSession(), url: `${server.origin}/auth` }))).to.equal('who?');
      await ses.clearAuthCache();
      expect(await answer(make({ session: ses, url: `${server.origin}/auth` }))).to.equal('who?');
    });

    it('asks again when what it remembers leads in no more', async () => {
      let right = 'first';
      const changing = await listen(({ headers: { authorization = '' } }, response) => {
        if (Buffer.from(authorization.slice(6), 'base64').toString() === `user:${right}`) response.end('in');
        else response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end('who?');
      });
      const ses = newSession();
      const asked: string[] = [];
      const request = (): Request => {
        const made = make({ session: ses, url: changing.origin });
        made.on('login', (_, callback) => {
          asked.push(right);
          callback('user', right);
        });
        return made;
      };
      expect(await answer(request())).to.equal('in');
      expect(await answer(request())).to.equal('in');
      right = 'second';
      expect(await answer(request())).to.equal('in');
      expect(asked).to.deep.equal(['first', 'second']);
    });

    it('sends the body again', async () => {
      const bodies: string[] = [];
      const guarded = await listen((request, response) => {
        let body = '';
        request.on('data', (chunk) => (body += String(chunk)));
        request.on('end', () => {
          bodies.push(body);
          if (request.headers.authorization) response.end('in');
          else response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
        });
      });
      const request = make({ url: guarded.origin, method: 'POST' });
      request.on('login', (_, callback) => callback('user', 'word'));
      request.write('text');
      expect(await answer(request)).to.equal('in');
      expect(bodies).to.deep.equal(['text', 'text']);
    });

    it('is not emitted with credentials: omit', async () => {
      const request = make({ url: `${server.origin}/auth`, credentials: 'omit' });
      request.on('login', () => expect.fail('asked'));
      expect(await answer(request)).to.equal('who?');
    });
  });

  describe('redirects', () => {
    it('are told and followed', async () => {
      const request = make({ url: `${server.origin}/redirect` });
      const told: unknown[][] = [];
      request.on('redirect', (...args: unknown[]) => told.push(args));
      expect((await echo(request)).url).to.equal('/target');
      const [[status, method, url, headers]] = told as [[number, string, string, Record<string, string[]>]];
      expect([status, method, url]).to.deep.equal([302, 'GET', `${server.origin}/target`]);
      expect(headers['x-own']).to.deep.equal(['a', 'b']);
    });

    it('wait for followRedirect() with redirect: manual', async () => {
      const request = make({ url: `${server.origin}/redirect`, redirect: 'manual' });
      request.on('redirect', () => request.followRedirect());
      expect((await echo(request)).url).to.equal('/target');
    });

    it('fail without it', async () => {
      const request = make({ url: `${server.origin}/redirect`, redirect: 'manual' });
      expect((await errorAtEnd(request)).message).to.equal('Redirect was cancelled');
    });

    it('fail with redirect: error', async () => {
      const request = make({ url: `${server.origin}/redirect`, redirect: 'error' });
      const message = "Attempted to redirect, but redirect policy was 'error'";
      expect((await errorAtEnd(request)).message).to.equal(message);
    });

    it('may be aborted', async () => {
      const request = make({ url: `${server.origin}/redirect` });
      request.on('redirect', () => request.abort());
      request.end();
      await once(request, 'close');
      expect(server.requests.length).to.equal(1);
    });

    it('make followRedirect() throw at any other time', () => {
      expect(() => make().followRedirect()).to.throw('followRedirect() called, but was not waiting for a redirect');
    });
  });

  describe('headers', () => {
    it('are set, read and removed', async () => {
      const request = make();
      request.setHeader('X-One', '1');
      request.setHeader('X-Two', 2 as unknown as string);
      request.setHeader('X-Three', '3');
      expect(request.getHeader('x-one')).to.equal('1');
      request.removeHeader('x-three');
      expect(request.getHeader('X-Three')).to.equal(undefined);
      const { rawHeaders, headers } = await echo(request);
      expect(rawHeaders).to.include.members(['X-One', 'X-Two']);
      expect(headers['x-two']).to.equal('2');
      expect(headers).to.not.have.property('x-three');
    });

    it('may hold other letters', async () => {
      const request = make({ headers: { 'X-Own': 'ä€' } });
      const value = (await echo(request)).headers['x-own'] ?? '';
      expect(Buffer.from(value, 'latin1').toString()).to.equal('ä€');
    });

    it('throw for what is none', () => {
      const request = make();
      expect(() => request.setHeader('a b', 'c')).to.throw("Invalid header name: 'a b'");
      expect(() => request.setHeader('ä', 'c')).to.throw("Invalid header name: 'ä'");
      expect(() => request.setHeader('a', 'b\nc')).to.throw("Invalid value for header 'a': 'b\nc'");
      expect(() => request.setHeader(1 as unknown as string, 'a')).to.throw(TypeError, '`name` should be a string');
      expect(() => request.setHeader('a', undefined as unknown as string)).to.throw(
        '`value` required in setHeader("a"',
      );
      expect(() => request.getHeader(undefined as unknown as string)).to.throw('`name` is required for getHeader');
      expect(() => request.removeHeader(undefined as unknown as string)).to.throw(
        '`name` is required for removeHeader',
      );
    });

    it('throw after the first write', async () => {
      const request = make({ method: 'POST' });
      request.write('text');
      expect(() => request.setHeader('a', 'b')).to.throw("Can't set headers after they are sent");
      expect(() => request.removeHeader('a')).to.throw("Can't remove headers after they are sent");
      await answer(request);
    });

    it('fail the request if they are the network’s own', async () => {
      for (const name of ['Host', 'Content-Length', 'Keep-Alive', 'Trailer', 'Upgrade']) {
        const error = await errorAtEnd(make({ headers: { [name]: 'x' } }));
        expect(error.message).to.equal('net::ERR_INVALID_ARGUMENT');
      }
    });
  });

  describe('body', () => {
    it('is written in pieces and sent as one', async () => {
      const request = make({ method: 'POST' });
      request.write('text');
      request.write('AQID', 'base64');
      request.write(Buffer.from('!'));
      const { body, headers } = await echo(request);
      expect(body).to.equal('text\x01\x02\x03!');
      expect(headers['content-length']).to.equal('8');
    });

    it('is written by end()', async () => {
      const request = make({ method: 'POST' });
      const response = responseOf(request);
      request.end('text');
      expect((JSON.parse(await textOf(await response)) as Echo).body).to.equal('text');
    });

    it('is sent with chunkedEncoding', async () => {
      const request = make({ method: 'POST' });
      expect(request.chunkedEncoding).to.equal(false);
      request.chunkedEncoding = true;
      request.write('one');
      request.write('two');
      expect((await echo(request)).body).to.equal('onetwo');
    });

    it('makes chunkedEncoding throw when it is too late', async () => {
      const request = make({ method: 'POST' });
      request.write('text');
      const message = 'chunkedEncoding can only be set before the request is started';
      expect(() => (request.chunkedEncoding = true)).to.throw(message);
      await answer(request);
      const other = make({ method: 'POST' });
      other.chunkedEncoding = false;
      expect(() => (other.chunkedEncoding = true)).to.throw('chunkedEncoding can only be set once');
    });

    it('tells how much of it is sent', async () => {
      const request = make({ method: 'POST' });
      expect(request.getUploadProgress()).to.deep.equal({ active: false, started: false, current: 0, total: 0 });
      const response = responseOf(request);
      request.end('x'.repeat(1000));
      await response;
      expect(request.getUploadProgress()).to.deep.equal({ active: true, started: true, current: 1000, total: 1000 });
    });
  });

  describe('events', () => {
    it('come in the order of the documentation', async () => {
      const request = make({ method: 'POST' });
      const seen: string[] = [];
      for (const event of ['finish', 'response', 'close', 'error', 'abort']) request.on(event, () => seen.push(event));
      request.on('response', (response: Response) => response.on('end', () => seen.push('end')).resume());
      request.end('text');
      await once(request, 'close');
      expect(seen).to.deep.equal(['finish', 'response', 'end', 'close']);
    });

    it('end with error and close for a failure', async () => {
      const port = await closedPort();
      const request = make({ url: `http://${LOCAL_HOST}:${port}` });
      const seen: string[] = [];
      for (const event of ['response', 'error', 'close']) request.on(event, () => seen.push(event));
      const closed = new Promise((resolve) => request.on('close', resolve));
      request.end();
      await closed;
      expect(seen).to.deep.equal(['error', 'close']);
    });

    it('tell a response that is broken off', async () => {
      const origin = await listenRaw((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
      const request = make({ url: origin });
      const failed = errorOf(request);
      const response = responseOf(request);
      request.end();
      const [error] = (await once((await response).resume(), 'error')) as [Error];
      expect(error.message).to.equal('net::ERR_CONTENT_LENGTH_MISMATCH');
      expect(await failed).to.equal(error);
    });

    it('close a request whose response nobody wants', async () => {
      const request = make();
      request.end();
      await once(request, 'close');
    });
  });

  describe('request.abort()', () => {
    it('ends a request that waits', async () => {
      const silent = await listen(() => request.abort());
      const request = make({ url: silent.origin });
      const seen: string[] = [];
      for (const event of ['abort', 'close', 'error', 'response']) request.on(event, () => seen.push(event));
      request.end();
      await once(request, 'close');
      expect(seen).to.deep.equal(['abort', 'close']);
    });

    it('ends a response', async () => {
      const stalled = await listen((_, response) => response.writeHead(200, { 'content-length': '9' }).write('some'));
      const request = make({ url: stalled.origin });
      const pending = responseOf(request);
      request.end();
      const response = await pending;
      const aborted = once(response, 'aborted');
      const closed = once(request, 'close');
      request.abort();
      await Promise.all([aborted, closed]);
    });

    it('sends nothing before the end', async () => {
      const request = make({ method: 'POST' });
      request.write('text');
      request.abort();
      await once(request, 'close');
      expect(server.requests.length).to.equal(0);
    });

    it('emits abort once', async () => {
      const request = make();
      let count = 0;
      request.on('abort', () => count++);
      request.abort();
      request.abort();
      await once(request, 'close');
      request.abort();
      await new Promise(setImmediate);
      expect(count).to.equal(1);
    });
  });

  describe('response', () => {
    it('has status, version and headers', async () => {
      const raw = 'X-Case: a\r\nSet-Cookie: a=1\r\nx-case: b\r\nset-cookie: b=2\r\nContent-Type: text/x\r\n';
      const origin = await listenRaw((socket) =>
        socket.end(`HTTP/1.1 299 All Fine\r\n${raw}Content-Length: 0\r\n\r\n`),
      );
      const request = make({ url: origin });
      const pending = responseOf(request);
      request.end();
      const response = await pending;
      expect(response.statusCode).to.equal(299);
      expect(response.statusMessage).to.equal('All Fine');
      expect([response.httpVersion, response.httpVersionMajor, response.httpVersionMinor]).to.deep.equal(['1.1', 1, 1]);
      expect(response.headers).to.deep.equal({
        'x-case': 'a, b',
        'set-cookie': ['a=1', 'b=2'],
        'content-type': 'text/x',
        'content-length': '0',
      });
      expect(response.rawHeaders.slice(0, 8)).to.deep.equal([
        'X-Case',
        'a',
        'Set-Cookie',
        'a=1',
        'x-case',
        'b',
        'set-cookie',
        'b=2',
      ]);
      expect(() => (response as unknown as { trailers: unknown }).trailers).to.throw('HTTP trailers are not supported');
      response.resume();
    });

    it('keeps the first of headers that may be there once', async () => {
      const origin = await listenRaw((socket) =>
        socket.end('HTTP/1.1 200 OK\r\nETag: "1"\r\nETag: "2"\r\nContent-Length: 0\r\n\r\n'),
      );
      const request = make({ url: origin });
      const pending = responseOf(request);
      request.end();
      const response = await pending;
      expect(response.headers['etag']).to.equal('"1"');
      response.resume();
    });

    it('gives data and end', async () => {
      const request = make();
      const pending = responseOf(request);
      request.end();
      const response = await pending;
      const chunks: unknown[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      await once(response, 'end');
      expect(chunks.every((chunk) => Buffer.isBuffer(chunk))).to.equal(true);
      expect(chunks.length).to.be.greaterThan(0);
    });

    it('waits while it is paused', async () => {
      const request = make();
      const pending = responseOf(request);
      request.end();
      const response = await pending;
      response.pause();
      response.on('data', () => expect(paused).to.equal(false));
      let paused = true;
      await echo(make());
      paused = false;
      response.resume();
      await once(response, 'end');
    });
  });
});
