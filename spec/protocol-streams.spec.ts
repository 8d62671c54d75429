import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { once } from 'node:events';
import * as path from 'node:path';
import { captureErrors, fetchIn, handle, page, routes, text, type Handler } from './lib/protocol';
import { defer } from './lib/cleanup';
import { writeSilence } from './lib/media';
import { destroyWindow, newWindow, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';

const MB = 1_000_000;

/** A response whose chunks the test writes. */
class Writable {
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  pulls = 0;
  /** Resolves when nobody reads it any more. */
  readonly cancelled: Promise<void>;
  readonly response: Response;

  constructor(headers: Record<string, string> = { 'content-type': 'text/plain' }) {
    let onCancel = (): void => undefined;
    this.cancelled = new Promise((resolve) => (onCancel = resolve));
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => void (this.#controller = controller),
      pull: () => void this.pulls++,
      cancel: () => onCancel(),
    });
    this.response = new Response(stream, { headers });
  }

  write(chunk: string): void {
    this.#controller.enqueue(Buffer.from(chunk));
  }

  end(): void {
    this.#controller.close();
  }

  fail(error: Error): void {
    this.#controller.error(error);
  }
}

describe('ses.protocol', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  const open = async (answers: Record<string, Handler>): Promise<void> => {
    handle(shared(), 'app', routes(answers));
    await contents.loadURL('app://host/');
  };
  const run = (code: string): Promise<unknown> => contents.executeJavaScript(code);
  /** Starts a fetch; `read` gives its chunks as text, then 'end'. */
  const startReading = (url: string): Promise<unknown> =>
    run(`fetch('${url}').then((response) => { globalThis.reader = response.body.getReader(); })`);
  const read = (): Promise<unknown> =>
    run(
      `reader.read().then(({ value, done }) => done ? 'end' : new TextDecoder().decode(value), (error) => error.name)`,
    );
  const sizeOf = (url: string): Promise<unknown> =>
    run(`(async () => {
      let size = 0;
      for await (const chunk of (await fetch('${url}')).body) size += chunk.length;
      return size;
    })()`);

  describe('protocol.handle() and a body that streams', () => {
    it('gives the page each chunk as it is written', async () => {
      const body = new Writable();
      await open({ '/stream': () => body.response });
      const started = startReading('/stream');
      body.write('one');
      await started;
      expect(await read()).to.equal('one');
      body.write('two');
      expect(await read()).to.equal('two');
      body.end();
      expect(await read()).to.equal('end');
    });

    it('has status and headers before its first byte', async () => {
      const body = new Writable({ 'content-type': 'text/plain', 'x-own': 'value' });
      await open({
        '/stream': () => new Response(body.response.body, { status: 203, headers: body.response.headers }),
      });
      const told = run(`fetch('/stream').then((r) => [r.status, r.url, r.headers.get('x-own')])`);
      expect(await told).to.deep.equal([203, 'app://host/stream', 'value']);
      body.end();
    });

    it('is read no faster than the page reads', async () => {
      let sent = 0;
      const chunk = new Uint8Array(MB);
      const stream = (): Response =>
        new Response(
          new ReadableStream({
            pull(controller) {
              sent += chunk.length;
              controller.enqueue(chunk);
              if (sent >= 200 * MB) controller.close();
            },
          }),
          { headers: { 'content-type': 'application/octet-stream' } },
        );
      await open({ '/stream': stream });
      await startReading('/stream');
      await run(`reader.read().then(() => 0)`);
      // Another request goes through all that the stream could have filled meanwhile.
      await fetchIn(contents, '/other');
      expect(sent).to.be.below(100 * MB);
      await run(`reader.cancel()`);
    });

    it('may have 100 MB', async () => {
      const chunk = Buffer.alloc(MB);
      let left = 100;
      const stream = (): Response =>
        new Response(new ReadableStream({ pull: (c) => (left-- > 0 ? c.enqueue(chunk) : c.close()) }));
      await open({ '/stream': stream });
      expect(await sizeOf('/stream')).to.equal(100 * MB);
    });

    it('may have more than a message of the pipe can hold', async () => {
      const { protocol } = shared();
      const bytes = Buffer.alloc(513 * 1024 * 1024);
      protocol.registerBufferProtocol('app', ({ url }, callback) =>
        callback(url.endsWith('/large') ? { data: bytes, mimeType: 'application/octet-stream' } : Buffer.from('<p>')),
      );
      defer(() => protocol.unregisterProtocol('app'));
      await contents.loadURL('app://host/');
      expect(await sizeOf('/large')).to.equal(bytes.length);
    });

    it('fails for the page where it fails, and is told once', async () => {
      const errors = captureErrors();
      const body = new Writable();
      await open({ '/stream': () => body.response, '/good': () => text('good') });
      const started = startReading('/stream');
      body.write('one');
      await started;
      expect(await read()).to.equal('one');
      body.fail(new Error('failed half-way'));
      expect(await read()).to.equal('TypeError');
      expect(await fetchIn(contents, '/good')).to.equal('200 good');
      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.include('app://host/stream').and.include('failed half-way');
    });

    it('is one of many at the same time', async () => {
      const bodies: Writable[] = [];
      const answer = (): Response => {
        const body = new Writable();
        bodies.push(body);
        return body.response;
      };
      await open({ '/stream': answer, '/good': () => text('good') });
      await run(`Promise.all(Array.from({ length: 30 }, () => fetch('/stream'))).then(() => 0)`);
      expect(await fetchIn(contents, '/good')).to.equal('200 good');
      expect(bodies).to.have.lengthOf(30);
      for (const body of bodies) body.end();
    });

    it('makes a document', async () => {
      const body = new Writable({ 'content-type': 'text/html' });
      handle(shared(), 'app', () => body.response);
      const loaded = contents.loadURL('app://host/');
      body.write('<title>Streamed</title>');
      setImmediate(() => body.end());
      await loaded;
      expect([contents.getURL(), contents.getTitle()]).to.deep.equal(['app://host/', 'Streamed']);
    });

    it('sets no cookie, and the app is warned', async () => {
      const body = new Writable({ 'content-type': 'text/plain', 'set-cookie': 'a=1' });
      await open({ '/stream': () => body.response });
      const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>;
      await startReading('/stream');
      expect((await warned)[0].code).to.equal('VALENCE_STREAMED_COOKIE');
      expect(await shared().cookies.get({ name: 'a' })).to.deep.equal([]);
      body.end();
    });

    it('is not decoded: it has no coding any more', async () => {
      const headers = { 'content-encoding': 'gzip', 'content-length': '3', 'content-type': 'text/plain' };
      const body = new Writable(headers);
      await open({ '/stream': () => body.response });
      const started = startReading('/stream');
      setImmediate(() => body.write('decoded'));
      await started;
      expect(await read()).to.equal('decoded');
      body.end();
    });
  });

  describe('protocol.handle() and media', () => {
    it('seeks in a file of which ranges are sent', async () => {
      const file = writeSilence(path.join(tempDir(), 'silence.wav'), 1200);
      const ranges: string[] = [];
      const { protocol } = shared();
      protocol.interceptFileProtocol('app', ({ headers }, callback) => {
        ranges.push(headers['Range'] ?? headers['range'] ?? '');
        callback(file);
      });
      defer(() => protocol.uninterceptProtocol('app'));
      handle(shared(), 'secure-only', () => page('<audio id=a preload=auto>'));
      await contents.loadURL('secure-only://host/');
      const played = (await run(`new Promise((resolve, reject) => {
        a.onerror = () => reject(new Error(a.error.message));
        a.onloadedmetadata = () => { a.currentTime = 1100; };
        a.onseeked = () => resolve([Math.round(a.duration), Math.round(a.currentTime)]);
        a.src = 'app://media/silence.wav';
      })`)) as number[];
      expect(played).to.deep.equal([1200, 1100]);
      expect(ranges[0]).to.equal('bytes=0-');
      expect(ranges.slice(1).some((range) => Number(/bytes=(\d+)-/.exec(range)?.[1]) > 10 * MB)).to.equal(true);
    });
  });

  describe('protocol.handle() and requests that nobody waits for', () => {
    /** Never answers; `asked` resolves with the request. */
    const never = (): { handler: Handler; asked: Promise<Request> } => {
      let onAsked: (request: Request) => void = () => undefined;
      const asked = new Promise<Request>((resolve) => (onAsked = resolve));
      return {
        asked,
        handler: (request) => {
          onAsked(request);
          return new Promise(() => undefined);
        },
      };
    };

    it('aborts the request when its page navigates away', async () => {
      const { handler, asked } = never();
      await open({ '/never': handler });
      await run(`void fetch('/never').catch(() => 0)`);
      const aborted = asked.then(({ signal }) => once(signal, 'abort'));
      await asked;
      await contents.loadURL('app://host/next');
      await aborted;
    });

    it('aborts the request when its window is closed', async () => {
      const { handler, asked } = never();
      handle(shared(), 'app', routes({ '/never': handler }));
      const window = newWindow({ webPreferences: { session: shared() } });
      await window.loadURL('app://host/');
      // Waited for: the script of a page that closes under it is rejected.
      await window.webContents.executeJavaScript(`void fetch('/never').catch(() => 0)`);
      const { signal } = await asked;
      const aborted = once(signal, 'abort');
      destroyWindow(window);
      await aborted;
    });

    it('aborts the request when its frame is removed', async () => {
      const { handler, asked } = never();
      await open({ '/never': handler });
      await run(`new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.id = 'frame';
        frame.src = '/inner';
        frame.onload = () => resolve(0);
        document.body.append(frame);
      })`);
      await run(`void frame.contentWindow.fetch('/never').catch(() => 0)`);
      const { signal } = await asked;
      const aborted = once(signal, 'abort');
      await run(`frame.remove()`);
      await aborted;
    });

    it('aborts the request when the script aborts it', async () => {
      const { handler, asked } = never();
      await open({ '/never': handler });
      await run(`globalThis.abort = new AbortController(); void fetch('/never', abort).catch(() => 0)`);
      const { signal } = await asked;
      const aborted = once(signal, 'abort');
      await run('abort.abort()');
      await aborted;
    });

    it('aborts the load of a document that is stopped', async () => {
      const { handler, asked } = never();
      handle(shared(), 'app', handler);
      contents.loadURL('app://host/').catch(() => undefined);
      const { signal } = await asked;
      const aborted = once(signal, 'abort');
      contents.stop();
      await aborted;
    });

    it('cancels the stream and aborts the request when the page stops reading', async () => {
      const body = new Writable();
      let signal: AbortSignal | undefined;
      await open({ '/stream': (request) => ((signal = request.signal), body.response) });
      const started = startReading('/stream');
      body.write('one');
      await started;
      await read();
      await run('reader.cancel()');
      await body.cancelled;
      expect(signal?.aborted).to.equal(true);
    });

    it('cancels the stream when its page navigates away', async () => {
      const body = new Writable();
      await open({ '/stream': () => body.response });
      const started = startReading('/stream');
      body.write('one');
      await started;
      await contents.loadURL('app://host/next');
      await body.cancelled;
    });

    it('leaves the signal of an answered request alone', async () => {
      let signal: AbortSignal | undefined;
      await open({ '/answered': (request) => ((signal = request.signal), text('done')) });
      await fetchIn(contents, '/answered');
      await contents.loadURL('app://host/next');
      expect(signal?.aborted).to.equal(false);
    });
  });
});
