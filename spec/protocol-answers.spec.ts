import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { captureErrors, fetchIn, handle, page, rejection, routes, text } from './lib/protocol';
import { defer } from './lib/cleanup';
import { listen } from './lib/servers';
import { useSharedSession } from './lib/sessions';

type Received = Electron.OnHeadersReceivedListenerDetails;

const RAN = '<script>globalThis.ran = 1</script>';

describe('ses.protocol', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  const run = (code: string): Promise<unknown> => contents.executeJavaScript(code);
  const streamed = (chunk: string): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(controller) {
        setTimeout(() => {
          controller.enqueue(Buffer.from(chunk));
          controller.close();
        }, 50);
      },
    });

  /** Calls of onHeadersReceived; `answer` answers them. */
  function onHeadersReceived(answer: (details: Received) => Electron.HeadersReceivedResponse): Received[] {
    const calls: Received[] = [];
    const urls = ['app://*/*', 'standard-only://*/*', 'https://handled.test/*'];
    shared().webRequest.onHeadersReceived({ urls }, (details, callback) => {
      calls.push(details);
      callback(answer(details));
    });
    defer(() => shared().webRequest.onHeadersReceived(null));
    return calls;
  }

  describe('protocol.handle() and webRequest.onHeadersReceived()', () => {
    const SCHEMES = ['app://host', 'standard-only://host', 'https://handled.test'];
    for (const origin of SCHEMES) {
      it(`gives a page the policy that a listener adds: ${origin}`, async () => {
        handle(shared(), origin.split(':')[0]!, () => page(RAN));
        const calls = onHeadersReceived(({ responseHeaders }) => ({
          responseHeaders: { ...responseHeaders, 'Content-Security-Policy': ["script-src 'none'"] },
        }));
        await contents.loadURL(`${origin}/page`);
        expect(await run('globalThis.ran')).to.equal(undefined);
        expect(calls.map(({ url, statusCode, statusLine }) => [url, statusCode, statusLine])).to.deep.equal([
          [`${origin}/page`, 200, 'HTTP/1.1 200 OK'],
        ]);
        expect(calls[0]?.responseHeaders?.['content-type']).to.deep.equal(['text/html; charset=utf-8']);
      });
    }

    it('is called once for an answer that streams, and its changes count', async () => {
      handle(shared(), 'app', () => new Response(streamed(RAN), { headers: { 'content-type': 'text/html' } }));
      const calls = onHeadersReceived(() => ({
        responseHeaders: { 'Content-Type': ['text/html'], 'Content-Security-Policy': ["script-src 'none'"] },
      }));
      await contents.loadURL('app://host/streamed');
      expect([await run('globalThis.ran'), calls.length]).to.deep.equal([undefined, 1]);
    });

    it('may name custom schemes in a policy', async () => {
      handle(
        shared(),
        'app',
        routes({
          '/x.js': () => new Response('globalThis.ran = 1', { headers: { 'content-type': 'text/javascript' } }),
        }),
      );
      onHeadersReceived(({ responseHeaders }) => ({
        responseHeaders: { ...responseHeaders, 'Content-Security-Policy': ["script-src 'unsafe-eval' app:"] },
      }));
      await contents.loadURL('app://host/');
      const loaded = `new Promise((resolve) => {
        const script = Object.assign(document.createElement('script'), { src: 'app://other/x.js' });
        script.onload = script.onerror = ({ type }) => resolve(type);
        document.body.append(script);
      })`;
      expect(await run(loaded)).to.equal('load');
    });

    it('hears of frames, scripts, fetches and workers of the page', async () => {
      handle(
        shared(),
        'app',
        routes({
          '/data': () => text('data'),
          '/worker.js': () =>
            new Response(`fetch('/data').then(() => postMessage(1))`, {
              headers: { 'content-type': 'text/javascript' },
            }),
        }),
      );
      await contents.loadURL('app://host/');
      const calls = onHeadersReceived(() => ({}));
      await run(`Promise.all([
        fetch('/data'),
        new Promise((resolve) => (new Worker('/worker.js').onmessage = () => resolve())),
        new Promise((resolve) => {
          const frame = Object.assign(document.createElement('iframe'), { src: '/frame', onload: () => resolve() });
          document.body.append(frame);
        }),
      ]).then(() => 1)`);
      expect(calls.map(({ url }) => url).sort()).to.deep.equal([
        'app://host/data',
        'app://host/data',
        'app://host/frame',
        'app://host/worker.js',
      ]);
    });

    it('hears of requests of the main process', async () => {
      handle(shared(), 'app', () => text('data'));
      onHeadersReceived(() => ({ responseHeaders: { 'x-own': ['1'] }, statusLine: 'HTTP/1.1 201 Made' }));
      const response = await shared().fetch('app://host/data');
      expect([response.status, response.headers.get('x-own'), await response.text()]).to.deep.equal([201, '1', 'data']);
    });

    it('may cancel', async () => {
      handle(shared(), 'app', () => page());
      onHeadersReceived(() => ({ cancel: true }));
      expect((await rejection(contents.loadURL('app://host/canceled'))).code).to.equal('ERR_BLOCKED_BY_CLIENT');
    });

    it('may lead elsewhere', async () => {
      handle(shared(), 'app', routes({ '/to': () => page('<title>There</title>') }));
      onHeadersReceived(({ url }) =>
        url.endsWith('/from')
          ? { statusLine: 'HTTP/1.1 302 Found', responseHeaders: { location: ['app://host/to'] } }
          : {},
      );
      await contents.loadURL('app://host/from');
      expect([contents.getURL(), contents.getTitle()]).to.deep.equal(['app://host/to', 'There']);
    });

    it('is seen by those that observe', async () => {
      handle(shared(), 'app', () => text('data'));
      await contents.loadURL('app://host/');
      onHeadersReceived(() => ({ responseHeaders: { 'x-own': ['1'] } }));
      const completed = new Promise<Electron.OnCompletedListenerDetails>((resolve) =>
        shared().webRequest.onCompleted({ urls: ['app://*/observed'] }, resolve),
      );
      defer(() => shared().webRequest.onCompleted(null));
      await fetchIn(contents, 'app://host/observed');
      expect((await completed).responseHeaders).to.deep.equal({ 'x-own': ['1'] });
    });
  });

  describe('protocol.handle() and an answer without Content-Type', () => {
    const bytes = (body: string): Response => new Response(Buffer.from(body));

    it('is what its bytes say', async () => {
      handle(
        shared(),
        'app',
        routes({ '/text': () => bytes(`plain ${RAN}`), '/html': () => bytes(`<!DOCTYPE html>${RAN}`) }),
      );
      for (const [path, type, ran] of [
        ['/text', 'text/plain', null],
        ['/html', 'text/html', 1],
      ] as const) {
        await contents.loadURL(`app://host${path}`);
        expect(await run('[document.contentType, globalThis.ran ?? null]')).to.deep.equal([type, ran]);
      }
    });

    it('is what its bytes say where it streams', async () => {
      handle(shared(), 'app', () => new Response(streamed(`plain ${RAN}`.padEnd(4096))));
      await contents.loadURL('app://host/streamed-text');
      expect(await run('[document.contentType, globalThis.ran ?? null]')).to.deep.equal(['text/plain', null]);
    });

    it('runs no script of a frame with plain text', async () => {
      handle(shared(), 'app', routes({ '/text': () => bytes(`plain ${RAN}`) }));
      await contents.loadURL('app://host/');
      const frame = `new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.onload = () => resolve([frame.contentDocument.contentType, frame.contentWindow.ran ?? null]);
        frame.src = '/text';
        document.body.append(frame);
      })`;
      expect(await run(frame)).to.deep.equal(['text/plain', null]);
    });

    it('is what the server of a forwarded request said', async () => {
      const server = await listen((_, response) => response.writeHead(200).end(`plain ${RAN}`));
      handle(shared(), 'http', (request) => shared().fetch(request.url, { bypassCustomProtocolHandlers: true }));
      await contents.loadURL(server.origin);
      expect(await run('[document.contentType, globalThis.ran ?? null]')).to.deep.equal(['text/plain', null]);
    });
  });

  describe('protocol.handle() with a handler that fails, and ses.fetch()', () => {
    const FAILING: Record<string, () => Response | Promise<Response>> = {
      'throws': () => {
        throw new Error('handler');
      },
      'rejects': () => Promise.reject(new Error('handler')),
      'returns no Response': () => 'text' as never,
      'returns nothing': () => undefined as never,
    };
    for (const [how, handler] of Object.entries(FAILING)) {
      it(`is net::ERR_UNEXPECTED where it ${how}`, async () => {
        captureErrors();
        for (const url of ['app://host/', 'https://handled.test/', 'file:///handled']) {
          handle(shared(), url.split(':')[0]!, handler);
          expect((await rejection(shared().fetch(url))).message).to.equal('net::ERR_UNEXPECTED');
          if (!url.startsWith('file:')) {
            expect((await rejection(contents.loadURL(url))).code).to.equal('ERR_UNEXPECTED');
          }
        }
      });
    }

    it('is net::ERR_FAILED for Response.error()', async () => {
      handle(shared(), 'app', () => Response.error());
      expect((await rejection(shared().fetch('app://host/'))).message).to.equal('net::ERR_FAILED');
    });

    it('is told to webRequest', async () => {
      captureErrors();
      handle(shared(), 'app', FAILING['throws']!);
      const failed = new Promise<string>((resolve) =>
        shared().webRequest.onErrorOccurred({ urls: ['app://*/*'] }, ({ error }) => resolve(error)),
      );
      defer(() => shared().webRequest.onErrorOccurred(null));
      contents.loadURL('app://host/failing').catch(() => undefined);
      expect(await failed).to.equal('net::ERR_UNEXPECTED');
    });
  });

  describe('protocol.handle() and handlers that come later', () => {
    it('answer ses.fetch()', async () => {
      const server = await listen();
      await (await shared().fetch(server.origin)).text();
      await shared()
        .fetch('file:///nowhere')
        .catch(() => undefined);
      for (const url of ['file:///handled/later', 'app://host/later', `${server.origin}/later`]) {
        handle(shared(), url.split(':')[0]!, () => text('later'));
        expect(await (await shared().fetch(url)).text()).to.equal('later');
        shared().protocol.unhandle(url.split(':')[0]!);
      }
      handle(shared(), 'file', () => text('again'));
      expect(await (await shared().fetch('file:///handled/again')).text()).to.equal('again');
    });
  });

  describe('protocol.registerSchemesAsPrivileged() and Access-Control-Allow-Origin', () => {
    it('lets pages of every origin read what a scheme with corsEnabled answers', async () => {
      handle(shared(), 'cors-only', () => text('data'));
      handle(shared(), 'app', () => page());
      const server = await listen();
      const read = `new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onloadend = () => resolve(request.responseText);
        request.open('GET', 'cors-only://host/data');
        request.send();
      })`;
      for (const url of ['app://host/', server.origin]) {
        await contents.loadURL(url);
        expect(await run(read)).to.equal('data');
      }
    });

    it('leaves the header of the handler', async () => {
      const headers = { 'access-control-allow-origin': 'https://other.test' };
      handle(shared(), 'app', () => text('data', headers));
      const response = await shared().fetch('app://host/data');
      expect(response.headers.get('access-control-allow-origin')).to.equal('https://other.test');
    });

    it('adds it to no scheme without corsEnabled', async () => {
      for (const scheme of ['fetch-only', 'unprivileged']) {
        handle(shared(), scheme, () => text('data'));
        const response = await shared().fetch(`${scheme}://host/data`);
        expect(response.headers.get('access-control-allow-origin')).to.equal(null);
      }
    });
  });
});
