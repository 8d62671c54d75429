// ses.webRequest: filters, and listeners that come and go.
import { expect } from 'chai';
import { defer } from './lib/cleanup';
import { useRequestPage } from './lib/request-page';
import { hearAll, type AnyDetails } from './lib/web-requests';
import { until } from './lib/until';

type Type = Electron.OnBeforeRequestListenerDetails['resourceType'];

describe('ses.webRequest', () => {
  const page = useRequestPage();

  /** Calls of a listener so far: paths. */
  function count(filter?: Electron.WebRequestFilter): string[] {
    const paths: string[] = [];
    const listener = ({ url }: AnyDetails, callback: (response: object) => void): void => {
      paths.push(new URL(url).pathname);
      callback({});
    };
    if (filter) page.webRequest.onBeforeRequest(filter, listener);
    else page.webRequest.onBeforeRequest(listener);
    return paths;
  }

  it('is one object', () => {
    expect(page.session.webRequest).to.equal(page.session.webRequest);
  });

  describe('webRequest filters', () => {
    it('hear everything without a filter', async () => {
      const paths = count();
      await page.fetchText('/a');
      expect(paths).to.deep.equal(['/a']);
    });

    it('hear everything with <all_urls>', async () => {
      const paths = count({ urls: ['<all_urls>'] });
      await page.fetchText('/a');
      expect(paths).to.deep.equal(['/a']);
    });

    it('hear everything with no URLs', async () => {
      const paths = count({ urls: [] });
      await page.fetchText('/a');
      expect(paths).to.deep.equal(['/a']);
    });

    it('tell ports apart', async () => {
      const right = count({ urls: [`http://127.0.0.1:${page.server.port}/*`] });
      await page.fetchText('/a');
      const wrong = count({ urls: ['http://127.0.0.1:1/*'] });
      await page.fetchText('/b');
      expect([right, wrong]).to.deep.equal([['/a'], []]);
    });

    it('tell paths and hosts apart', async () => {
      const paths = count({ urls: ['*://localhost/*', '*://*/b*'] });
      await page.fetchText('/a');
      await page.fetchText('/bcd');
      await page.fetchText(`${page.otherOrigin}/echo`);
      expect(paths).to.deep.equal(['/bcd', '/echo']);
    });

    it('tell types apart', async () => {
      const paths = count({ urls: ['<all_urls>'], types: ['image', 'script'] });
      await page.fetchText('/fetched');
      await page.contents.executeJavaScript(
        `new Promise((resolve) => document.body.append(
          Object.assign(new Image(), { src: '/image' }),
          Object.assign(document.createElement('script'), { src: '/script', onload: resolve, onerror: resolve }),
        )).then(() => 0)`,
      );
      expect(paths).to.have.members(['/image', '/script']);
    });

    const TYPES: Record<string, [type: Type, code: string]> = {
      'a stylesheet': [
        'stylesheet',
        `Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/t' })`,
      ],
      'a script': ['script', `Object.assign(document.createElement('script'), { src: '/t' })`],
      'an image': ['image', `Object.assign(new Image(), { src: '/t' })`],
      'a video': ['media', `Object.assign(document.createElement('video'), { src: '/t' })`],
      'an iframe': ['subFrame', `Object.assign(document.createElement('iframe'), { src: '/t' })`],
      'a font': ['font', `(() => { const f = new FontFace('t', 'url(/t)'); f.load().catch(() => 0); return ''; })()`],
      'an XMLHttpRequest': [
        'xhr',
        `(() => { const x = new XMLHttpRequest(); x.open('GET', '/t'); x.send(); return ''; })()`,
      ],
      'an EventSource': ['xhr', `(() => { new EventSource('/t'); return ''; })()`],
      'a beacon': ['ping', `(() => { navigator.sendBeacon('/t', 'x'); return ''; })()`],
      'a worker': ['script', `(() => { new Worker('/t'); return ''; })()`],
    };
    for (const [what, [type, code]] of Object.entries(TYPES)) {
      it(`know ${what} as ${type}`, async () => {
        const heard = hearAll(page.session, { urls: ['*://*/t'], types: [type as 'xhr'] });
        await page.contents.executeJavaScript(`document.body.append(${code})`);
        const ended = (): boolean => heard.some(({ event }) => event === 'onCompleted' || event === 'onErrorOccurred');
        await until('the end of the request', ended);
        expect(heard[0]?.event).to.equal('onBeforeRequest');
        expect(new Set(heard.map(({ details }) => details.resourceType))).to.deep.equal(new Set([type]));
      });
    }

    it('change at run time', async () => {
      count({ urls: ['*://*/a'] });
      const paths = count({ urls: ['*://*/b'] });
      await page.fetchText('/a');
      await page.fetchText('/b');
      expect(paths).to.deep.equal(['/b']);
    });
  });

  describe('webRequest filters that change at run time', () => {
    it('hear other types', async () => {
      count({ urls: [], types: ['image'] });
      await page.fetchText('/a');
      const paths = count({ urls: [], types: ['xhr'] });
      await page.fetchText('/b');
      count({ urls: [], types: ['image', 'script'] });
      await page.fetchText('/c');
      expect(paths).to.deep.equal(['/b']);
    });

    it('hear the requests of pages that are open, from the next one on', async () => {
      const port = `http://127.0.0.1:${page.server.port}/*`;
      const heard: string[][] = [];
      for (const urls of [['http://127.0.0.1:1/*'], [port], ['<all_urls>'], ['https://*/*']]) {
        const paths = count({ urls });
        await page.fetchText('/a');
        heard.push(paths);
      }
      expect(heard).to.deep.equal([[], ['/a'], ['/a'], []]);
    });
  });

  describe('webRequest listeners', () => {
    it('are replaced by the next one', async () => {
      const first = count();
      const second = count();
      await page.fetchText('/a');
      expect([first, second]).to.deep.equal([[], ['/a']]);
    });

    it('are removed by null', async () => {
      const paths = count();
      page.webRequest.onBeforeRequest(null);
      await page.fetchText('/a');
      expect(paths).to.deep.equal([]);
    });

    it('are removed by null behind a filter', async () => {
      const paths = count();
      page.webRequest.onBeforeRequest({ urls: ['*://*/*'] }, null);
      await page.fetchText('/a');
      expect(paths).to.deep.equal([]);
    });
  });

  describe('webRequest.addListener(event, [filter, ]listener)', () => {
    it('adds listeners that are called in order', async () => {
      const calls: string[] = [];
      const add = (name: string): void => {
        const listener = (
          { requestHeaders }: Electron.OnBeforeSendHeadersListenerDetails,
          callback: (response: object) => void,
        ): void => {
          calls.push(name);
          callback({ requestHeaders: { ...requestHeaders, 'X-Own': `${requestHeaders['X-Own'] ?? ''}${name}` } });
        };
        page.webRequest.addListener('onBeforeSendHeaders', listener);
        defer(() => page.webRequest.removeListener('onBeforeSendHeaders', listener));
      };
      add('a');
      add('b');
      expect(await page.echo()).to.include({ 'x-own': 'ab' });
      expect(calls).to.deep.equal(['a', 'b']);
    });

    it('stands beside the listener of the on* member', async () => {
      const paths = count();
      const added: string[] = [];
      const listener = ({ url }: AnyDetails): void => void added.push(new URL(url).pathname);
      page.webRequest.addListener('onCompleted', listener);
      await page.fetchText('/a');
      await until('the added listener', () => added.length > 0);
      page.webRequest.removeListener('onCompleted', listener);
      expect([paths, added]).to.deep.equal([['/a'], ['/a']]);
    });
  });

  describe('webRequest.removeListener(event, listener)', () => {
    it('removes it', async () => {
      const listener = (_: AnyDetails, callback: (response: object) => void): void => callback({ cancel: true });
      page.webRequest.addListener('onBeforeRequest', { urls: ['*://*/a'] }, listener);
      expect(await page.fetchText('/a')).to.equal('TypeError: Failed to fetch');
      page.webRequest.removeListener('onBeforeRequest', listener);
      expect(await page.fetchText('/a')).to.equal('/a');
    });
  });
});
