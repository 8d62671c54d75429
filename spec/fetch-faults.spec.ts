// Bodies that are too large, listeners and handlers that fail and browsers that end, as requests of the main process meet them.
import { app, net } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { rejectionOf } from './lib/fetch';
import { handle, text } from './lib/protocol';
import { listenBytes, listenRaw } from './lib/raw-server';
import { listen } from './lib/servers';
import { browserPid, newSession, useSharedSession } from './lib/sessions';
import { nextUncaughtException } from './lib/uncaught';
import { until } from './lib/until';
import { nextDetails, removeListenersAfterTest, type Details } from './lib/web-requests';

/** What it is besides what Electron's types say: a Node.js stream. */
type Request = Electron.ClientRequest & Writable;

const MB = 1024 * 1024;

describe('ses.fetch(input[, init])', () => {
  const ses = useSharedSession();

  const textOf = async (url: string): Promise<string> => (await ses().fetch(url)).text();
  const request = (url: string, options: Electron.ClientRequestConstructorOptions = {}): Request =>
    net.request({ url, session: ses(), ...options }) as Request;

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
      const origin = await listenBytes();
      ses().webRequest.onBeforeRequest({ urls: ['*://*/bad'] }, (_, callback) => callback({ cancel: true }));
      const [bad, fine] = await Promise.all([rejectionOf(textOf(`${origin}/bad`)), textOf(`${origin}/fine`)]);
      expect([bad.message, fine]).to.deep.equal(['net::ERR_BLOCKED_BY_CLIENT', 'fine']);
    });

    it('that never answer hold up nobody else, and let go what the app aborts', async () => {
      const origin = await listenBytes();
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
      const origin = await listenBytes();
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
        expect((await rejectionOf(reader.read())).message).to.equal('net::ERR_FAILED');
      } finally {
        console.error = error;
      }
    });

    it('may answer with any status that a Response has', async () => {
      const fresh = newSession();
      handle(fresh, 'app', ({ url }) => new Response('x', { status: Number(url.slice(-3)) }));
      const told = [];
      for (const code of [200, 299, 404, 599]) {
        const { status, statusText } = await fresh.fetch(`app://host/${code}`);
        told.push([status, statusText]);
      }
      expect(told).to.deep.equal([
        [200, 'OK'],
        [299, ''],
        [404, 'Not Found'],
        [599, ''],
      ]);
    });

    it('are left out with bypassCustomProtocolHandlers', async () => {
      const fresh = newSession();
      const origin = await listenBytes();
      handle(fresh, 'http', () => text('handled'));
      const init = { bypassCustomProtocolHandlers: true } as RequestInit;
      const answers = await Promise.all([fresh.fetch(origin), fresh.fetch(origin, init), fresh.fetch(origin)]);
      const texts = await Promise.all(answers.map((response) => response.text()));
      expect(texts).to.deep.equal(['handled', 'fine', 'handled']);
    });
  });

  describe('listeners of net.request()', () => {
    it('that throw are uncaught, and their request goes on', async () => {
      const server = await listen(({ url }, response) => {
        if (url === '/') response.writeHead(302, { location: '/to' }).end();
        else response.end('fine');
      });
      for (const event of ['redirect', 'response'] as const) {
        const sent = request(server.origin);
        const uncaught = nextUncaughtException();
        const arrived = new Promise<Electron.IncomingMessage>((resolve) => sent.on('response', resolve));
        sent.prependListener(event, () => {
          throw new Error(`thrown by ${event}`);
        });
        sent.end();
        expect(await uncaught).to.have.property('message', `thrown by ${event}`);
        if (event === 'response') sent.abort();
        else (await arrived).on('data', () => undefined);
        await new Promise((resolve) => sent.on('close', resolve));
      }
      expect(await textOf(server.origin)).to.equal('fine');
    });
  });

  describe('requests when Chromium is killed', () => {
    it('end with one clear error each, and the next use has another Chromium', async () => {
      const fresh = newSession();
      let silence = (): void => undefined;
      // A request that has not reached the network would be made again by the next Chromium.
      const silent = new Promise<void>((resolve) => (silence = resolve));
      const origin = await listenRaw((socket, path) => {
        if (path === '/silent') silence();
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
      const [{ signal }] = await Promise.all([asked, held, silent]);
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
