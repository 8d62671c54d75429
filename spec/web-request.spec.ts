// ses.webRequest: which requests listeners hear of, and what they can do to them.
import { expect } from 'chai';
import { defer } from './lib/cleanup';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';

const answer: Parameters<typeof listen>[0] = (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/') sendPage(response, '<title>page</title>');
  else if (pathname === '/redirect') response.writeHead(302, { location: '/end' }).end();
  else response.end(pathname);
};

describe('ses.webRequest', () => {
  const session = useSharedSession();
  let server: LocalServer;
  let contents: Electron.WebContents;

  beforeEach(async () => {
    server = await listen(answer);
    contents = newWindow({ webPreferences: { session: session() } }).webContents;
    await contents.loadURL(server.origin);
  });

  /** What the page's fetch of a path comes to: the body, or the error. */
  const fetchText = (path: string): Promise<string> =>
    contents.executeJavaScript(`fetch(${JSON.stringify(path)}).then((r) => r.text(), String)`) as Promise<string>;

  describe('webRequest.onBeforeRequest([filter, ]listener)', () => {
    it('cancels a request', async () => {
      const { webRequest } = session();
      defer(() => webRequest.onBeforeRequest(null));
      webRequest.onBeforeRequest({ urls: ['*://*/no*'] }, (_, callback) => callback({ cancel: true }));
      expect(await fetchText('/no')).to.equal('TypeError: Failed to fetch');
      expect(await fetchText('/yes')).to.equal('/yes');
    });

    it('redirects a request', async () => {
      const { webRequest } = session();
      defer(() => webRequest.onBeforeRequest(null));
      webRequest.onBeforeRequest({ urls: ['*://*/from'] }, (_, callback) => {
        callback({ redirectURL: `${server.origin}/to` });
      });
      expect(await fetchText('/from')).to.equal('/to');
    });
  });

  describe('webRequest.onCompleted([filter, ]listener)', () => {
    it('is called when a request has ended', async () => {
      const { webRequest } = session();
      defer(() => webRequest.onCompleted(null));
      const completed = new Promise<Electron.OnCompletedListenerDetails>((resolve) => {
        webRequest.onCompleted({ urls: [`${server.origin}/x`] }, resolve);
      });
      await fetchText('/x');
      const { statusCode, url, error, webContentsId } = await completed;
      expect({ statusCode, url, error, webContentsId }).to.deep.equal({
        statusCode: 200,
        url: `${server.origin}/x`,
        error: 'net::OK',
        webContentsId: contents.id,
      });
    });
  });
});
