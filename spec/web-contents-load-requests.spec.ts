import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import * as path from 'node:path';
import { defer } from './lib/cleanup';
import { handle, page, rejection, text } from './lib/protocol';
import { listen, listenSecurely, sendPage } from './lib/servers';
import { nextEvent, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';

type Requests = { method?: string | undefined; headers: IncomingMessage['headers']; body: string }[];

describe('contents.loadURL(url[, options])', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  async function echo(): Promise<{ origin: string; seen: Requests }> {
    const seen: Requests = [];
    const { origin } = await listen((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        seen.push({ method: request.method, headers: request.headers, body });
        if (request.url === '/from') response.writeHead(302, { location: '/to' }).end();
        else sendPage(response, '<title>Echo</title>');
      });
    });
    return { origin, seen };
  }

  describe('options.postData', () => {
    it('is sent', async () => {
      const { origin, seen } = await echo();
      await contents.loadURL(origin, {
        postData: [
          { type: 'rawData', bytes: Buffer.from('a=1&') },
          { type: 'rawData', bytes: Buffer.from('b=ä') },
        ],
      });
      expect(seen.map(({ method, body, headers }) => [method, body, headers['content-type']])).to.deep.equal([
        ['POST', 'a=1&b=ä', 'application/x-www-form-urlencoded'],
      ]);
    });

    it('may be a part of a file', async () => {
      const { origin, seen } = await echo();
      const filePath = path.join(tempDir(), 'file');
      writeFileSync(filePath, '0123456789');
      const file = { type: 'file', filePath, modificationTime: 0 } as const;
      await contents.loadURL(origin, {
        postData: [
          { ...file, offset: 2, length: 3 },
          { ...file, offset: 8, length: -1 },
        ],
      });
      expect(seen[0]?.body).to.equal('23489');
    });

    it('reaches protocol handlers and webRequest', async () => {
      const bodies: string[] = [];
      handle(shared(), 'app', async (request) => (bodies.push(`${request.method} ${await request.text()}`), page()));
      shared().webRequest.onBeforeRequest({ urls: ['app://*/*'] }, ({ method, uploadData }, callback) => {
        bodies.push(`${method} ${uploadData?.[0]?.bytes.toString()}`);
        callback({});
      });
      defer(() => shared().webRequest.onBeforeRequest(null));
      await contents.loadURL('app://host/', { postData: [{ type: 'rawData', bytes: Buffer.from('body') }] });
      expect(bodies).to.deep.equal(['POST body', 'POST body']);
    });

    it('is of that load alone', async () => {
      const { origin, seen } = await echo();
      await contents.loadURL(`${origin}/from`, { postData: [{ type: 'rawData', bytes: Buffer.from('x') }] });
      await contents.loadURL(origin);
      expect(seen.map(({ method, body }) => [method, body])).to.deep.equal([
        ['POST', 'x'],
        ['GET', ''],
        ['GET', ''],
      ]);
    });

    it('is refused where it is wrong', async () => {
      for (const [postData, message] of [
        ['x', 'options.postData must be an array'],
        [[{ type: 'rawData', bytes: 'x' }], 'options.postData[0].bytes must be a Buffer'],
        [[{ type: 'blob' }], "options.postData[0].type must be 'rawData' or 'file'"],
      ] as const) {
        const error = await rejection(contents.loadURL('http://localhost/', { postData: postData as never }));
        expect([error.name, error.message.slice(0, message.length)]).to.deep.equal(['TypeError', message]);
      }
    });
  });

  describe('options.extraHeaders', () => {
    it('are sent, and go before the usual ones', async () => {
      const { origin, seen } = await echo();
      await contents.loadURL(origin, { extraHeaders: 'X-Own: a: b\nAccept-Language: fr\r\n' });
      expect(seen[0]?.headers).to.include({ 'x-own': 'a: b', 'accept-language': 'fr' });
      await contents.loadURL(origin);
      expect(seen[1]?.headers['x-own']).to.equal(undefined);
    });

    it('say what a body is', async () => {
      const { origin, seen } = await echo();
      const postData: Electron.UploadRawData[] = [{ type: 'rawData', bytes: Buffer.from('{}') }];
      await contents.loadURL(origin, { postData, extraHeaders: 'Content-Type: application/json' });
      expect(seen[0]?.headers['content-type']).to.equal('application/json');
    });

    it('are refused where they are none', async () => {
      const error = await rejection(contents.loadURL('http://localhost/', { extraHeaders: 'no header' }));
      expect([error.name, error.message]).to.satisfy(
        ([name, message]: string[]) => name === 'TypeError' && message?.includes('options.extraHeaders'),
      );
    });
  });

  describe('of a document without a body', () => {
    for (const status of [404, 500, 503]) {
      it(`resolves: ${status}`, async () => {
        const server = await listen((_, response) => response.writeHead(status).end());
        const failures: unknown[] = [];
        const onFailed = (...args: unknown[]): void => void failures.push(args);
        contents.on('did-fail-load', onFailed);
        defer(() => contents.off('did-fail-load', onFailed));
        const navigated = nextEvent<[unknown, string, number]>(contents, 'did-navigate');
        const finished = nextEvent(contents, 'did-finish-load');
        await contents.loadURL(`${server.origin}/empty`);
        await finished;
        expect((await navigated).slice(1, 3)).to.deep.equal([`${server.origin}/empty`, status]);
        expect([failures, await contents.executeJavaScript('document.documentElement.innerText')]).to.deep.equal([
          [],
          '',
        ]);
      });
    }

    it('resolves for handlers', async () => {
      handle(shared(), 'app', () => new Response(null, { status: 404 }));
      await contents.loadURL('app://host/empty');
      expect(contents.getURL()).to.equal('app://host/empty');
    });

    it('leaves the next document as it is', async () => {
      const server = await listen((request, response) =>
        request.url === '/' ? sendPage(response, '<p>next</p>') : response.writeHead(404).end(),
      );
      for (let round = 0; round < 5; round++) {
        await contents.loadURL(`${server.origin}/empty`);
        await contents.loadURL(server.origin);
        expect(await contents.executeJavaScript('document.body.textContent')).to.equal('next');
      }
    });

    it('is told of links, too', async () => {
      const server = await listen((request, response) =>
        request.url === '/' ? sendPage(response, '<a href="/empty">x</a>') : response.writeHead(404).end(),
      );
      await contents.loadURL(server.origin);
      const navigated = nextEvent<[unknown, string, number]>(contents, 'did-navigate');
      await contents.executeJavaScript(`document.querySelector('a').click()`);
      expect((await navigated).slice(1, 3)).to.deep.equal([`${server.origin}/empty`, 404]);
    });
  });

  describe('of a server whose certificate nobody trusts', () => {
    it('is one did-fail-load', async () => {
      const server = await listenSecurely();
      const codes: unknown[] = [];
      const onFailed = (_: unknown, __: number, code: string): void => void codes.push(code);
      contents.on('did-fail-load', onFailed);
      defer(() => contents.off('did-fail-load', onFailed));
      expect((await rejection(contents.loadURL(server.origin))).code).to.equal('ERR_CERT_AUTHORITY_INVALID');
      // Events of what comes next are behind those of the page in its place.
      await contents.loadURL('data:text/html,next');
      expect(codes).to.deep.equal(['ERR_CERT_AUTHORITY_INVALID']);
    });

    it('is one did-fail-load of a link', async () => {
      const server = await listenSecurely();
      await contents.loadURL(`data:text/html,<a href="${server.origin}">x</a>`);
      const codes: unknown[] = [];
      const onFailed = (_: unknown, __: number, code: string): void => void codes.push(code);
      contents.on('did-fail-load', onFailed);
      defer(() => contents.off('did-fail-load', onFailed));
      const failed = nextEvent(contents, 'did-fail-load');
      await contents.executeJavaScript(`document.querySelector('a').click()`);
      await failed;
      await contents.loadURL('data:text/html,next');
      expect(codes).to.deep.equal(['ERR_CERT_AUTHORITY_INVALID']);
    });
  });

  describe('of a URL that Chromium does not load', () => {
    it('is ERR_INVALID_URL where it has more than 2 MB', async () => {
      const failed = nextEvent<[unknown, number, string]>(contents, 'did-fail-load');
      const url = `data:text/html,${'x'.repeat(2 * 1024 * 1024)}`;
      expect((await rejection(contents.loadURL(url))).code).to.equal('ERR_INVALID_URL');
      expect((await failed).slice(1, 3)).to.deep.equal([-300, 'ERR_INVALID_URL']);
    });
  });

  describe('and icons of pages', () => {
    it('asks for none that a page does not name', async () => {
      const server = await listen((request, response) => {
        if (request.url === '/declared.png') response.writeHead(404).end();
        else sendPage(response, request.url === '/declared' ? '<link rel="icon" href="/declared.png">' : '<p>x');
      });
      for (const url of ['/one', '/two', '/declared']) await contents.loadURL(server.origin + url);
      // By then Chromium has asked for those of the pages before.
      await contents.loadURL(`${server.origin}/last`);
      await contents.executeJavaScript('new Promise((resolve) => setTimeout(resolve, 300))');
      const asked = server.requests.map(({ url }) => url).filter((url) => url !== '/declared.png');
      expect(asked).to.deep.equal(['/one', '/two', '/declared', '/last']);
    });

    it('leaves no trace in the page', async () => {
      const server = await listen('<p>x');
      await contents.loadURL(server.origin);
      expect(await contents.executeJavaScript('document.head.innerHTML')).to.equal('');
    });
  });
});

