// What listeners of ses.webRequest may answer and pages may send: what is wrong gets one clear error, and all else goes on.
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { useRequestPage } from './lib/request-page';
import { listen } from './lib/servers';
import { tempDir } from './lib/temp';
import { nextUnhandledRejection } from './lib/uncaught';
import { until } from './lib/until';
import { nextDetails, setListener, type Details } from './lib/web-requests';

const FAILED = 'TypeError: Failed to fetch';
const MB = 1024 * 1024;

describe('ses.webRequest', () => {
  const page = useRequestPage();
  const bad = { urls: ['*://*/bad*'] };
  const fetchBoth = (): Promise<string[]> => Promise.all([page.fetchText('/bad'), page.fetchText('/good')]);

  describe('webRequest listeners and their answers', () => {
    for (const event of ['onBeforeRequest', 'onBeforeSendHeaders', 'onHeadersReceived'] as const) {
      it(`may call ${event}'s callback with nothing: the request goes on`, async () => {
        const answers: unknown[] = [undefined, null, {}];
        for (const answer of answers) {
          setListener(page.session, event, bad, (_, callback) => callback?.(answer as {}));
          expect(await page.fetchText('/bad')).to.equal('/bad');
        }
      });

      it(`may return what they like in ${event}: only the callback counts`, async () => {
        setListener(page.session, event, bad, ((_: unknown, callback: (response: object) => void) => {
          callback({});
          return { cancel: true };
        }) as never);
        expect(await page.fetchText('/bad')).to.equal('/bad');
      });

      it(`fail their request when they are async and reject in ${event}`, async () => {
        const rejecting: unknown = () => Promise.reject(new Error('rejected by a listener'));
        setListener(page.session, event, bad, rejecting as () => void);
        const unhandled = nextUnhandledRejection();
        expect(await fetchBoth()).to.deep.equal([FAILED, '/good']);
        expect(await unhandled).to.have.property('message', 'rejected by a listener');
      });
    }

    it('are told about an answer that throws when it is read', async () => {
      const thrown: unknown[] = [];
      setListener(page.session, 'onBeforeRequest', bad, (_, callback) => {
        try {
          callback?.({
            get cancel() {
              throw new Error('thrown by a getter');
            },
          });
        } catch (error) {
          thrown.push(error);
        }
      });
      expect(await fetchBoth()).to.deep.equal([FAILED, '/good']);
      expect(thrown[0]).to.have.property('message', 'thrown by a getter');
    });

    it('are told when they call back twice, later', async () => {
      const callbacks: ((response: object) => void)[] = [];
      page.webRequest.onBeforeRequest(bad, (_, callback) => void callbacks.push(callback));
      const text = page.fetchText('/bad');
      await until('the question', () => callbacks.length > 0);
      callbacks[0]?.({});
      expect(await text).to.equal('/bad');
      expect(() => callbacks[0]?.({ cancel: true })).to.throw('The callback of onBeforeRequest was called twice');
    });

    it('may set response headers of any text, and any status', async () => {
      page.webRequest.onHeadersReceived(bad, ({ responseHeaders = {} }, callback) => {
        const own = { ...responseHeaders, 'X-Own': ['é☃'], 'constructor': ['c'] };
        callback({ responseHeaders: own, statusLine: 'HTTP/1.1 299' });
      });
      const completed = nextDetails(page.session, 'onCompleted', bad.urls);
      const [status, own, other] = (await page.contents.executeJavaScript(
        `fetch('/bad').then((r) => [r.status, r.headers.get('x-own'), r.headers.get('constructor')])`,
      )) as [number, string, string];
      expect([status, Buffer.from(own, 'latin1').toString(), other]).to.deep.equal([299, 'é☃', 'c']);
      expect((await completed).responseHeaders).to.deep.include({ 'X-Own': ['é☃'] });
    });

    it('may set a phrase outside of ASCII', async () => {
      page.webRequest.onHeadersReceived(bad, (_, callback) => callback({ statusLine: 'HTTP/1.1 404 né☃' }));
      expect(await page.contents.executeJavaScript(`fetch('/bad').then((r) => r.status)`)).to.equal(404);
    });
  });

  describe('webRequest and what pages send', () => {
    it('gives headers that are named like members of objects', async () => {
      const heard: Record<string, string>[] = [];
      page.webRequest.onBeforeSendHeaders(({ requestHeaders }, callback) => {
        heard.push(requestHeaders);
        callback({ requestHeaders: { ...requestHeaders, 'X-Own': 'own' } });
      });
      const sent = await page.echo({ headers: { constructor: 'a', toString: 'b' } });
      expect(heard[0]).to.include({ constructor: 'a', toString: 'b' });
      expect(sent).to.include({ 'constructor': 'a', 'tostring': 'b', 'x-own': 'own' });
    });

    it('gives the bytes of a blob', async () => {
      const details = new Promise<Details['onBeforeRequest']>((resolve) => {
        page.webRequest.onBeforeRequest(bad, (one, callback) => {
          resolve(one);
          callback({});
        });
      });
      await page.contents.executeJavaScript(
        `fetch('/bad', { method: 'POST', body: new Blob([new Uint8Array([0, 255, 10]), 'é']) }).then((r) => r.text())`,
      );
      const bytes = Buffer.concat((await details).uploadData?.map((part) => part.bytes) ?? []);
      expect(bytes).to.deep.equal(Buffer.from([0, 255, 10, 0xc3, 0xa9]));
    });

    it('gives an element for the file of a form, and its other fields', async () => {
      const file = path.join(tempDir(), 'upload.txt');
      writeFileSync(file, 'content of the file');
      const details = new Promise<Details['onBeforeRequest']>((resolve) => {
        page.webRequest.onBeforeRequest({ urls: ['*://*/echo'] }, (one, callback) => {
          resolve(one);
          callback({});
        });
      });
      await page.contents.executeJavaScript(`
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', enctype: 'multipart/form-data', action: '/echo' });
        const field = (fields) => Object.assign(document.createElement('input'), fields);
        const transfer = new DataTransfer();
        transfer.items.add(new File(['content of the file'], 'upload.txt'));
        const input = field({ type: 'file', name: 'file' });
        input.files = transfer.files;
        form.append(field({ name: 'name', value: 'value' }), input);
        document.body.append(form);
        form.submit();
      `);
      const { uploadData } = await details;
      const text = Buffer.concat(uploadData.map(({ bytes }) => bytes)).toString();
      expect(text).to.match(/name="name"\r\n\r\nvalue\r\n/);
      expect(text).to.match(/name="file"; filename="upload.txt"/);
    });

    it('holds an upload of 16 MB and lets it go on', async () => {
      let received = 0;
      const server = await listen((request, response) => {
        response.setHeader('access-control-allow-origin', '*');
        request.on('data', (chunk: Buffer) => (received += chunk.length));
        request.on('end', () => response.end('taken'));
      });
      const details = new Promise<Details['onBeforeRequest']>((resolve) => {
        page.webRequest.onBeforeRequest({ urls: [`${server.origin}/*`] }, (one, callback) => {
          resolve(one);
          callback({});
        });
      });
      const text = page.contents.executeJavaScript(
        `fetch('${server.origin}/', { method: 'POST', body: new Uint8Array(${16 * MB}) }).then((r) => r.text(), String)`,
      ) as Promise<string>;
      const { uploadData } = await details;
      expect(uploadData.reduce((sum, { bytes }) => sum + bytes.length, 0)).to.equal(16 * MB);
      expect([await text, received]).to.deep.equal(['taken', 16 * MB]);
    });
  });
});
