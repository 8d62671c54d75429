// Listeners of ses.webRequest that do not answer, and the pages, frames and workers that go away meanwhile: nothing hangs.
import { expect } from 'chai';
import { once } from 'node:events';
import { useRequestPage } from './lib/request-page';
import { sendPage, listen } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { nextDetails, setListener, type AnyDetails } from './lib/web-requests';

const BLOCKING = ['onBeforeRequest', 'onBeforeSendHeaders', 'onHeadersReceived'] as const;

describe('ses.webRequest', () => {
  const page = useRequestPage();
  const held = { urls: ['*://*/held*'] };

  /** Holds the next request for `/held`. Resolves when it is asked, with the details and the callback. */
  const hold = (event: (typeof BLOCKING)[number]): Promise<{ details: AnyDetails; answer: () => void }> =>
    new Promise((resolve) => {
      setListener(page.session, event, held, (details: AnyDetails, callback) => {
        resolve({ details, answer: () => callback?.({}) });
      });
    });

  describe('webRequest listeners that never call back', () => {
    for (const event of BLOCKING) {
      it(`let the request end in ${event} when its window is closed, and others go on`, async () => {
        const window = newWindow({ webPreferences: { session: page.session } });
        await window.loadURL(page.server.origin);
        const asked = hold(event);
        const failed = nextDetails(page.session, 'onErrorOccurred', held.urls);
        await window.webContents.executeJavaScript('fetch("/held").catch(() => 0); 0');
        const { details, answer } = await asked;
        expect(await page.fetchText('/good')).to.equal('/good');
        window.destroy();
        const { error, id, webContentsId } = await failed;
        expect([error, id, webContentsId]).to.deep.equal(['net::ERR_ABORTED', details.id, details.webContentsId]);
        answer();
        expect(await page.fetchText('/good')).to.equal('/good');
      });

      it(`let a navigation end in ${event} when its window is closed`, async () => {
        const window = newWindow({ webPreferences: { session: page.session } });
        const asked = hold(event);
        const loaded = window.loadURL(`${page.server.origin}/held`).catch(String);
        await asked;
        const closed = once(window, 'closed');
        window.destroy();
        await closed;
        expect(await loaded).to.match(/ERR_|destroyed|closed/);
        expect(await page.fetchText('/good')).to.equal('/good');
      });

      it(`let a navigation end in ${event} when another one begins`, async () => {
        const asked = hold(event);
        const loaded = page.contents.loadURL(`${page.server.origin}/held`).catch(String);
        await asked;
        await page.contents.loadURL(`${page.server.origin}/other`);
        expect(await loaded).to.match(/ERR_ABORTED/);
        expect(page.contents.getURL()).to.equal(`${page.server.origin}/other`);
      });
    }

    it('let the request end when its page goes elsewhere', async () => {
      const asked = hold('onBeforeRequest');
      const failed = nextDetails(page.session, 'onErrorOccurred', held.urls);
      await page.contents.executeJavaScript('fetch("/held").catch(() => 0); 0');
      await asked;
      await page.contents.loadURL(`${page.server.origin}/other`);
      expect((await failed).error).to.equal('net::ERR_ABORTED');
    });

    it('are not needed for that: an observer is told, too', async () => {
      const server = await listen(({ url }, response) => {
        if (url !== '/held') sendPage(response, '<title>page</title>');
        else sent();
      });
      let sent: () => void = () => undefined;
      const asked = new Promise<void>((resolve) => (sent = resolve));
      await page.contents.loadURL(server.origin);
      const failed = nextDetails(page.session, 'onErrorOccurred', held.urls);
      await page.contents.executeJavaScript('fetch("/held").catch(() => 0); 0');
      await asked;
      const completed = nextDetails(page.session, 'onCompleted', ['*://*/other']);
      await page.contents.loadURL(`${server.origin}/other`);
      expect((await failed).error).to.equal('net::ERR_ABORTED');
      expect((await completed).url).to.equal(`${server.origin}/other`);
    });

    it('let the request of a frame end when the frame is removed', async () => {
      const asked = hold('onBeforeRequest');
      const failed = nextDetails(page.session, 'onErrorOccurred', held.urls);
      await page.contents.executeJavaScript(`
        const frame = document.createElement('iframe');
        frame.src = '/policy';
        document.body.append(frame);
        new Promise((resolve) => (frame.onload = resolve)).then(() => {
          frame.contentWindow.fetch('/held').catch(() => 0);
        });
      `);
      await asked;
      await page.contents.executeJavaScript('document.querySelector("iframe").remove()');
      expect((await failed).error).to.equal('net::ERR_ABORTED');
      expect(await page.fetchText('/good')).to.equal('/good');
    });

    it('let the request of a frame of another site end when the frame is removed', async () => {
      const asked = hold('onBeforeRequest');
      const failed = nextDetails(page.session, 'onErrorOccurred', held.urls);
      await page.contents.executeJavaScript(`
        document.body.append(Object.assign(document.createElement('iframe'), { src: '${page.otherOrigin}/', id: 'other' }));
        new Promise((resolve) => (document.querySelector('#other').onload = resolve)).then(() => 0)
      `);
      const [frame] = page.contents.mainFrame.frames;
      await frame?.executeJavaScript('fetch("/held").catch(() => 0); 0');
      await asked;
      await page.contents.executeJavaScript('document.querySelector("#other").remove()');
      expect((await failed).error).to.equal('net::ERR_ABORTED');
      expect(await page.fetchText('/good')).to.equal('/good');
    });

    it('let the request of a worker end when the worker is terminated', async () => {
      const server = await listen((request, response) => {
        if (request.url === '/worker.js') {
          response.setHeader('content-type', 'text/javascript');
          response.end('fetch("/held").catch(() => 0)');
        } else if (request.url === '/') sendPage(response, '<title>page</title>');
        else response.end(request.url);
      });
      await page.contents.loadURL(server.origin);
      const asked = hold('onBeforeRequest');
      const failed = nextDetails(page.session, 'onErrorOccurred', held.urls);
      await page.contents.executeJavaScript('globalThis.worker = new Worker("/worker.js"); 0');
      await asked;
      await page.contents.executeJavaScript('globalThis.worker.terminate()');
      expect((await failed).error).to.equal('net::ERR_ABORTED');
      expect(await page.fetchText('/good')).to.equal('/good');
    });

    it('may be removed when their page is gone: the next page is heard by nobody', async () => {
      const ses = newSession();
      const window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL(page.server.origin);
      const asked = new Promise<void>((resolve) => ses.webRequest.onBeforeRequest(held, () => resolve()));
      await window.webContents.executeJavaScript('fetch("/held").catch(() => 0); 0');
      await asked;
      window.destroy();
      ses.webRequest.onBeforeRequest(null);
      const next = newWindow({ webPreferences: { session: ses } });
      await next.loadURL(page.server.origin);
      expect(await next.webContents.executeJavaScript('fetch("/held").then((r) => r.text())')).to.equal('/held');
    });

    it('hold a hundred requests, and let each go when it is answered', async () => {
      const answers: (() => void)[] = [];
      const all = new Promise<void>((resolve) => {
        page.webRequest.onBeforeRequest(held, (_, callback) => {
          answers.push(() => callback({}));
          if (answers.length === 100) resolve();
        });
      });
      const texts = page.contents.executeJavaScript(`Promise.all(Array.from({ length: 100 }, (_, index) =>
        fetch('/held' + index).then((r) => r.text())))`) as Promise<string[]>;
      await all;
      expect(await page.fetchText('/good')).to.equal('/good');
      for (const answer of answers.toReversed()) answer();
      expect(await texts).to.deep.equal(Array.from({ length: 100 }, (_, index) => `/held${index}`));
    });
  });
});
