// What Chromium does for every page, and wrappers hold back until the request handler has granted it.
import { session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { evaluateNatively } from './lib/internals';
import { emulateUser, HELD_BACK_KINDS } from './lib/permission-kinds';
import { preloadFile } from './lib/preload';
import { listenUntilClosed, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, newWindow, openWindow, randomPartition } from './lib/sessions';
import { until } from './lib/until';

describe('ses.setPermissionRequestHandler(handler)', () => {
  let server: LocalServer;
  let ses: Electron.Session;
  let window: BrowserWindow;
  let tests = 0;
  let asked: { permission: string; details: object; callback: (granted: boolean) => void }[];

  before(async () => {
    server = await listenUntilClosed();
    ses = session.fromPartition(randomPartition());
  });
  beforeEach(async () => {
    tests += 1;
    asked = [];
    window = await open();
  });
  afterEach(() => {
    closeAllWindows();
    ses.setPermissionRequestHandler(null);
  });
  after(async () => {
    await endBrowser(ses);
    await server.close();
  });

  const origin = (): string => `http://a${tests}.localhost:${server.port}`;
  const inPage = (code: string): Promise<unknown> =>
    window.webContents.executeJavaScript(code, true) as Promise<unknown>;
  const answer = (granted: boolean | null): void =>
    ses.setPermissionRequestHandler((_contents, permission, callback, details) => {
      asked.push({ permission, details, callback });
      if (granted !== null) callback(granted);
    });

  async function open(webPreferences: Electron.WebPreferences = {}): Promise<BrowserWindow> {
    const opened = openWindow({ webPreferences: { session: ses, ...webPreferences } });
    await opened.loadURL(origin());
    await emulateUser(opened.webContents);
    return opened;
  }

  for (const kind of HELD_BACK_KINDS) {
    describe(kind.name, () => {
      it('grants without a handler', async () => {
        expect(await inPage(kind.use)).to.equal('ok');
      });

      it('is asked, and grants', async () => {
        answer(true);
        expect(await inPage(kind.use)).to.equal('ok');
        expect(asked.map(({ permission, details }) => [permission, details])).to.deep.equal([
          [kind.name, { requestingUrl: `${origin()}/`, isMainFrame: true }],
        ]);
      });

      it("denies, in Chromium's words", async () => {
        answer(false);
        expect(await inPage(kind.use)).to.equal(kind.denied);
      });

      it('is asked again each time: an old grant is worth nothing', async () => {
        answer(true);
        expect(await inPage(kind.use)).to.equal('ok');
        answer(false);
        expect(await inPage(kind.use)).to.equal(kind.denied);
      });

      it('is asked by preload scripts, too', async () => {
        const preload = preloadFile(`
          require('electron').contextBridge.exposeInMainWorld('use', () => ${kind.use});`);
        window = await open({ preload });
        answer(false);
        expect(await inPage('use()')).to.equal(kind.denied);
        answer(true);
        expect(await inPage('use()')).to.equal('ok');
        expect(asked).to.have.length(2);
      });

      if (kind.gesture) {
        it('keeps the gesture of the user for a handler that takes long', async () => {
          answer(null);
          const used = inPage(kind.use);
          const { callback } = await until('the request', () => asked[0]);
          await until('the end of the gesture', async () => {
            return !(await window.webContents.executeJavaScript('navigator.userActivation.isActive'));
          });
          callback(true);
          expect(await used).to.equal('ok');
        });
      }

      if (kind.event) {
        it(`tells a denial with the event ${kind.event}`, async () => {
          answer(false);
          const heard = await inPage(`new Promise((resolve) => {
            document.addEventListener('${kind.event}', ({ type }) => resolve(type));
            void ${kind.use};
          })`);
          expect(heard).to.equal(kind.event);
        });
      }
    });
  }

  it('gives no full screen without a gesture, and is not asked', async () => {
    answer(true);
    const { use, denied } = HELD_BACK_KINDS[0]!;
    expect(await window.webContents.executeJavaScript(use)).to.equal(denied);
    expect(asked).to.have.length(0);
  });

  for (const name of ['webkitRequestFullscreen', 'webkitRequestFullScreen']) {
    it(`is asked by element.${name}()`, async () => {
      const used = (): Promise<unknown> =>
        inPage(`new Promise((resolve) => {
          document.addEventListener('webkitfullscreenerror', ({ type }) => resolve(type), { once: true });
          document.onwebkitfullscreenchange = () => document.fullscreenElement && document.exitFullscreen().then(resolve);
          document.body.${name}();
        })`);
      answer(false);
      expect(await used()).to.equal('webkitfullscreenerror');
      answer(true);
      expect(await used()).to.equal(undefined);
      expect(asked.map(({ permission }) => permission)).to.deep.equal(['fullscreen', 'fullscreen']);
    });
  }

  it('ends a full screen that no method has asked for', async () => {
    answer(false);
    const left = inPage(`new Promise((resolve) => {
      document.addEventListener('fullscreenchange', () => document.fullscreenElement || resolve('left'));
    })`);
    // As the controls of a video do.
    await evaluateNatively(window.webContents, 'document.body.requestFullscreen()');
    expect(await left).to.equal('left');
    expect(asked.map(({ permission }) => permission)).to.deep.equal(['fullscreen']);
  });

  it('is asked for storage access by frames of other sites only', async () => {
    const use = `document.requestStorageAccess().then(() => 'ok', ({ name, message }) => \`\${name}: \${message}\`)`;
    const url = `http://other-site.test.localhost:${server.port}/frame`;
    answer(false);
    expect(await inPage(use)).to.equal('ok');
    await inPage(`new Promise((resolve) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src: '${url}', onload: resolve }));
    }).then(() => undefined)`);
    const frame = await until('the frame', () =>
      window.webContents.mainFrame.framesInSubtree.find((candidate) => candidate.url === url),
    );
    expect(await frame.executeJavaScript(use, true)).to.equal('NotAllowedError: requestStorageAccess not allowed');
    answer(true);
    expect(await frame.executeJavaScript(use, true)).to.equal('ok');
    expect(asked.map(({ permission, details }) => [permission, details])).to.deep.equal(
      Array.from({ length: 2 }, () => ['storage-access', { requestingUrl: url, isMainFrame: false }]),
    );
  });

  it('answers for what is held back to no page but the one that asks', async () => {
    const other = newWindow({ webPreferences: { session: ses } });
    await other.loadURL(origin());
    await emulateUser(other.webContents);
    ses.setPermissionRequestHandler((contents, _permission, callback) => callback(contents === window.webContents));
    const { use, denied } = HELD_BACK_KINDS[0]!;
    const got = await Promise.all([inPage(use), other.webContents.executeJavaScript(use, true)]);
    expect(got).to.deep.equal(['ok', denied]);
  });
});
