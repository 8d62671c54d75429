// Documents that end before they are complete: broken off by their server or handler, or stopped.
import type { BrowserWindow, WebContents } from 'electron';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import type * as net from 'node:net';
import * as path from 'node:path';
import { writeSilence } from './lib/media';
import { captureErrors, handle } from './lib/protocol';
import { run } from './lib/preload';
import { listenRaw } from './lib/raw-server';
import { listen, sendPage } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const HTML = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n';
const BEGINNING = `<title>begins</title>${'a'.repeat(500)}`;
const SIZED = `${HTML}Content-Length: 100000\r\n\r\n${BEGINNING}`;
const CHUNKED = `${HTML}Transfer-Encoding: chunked\r\n\r\n${BEGINNING.length.toString(16)}\r\n${BEGINNING}\r\n`;

interface LoadFailure {
  code: string;
  errno: number;
  url: string;
}

const failureOf = (load: Promise<unknown>): Promise<unknown> =>
  load.then(
    () => 'it loaded',
    (error: unknown) => {
      const { code, errno, url } = error as LoadFailure;
      return [code, errno, url];
    },
  );

/** What the contents report from now on of a load's end, and the code of a failure. */
function endsOf(contents: WebContents): unknown[] {
  const seen: unknown[] = [];
  for (const event of ['did-finish-load', 'did-stop-loading', 'did-fail-provisional-load', 'did-fail-load'] as const) {
    contents.on(event as 'did-fail-load', (_, ...[errno, code]: unknown[]) =>
      seen.push(errno === undefined ? event : [event, errno, code]),
    );
  }
  return seen;
}

