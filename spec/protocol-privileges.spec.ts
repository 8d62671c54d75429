import { expect } from 'chai';
import { BrowserWindow } from 'electron';
import { fetchIn, handle, page, routes, text, type Handler } from './lib/protocol';
import { useSharedSession } from './lib/sessions';

const shareable = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
const SCRIPT: Handler = () => new Response('globalThis.ran = true', { headers: { 'content-type': 'text/javascript' } });

describe('ses.protocol', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  before(() => {
    ({ webContents: contents } = new BrowserWindow({ show: false, webPreferences: { session: shared() } }));
  });

  const run = (code: string): Promise<unknown> => contents.executeJavaScript(code);
  const open = async (url: string, answers: Record<string, Handler> = {}): Promise<void> => {
    handle(shared(), new URL(url).protocol.slice(0, -1), routes(answers));
    await contents.loadURL(url);
  };
  const requestIn = (url: string): Promise<unknown> =>
    run(`new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.onload = () => resolve(request.responseText);
      request.onerror = () => resolve('error');
      request.open('GET', '${url}');
      request.send();
    })`);
  const register = (): Promise<unknown> =>
    run(`navigator.serviceWorker.register('/worker.js').then(() => 'registered', () => 'refused')`);

  describe('protocol.registerSchemesAsPrivileged() and standard', () => {
    it('gives hosts, relative URLs and storage', async () => {
      await open('standard-only://host/dir/page');
      await run(`localStorage.setItem('a', '1')`);
      expect(await run(`[localStorage.getItem('a'), new URL('next', document.baseURI).pathname]`)).to.deep.equal([
        '1',
        '/dir/next',
      ]);
    });

    it('gives each host an origin of its own', async () => {
      await open('standard-only://one/');
      await run(`localStorage.setItem('b', '1')`);
      await contents.loadURL('standard-only://two/');
      expect(await run(`localStorage.getItem('b')`)).to.equal(null);
    });

    it('is needed for storage', async () => {
      await open('unprivileged://host/');
      expect(await run(`(() => { try { return localStorage.length; } catch ({ name }) { return name; } })()`)).to.equal(
        'SecurityError',
      );
      expect(await run('origin')).to.equal('null');
    });
  });

  describe('protocol.registerSchemesAsPrivileged() and secure', () => {
    it('makes a secure context', async () => {
      await open('secure-only://host/');
      expect(await run('[isSecureContext, typeof crypto.subtle]')).to.deep.equal([true, 'object']);
    });

    it('is needed for a secure context', async () => {
      await open('standard-only://host/');
      expect(await run('[isSecureContext, typeof crypto.subtle]')).to.deep.equal([false, 'undefined']);
    });
  });

  describe('protocol.registerSchemesAsPrivileged() and supportFetchAPI', () => {
    it('lets fetch() load from the scheme', async () => {
      await open('fetch-only://host/', { '/data': () => text('data') });
      expect(await fetchIn(contents, 'fetch-only://host/data')).to.equal('200 data');
    });

    it('is needed for fetch(), not for XMLHttpRequest', async () => {
      await open('secure-only://host/', { '/data': () => text('data') });
      expect(await fetchIn(contents, 'secure-only://host/data')).to.equal('TypeError');
      expect(await fetchIn(contents, '/data')).to.equal('TypeError');
      expect(await requestIn('/data')).to.equal('data');
    });
  });

  describe('protocol.registerSchemesAsPrivileged() and corsEnabled', () => {
    it('lets pages of other origins ask, and the answer allow it', async () => {
      handle(shared(), 'cors-only', routes({ '/open': () => text('data', shareable), '/closed': () => text('data') }));
      await open('app://host/');
      expect(await requestIn('cors-only://host/open')).to.equal('data');
      expect(await requestIn('cors-only://host/closed')).to.equal('error');
    });

    it('asks the handler without asking for permission first', async () => {
      const methods: string[] = [];
      await open('app://host/', { '/put': (request) => (methods.push(request.method), text('put', shareable)) });
      const init = { method: 'PUT', headers: { 'x-own': '1' } };
      expect(await fetchIn(contents, 'app://other/put', init)).to.equal('200 put');
      expect(methods).to.deep.equal(['PUT']);
    });

    it('is needed by pages of other origins', async () => {
      const urls: string[] = [];
      handle(shared(), 'secure-only', (request) => (urls.push(request.url), text('data', shareable)));
      await open('app://host/');
      expect(await requestIn('secure-only://host/data')).to.equal('error');
      // Around the page's own scripts, by the name that Chromium has for it.
      expect(await requestIn('https://secure-2donly--host.invalid:532/data')).to.equal('error');
      expect(urls).to.deep.equal([]);
    });
  });

  describe('protocol.registerSchemesAsPrivileged() and allowServiceWorkers', () => {
    it('lets a page register one', async () => {
      await open('app://host/', { '/worker.js': SCRIPT });
      expect(await register()).to.equal('registered');
    });

    it('is needed to register one', async () => {
      await open('secure-only://host/', { '/worker.js': SCRIPT });
      expect(await register()).to.equal('refused');
    });
  });

  describe('protocol.registerSchemesAsPrivileged() and bypassCSP', () => {
    const load = (src: string): Promise<unknown> =>
      run(`new Promise((resolve) => {
        const script = Object.assign(document.createElement('script'), { src: '${src}' });
        script.onload = script.onerror = ({ type }) => resolve(type);
        document.body.append(script);
      })`);
    const strict = { 'content-security-policy': "default-src 'self'" };

    it('lets a page load from the scheme whatever the policy of its response', async () => {
      handle(shared(), 'bypass', SCRIPT);
      await open('app://host/strict', { '/strict': () => page('', strict) });
      expect(await load('bypass://host/x.js')).to.equal('load');
    });

    it('is needed to go around the policy', async () => {
      handle(shared(), 'secure-only', SCRIPT);
      await open('app://host/strict', { '/strict': () => page('', strict) });
      expect(await load('secure-only://host/x.js')).to.equal('error');
    });
  });

  describe('protocol.handle() and Content-Security-Policy', () => {
    it('may name custom schemes', async () => {
      handle(shared(), 'secure-only', SCRIPT);
      const policy = { 'content-security-policy': "script-src 'unsafe-eval' secure-only:" };
      await open('app://host/policy', { '/policy': () => page('', policy) });
      const loaded = await run(`new Promise((resolve) => {
        const script = Object.assign(document.createElement('script'), { src: 'secure-only://host/x.js' });
        script.onload = script.onerror = ({ type }) => resolve(type);
        document.body.append(script);
      })`);
      expect(loaded).to.equal('load');
    });
  });
});
