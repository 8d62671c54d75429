// ses.webRequest and WebSockets.
import { expect } from 'chai';
import { useRequestPage } from './lib/request-page';
import { closedPort } from './lib/servers';
import { until } from './lib/until';
import { hearAll, nextDetails, type EventName } from './lib/web-requests';
import { listenForWebSockets, type LocalWebSocketServer } from './lib/web-sockets';

const WEB_SOCKETS: Electron.WebRequestFilter = { urls: ['ws://*/*'] };

describe('ses.webRequest', () => {
  const page = useRequestPage();
  let server: LocalWebSocketServer;

  beforeEach(async () => {
    server = await listenForWebSockets();
  });

  /** The first message of a WebSocket that the page opens, or "error". */
  const open = (url: string): Promise<unknown> =>
    page.contents.executeJavaScript(`(${openWebSocket.toString()})(${JSON.stringify(url)})`);

  /** Listeners are in force a moment after they were set: opens WebSockets until `probe` says so. */
  const untilHeld = (probe: () => boolean): Promise<unknown> =>
    until('the gate', async () => {
      await open(`${server.origin}/probe`);
      return probe();
    });

  describe('webRequest of WebSockets', () => {
    it('observes them', async () => {
      const heard = hearAll(page.session, WEB_SOCKETS, ['onSendHeaders', 'onResponseStarted', 'onCompleted']);
      expect(await open(`${server.origin}/a`)).to.equal('/a');
      await until('its end', () => heard.length === 3);
      expect(heard.map(({ event }) => event)).to.deep.equal(['onSendHeaders', 'onResponseStarted', 'onCompleted']);
      expect(new Set(heard.map(({ details: { id } }) => id)).size).to.equal(1);
      expect(heard[0]?.details).to.include({
        url: `${server.origin}/a`,
        method: 'GET',
        resourceType: 'webSocket',
        webContentsId: page.contents.id,
      });
    });

    it('observes the status of the handshake', async () => {
      const completed = nextDetails(page.session, 'onCompleted', WEB_SOCKETS.urls);
      await open(`${server.origin}/a`);
      expect(await completed).to.include({
        statusCode: 101,
        statusLine: 'HTTP/1.1 101 Switching Protocols',
        error: 'net::ERR_WS_UPGRADE',
      });
    });

    it('observes those that fail', async () => {
      const failed = nextDetails(page.session, 'onErrorOccurred', WEB_SOCKETS.urls);
      expect(await open(`ws://127.0.0.1:${await closedPort()}/a`)).to.equal('error');
      // What Chromium's own webRequest says of it.
      expect((await failed).error).to.equal('net::ERR_FAILED');
    });

    it('holds them: all events with one id', async () => {
      const heard = hearAll(page.session, WEB_SOCKETS);
      await untilHeld(() => heard.some(({ event }) => event === 'onHeadersReceived'));
      const events = (): EventName[] =>
        heard.filter(({ details }) => details.url.endsWith('/a')).map(({ event }) => event);
      expect(await open(`${server.origin}/a`)).to.equal('/a');
      await until('its end', () => events().includes('onCompleted'));
      expect(events()).to.have.members([
        'onBeforeRequest',
        'onBeforeSendHeaders',
        'onSendHeaders',
        'onHeadersReceived',
        'onResponseStarted',
        'onCompleted',
      ]);
      const ids = heard.filter(({ details }) => details.url.endsWith('/a')).map(({ details: { id } }) => id);
      expect(new Set(ids).size).to.equal(1);
    });

    it('cancels them', async () => {
      let probed = false;
      page.webRequest.onBeforeRequest(WEB_SOCKETS, ({ url }, callback) => {
        probed = true;
        callback({ cancel: url.endsWith('/no') });
      });
      await untilHeld(() => probed);
      const failed = nextDetails(page.session, 'onErrorOccurred', ['ws://*/no']);
      expect(await open(`${server.origin}/no`)).to.equal('error');
      expect(await open(`${server.origin}/yes`)).to.equal('/yes');
      expect((await failed).error).to.equal('net::ERR_BLOCKED_BY_CLIENT');
      expect(server.handshakes.some(({ url }) => url === '/no')).to.equal(false);
    });

    it('knows whose they are without observers', async () => {
      const ids: (number | undefined)[] = [];
      page.webRequest.onBeforeRequest(WEB_SOCKETS, ({ webContentsId }, callback) => {
        ids.push(webContentsId);
        callback({});
      });
      await untilHeld(() => ids.length > 0);
      expect(ids[0]).to.equal(page.contents.id);
    });

    it('changes and removes request headers, Host and Origin among them', async () => {
      let probed = false;
      page.webRequest.onBeforeSendHeaders(WEB_SOCKETS, ({ requestHeaders }, callback) => {
        probed = true;
        const { 'User-Agent': removed, ...others } = requestHeaders;
        expect(removed).to.be.a('string');
        callback({
          requestHeaders: { ...others, 'X-Own': 'own', 'Host': 'other.test', 'Origin': 'http://other.test' },
        });
      });
      await untilHeld(() => probed);
      expect(await open(`${server.origin}/a`)).to.equal('/a');
      const { headers } = server.handshakes.at(-1) ?? {};
      expect(headers).to.include({ 'x-own': 'own', 'host': 'other.test', 'origin': 'http://other.test' });
      expect(headers).not.to.have.property('user-agent');
    });

    it('changes response headers', async () => {
      let probed = false;
      page.webRequest.onHeadersReceived(WEB_SOCKETS, ({ responseHeaders, statusCode }, callback) => {
        probed = statusCode === 101;
        callback({ responseHeaders: { ...responseHeaders, 'Set-Cookie': 'socket=1' } });
      });
      await untilHeld(() => probed);
      const [cookie] = await page.session.cookies.get({ name: 'socket' });
      expect(cookie?.value).to.equal('1');
    });

    it('holds those of frames and dedicated workers', async () => {
      const urls: string[] = [];
      page.webRequest.onBeforeRequest(WEB_SOCKETS, ({ url }, callback) => {
        urls.push(url);
        callback({ cancel: !url.endsWith('/probe') });
      });
      await untilHeld(() => urls.length > 0);
      const inFrame = page.contents.executeJavaScript(
        `const frame = document.body.appendChild(document.createElement('iframe'));
        frame.contentWindow.eval(${JSON.stringify(`(${openWebSocket.toString()})(${JSON.stringify(`${server.origin}/frame`)})`)})`,
      );
      expect(await inFrame).to.equal('error');
      const code = `(${openWebSocket.toString()})(${JSON.stringify(`${server.origin}/worker`)}).then(postMessage)`;
      const result = page.contents.executeJavaScript(
        `new Promise((resolve) => {
          const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(code)}])));
          worker.onmessage = ({ data }) => resolve(data);
        })`,
      );
      expect(await result).to.equal('error');
      expect(server.handshakes.every(({ url }) => url === '/probe')).to.equal(true);
    });

    it('lets them alone when the last listener is gone', async () => {
      let held = 0;
      page.webRequest.onBeforeRequest(WEB_SOCKETS, (_, callback) => {
        held++;
        callback({});
      });
      await untilHeld(() => held > 0);
      page.webRequest.onBeforeRequest(null);
      const before = held;
      expect(await open(`${server.origin}/a`)).to.equal('/a');
      expect(held).to.equal(before);
    });
  });
});

/** In pages and workers. */
function openWebSocket(url: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.addEventListener('message', ({ data }) => {
      socket.close();
      resolve(String(data));
    });
    socket.addEventListener('error', () => resolve('error'));
  });
}