describe('webContents.loadURL(url[, options]): documents that break off', () => {
  const shared = useSharedSession();
  const open = (): BrowserWindow => newWindow({ webPreferences: { session: shared() } });

  const BREAKS: [how: string, code: string, errno: number, answer: (socket: net.Socket) => void][] = [
    ['shorter than its length', 'ERR_CONTENT_LENGTH_MISMATCH', -354, (socket) => socket.end(SIZED)],
    ['without its last chunk', 'ERR_INCOMPLETE_CHUNKED_ENCODING', -355, (socket) => socket.end(CHUNKED)],
    ['chunks that are none', 'ERR_INVALID_CHUNKED_ENCODING', -321, (socket) => socket.end(`${CHUNKED}no chunk\r\n`)],
  ];
  for (const [how, code, errno, answer] of BREAKS) {
    it(`rejects for a body ${how}, after did-fail-load`, async () => {
      const url = `${await listenRaw(answer)}/`;
      const { webContents } = open();
      const ends = endsOf(webContents);
      const stopped = nextEvent(webContents, 'did-stop-loading');
      expect(await failureOf(webContents.loadURL(url))).to.deep.equal([code, errno, url]);
      await stopped;
      expect(ends).to.deep.equal([['did-fail-load', errno, code], 'did-stop-loading']);
      expect([webContents.isLoading(), webContents.getURL()]).to.deep.equal([false, url]);
    });
  }

  it('rejects for a connection that is reset, and keeps what the page has', async () => {
    let reset = (): void => undefined;
    const origin = await listenRaw((socket) => {
      socket.write(`${SIZED}<body>so far`);
      reset = () => void socket.resetAndDestroy();
    });
    const window = open();
    const committed = nextEvent(window.webContents, 'did-navigate');
    const failure = failureOf(window.loadURL(origin));
    await committed;
    reset();
    expect(await failure).to.deep.equal(['ERR_CONNECTION_RESET', -101, `${origin}/`]);
    expect(await run(window, 'document.title')).to.equal('begins');
  });

  it('rejects for the stream of a handler that errors', async () => {
    captureErrors();
    let fail = (): void => undefined;
    handle(shared(), 'app', () => {
      const start = (controller: ReadableStreamDefaultController): void => {
        controller.enqueue(Buffer.from(BEGINNING));
        fail = () => controller.error(new Error('broken'));
      };
      return new Response(new ReadableStream({ start }), { headers: { 'content-type': 'text/html' } });
    });
    const { webContents } = open();
    const committed = nextEvent(webContents, 'did-navigate');
    const failure = failureOf(webContents.loadURL('app://host/page'));
    await committed;
    fail();
    expect(await failure).to.deep.equal(['ERR_FAILED', -2, 'app://host/page']);
  });

  const STOPS: [how: string, stop: (window: BrowserWindow) => unknown][] = [
    ['webContents.stop()', ({ webContents }) => webContents.stop()],
    ['window.stop() of the page', ({ webContents }) => webContents.mainFrame.executeJavaScript('window.stop()')],
  ];
  for (const [how, stop] of STOPS) {
    it(`rejects with ERR_ABORTED for ${how} half-way, after did-fail-load`, async () => {
      const url = `${await listenRaw((socket) => socket.write(SIZED))}/`;
      const window = open();
      const { webContents } = window;
      const ends = endsOf(webContents);
      const stopped = nextEvent(webContents, 'did-stop-loading');
      const committed = nextEvent(webContents, 'did-navigate');
      const failure = failureOf(window.loadURL(url));
      await committed;
      await stop(window);
      expect(await failure).to.deep.equal(['ERR_ABORTED', -3, url]);
      await stopped;
      expect(ends).to.deep.equal([['did-fail-load', -3, 'ERR_ABORTED'], 'did-stop-loading']);
    });
  }

  it('rejects with ERR_ABORTED for a page that is stopped while it waits for an image', async () => {
    const server = await listen(({ url }, response) => {
      if (url !== '/image') sendPage(response, '<img src="/image">');
    });
    const window = open();
    const failure = failureOf(window.loadURL(`${server.origin}/`));
    await until('the image', () => server.requests.some(({ url }) => url === '/image'));
    window.webContents.stop();
    expect(await failure).to.deep.equal(['ERR_ABORTED', -3, `${server.origin}/`]);
  });

  it('reports a link whose document breaks off', async () => {
    const broken = await listenRaw((socket) => socket.end(SIZED));
    const server = await listen(`<a href="${broken}/">there</a>`);
    const window = open();
    await window.loadURL(server.origin);
    const failed = nextEvent(window.webContents, 'did-fail-load');
    await run(window, "document.querySelector('a').click()");
    const [, ...details] = await failed;
    expect(details.slice(0, 4)).to.deep.equal([-354, 'ERR_CONTENT_LENGTH_MISMATCH', `${broken}/`, true]);
  });

  it('reports an iframe, of this site and of another, and loads the page', async () => {
    const broken = await listenRaw((socket, url) => {
      if (url === '/page')
        socket.end(`${HTML}Content-Length: 48\r\n\r\n<iframe src="/part"></iframe><title>page</title>`);
      else socket.end(SIZED);
    });
    const elsewhere = broken.replace('127.0.0.1', 'localhost');
    const page = await listen(`<iframe src="${elsewhere}/part"></iframe>`);
    for (const [url, part] of [
      [`${broken}/page`, `${broken}/part`],
      [page.origin, `${elsewhere}/part`],
    ] as const) {
      const { webContents } = open();
      let finished = 0;
      webContents.on('did-frame-finish-load', () => finished++);
      const failed = nextEvent(webContents, 'did-fail-load');
      await webContents.loadURL(url);
      const [, ...details] = await failed;
      expect(details.slice(0, 4)).to.deep.equal([-354, 'ERR_CONTENT_LENGTH_MISMATCH', part, false]);
      expect(finished).to.equal(1);
    }
  });

  it('loads again what broke off', async () => {
    let count = 0;
    const origin = await listenRaw((socket) => socket.end(++count === 1 ? SIZED : `${HTML}Content-Length: 0\r\n\r\n`));
    const { webContents } = open();
    await failureOf(webContents.loadURL(origin));
    const finished = nextEvent(webContents, 'did-finish-load');
    webContents.reload();
    await finished;
  });

  it('resolves for a page that writes itself anew while it loads', async () => {
    const script =
      '<script>addEventListener("DOMContentLoaded", () => { document.open(); document.close(); })</script>';
    const server = await listen(`${script}<title>written</title>`);
    const { webContents } = open();
    await webContents.loadURL(server.origin);
  });

  it('leaves a page loading in which a navigation without a document begins', async () => {
    let answer = (): void => undefined;
    const server = await listen(({ url }, response) => {
      if (url === '/image') answer = () => response.end();
      else if (url === '/nothing') response.writeHead(204).end(() => answer());
      else sendPage(response, '<img src="/image"><script>onclick = () => { location.href = "/nothing"; }</script>');
    });
    const window = open();
    const ends = endsOf(window.webContents);
    const finished = nextEvent(window.webContents, 'did-finish-load');
    const ready = nextEvent(window.webContents, 'dom-ready');
    void window.loadURL(server.origin);
    await ready;
    // Otherwise the server may get what ends the image first.
    await until('the image', () => server.requests.some(({ url }) => url === '/image'));
    await window.webContents.mainFrame.executeJavaScript('onclick()');
    await finished;
    expect(ends).to.deep.equal(['did-finish-load']);
  });

  it('resolves for media and pictures', async () => {
    const silence = readFileSync(writeSilence(path.join(tempDir(), 'silence.wav'), 1));
    const picture = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
    const server = await listen(({ url }, response) => {
      const isMedia = url === '/media';
      response.setHeader('content-type', isMedia ? 'audio/wav' : 'image/gif');
      response.end(isMedia ? silence : picture);
    });
    const { webContents } = open();
    const failures: unknown[] = [];
    webContents.on('did-fail-load', (_, ...details) => failures.push(details));
    await webContents.loadURL(`${server.origin}/media`);
    await webContents.loadURL(`${server.origin}/picture`);
    expect(failures).to.deep.equal([]);
  });
});
