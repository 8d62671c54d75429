// ses.fetch(): requests of the main process in a session's network stack.
import { app } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { printed, runApp, sourceWhenReady } from './lib/apps';
import { echoOf, listenAnswers, rejectionOf } from './lib/fetch';
import { listen, type LocalServer } from './lib/servers';
import { childrenWith, killIfAlive } from './lib/processes';
import { browserPid, newSession, newWindow, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';

describe('ses.fetch(input[, init])', () => {
  const shared = useSharedSession();
  let server: LocalServer;
  const get = (url: string, init?: RequestInit): Promise<Response> => shared().fetch(`${server.origin}${url}`, init);
  beforeEach(async () => {
    server = await listenAnswers();
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
      ses.setUserAgent('Spec/1.0', 'de-AT, fr,de');
      const { headers } = await echoOf(await ses.fetch(server.origin));
      expect(headers).to.include({ 'user-agent': 'Spec/1.0', 'accept-language': 'de-AT,fr;q=0.9,de;q=0.8' });
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

    it('rejects when the process of its page is killed, and works again', async () => {
      const ses = newSession();
      let arrived: () => void = () => undefined;
      const asked = new Promise<void>((resolve) => (arrived = resolve));
      const silent = await listen(() => arrived());
      const pending = rejectionOf(ses.fetch(silent.origin));
      await asked;
      childrenWith(browserPid(ses), '--extension-process').forEach((pid) => killIfAlive(pid));
      expect((await pending).message).to.equal('net::ERR_FAILED');
      expect((await echoOf(await ses.fetch(server.origin))).method).to.equal('GET');
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
