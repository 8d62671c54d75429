// The state of a permission, as pages read it, is what the check handler says.
import { session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { PERMISSION_KINDS, titleOf } from './lib/permission-kinds';
import { listenUntilClosed, sendPage, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, openWindow, randomPartition } from './lib/sessions';
import { nextUncaughtException } from './lib/uncaught';
import { until } from './lib/until';

describe('ses.setPermissionCheckHandler(handler)', () => {
  let server: LocalServer;
  let ses: Electron.Session;
  let window: BrowserWindow;
  let tests = 0;

  before(async () => {
    const html = '<script>globalThis.atStart = Notification.permission</script>';
    server = await listenUntilClosed((_, response) => sendPage(response, html));
    ses = session.fromPartition(randomPartition());
  });
  beforeEach(async () => {
    tests += 1;
    window = openWindow({ webPreferences: { session: ses } });
    await window.loadURL(origin());
  });
  afterEach(() => {
    closeAllWindows();
    ses.setPermissionCheckHandler(null);
    ses.setPermissionRequestHandler(null);
  });
  after(async () => {
    await endBrowser(ses);
    await server.close();
  });

  const origin = (): string => `http://a${tests}.localhost:${server.port}`;
  const inPage = (code: string): Promise<unknown> => window.webContents.executeJavaScript(code) as Promise<unknown>;
  const stateOf = (query: string): string => `navigator.permissions.query(${query}).then(({ state }) => state)`;

  for (const kind of PERMISSION_KINDS) {
    it(`says what navigator.permissions.query() tells of ${titleOf(kind)}, each time`, async () => {
      const states = [await inPage(stateOf(kind.query))];
      const checks: unknown[] = [];
      let answer = false;
      ses.setPermissionCheckHandler((contents, permission, requestingOrigin, details) => {
        if (permission === kind.checked) checks.push([contents, requestingOrigin, details]);
        return answer;
      });
      states.push(await inPage(stateOf(kind.query)));
      answer = true;
      states.push(await inPage(stateOf(kind.query)));
      expect(states).to.deep.equal(['granted', 'denied', 'granted']);
      const isNotification = kind.name === 'notifications';
      const details = {
        isMainFrame: !isNotification,
        ...(isNotification ? {} : { requestingUrl: `${origin()}/` }),
        ...(kind.mediaType ? { mediaType: kind.mediaType, securityOrigin: `${origin()}/` } : {}),
      };
      expect(checks[0]).to.deep.equal([isNotification ? null : window.webContents, `${origin()}/`, details]);
    });
  }

  it('says what Notification.permission is when a page starts', async () => {
    expect(await inPage('atStart')).to.equal('granted');
    ses.setPermissionCheckHandler((_contents, permission, requestingOrigin) => {
      return permission !== 'notifications' || !requestingOrigin.includes('denied');
    });
    await window.loadURL(`${origin()}/next`);
    expect(await inPage('atStart')).to.equal('granted');
    await window.loadURL(origin().replace('//', '//denied-'));
    expect(await inPage('atStart')).to.equal('denied');
  });

  it('says what Notification.permission is, without a reload', async () => {
    await inPage('Notification.permission');
    for (const answer of [false, true, false]) {
      ses.setPermissionCheckHandler(() => answer);
      await until(String(answer), async () => {
        return (await inPage('Notification.permission')) === (answer ? 'granted' : 'denied');
      });
    }
    ses.setPermissionCheckHandler(null);
    await until('no handler', async () => (await inPage('Notification.permission')) === 'granted');
  });

  it('is asked without contents for a frame of another origin', async () => {
    const url = `${origin().replace('//', '//other-')}/frame`;
    await inPage(`new Promise((resolve) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src: '${url}', onload: resolve }));
    }).then(() => undefined)`);
    const frame = await until('the frame', () =>
      window.webContents.mainFrame.framesInSubtree.find((candidate) => candidate.url === url),
    );
    const checks: unknown[] = [];
    ses.setPermissionCheckHandler((...args) => {
      if (args[1] === 'geolocation') checks.push(args);
      return true;
    });
    await frame.executeJavaScript(stateOf("{ name: 'geolocation' }"));
    expect(checks).to.deep.equal([
      [
        null,
        'geolocation',
        `${new URL(url).origin}/`,
        { isMainFrame: false, requestingUrl: url, embeddingOrigin: `${origin()}/` },
      ],
    ]);
  });

  it('denies when it throws, which is an uncaught exception', async () => {
    ses.setPermissionCheckHandler((_contents, permission) => {
      if (permission === 'notifications') return true;
      throw new Error('of the handler');
    });
    const thrown = nextUncaughtException();
    expect(await inPage(stateOf("{ name: 'geolocation' }"))).to.equal('denied');
    expect((await thrown).message).to.equal('of the handler');
  });

  it('shows a denial of the request handler, whatever it says itself', async () => {
    ses.setPermissionCheckHandler(() => true);
    ses.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
    expect(await inPage('Notification.requestPermission()')).to.equal('denied');
    expect(await inPage('Notification.permission')).to.equal('denied');
  });
});
