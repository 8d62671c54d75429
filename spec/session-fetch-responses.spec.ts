// ses.fetch(): what comes back, and what goes wrong.
import { expect } from 'chai';
import type * as http from 'node:http';
import { listenEcho } from './lib/echo-server';
import { echoOf, listenAnswers, rejectionOf } from './lib/fetch';
import { listenRaw } from './lib/raw-server';
import { closedPort, listen, listenSecurely, LOCAL_HOST, type LocalServer } from './lib/servers';
import { newSession, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

describe('ses.fetch(input[, init])', () => {
  const shared = useSharedSession();
  let server: LocalServer;
  const get = (url: string, init?: RequestInit): Promise<Response> => shared().fetch(`${server.origin}${url}`, init);
  beforeEach(async () => {
    server = await listenAnswers();
  });

  describe('responses', () => {
    it('have status, text and headers', async () => {
      const response = await get('/missing');
      expect(response).to.include({ status: 404, statusText: 'Nothing Here', ok: false });
      expect(response.headers.get('content-length')).to.equal('7');
      expect(await response.text()).to.equal('nothing');
    });

    it('have Set-Cookie', async () => {
      expect((await get('/cookies')).headers.getSetCookie()).to.deep.equal(['one=1', 'two=2; HttpOnly']);
    });

    it('have no body with 204', async () => {
      const response = await get('/empty');
      expect(response.status).to.equal(204);
      expect(response.body).to.equal(null);
    });

    it('come in chunks', async () => {
      expect(await (await get('/chunks')).text()).to.equal('onetwo');
    });

    it('come before their body', async () => {
      let finish: () => void = () => undefined;
      const slow = await listen((_, response) => {
        response.writeHead(200, { 'content-length': '6' });
        response.write('one');
        finish = () => response.end('two');
      });
      const response = await shared().fetch(slow.origin);
      finish();
      expect(await response.text()).to.equal('onetwo');
    });

    it('give each piece of an endless body as it comes', async () => {
      let send: (text: string) => void = () => undefined;
      const events = await listen((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        send = (text) => response.write(text);
        send('one');
      });
      const reader = (await shared().fetch(events.origin)).body!.getReader();
      const read = async (): Promise<string> => Buffer.from((await reader.read()).value ?? []).toString();
      expect(await read()).to.equal('one');
      send('two');
      expect(await read()).to.equal('two');
      await reader.cancel();
    });

    it('are decoded', async () => {
      const { gzipSync } = await import('node:zlib');
      const text = 'text '.repeat(10_000);
      const packed = await listen((_, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text)),
      );
      expect(await (await shared().fetch(packed.origin)).text()).to.equal(text);
    });

    it('have every byte of 10 MB, with and without a length', async () => {
      const bytes = Buffer.alloc(10_000_000, 'äx€');
      const large = await listen(({ url }, response) => {
        if (url === '/length') response.setHeader('content-length', bytes.length);
        response.setHeader('content-type', 'text/plain');
        response.write(bytes);
        response.end();
      });
      for (const url of ['/length', '/chunks']) {
        const received = Buffer.from(await (await shared().fetch(`${large.origin}${url}`)).arrayBuffer());
        expect(received.equals(bytes)).to.equal(true);
      }
    });

    it('are read no faster than the app takes them', async () => {
      const chunk = Buffer.alloc(1024 * 1024);
      for (const headers of [{ 'content-length': `${1024 * chunk.length}` }, {}] as http.OutgoingHttpHeaders[]) {
        let sent = 0;
        const endless = await listen((_, response) => {
          response.writeHead(200, headers);
          const write = (): void => {
            do sent += chunk.length;
            while (response.write(chunk));
            response.once('drain', write);
          };
          write();
        });
        const reader = (await shared().fetch(endless.origin)).body!.getReader();
        await reader.read();
        let before = 0;
        await until('a server that waits', async () => {
          before = sent;
          await new Promise((resolve) => setTimeout(resolve, 100));
          return sent === before;
        });
        expect(sent).to.be.lessThan(100 * chunk.length);
        await reader.cancel();
      }
    });
  });

  describe('redirects', () => {
    it('are followed', async () => {
      const { url, headers } = await echoOf(await get('/redirect', { headers: { 'x-own': '1' } }));
      expect(url).to.equal('/target');
      expect(headers['x-own']).to.equal('1');
      expect(headers).to.not.have.property('accept');
    });

    it('keep cookies on the way', async () => {
      const ses = newSession();
      const { headers } = await echoOf(await ses.fetch(`${server.origin}/redirect`));
      expect(headers['cookie']).to.equal('hop=1');
    });

    it('make GET of POST with 302, and keep it with 307', async () => {
      const [found, kept] = await Promise.all(
        ['/redirect', '/keep'].map(async (url) => echoOf(await get(url, { method: 'POST', body: 'text' }))),
      );
      expect(found).to.include({ method: 'GET', body: '' });
      expect(found!.headers).to.not.have.any.keys('content-type', 'content-length');
      expect(kept).to.include({ method: 'POST', body: 'text' });
    });

    it('keep a large body with 307', async () => {
      const body = 'x'.repeat(3_000_000);
      const echo = await echoOf(await get('/keep', { method: 'PUT', body }));
      expect(echo.method).to.equal('PUT');
      expect(echo.body === body).to.equal(true);
    });

    it('take no authorization to another origin', async () => {
      const other = await listenEcho();
      const away = await listen((_, response) => response.writeHead(302, { location: `${other.origin}/` }).end());
      const headers = { 'Authorization': 'Bearer secret', 'Cookie': 'own=1', 'X-Own': '1' };
      const echo = await echoOf(await shared().fetch(away.origin, { headers }));
      expect(echo.headers).to.not.have.property('authorization');
      expect(echo.headers['cookie'] ?? '').to.not.include('own=1');
      expect(echo.headers['x-own']).to.equal('1');
    });

    it('reject with redirect: error', async () => {
      const error = await rejectionOf(get('/redirect', { redirect: 'error' }));
      expect(error.message).to.equal("Attempted to redirect, but redirect policy was 'error'");
      expect(server.requests.length).to.equal(1);
    });

    it('reject with redirect: manual', async () => {
      const error = await rejectionOf(get('/redirect', { redirect: 'manual' }));
      expect(error.message).to.equal('Redirect was cancelled');
      expect(server.requests.length).to.equal(1);
    });

    it('end after twenty', async () => {
      expect((await rejectionOf(get('/loop'))).message).to.equal('net::ERR_TOO_MANY_REDIRECTS');
    });
  });

  describe('abort', () => {
    it('rejects before the response', async () => {
      const silent = await listen(() => controller.abort());
      const controller = new AbortController();
      const error = await rejectionOf(shared().fetch(silent.origin, { signal: controller.signal }));
      expect(error.name).to.equal('AbortError');
    });

    it('closes the connection', async () => {
      let closed: () => void = () => undefined;
      const over = new Promise<void>((resolve) => (closed = resolve));
      const silent = await listen((request) => {
        request.socket.once('close', () => closed());
        controller.abort();
      });
      const controller = new AbortController();
      await rejectionOf(shared().fetch(silent.origin, { signal: controller.signal }));
      await over;
    });

    it('breaks off a body, with and without a length', async () => {
      for (const headers of [{ 'content-length': '1000000' }, {}] as http.OutgoingHttpHeaders[]) {
        const stalled = await listen((_, response) => response.writeHead(200, headers).write('some'));
        const controller = new AbortController();
        const response = await shared().fetch(stalled.origin, { signal: controller.signal });
        const text = rejectionOf(response.text());
        controller.abort();
        expect((await text).name).to.equal('AbortError');
      }
    });

    it('rejects with the reason of a signal that was aborted before', async () => {
      const error = await rejectionOf(get('/', { signal: AbortSignal.abort(new Error('no')) }));
      expect(error.message).to.equal('no');
      expect(server.requests.length).to.equal(0);
    });

    it('takes AbortSignal.timeout()', async () => {
      const silent = await listen(() => undefined);
      const error = await rejectionOf(shared().fetch(silent.origin, { signal: AbortSignal.timeout(50) }));
      expect(error.name).to.equal('TimeoutError');
    });
  });

  describe('failures', () => {
    it('have Chromium’s names', async () => {
      const port = await closedPort();
      const cases: [url: string, message: string][] = [
        [`http://${LOCAL_HOST}:${port}/`, 'net::ERR_CONNECTION_REFUSED'],
        ['http://nowhere.invalid/', 'net::ERR_NAME_NOT_RESOLVED'],
        [`http://${LOCAL_HOST}:1/`, 'net::ERR_UNSAFE_PORT'],
      ];
      for (const [url, message] of cases) expect((await rejectionOf(shared().fetch(url))).message).to.equal(message);
    });

    it('tell what a server did wrong', async () => {
      const origin = await listenRaw((socket, url) => {
        if (url === '/nothing') socket.end();
        if (url === '/reset') socket.resetAndDestroy();
        if (url === '/garbage') socket.end('\0garbage\r\n\r\n');
        if (url === '/lengths') socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab');
        if (url === '/endless') socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(400_000)}\r\n\r\n`);
      });
      const messages: Record<string, string> = {
        '/nothing': 'net::ERR_EMPTY_RESPONSE',
        '/reset': 'net::ERR_CONNECTION_RESET',
        '/garbage': 'net::ERR_INVALID_HTTP_RESPONSE',
        '/lengths': 'net::ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH',
        '/endless': 'net::ERR_RESPONSE_HEADERS_TOO_BIG',
      };
      for (const [url, message] of Object.entries(messages)) {
        expect((await rejectionOf(shared().fetch(origin + url))).message).to.equal(message);
      }
    });

    it('tell of a body that ends too early, with and without a length', async () => {
      const origin = await listenRaw((socket, url) => {
        const head =
          url === '/chunks' ? 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n' : 'Content-Length: 10\r\n\r\nhello';
        socket.end(`HTTP/1.1 200 OK\r\n${head}`);
      });
      const textOf = async (url: string): Promise<string> => (await shared().fetch(origin + url)).text();
      expect((await rejectionOf(textOf('/length'))).message).to.equal('net::ERR_CONTENT_LENGTH_MISMATCH');
      expect((await rejectionOf(textOf('/chunks'))).message).to.equal('net::ERR_INCOMPLETE_CHUNKED_ENCODING');
    });

    it('tell of a certificate that nobody trusts', async () => {
      const secure = await listenSecurely();
      const error = await rejectionOf(shared().fetch(secure.origin));
      expect(error.message).to.equal('net::ERR_CERT_AUTHORITY_INVALID');
    });

    it('take 10,000 headers', async () => {
      const headers = Array.from({ length: 10_000 }, (_, index) => `X-${index}: ${index}\r\n`).join('');
      const origin = await listenRaw((socket) => {
        socket.end(`HTTP/1.1 200 OK\r\n${headers}Content-Length: 2\r\n\r\nok`);
      });
      const response = await shared().fetch(origin);
      expect(response.headers.get('x-9999')).to.equal('9999');
      expect(await response.text()).to.equal('ok');
    });

    it('wait for a server that sends a byte at a time', async () => {
      const origin = await listenRaw((socket) => {
        const text = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow';
        const send = (at: number): void => {
          if (at < text.length) socket.write(text.charAt(at), () => setImmediate(send, at + 1));
        };
        send(0);
      });
      expect(await (await shared().fetch(origin)).text()).to.equal('slow');
    });

    it('refuse headers that are the network’s own', async () => {
      for (const name of ['Host', 'Content-Length', 'Transfer-Encoding', 'Upgrade', 'TE']) {
        const error = await rejectionOf(get('/', { headers: { [name]: 'x' } }));
        expect(error.message).to.equal('net::ERR_INVALID_ARGUMENT');
      }
      expect(server.requests.length).to.equal(0);
    });

    it('leave the other requests alone', async () => {
      const port = await closedPort();
      const [failed, fine] = await Promise.allSettled([shared().fetch(`http://${LOCAL_HOST}:${port}/`), get('/')]);
      expect(failed.status).to.equal('rejected');
      expect(fine.status).to.equal('fulfilled');
    });
  });
});
