// Listeners and handlers of the app that throw while a page asks for devices.
import { session } from 'electron';
import { expect } from 'chai';
import { DeviceFixtures } from './lib/device-fixtures';
import { DEVICE_KINDS, type DeviceKind } from './lib/device-kinds';
import { listenUntilClosed, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, openWindow, randomPartition } from './lib/sessions';
import { collectUncaught } from './lib/uncaught';

const fail = (message: string) => (): never => {
  throw new Error(message);
};

for (const kind of DEVICE_KINDS) {
  describe(`exceptions of the app, ${kind.name}`, () => {
    const fixtures = new DeviceFixtures();
    let server: LocalServer;
    let ses: Electron.Session;
    let window: Electron.BrowserWindow;

    before(async () => {
      await fixtures.start();
      server = await listenUntilClosed();
      ses = session.fromPartition(randomPartition());
      await fixtures.plug(kind.fixture);
      window = openWindow({ webPreferences: { session: ses } });
      await window.loadURL(server.origin);
    });
    afterEach(() => {
      ses.removeAllListeners();
      ses.setPermissionCheckHandler(null);
      ses.setDevicePermissionHandler(null);
    });
    after(async () => {
      closeAllWindows();
      await endBrowser(ses);
      await server.close();
      await fixtures.stop();
    });

    const inPage = (code: string): Promise<unknown> =>
      window.webContents.executeJavaScript(code, true) as Promise<unknown>;
    /** Number of devices that the page gets. */
    const request = ({ name, request: code }: DeviceKind): Promise<unknown> =>
      inPage(`navigator.${name}.${code}.then((got) => [got].flat().length, () => 0)`);
    const list = ({ name, list: code }: DeviceKind): Promise<unknown> =>
      inPage(`navigator.${name}.${code}.then(({ length }) => length)`);

    describe(`ses event '${kind.select}'`, () => {
      it('refuses the request when a listener throws, and its exception is uncaught once', async () => {
        const uncaught = collectUncaught();
        (ses as NodeJS.EventEmitter).on(kind.select, fail('of the listener'));
        expect(await request(kind)).to.equal(0);
        expect(uncaught).to.deep.equal(['uncaughtException: of the listener']);
      });

      it('refuses the request when a listener throws behind preventDefault()', async () => {
        const uncaught = collectUncaught();
        (ses as NodeJS.EventEmitter).on(kind.select, (event: Electron.Event) => {
          event.preventDefault();
          fail('behind it')();
        });
        expect(await request(kind)).to.equal(0);
        expect(uncaught).to.deep.equal(['uncaughtException: behind it']);
      });

      it('is not emitted to the listeners behind one that throws', async () => {
        collectUncaught();
        const calls: unknown[] = [];
        (ses as NodeJS.EventEmitter).on(kind.select, fail('of the first'));
        (ses as NodeJS.EventEmitter).on(kind.select, (...args: unknown[]) => calls.push(args));
        expect(await request(kind)).to.equal(0);
        expect(calls).to.deep.equal([]);
      });
    });

    describe('ses.setPermissionCheckHandler', () => {
      it('refuses the request when the handler throws, and its exception is uncaught once', async () => {
        const uncaught = collectUncaught();
        ses.setPermissionCheckHandler(fail('of the check'));
        expect(await request(kind)).to.equal(0);
        expect(uncaught).to.deep.equal(['uncaughtException: of the check']);
      });

      it('lists no device when the handler throws', async () => {
        const uncaught = collectUncaught();
        ses.setDevicePermissionHandler(() => true);
        ses.setPermissionCheckHandler(fail('of the check'));
        expect(await list(kind)).to.equal(0);
        expect(uncaught).to.deep.equal(['uncaughtException: of the check']);
      });

      it('refuses the request when the handler returns nothing', async () => {
        ses.setPermissionCheckHandler(() => undefined as unknown as boolean);
        (ses as NodeJS.EventEmitter).on(kind.select, () => expect.fail('The app was asked'));
        expect(await request(kind)).to.equal(0);
      });

      it('calls the handler without the object that keeps it', async () => {
        const receivers: unknown[] = [];
        ses.setPermissionCheckHandler(function (this: unknown) {
          receivers.push(this);
          return false;
        });
        await request(kind);
        expect(receivers).to.deep.equal([undefined]);
      });
    });

    describe('ses.setDevicePermissionHandler', () => {
      it('grants no device when the handler throws, and its exception is uncaught once', async () => {
        const uncaught = collectUncaught();
        ses.setDevicePermissionHandler(fail('of the handler'));
        expect(await list(kind)).to.equal(0);
        expect(uncaught).to.deep.equal(['uncaughtException: of the handler']);
      });
    });
  });
}
