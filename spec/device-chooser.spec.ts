// Pages ask for devices, the app chooses, Chromium grants: the same for HID devices, serial ports and USB devices.
import { session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { DeviceFixtures, type PluggedDevice } from './lib/device-fixtures';
import { listenUntilClosed, type LocalServer } from './lib/servers';
import { closeAllWindows, destroyWindow, endBrowser, newWindow, randomPartition } from './lib/sessions';
import { until } from './lib/until';

type Select = (device?: string | null) => void;
type Found = { deviceId: string } | { portId: string };

interface Kind {
  name: 'hid' | 'serial' | 'usb';
  fixture: string;
  /** The method of the Web API, and its options without and with a filter that fits, and with one that does not. */
  request: string;
  all: string;
  fitting: string;
  other: string;
  list: string;
  /** What a page sees of a device. */
  ids: string;
  /** What a page gets when its request is refused. */
  refused: unknown;
  found(args: unknown[]): Found[];
}

const ofDetails = ([details]: unknown[]): Found[] => (details as { deviceList: Found[] }).deviceList;
const ofArguments = ([list]: unknown[]): Found[] => list as Found[];
const idOf = (device: Found): string => ('portId' in device ? device.portId : device.deviceId);

const KINDS: Kind[] = [
  {
    name: 'hid',
    fixture: 'hid/gauge',
    request: 'navigator.hid.requestDevice',
    all: '{ filters: [] }',
    fitting: '{ filters: [{ vendorId: 0x1209, usagePage: 0xff00 }] }',
    other: '{ filters: [{ vendorId: 0x1209, productId: 0x7777 }] }',
    list: 'navigator.hid.getDevices()',
    ids: '({ vendorId, productId }) => [vendorId, productId]',
    refused: [],
    found: ofDetails,
  },
  {
    name: 'serial',
    fixture: 'serial/modem',
    request: 'navigator.serial.requestPort',
    all: '{}',
    fitting: '{ filters: [{ usbVendorId: 0x1209 }] }',
    other: '{ filters: [{ usbVendorId: 0x1209, usbProductId: 0x7777 }] }',
    list: 'navigator.serial.getPorts()',
    ids: '(port) => [port.getInfo().usbVendorId, port.getInfo().usbProductId]',
    refused: "NotFoundError: Failed to execute 'requestPort' on 'Serial': No port selected by the user.",
    found: ofArguments,
  },
  {
    name: 'usb',
    fixture: 'usb/probe',
    request: 'navigator.usb.requestDevice',
    all: '{ filters: [] }',
    fitting: '{ filters: [{ vendorId: 0x1209, classCode: 255 }] }',
    other: '{ filters: [{ vendorId: 0x1209, productId: 0x7777 }] }',
    list: 'navigator.usb.getDevices()',
    ids: '({ vendorId, productId }) => [vendorId, productId]',
    refused: "NotFoundError: Failed to execute 'requestDevice' on 'USB': No device selected.",
    found: ofDetails,
  },
];

for (const kind of KINDS) {
  const select = kind.name === 'serial' ? 'select-serial-port' : `select-${kind.name}-device`;
  const change = kind.name === 'serial' ? 'serial-port' : `${kind.name}-device`;

  describe(`ses event '${select}'`, () => {
    const fixtures = new DeviceFixtures();
    let server: LocalServer;
    let ses: Electron.Session;
    let window: BrowserWindow;
    let device: PluggedDevice;
    let tests = 0;

    before(async () => {
      await fixtures.start();
      server = await listenUntilClosed();
      ses = session.fromPartition(randomPartition());
    });
    beforeEach(async () => {
      tests += 1;
      device = await fixtures.plug(kind.fixture);
      window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL(origin());
    });
    afterEach(async () => {
      closeAllWindows();
      ses.setPermissionCheckHandler(null);
      ses.setDevicePermissionHandler(null);
      for (const event of [select, `${change}-added`, `${change}-removed`, `${change}-revoked`]) {
        emitter().removeAllListeners(event);
      }
      await fixtures.unplugAll();
    });
    after(async () => {
      await endBrowser(ses);
      await server.close();
      await fixtures.stop();
    });

    /** Other origins for every test, because grants live as long as their session. */
    const origin = (): string => `http://a${tests}.localhost:${server.port}`;
    const otherOrigin = (): string => `http://b${tests}.localhost:${server.port}`;
    /** Emitted to listeners that the types of Electron tell apart by name. */
    const emitter = (): NodeJS.EventEmitter => ses;
    /** Answers every request with what `answer` finds; records what it was asked with. */
    function onSelect(answer: (found: Found[], callback: Select) => void, prevent = true): unknown[][] {
      const calls: unknown[][] = [];
      emitter().on(select, (event: Electron.Event, ...args: unknown[]) => {
        calls.push(args);
        if (prevent) event.preventDefault();
        answer(kind.found(args), args.at(-1) as Select);
      });
      return calls;
    }
    const chooseFirst = (found: Found[], callback: Select): void => callback(found[0] ? idOf(found[0]) : '');
    const inPage = (code: string, gesture = true): Promise<unknown> =>
      window.webContents.executeJavaScript(code, gesture) as Promise<unknown>;
    const ask = (options = kind.all, gesture = true): Promise<unknown> =>
      inPage(`${kind.request}(${options}).then((got) => [got].flat().map(${kind.ids}), String)`, gesture);
    const listed = (): Promise<unknown> => inPage(`${kind.list}.then((all) => all.map(${kind.ids}))`);
    const ids = (): number[][] => [[device.vendorId, device.productId]];

    it('gives the page the device of the callback', async () => {
      const calls = onSelect(chooseFirst);
      expect(await ask()).to.deep.equal(ids());
      expect(calls).to.have.length(1);
      expect(kind.found(calls[0] ?? [])).to.have.length(1);
    });

    it('grants the device to the origin until the session ends', async () => {
      onSelect(chooseFirst);
      expect(await listed()).to.deep.equal([]);
      await ask();
      expect(await listed()).to.deep.equal(ids());
      const other = newWindow({ webPreferences: { session: ses } });
      await other.loadURL(`${origin()}/other`);
      expect(await other.webContents.executeJavaScript(`${kind.list}.then((all) => all.length)`)).to.equal(1);
    });

    it('grants it to no other origin', async () => {
      onSelect(chooseFirst);
      await ask();
      await window.loadURL(otherOrigin());
      expect(await listed()).to.deep.equal([]);
    });

    it('refuses without a listener', async () => {
      expect(await ask()).to.deep.equal(kind.refused);
    });

    it('refuses when no listener calls preventDefault()', async () => {
      onSelect(() => undefined, false);
      expect(await ask()).to.deep.equal(kind.refused);
    });

    it('refuses with a callback without a device', async () => {
      onSelect((_, callback) => callback(''));
      expect(await ask()).to.deep.equal(kind.refused);
      expect(await listed()).to.deep.equal([]);
    });

    it('refuses an id that is none of the list', async () => {
      onSelect((_, callback) => callback('unknown'));
      expect(await ask()).to.deep.equal(kind.refused);
    });

    it('counts the first call of the callback', async () => {
      onSelect((found, callback) => {
        callback('');
        chooseFirst(found, callback);
      });
      expect(await ask()).to.deep.equal(kind.refused);
      expect(await listed()).to.deep.equal([]);
    });

    it('lists what passes the filters of the page', async () => {
      const calls = onSelect(chooseFirst);
      expect(await ask(kind.fitting)).to.deep.equal(ids());
      expect(await ask(kind.other)).to.deep.equal(kind.refused);
      expect(calls.map((args) => kind.found(args).length)).to.deep.equal([1, 0]);
    });

    it('is not emitted without a gesture: Chromium refuses', async () => {
      const calls = onSelect(chooseFirst);
      // The activation of what ran before may still last.
      await window.loadURL(`${origin()}/fresh`);
      expect(await ask(kind.all, false)).to.match(/^SecurityError/);
      expect(calls).to.have.length(0);
    });

    it('is not emitted for wrong arguments: Chromium throws', async () => {
      const calls = onSelect(chooseFirst);
      expect(await ask('{ filters: 7 }')).to.match(/^TypeError/);
      expect(calls).to.have.length(0);
    });

    it('ignores a callback that comes when the page is gone', async () => {
      let late: (() => void) | undefined;
      onSelect((found, callback) => {
        late = () => chooseFirst(found, callback);
      });
      void ask().catch(() => undefined);
      await until('the request', () => late !== undefined);
      await window.loadURL(`${origin()}/next`);
      late?.();
      expect(await listed()).to.deep.equal([]);
    });

    /** What an event told while a request was open, and the devices that the request was opened with. */
    async function toldDuring(event: string, act: () => Promise<void>): Promise<{ listed: Found[]; told: Found[] }> {
      const told: Found[] = [];
      emitter().on(event, (_: Electron.Event, changed: Found | { device: Found }) =>
        told.push('device' in changed ? changed.device : changed),
      );
      const requests: { found: Found[]; callback: Select }[] = [];
      onSelect((found, callback) => requests.push({ found, callback }));
      const asked = ask();
      const { found, callback } = await until('the request', () => requests[0]);
      await act();
      await until(event, () => told.length > 0);
      callback('');
      await asked;
      return { listed: found, told };
    }

    describe(`ses event '${change}-added'`, () => {
      it('tells of a device that comes while a request is open', async () => {
        const { listed: first, told } = await toldDuring(`${change}-added`, async () => {
          await device.unplug();
          await device.plug();
        });
        expect(told.map(idOf)).to.deep.equal(first.map(idOf));
      });
    });

    describe(`ses event '${change}-removed'`, () => {
      it('tells of a device that goes while a request is open', async () => {
        const { listed: first, told } = await toldDuring(`${change}-removed`, () => device.unplug());
        expect(told.map(idOf)).to.deep.equal(first.map(idOf));
      });
    });

    describe(`ses event '${change}-revoked'`, () => {
      it('tells of a grant that forget() took away', async () => {
        onSelect(chooseFirst);
        const revoked: unknown[] = [];
        emitter().on(`${change}-revoked`, (_: Electron.Event, details: { origin: string }) =>
          revoked.push(details.origin),
        );
        await ask();
        await inPage(`${kind.list}.then(([first]) => first.forget())`);
        await until('the event', () => revoked.length === 1);
        expect(revoked).to.deep.equal([origin()]);
        expect(await listed()).to.deep.equal([]);
      });
    });

    it('reaches a frame of another origin with allow, and no frame without', async () => {
      onSelect(chooseFirst);
      const frame = async (allow: string): Promise<unknown> => {
        const path = `/frame${allow.length}`;
        await inPage(`new Promise((resolve) => {
          const frame = Object.assign(document.createElement('iframe'), { allow: ${JSON.stringify(allow)}, onload: resolve });
          frame.src = '${otherOrigin()}${path}';
          document.body.append(frame);
        }).then(() => null)`);
        const found = await until('the frame', () =>
          window.webContents.mainFrame.framesInSubtree.find(({ url }) => url.endsWith(path)),
        );
        return found.executeJavaScript(
          `${kind.request}(${kind.all}).then((got) => [got].flat().length, ({ name }) => name)`,
          true,
        );
      };
      expect([await frame(''), await frame(kind.name)]).to.deep.equal(['SecurityError', 1]);
    });

    describe('ses.setPermissionCheckHandler(handler)', () => {
      it('is asked before the app, and refuses', async () => {
        const calls = onSelect(chooseFirst);
        const checks: unknown[] = [];
        ses.setPermissionCheckHandler((contents, permission, asking, { isMainFrame }) => {
          checks.push([contents === window.webContents, permission, asking, isMainFrame]);
          return false;
        });
        expect(await ask()).to.deep.equal(kind.refused);
        expect(checks).to.deep.equal([[true, kind.name, origin(), true]]);
        expect(calls).to.have.length(0);
      });
    });

    describe('ses.setDevicePermissionHandler(handler)', () => {
      it('grants without a request', async () => {
        const asked: unknown[] = [];
        ses.setDevicePermissionHandler(({ deviceType, origin: asking, device: offered }) => {
          if (deviceType === kind.name) asked.push([asking, idOf(offered) !== '']);
          return true;
        });
        await window.loadURL(`${origin()}/granted`);
        expect(await listed()).to.deep.equal(ids());
        expect(asked).to.deep.equal([[origin(), true]]);
        ses.setDevicePermissionHandler(() => false);
        expect(await listed()).to.deep.equal([]);
      });
    });

    it('holds after Chromium was killed', async () => {
      onSelect(chooseFirst);
      await ask();
      await endBrowser(ses);
      await window.loadURL(origin());
      expect(await listed()).to.deep.equal(ids());
    });

    it('keeps two sessions apart', async () => {
      onSelect(chooseFirst);
      await ask();
      const other = newWindow();
      await other.loadURL(origin());
      expect(await other.webContents.executeJavaScript(`${kind.list}.then((all) => all.length)`)).to.equal(0);
      destroyWindow(other);
    });
  });
}
