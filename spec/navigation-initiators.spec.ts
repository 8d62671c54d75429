// Who began a navigation, where redirects lead, and iframes that cannot be loaded.
import type { BrowserWindow, WebFrameMain } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { closedPort, listen, sendPage } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

interface Details {
  url: string;
  frame: WebFrameMain;
  initiator?: WebFrameMain | null;
}

describe('details of navigation events', () => {
  const shared = useSharedSession();
  const open = (): BrowserWindow => newWindow({ webPreferences: { session: shared() } });
  const serve = (): ReturnType<typeof listen> =>
    listen((request, response) => {
      if (request.url === '/redirect') response.writeHead(302, { location: '/target' }).end();
      else
        sendPage(
          response,
          request.url === '/framed' ? '<iframe name=inner src=/inner></iframe>' : '<title>page</title>',
        );
    });

  describe("webContents event 'did-redirect-navigation'", () => {
    it('comes after will-redirect, with the new URL', async () => {
      const server = await serve();
      const window = open();
      const told: unknown[] = [];
      for (const event of ['will-redirect', 'did-redirect-navigation'] as const) {
        window.webContents.on(event as 'will-redirect', ({ url, isMainFrame, frame }) =>
          told.push([event, url, isMainFrame, frame === window.webContents.mainFrame]),
        );
      }
      await window.loadURL(`${server.origin}/redirect`);
      const url = `${server.origin}/target`;
      expect(told).to.deep.equal([
        ['will-redirect', url, true, true],
        ['did-redirect-navigation', url, true, true],
      ]);
    });

    it('comes without a listener of will-redirect', async () => {
      const server = await serve();
      const window = open();
      const redirected = nextEvent<[Details]>(window.webContents, 'did-redirect-navigation');
      await window.loadURL(`${server.origin}/redirect`);
      expect((await redirected)[0].url).to.equal(`${server.origin}/target`);
    });

    it('does not come for a redirect that is prevented', async () => {
      const server = await serve();
      const window = open();
      let came = false;
      window.webContents.on('will-redirect', (event) => event.preventDefault());
      window.webContents.on('did-redirect-navigation', () => (came = true));
      await window.loadURL(`${server.origin}/redirect`).catch(() => undefined);
      expect(came).to.equal(false);
    });
  });

  describe('details.initiator', () => {
    it('is null for what the app loads', async () => {
      const server = await serve();
      const window = open();
      const started = nextEvent<[Details]>(window.webContents, 'did-start-navigation');
      await window.loadURL(server.origin);
      expect((await started)[0].initiator).to.equal(null);
    });

    it('is the page itself for its links, with will-navigate and did-start-navigation', async () => {
      const server = await serve();
      const window = open();
      await window.loadURL(server.origin);
      const asked = nextEvent<[Details]>(window.webContents, 'will-navigate');
      const started = nextEvent<[Details]>(window.webContents, 'did-start-navigation');
      await run(window, "{ location.href = '/next'; }");
      const initiators = [(await started)[0].initiator, (await asked)[0].initiator];
      expect(initiators).to.deep.equal([window.webContents.mainFrame, window.webContents.mainFrame]);
    });

    it('is the parent for the first document of an iframe', async () => {
      const server = await serve();
      const window = open();
      const started: Details[] = [];
      window.webContents.on('did-start-navigation', (details) => started.push(details));
      await window.loadURL(`${server.origin}/framed`);
      const { mainFrame } = window.webContents;
      const inner = started.find(({ url }) => url.endsWith('/inner'));
      expect([inner?.frame, inner?.initiator]).to.deep.equal([mainFrame.frames[0], mainFrame]);
    });

    it('is the iframe that leads the page away, if it is of another site', async () => {
      const server = await serve();
      const other = server.origin.replace('127.0.0.1', 'localhost');
      const window = open();
      await window.loadURL(server.origin);
      await run(
        window,
        `new Promise((onload) => {
        document.body.append(Object.assign(document.createElement('iframe'), { src: '${other}/inner', onload }));
      }).then(() => 0)`,
      );
      const [inner] = window.webContents.mainFrame.frames;
      const asked = nextEvent<[Details]>(window.webContents, 'will-navigate');
      await inner!.executeJavaScript(`{ top.location.href = '${server.origin}/next'; }`, true);
      const [{ initiator, frame }] = await asked;
      expect([initiator === inner, frame === window.webContents.mainFrame]).to.deep.equal([true, true]);
    });
  });

  describe("webContents event 'did-fail-load'", () => {
    it('comes for iframes that cannot be loaded, of the same site or another', async () => {
      const port = await closedPort();
      const server = await listen(
        `<iframe src="http://127.0.0.1:${port}/same"></iframe><iframe src="http://localhost:${port}/other"></iframe>`,
      );
      const window = open();
      const told: unknown[] = [];
      const navigated: string[] = [];
      window.webContents.on('did-fail-load', (_, errno, code, url, isMainFrame) =>
        told.push([errno, code, new URL(url).pathname, isMainFrame]),
      );
      window.webContents.on('did-frame-navigate', (_, url) => navigated.push(url));
      await window.loadURL(server.origin);
      await until('both', () => told.length >= 2);
      expect(told).to.have.deep.members([
        [-102, 'ERR_CONNECTION_REFUSED', '/same', false],
        [-102, 'ERR_CONNECTION_REFUSED', '/other', false],
      ]);
      expect(navigated).to.deep.equal([`${server.origin}/`]);
    });
  });

  describe('webContents.getProcessId()', () => {
    it('is the process of navigation events', async () => {
      const window = open();
      const navigated = nextEvent<unknown[]>(window.webContents, 'did-frame-navigate');
      await window.loadURL('data:text/html,page');
      expect((await navigated)[5]).to.equal(window.webContents.getProcessId());
    });
  });
});
