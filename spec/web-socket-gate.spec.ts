// WebSockets of pages that were open, blank, before the session had a listener: none passes unheld.
import { expect } from 'chai';
import { source, spawnApp } from './lib/apps';
import { descendantsOf } from './lib/processes';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { newSession, newWindow, nextEvent } from './lib/sessions';
import { until } from './lib/until';
import { listenForWebSockets, type LocalWebSocketServer } from './lib/web-sockets';

/** Opens a WebSocket first of all, and says when it is over. */
const pageThatOpens = (url: string): string => `<script>
  const socket = new WebSocket(${JSON.stringify(url)});
  socket.onmessage = socket.onerror = () => (document.title = 'over');
</script>`;

/** Marks what it holds. */
const LISTENER = `({ requestHeaders }, callback) => callback({ requestHeaders: { ...requestHeaders, 'X-Held': 'yes' } })`;

describe('ses.webRequest', () => {
  let sockets: LocalWebSocketServer;
  let pages: LocalServer;

  beforeEach(async () => {
    sockets = await listenForWebSockets();
    pages = await listen((_, response) => sendPage(response, pageThatOpens(`${sockets.origin}/first`)));
  });

  const held = (): unknown[] => sockets.handshakes.map(({ headers }) => headers['x-held']);

  for (const [title, before] of [
    ['is set before its browser', ''],
    ['is set when its browser runs', 'await ses.cookies.get({});'],
  ] as const) {
    it(`holds the first WebSocket of a session from the reserve whose listener ${title}`, async () => {
      const app = spawnApp(
        source(`
          app.on('window-all-closed', () => undefined);
          app.whenReady().then(async () => {
            const first = session.fromPartition('first');
            await first.cookies.get({});
            print([first.getBrowserProcessId()]);
          });
          process.stdin.once('data', async () => {
            const ses = session.fromPartition('second');
            ${before}
            ses.webRequest.onBeforeSendHeaders(${LISTENER});
            const { webContents } = new BrowserWindow({ webPreferences: { session: ses } });
            webContents.on('page-title-updated', (_, title) => title === 'over' && print([ses.getBrowserProcessId()]));
            await webContents.loadURL(${JSON.stringify(pages.origin)});
          });
        `),
        { env: { VALENCE_RESERVE: '1' } },
      );
      const [used] = await app.report<[number]>();
      const reserved = await until('a reserved browser with its page', () =>
        app
          .browsers()
          .map(({ pid }) => pid)
          .find(
            (pid) =>
              pid !== used && descendantsOf(pid).some((info) => info.commandLine.join().includes('type=renderer')),
          ),
      );
      app.send('');
      expect([await app.report(1), held()]).to.deep.equal([[reserved], ['yes']]);
    });
  }

  it('holds the first WebSocket of a window that was there before the listener', async () => {
    const ses = newSession();
    const window = newWindow({ webPreferences: { session: ses } });
    await window.capturePage();
    ses.webRequest.onBeforeSendHeaders(({ requestHeaders }, callback) =>
      callback({ requestHeaders: { ...requestHeaders, 'X-Held': 'yes' } }),
    );
    const over = nextEvent(window.webContents, 'page-title-updated');
    await window.loadURL(pages.origin);
    await over;
    expect(held()).to.deep.equal(['yes']);
  });
});
