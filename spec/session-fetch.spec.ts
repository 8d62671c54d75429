// ses.fetch(): requests of the main process in a session's network stack.
import { app } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type * as http from 'node:http';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { printed, runApp, sourceWhenReady } from './lib/apps';
import { listenEcho, type Echo } from './lib/echo-server';
import { listenRaw } from './lib/raw-server';
import { closedPort, listen, listenSecurely, LOCAL_HOST, type LocalServer } from './lib/servers';
import { browserPid, newSession, newWindow, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const echoOf = async (response: Response): Promise<Echo> => (await response.json()) as Echo;

async function rejectionOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('The promise was expected to reject');
}

/** The answers to paths; any other path is echoed. */
const answers: Record<string, http.RequestListener> = {
  '/missing': (_, response) => response.writeHead(404, 'Nothing Here', { 'content-length': '7' }).end('nothing'),
  '/empty': (_, response) => response.writeHead(204).end(),
  '/cookies': (_, response) => response.writeHead(200, { 'set-cookie': ['one=1', 'two=2; HttpOnly'] }).end('set'),
  '/redirect': (_, response) => response.writeHead(302, { 'location': '/target#end', 'set-cookie': 'hop=1' }).end(),
  '/keep': (_, response) => response.writeHead(307, { location: '/target' }).end(),
  '/loop': (_, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/chunks': (_, response) => {
    response.write('one');
    setImmediate(() => response.end('two'));
  },
  '/cached': (_, response) => {
    response.writeHead(200, { 'cache-control': 'max-age=1000', 'x-time': `${process.hrtime.bigint()}` }).end('cached');
  },
  '/auth': ({ headers }, response) => {
    if (headers.authorization) response.end(headers.authorization);
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="here"' }).end('who?');
  },
};

