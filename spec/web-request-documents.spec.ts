// Documents whose policy a listener changes are read to their end first: what happens when that end does not come.
import { expect } from 'chai';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { listenRaw } from './lib/raw-server';
import { useRequestPage } from './lib/request-page';
import { listen } from './lib/servers';
import { endBrowser, newSession, newWindow } from './lib/sessions';

const MB = 1024 * 1024;
const SCRIPT = '<title>before</title><script>document.title = "after"</script>';

describe('ses.webRequest', () => {
  const page = useRequestPage();
  const addPolicy = (ses = page.session): void => {
    ses.webRequest.onHeadersReceived(({ responseHeaders = {} }, callback) => {
      callback({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': ["script-src 'none'"] } });
    });
  };
  const load = (url: string): Promise<string> =>
    page.contents.loadURL(url).then(() => page.contents.getTitle(), String);

  describe('webRequest listeners that give a document another policy', () => {
    it('may do so with one of 16 MB', async () => {
      const server = await listen((_, response) => {
        response.setHeader('content-type', 'text/html');
        response.end(`${SCRIPT}<!--${'x'.repeat(16 * MB)}-->`);
      });
      addPolicy();
      expect(await load(server.origin)).to.equal('before');
    });

    it('may do so with one that is compressed', async () => {
      const server = await listen((_, response) => {
        response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' });
        response.end(gzipSync(SCRIPT));
      });
      addPolicy();
      expect(await load(server.origin)).to.equal('before');
    });

    it('may do so with one that is broken off', async () => {
      const origin = await listenRaw((socket) => {
        socket.end(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n${SCRIPT}`);
      });
      addPolicy();
      expect(await load(origin)).to.equal('before');
    });

    it('fail one that has no end, with a warning, and others go on', async () => {
      let written = 0;
      const server = await listen(({ url }, response) => {
        response.setHeader('content-type', 'text/html');
        if (url !== '/endless') {
          response.end(SCRIPT);
          return;
        }
        const chunk = Buffer.alloc(MB, 'x');
        const write = (): void => {
          while (!response.destroyed && response.write(chunk)) written++;
          written++;
          response.once('drain', write);
        };
        write();
      });
      addPolicy();
      const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>;
      expect(await load(`${server.origin}/endless`)).to.match(/ERR_FAILED/);
      const [{ code, message }] = await warned;
      expect(code).to.equal('VALENCE_DOCUMENT_TOO_LARGE');
      expect(message).to.equal(
        `webRequest: ${server.origin}/endless failed: ` +
          'a document of more than 64 MB cannot be given another Content-Security-Policy',
      );
      expect(written).to.be.within(64, 128);
      expect(await load(`${server.origin}/fine`)).to.equal('before');
    });

    it('may answer when the window is gone', async () => {
      const window = newWindow({ webPreferences: { session: page.session } });
      const asked = new Promise<() => void>((resolve) => {
        page.webRequest.onHeadersReceived({ urls: ['*://*/late'] }, ({ responseHeaders = {} }, callback) => {
          const changed = { ...responseHeaders, 'Content-Type': ['text/html'], 'Content-Security-Policy': ['x'] };
          resolve(() => callback({ responseHeaders: changed }));
        });
      });
      void window.loadURL(`${page.server.origin}/late`).catch(() => undefined);
      const answer = await asked;
      const closed = once(window, 'closed');
      window.destroy();
      await closed;
      answer();
      expect(await page.fetchText('/good')).to.equal('/good');
    });

    for (const [what, end] of [
      ['its window is closed', (window) => Promise.resolve(window.destroy())],
      ['Chromium is killed', (window) => endBrowser(window.webContents.session)],
    ] as [string, (window: Electron.BrowserWindow) => Promise<void>][]) {
      it(`may be reading it when ${what}`, async () => {
        const ses = newSession();
        let connected: () => void = () => undefined;
        const origin = await listenRaw((socket, url) => {
          const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n';
          if (url === '/fine') socket.end(`${head}Content-Length: ${SCRIPT.length}\r\n\r\n${SCRIPT}`);
          else socket.write(`${head}Content-Length: 1000\r\n\r\n${SCRIPT}`, () => connected());
        });
        const reading = new Promise<void>((resolve) => (connected = resolve));
        const answered = new Promise<void>((resolve) => {
          ses.webRequest.onHeadersReceived(({ responseHeaders = {} }, callback) => {
            callback({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': ["script-src 'none'"] } });
            resolve();
          });
        });
        const window = newWindow({ webPreferences: { session: ses } });
        const loaded = window.loadURL(origin).catch(String);
        await Promise.all([reading, answered]);
        // One turn over the pipe: by then the body is being read.
        await ses.cookies.get({});
        await end(window);
        expect(await loaded).to.be.a('string');
        const next = newWindow({ webPreferences: { session: ses } });
        await next.loadURL(`${origin}/fine`);
        expect(next.webContents.getTitle()).to.equal('before');
      });
    }
  });
});