describe('ses.webRequest', () => {
  const shared = useSharedSession();

  describe('webRequest.onCompleted() and responses without a body', () => {
    it('is told of 204 and HEAD', async () => {
      const server = await listen((request, response) =>
        request.url === '/204' ? response.writeHead(204).end() : sendPage(response, 'x'),
      );
      const { webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } });
      await contents.loadURL(server.origin);
      handle(shared(), 'app', () => text('x'));
      for (const [url, method, status] of [
        [`${server.origin}/204`, 'GET', 204],
        [`${server.origin}/head`, 'HEAD', 200],
        [`${server.origin}/204`, 'POST', 204],
      ] as const) {
        const ended = new Promise<unknown[]>((resolve) => {
          const filter = { urls: [url] };
          shared().webRequest.onCompleted(filter, ({ statusCode, error }) => resolve([statusCode, error]));
          shared().webRequest.onErrorOccurred(filter, ({ error }) => resolve([error]));
        });
        await contents.executeJavaScript(`fetch('${url}', { method: '${method}' }).then((r) => r.ok)`);
        expect(await ended).to.deep.equal([status, 'net::OK']);
      }
      shared().webRequest.onCompleted(null);
      shared().webRequest.onErrorOccurred(null);
    });
  });
});

describe('pages and servers on this machine', () => {
  const shared = useSharedSession();

  it('are reached from every kind of page', async () => {
    const server = await listen((_, response) => sendPage(response, 'ok', { 'access-control-allow-origin': '*' }));
    const { webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } });
    for (const scheme of ['app', 'standard-only', 'unprivileged']) handle(shared(), scheme, () => page());
    for (const url of [
      'about:blank',
      'data:text/html,x',
      'app://host/',
      'standard-only://host/',
      'unprivileged://host/',
    ]) {
      await contents.loadURL(url);
      const reached: unknown = await contents.executeJavaScript(
        `fetch('${server.origin}').then((r) => r.text(), (e) => String(e))`,
      );
      // A secure page may fetch from 127.0.0.1, which is no mixed content.
      expect([url, reached]).to.deep.equal([url, 'ok']);
    }
  });
});