describe('ses.fetch(input[, init])', () => {
  const shared = useSharedSession();
  let server: LocalServer;
  const get = (url: string, init?: RequestInit): Promise<Response> => shared().fetch(`${server.origin}${url}`, init);
  beforeEach(async () => {
    server = await listenEcho((request, response) => {
      const answer = answers[request.url ?? ''];
      answer?.(request, response);
      return answer !== undefined;
    });
  });

  describe('requests', () => {
    it('gets a page', async () => {
      const response = await get('/path?query');
      expect(response.status).to.equal(200);
      expect(response.ok).to.equal(true);
      const echo = await echoOf(response);
      expect(echo).to.include({ method: 'GET', url: '/path?query', body: '' });
    });

    it('says who it is as pages do, and nothing of where it comes from', async () => {
      const { headers } = await echoOf(await get('/'));
      expect(headers['user-agent']).to.equal(shared().getUserAgent());
      expect(headers['accept-language']).to.be.a('string');
      expect(headers).to.not.have.any.keys('origin', 'referer', 'accept', 'sec-ch-ua');
    });

    it('follows ses.setUserAgent()', async () => {
      const ses = newSession();
      await (await ses.fetch(server.origin)).text();
      ses.setUserAgent('Spec/1.0', 'de');
      const { headers } = await echoOf(await ses.fetch(server.origin));
      expect(headers).to.include({ 'user-agent': 'Spec/1.0', 'accept-language': 'de' });
    });

    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      it(`sends ${method} without asking first`, async () => {
        const { method: sent } = await echoOf(await get('/', { method }));
        expect(sent).to.equal(method);
        expect(server.requests.length).to.equal(1);
      });
    }

    it('sends HEAD', async () => {
      const response = await get('/chunks', { method: 'HEAD' });
      expect(response.status).to.equal(200);
      expect(await response.text()).to.equal('');
    });

    it('sends headers that pages may not set', async () => {
      const headers = {
        'Cookie': 'own=1',
        'Origin': 'https://origin.example',
        'Referer': `${server.origin}/from`,
        'User-Agent': 'Own/1.0',
        'Accept-Encoding': 'identity',
        'Sec-Fetch-Mode': 'navigate',
        'DNT': '1',
        'X-Own': 'value',
      };
      const echo = await echoOf(await get('/', { headers }));
      for (const [name, value] of Object.entries(headers)) expect(echo.headers[name.toLowerCase()]).to.equal(value);
    });

    it('sends no Origin with a body', async () => {
      const { headers, body } = await echoOf(await get('/', { method: 'POST', body: 'text' }));
      expect(headers).to.not.have.property('origin');
      expect(headers['content-type']).to.equal('text/plain;charset=UTF-8');
      expect(headers['content-length']).to.equal('4');
      expect(body).to.equal('text');
    });

    it('takes a Request', async () => {
      const request = new Request(`${server.origin}/`, { method: 'POST', body: 'text', headers: { 'x-own': '1' } });
      const { method, headers, body } = await echoOf(await shared().fetch(request));
      expect({ method, own: headers['x-own'], body }).to.deep.equal({ method: 'POST', own: '1', body: 'text' });
    });

    it('sends bytes, forms and search parameters', async () => {
      const form = new FormData();
      form.set('name', 'value');
      const bodies = [new Uint8Array([0x61, 0x62]), form, new URLSearchParams({ a: '1' })];
      const sent = [];
      for (const body of bodies) sent.push((await echoOf(await get('/', { method: 'POST', body }))).body);
      expect(sent[0]).to.equal('ab');
      expect(sent[1]).to.match(/name="name"\r\n\r\nvalue\r\n/);
      expect(sent[2]).to.equal('a=1');
    });

    it('sends a body of 5 MB', async () => {
      const body = 'x'.repeat(5_000_000);
      const { body: sent } = await echoOf(await get('/', { method: 'POST', body }));
      expect(sent === body).to.equal(true);
    });

    it('sends a stream to a server of HTTP/1 when it has ended', async () => {
      const body = new ReadableStream({
        start(controller) {
          for (const text of ['one', 'two']) controller.enqueue(new TextEncoder().encode(text));
          controller.close();
        },
      });
      const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
      const { body: sent, headers } = await echoOf(await get('/', init));
      expect(sent).to.equal('onetwo');
      expect(headers['content-length']).to.equal('6');
    });

    it('rejects when the stream of its body fails', async () => {
      const body = new ReadableStream({
        pull(controller) {
          controller.error(new Error('no more'));
        },
      });
      const error = await rejectionOf(get('/', { method: 'POST', body, duplex: 'half' } as RequestInit));
      expect(error.message).to.equal('no more');
    });

    it('sends credentials of the URL', async () => {
      const options = { url: server.origin.replace('//', '//user:word@') };
      // A Request has no such URLs: this is what net.request() is given.
      const { net } = await import('electron');
      const request = net.request({ url: `${options.url}/auth`, session: shared(), useSessionCookies: true });
      request.end();
      const [response] = (await once(request, 'response')) as [Electron.IncomingMessage & AsyncIterable<Buffer>];
      let text = '';
      for await (const chunk of response) text += chunk.toString();
      expect(text).to.equal(`Basic ${Buffer.from('user:word').toString('base64')}`);
    });

    it('runs 100 requests at a time', async () => {
      const urls = Array.from({ length: 100 }, (_, index) => `/${index}`);
      const echoes = await Promise.all(urls.map(async (url) => echoOf(await get(url))));
      expect(echoes.map(({ url }) => url)).to.deep.equal(urls);
    });
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

  describe('session', () => {
    it('sends and keeps the session’s cookies', async () => {
      const ses = newSession();
      await ses.cookies.set({ url: server.origin, name: 'strict', value: '1', sameSite: 'strict', httpOnly: true });
      await (await ses.fetch(`${server.origin}/cookies`)).text();
      const { headers } = await echoOf(await ses.fetch(`${server.origin}/`));
      expect(headers['cookie']?.split('; ').sort()).to.deep.equal(['one=1', 'strict=1', 'two=2']);
    });

    it('leaves cookies alone with credentials: omit', async () => {
      const ses = newSession();
      await ses.cookies.set({ url: server.origin, name: 'own', value: '1' });
      await (await ses.fetch(`${server.origin}/cookies`, { credentials: 'omit' })).text();
      const { headers } = await echoOf(await ses.fetch(`${server.origin}/`, { credentials: 'omit' }));
      expect(headers).to.not.have.property('cookie');
      expect((await ses.cookies.get({})).map(({ name }) => name)).to.deep.equal(['own']);
    });

    it('sends no cookies to other origins with credentials: same-origin and an origin', async () => {
      const ses = newSession();
      await ses.cookies.set({ url: server.origin, name: 'own', value: '1' });
      const cookieFor = async (origin: string): Promise<string | undefined> => {
        const init = { credentials: 'same-origin', headers: { origin } } as const;
        return (await echoOf(await ses.fetch(`${server.origin}/`, init))).headers['cookie'];
      };
      expect(await cookieFor('https://other.example')).to.equal(undefined);
      expect(await cookieFor(server.origin)).to.equal('own=1');
    });

    it('keeps the cookies of two sessions apart at the same time', async () => {
      const both = [newSession(), newSession()];
      const names = await Promise.all(
        both.map(async (ses, index) => {
          await ses.cookies.set({ url: server.origin, name: 'session', value: `${index}` });
          return (await echoOf(await ses.fetch(`${server.origin}/`))).headers['cookie'];
        }),
      );
      expect(names).to.deep.equal(['session=0', 'session=1']);
    });

    it('uses the cache, unless told otherwise', async () => {
      const ses = newSession();
      const time = async (cache?: RequestCache): Promise<string | null> => {
        const response = await ses.fetch(`${server.origin}/cached`, cache === undefined ? {} : { cache });
        await response.text();
        return response.headers.get('x-time');
      };
      const first = await time();
      expect(await time()).to.equal(first);
      expect(await time('no-store')).to.not.equal(first);
      const fresh = await time('reload');
      expect(fresh).to.not.equal(first);
      expect(await time('force-cache')).to.equal(fresh);
    });

    it('shows apps no window and no page', async () => {
      const ses = newSession();
      const { webContents, BrowserWindow } = await import('electron');
      const count = (): number => webContents.getAllWebContents().length + BrowserWindow.getAllWindows().length;
      const before = count();
      await (await ses.fetch(server.origin)).text();
      expect(count()).to.equal(before);
    });

    it('works while pages of the session load', async () => {
      const ses = newSession();
      const window = newWindow({ webPreferences: { session: ses } });
      const [echo] = await Promise.all([
        ses.fetch(`${server.origin}/`).then((response) => echoOf(response)),
        window.loadURL(`${server.origin}/chunks`),
      ]);
      expect(echo.method).to.equal('GET');
      expect(await window.webContents.executeJavaScript('document.body.textContent')).to.equal('onetwo');
    });

    it('rejects when Chromium is killed, and works again', async () => {
      const ses = newSession();
      let arrived: () => void = () => undefined;
      const asked = new Promise<void>((resolve) => (arrived = resolve));
      const silent = await listen(() => arrived());
      const pending = rejectionOf(ses.fetch(silent.origin));
      await asked;
      const gone = once(app, 'child-process-gone');
      process.kill(browserPid(ses), 'SIGKILL');
      const error = await pending;
      expect(error.message).to.equal('The request: Chromium was ended by SIGKILL');
      await gone;
      expect((await echoOf(await ses.fetch(server.origin))).method).to.equal('GET');
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

  describe('schemes', () => {
    it('reads file: URLs', async () => {
      const file = path.join(tempDir(), 'file ä.txt');
      writeFileSync(file, 'text ä');
      const response = await shared().fetch(pathToFileURL(file).href);
      expect(response.status).to.equal(200);
      expect(await response.text()).to.equal('text ä');
    });

    it('rejects for a file that is not there', async () => {
      const error = await rejectionOf(shared().fetch(pathToFileURL(path.join(tempDir(), 'none')).href));
      expect(error.message).to.equal('net::ERR_FILE_NOT_FOUND');
    });

    it('answers data: URLs', async () => {
      const response = await shared().fetch('data:text/plain;base64,aGk=');
      expect(response.headers.get('content-type')).to.equal('text/plain');
      expect(await response.text()).to.equal('hi');
    });

    it('rejects blob: URLs', async () => {
      const error = await rejectionOf(shared().fetch('blob:https://example.com/1'));
      expect(error.message).to.include('blob: URLs belong to the page that made them');
    });

    it('rejects schemes that nobody handles', async () => {
      for (const url of ['unknown://host/path', 'ftp://localhost/', 'chrome://version']) {
        expect((await rejectionOf(shared().fetch(url))).message).to.equal('net::ERR_UNKNOWN_URL_SCHEME');
      }
    });

    it('rejects what is no absolute URL', async () => {
      for (const url of ['/path', 'http://', '']) {
        expect(await rejectionOf(shared().fetch(url))).to.be.instanceOf(TypeError);
      }
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

  it('streams a body to a server of HTTP/2 while it is written', async () => {
    const certificates = path.join(__dirname, 'fixtures', 'certificates');
    const exit = await runApp(
      sourceWhenReady(`
        const fs = require('node:fs');
        const { createSecureServer } = require('node:http2');
        const { once } = require('node:events');
        app.commandLine.appendSwitch('ignore-certificate-errors');
        const at = (name) => fs.readFileSync(${JSON.stringify(certificates)} + '/' + name);
        const server = createSecureServer({ key: at('localhost.key'), cert: at('localhost.crt') });
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        const received = [];
        let wake;
        server.on('request', (request, response) => {
          request.on('data', (chunk) => { received.push(chunk.toString()); wake(); });
          request.on('end', () => response.end(received.join()));
        });
        const encoder = new TextEncoder();
        const body = new ReadableStream({
          async pull(controller) {
            // Each piece is written when the server has the one before.
            const next = received.length + 1;
            if (next > 3) return controller.close();
            const taken = new Promise((resolve) => (wake = resolve));
            controller.enqueue(encoder.encode('piece ' + next));
            await taken;
          },
        }, { highWaterMark: 0 });
        const url = 'https://127.0.0.1:' + server.address().port;
        const response = await session.defaultSession.fetch(url, { method: 'POST', body, duplex: 'half' });
        print(await response.text());
      `),
    );
    expect(printed(exit)).to.deep.equal(['piece 1,piece 2,piece 3']);
  });
});
