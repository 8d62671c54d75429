import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { gzipSync } from 'node:zlib';
import type { Echo } from './lib/echo-server';
import { listenAnswers } from './lib/fetch';
import { captureErrors, fetchIn, rejection } from './lib/protocol';
import { defer } from './lib/cleanup';
import { closedPort, listen, type LocalServer } from './lib/servers';
import { newSession, useSharedSession } from './lib/sessions';

/** As documented: null stands for none. */
type HttpAnswer = Omit<Electron.ProtocolResponse, 'session'> & { session?: Electron.Session | null };

describe('ses.protocol', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  let server: LocalServer;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });
  beforeEach(async () => {
    server = await listenAnswers();
  });

  /** Answers `app://host/it` with this; the page is at `app://host/`. */
  const serve = async (answer: (request: Electron.ProtocolRequest) => HttpAnswer): Promise<void> => {
    const document = await listen();
    const { protocol } = shared();
    protocol.registerHttpProtocol('app', (request, callback) => {
      callback(
        request.url === 'app://host/' ? { url: document.origin } : (answer(request) as Electron.ProtocolResponse),
      );
    });
    defer(() => protocol.unregisterProtocol('app'));
    await contents.loadURL('app://host/');
  };

  const get = (init = {}): Promise<string> => fetchIn(contents, 'app://host/it', init);
  const echo = async (init = {}): Promise<Echo> => JSON.parse((await get(init)).slice('200 '.length)) as Echo;

  describe('protocol.registerHttpProtocol() and the members of the answer', () => {
    it('url: is requested with method, headers and body of the page', async () => {
      await serve(() => ({ url: `${server.origin}/echo` }));
      const seen = await echo({ method: 'PUT', body: 'content', headers: { 'X-Own': '1' } });
      expect(seen).to.include({ method: 'PUT', url: '/echo', body: 'content' });
      expect(seen.headers['x-own']).to.equal('1');
    });

    it('method: takes the place of the page’s', async () => {
      await serve(() => ({ url: server.origin, method: 'DELETE' }));
      expect((await echo()).method).to.equal('DELETE');
    });

    it('referrer: takes the place of the page’s', async () => {
      await serve(() => ({ url: server.origin, referrer: 'http://from.test/path' }));
      expect((await echo()).headers.referer).to.equal('http://from.test/path');
    });

    it('uploadData: takes the place of the body, with its type', async () => {
      await serve(() => ({
        url: server.origin,
        uploadData: { contentType: 'text/own', data: Buffer.from('uploaded') },
      }));
      const seen = await echo({ method: 'POST', body: 'content' });
      expect([seen.body, seen.headers['content-type']]).to.deep.equal(['uploaded', 'text/own']);
    });

    it('uploadData: is not sent with GET, as in Electron', async () => {
      await serve(() => ({ url: server.origin, uploadData: { contentType: 'text/own', data: 'uploaded' } }));
      const seen = await echo();
      expect([seen.method, seen.body, seen.headers['content-type']]).to.deep.equal(['GET', '', undefined]);
    });

    const bad: [member: string, answer: object][] = [
      ['method', { method: 1 }],
      ['referrer', { referrer: 1 }],
      ['uploadData.data', { method: 'POST', uploadData: { contentType: 'a/b', data: 1 } }],
      ['uploadData.contentType', { method: 'POST', uploadData: { contentType: 1, data: '' } }],
      ['session', { session: 'persist:other' }],
    ];
    for (const [member, answer] of bad) {
      it(`${member}: of a wrong type fails the request, and is told`, async () => {
        const errors = captureErrors();
        await serve(() => ({ url: server.origin, ...answer }));
        expect(await get()).to.equal('TypeError');
        expect(errors.join()).to.include(`${member} of the answer must be`);
      });
    }
  });

  describe('protocol.registerHttpProtocol() and the session of the answer', () => {
    it('another one: sends its cookies, and stores in it', async () => {
      const other = newSession();
      await other.cookies.set({ url: server.origin, name: 'own', value: 'other' });
      await shared().cookies.set({ url: server.origin, name: 'own', value: 'this' });
      defer(() => shared().cookies.remove(server.origin, 'own'));
      await serve(({ headers }) => ({ url: `${server.origin}${headers['X-Path'] ?? ''}`, session: other }));
      expect((await echo()).headers.cookie).to.equal('own=other');
      expect(await get({ headers: { 'X-Path': '/cookies' } })).to.equal('200 set');
      expect(await other.cookies.get({ name: 'one' })).to.have.lengthOf(1);
      expect(await shared().cookies.get({ name: 'one' })).to.deep.equal([]);
    });

    it('another one: its handlers are asked', async () => {
      const other = newSession();
      other.protocol.handle('http', () => new Response('from the other'));
      await serve(() => ({ url: 'http://nowhere.test/', session: other }));
      expect(await get()).to.equal('200 from the other');
    });

    it('another one: has method, referrer and upload of the answer', async () => {
      await serve(() => ({
        url: server.origin,
        session: newSession(),
        method: 'POST',
        referrer: 'http://from.test/path',
        uploadData: { contentType: 'text/own', data: 'uploaded' },
      }));
      const seen = await echo();
      expect(seen).to.include({ method: 'POST', body: 'uploaded' });
      expect(seen.headers).to.include({ 'referer': 'http://from.test/path', 'content-type': 'text/own' });
    });

    it('null: sends no cookies and stores none', async () => {
      await shared().cookies.set({ url: server.origin, name: 'own', value: 'this' });
      defer(() => shared().cookies.remove(server.origin, 'own'));
      await serve(({ headers }) => ({ url: `${server.origin}${headers['X-Path'] ?? ''}`, session: null }));
      expect((await echo()).headers).not.to.have.property('cookie');
      expect(await get({ headers: { 'X-Path': '/cookies' } })).to.equal('200 set');
      expect(await shared().cookies.get({ name: 'one' })).to.deep.equal([]);
    });

    it('null: has no cache', async () => {
      await serve(() => ({ url: `${server.origin}/cached`, session: null }));
      expect(await get()).to.equal('200 cached');
      expect(await get()).to.equal('200 cached');
      expect(server.requests).to.have.lengthOf(2);
    });

    it('its own: is the network behind the handler', async () => {
      const { protocol } = shared();
      protocol.interceptHttpProtocol('http', ({ url }, callback) => callback({ url, session: shared() }));
      defer(() => protocol.uninterceptProtocol('http'));
      await contents.loadURL(`${server.origin}/missing`);
      expect(await contents.executeJavaScript('document.body.textContent')).to.equal('nothing');
      expect(contents.getURL()).to.equal(`${server.origin}/missing`);
    });

    it('gives status and headers, and the body decoded', async () => {
      const coded = await listen((_, response) => {
        const headers = { 'content-encoding': 'gzip', 'content-type': 'text/own', 'x-own': '1' };
        response.writeHead(418, headers).end(gzipSync('decoded'));
      });
      await serve(() => ({ url: coded.origin, session: null }));
      const told = `fetch('app://host/it').then(async (r) =>
        [r.status, r.headers.get('x-own'), r.headers.get('content-type'), await r.text()])`;
      expect(await contents.executeJavaScript(told)).to.deep.equal([418, '1', 'text/own', 'decoded']);
    });

    it('follows redirects', async () => {
      await serve(() => ({ url: `${server.origin}/redirect`, session: null }));
      expect((await echo()).url).to.equal('/target');
    });

    it('may send a body that streams', async () => {
      const large = await listen((_, response) => {
        response.writeHead(200, { 'content-length': 20_000_000 }).end(Buffer.alloc(20_000_000));
      });
      await serve(() => ({ url: large.origin, session: null }));
      const size = `fetch('app://host/it').then((r) => r.arrayBuffer()).then((b) => b.byteLength)`;
      expect(await contents.executeJavaScript(size)).to.equal(20_000_000);
    });

    it('fails with the error of the network', async () => {
      const origin = `http://127.0.0.1:${await closedPort()}`;
      const { protocol } = shared();
      protocol.interceptHttpProtocol('http', (_, callback) =>
        callback({ url: origin, session: null as unknown as Electron.Session }),
      );
      defer(() => protocol.uninterceptProtocol('http'));
      expect((await rejection(contents.loadURL('http://page.test/'))).code).to.equal('ERR_CONNECTION_REFUSED');
    });

    it('must be asked for http or https', async () => {
      const errors = captureErrors();
      await serve(() => ({ url: 'file:///etc/passwd', session: null }));
      expect(await get()).to.equal('TypeError');
      expect(errors.join()).to.include('must be an http: or https: URL');
    });
  });
});
