// What pages of secure custom schemes may load that comes over http:. Electron's do, and pages of servers do not.
import { expect } from 'chai';
import { handle, page, routes } from './lib/protocol';
import { listen, listenSecurely, type LocalServer } from './lib/servers';
import { newSession, newWindow, useSharedSession } from './lib/sessions';
import { useSwitch } from './lib/switches';
import { listenForWebSockets } from './lib/web-sockets';

/** A name of this machine that is no secure origin, as 127.0.0.1 is. */
const INSECURE = 'mixed-content.test';
const insecurely = (origin: string): string => origin.replace('127.0.0.1', INSECURE);

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** By kind: code of a page whose value is true if it got what is at `origin`. */
const loaded = (markup: string): string => `new Promise((resolve) => {
  const element = Object.assign(${markup});
  element.onload = () => resolve(true);
  element.onerror = () => resolve(false);
  document.head.append(element);
})`;
const KINDS: Record<string, (origin: string) => string> = {
  'fetch()': (origin) => `fetch('${origin}/text').then(({ ok }) => ok, () => false)`,
  'an XMLHttpRequest': (origin) => `new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', '${origin}/text');
    request.onload = () => resolve(true);
    request.onerror = () => resolve(false);
    request.send();
  })`,
  'an image': (origin) => loaded(`new Image(), { src: '${origin}/image' }`),
  'a script': (origin) => loaded(`document.createElement('script'), { src: '${origin}/script' }`),
  'a style sheet': (origin) => loaded(`document.createElement('link'), { rel: 'stylesheet', href: '${origin}/style' }`),
};

describe('ses.protocol', () => {
  useSwitch('host-resolver-rules', `MAP ${INSECURE} 127.0.0.1`);
  const shared = useSharedSession();

  const serve = (): Promise<LocalServer> =>
    listen(({ url = '' }, response) => {
      response.setHeader('access-control-allow-origin', '*');
      const type = { '/image': 'image/gif', '/script': 'text/javascript', '/style': 'text/css' }[url] ?? 'text/html';
      response.setHeader('content-type', type).end(url === '/image' ? PIXEL : '');
    });

  async function openApp(): Promise<Electron.WebContents> {
    const { webContents } = newWindow({ webPreferences: { session: shared() } });
    handle(shared(), 'app', routes({ '/': () => page() }));
    await webContents.loadURL('app://host/');
    return webContents;
  }

  describe('protocol.handle() of a secure scheme, whose pages may use what comes over http:', () => {
    for (const [kind, code] of Object.entries(KINDS)) {
      it(kind, async () => {
        const [contents, server] = [await openApp(), await serve()];
        expect(await contents.executeJavaScript(code(insecurely(server.origin)))).to.equal(true);
      });
    }

    it('a frame', async () => {
      const [contents, server] = [await openApp(), await serve()];
      const url = `${insecurely(server.origin)}/frame`;
      await contents.executeJavaScript(`new Promise((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { src: '${url}', onload: () => resolve(null) });
        document.body.append(frame);
      })`);
      expect(contents.mainFrame.frames.map((frame) => frame.url)).to.deep.equal([url]);
    });

    it('a WebSocket', async () => {
      const [contents, sockets] = [await openApp(), await listenForWebSockets()];
      const opened: unknown = await contents.executeJavaScript(`new Promise((resolve) => {
        const socket = new WebSocket('${insecurely(sockets.origin)}');
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
      })`);
      expect(opened).to.equal(true);
    });

    it('what a handler answers for a scheme that is not secure', async () => {
      const contents = await openApp();
      handle(shared(), 'standard-only', () => page('<title>not secure</title>'));
      await contents.executeJavaScript(`new Promise((resolve) => {
        const frame = document.createElement('iframe');
        document.body.append(Object.assign(frame, { src: 'standard-only://host/', onload: () => resolve(null) }));
      })`);
      expect(contents.mainFrame.frames.map((frame) => frame.url)).to.deep.equal(['standard-only://host/']);
    });
  });

  it('leaves pages of servers as they are', async () => {
    const ses = newSession();
    ses.setCertificateVerifyProc((_, callback) => callback(0));
    const [secure, server] = [await listenSecurely('<title>secure</title>'), await serve()];
    const { webContents } = newWindow({ webPreferences: { session: ses } });
    await webContents.loadURL(secure.origin);
    const origin = insecurely(server.origin);
    expect(await webContents.executeJavaScript(KINDS['fetch()']!(origin))).to.equal(false);
  });
});
