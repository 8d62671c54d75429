// How documents ask the main process (lib/browser/document-channel), shown by requests for devices.
import { session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { chooseFirst, chooseNone, collectRequests, DEVICE_KINDS, type Asked } from './lib/device-kinds';
import { useDeviceFixtures } from './lib/device-fixtures';
import { listenUntilClosed, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, newWindow, openWindow, randomPartition } from './lib/sessions';
import { nextUncaughtException } from './lib/uncaught';
import { until } from './lib/until';

const [HID, SERIAL, USB] = DEVICE_KINDS;
if (!HID || !SERIAL || !USB) throw new Error('There are three kinds of devices');

describe('the channel of a document', () => {
  const fixtures = useDeviceFixtures();
  let server: LocalServer;
  let ses: Electron.Session;
  let window: BrowserWindow;

  before(async () => {
    server = await listenUntilClosed();
    ses = session.fromPartition(randomPartition());
  });
  beforeEach(async () => {
    window = openWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
    await fixtures.plug(USB.fixture);
  });
  afterEach(() => {
    closeAllWindows();
    ses.setPermissionCheckHandler(null);
    ses.setDevicePermissionHandler(null);
    for (const { select } of DEVICE_KINDS) (ses as NodeJS.EventEmitter).removeAllListeners(select);
  });
  after(async () => {
    await endBrowser(ses);
    await server.close();
  });

  const inPage = (code: string): Promise<unknown> =>
    window.webContents.executeJavaScript(`(async () => { ${code} })()`, true) as Promise<unknown>;
  const request = `navigator.usb.${USB.request}`;
  /** Requests that nobody waits for. */
  const askTimes = (count: number, call = request): Promise<unknown> =>
    inPage(`for (let i = 0; i < ${count}; ++i) void ${call}.catch(() => undefined); return 1;`);
  const outcome = `await ${request}.then(() => 'granted', ({ name }) => name)`;

  it('leaves no name of its own in the page while the app decides', async () => {
    const asked = collectRequests(ses, USB);
    await inPage(`globalThis.before = Object.getOwnPropertyNames(globalThis); return 1;`);
    await askTimes(1);
    await until('the request', () => asked.length === 1);
    expect(
      await inPage(`
        const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
        return added.filter((name) => name !== 'before');`),
    ).to.deep.equal([]);
  });

  it('answers a question once: a second one of the same id is ignored', async () => {
    const asked = collectRequests(ses, USB);
    await inPage(`
      const { stringify } = JSON;
      JSON.stringify = (message) => stringify({ ...message, id: 7 });
      void ${request}.catch(() => undefined);
      void ${request}.catch(() => undefined);
      JSON.stringify = stringify;
      return 1;`);
    await askTimes(1);
    await until('both', () => asked.length === 2);
    // What was sent before them has been looked at by then.
    expect(await inPage(`return (await navigator.usb.getDevices()).length`)).to.equal(0);
    expect(asked).to.have.length(2);
  });

  it('ignores questions of no topic, and of one that nobody answers', async () => {
    const asked = collectRequests(ses, USB);
    await inPage(`
      const { stringify } = JSON;
      for (const topic of ['__proto__', 'constructor', 'ipc', 7, null, undefined]) {
        JSON.stringify = (message) => stringify({ ...message, topic });
        void ${request}.catch(() => undefined);
      }
      JSON.stringify = stringify;
      return 1;`);
    await askTimes(1);
    await until('the request', () => asked.length === 1);
    expect(await inPage(`return (await navigator.usb.getDevices()).length`)).to.equal(0);
    expect(asked).to.have.length(1);
  });

  it('bounds requests of two kinds together', async () => {
    await fixtures.plug(HID.fixture);
    const ofUsb = collectRequests(ses, USB);
    const ofHid = collectRequests(ses, HID);
    const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>;
    const refused = inPage(`
      let refused = 0;
      await new Promise((resolve) => {
        const done = () => ++refused === 24 && resolve();
        for (let i = 0; i < 20; ++i) {
          void navigator.usb.${USB.request}.then(done, done);
          void navigator.hid.${HID.request}.then(done, done);
        }
      });
      return refused;`);
    expect(await refused).to.equal(24);
    expect(ofUsb.length + ofHid.length).to.equal(16);
    expect(ofUsb.length).to.be.greaterThan(0);
    expect(ofHid.length).to.be.greaterThan(0);
    expect((await warned)[0].code).to.equal('VALENCE_DEVICE_FLOOD');
  });

  it('lets another page ask while one floods', async () => {
    const asked = collectRequests(ses, USB);
    await askTimes(20);
    await until('as many as a page may', () => asked.length === 16);
    const other = newWindow({ webPreferences: { session: ses } });
    await other.loadURL(server.origin);
    void other.webContents.executeJavaScript(`${request}.catch(() => undefined)`, true).catch(() => undefined);
    await until('one more', () => asked.length === 17);
  });

  for (const [what, leave] of [
    ['navigates', async (): Promise<void> => window.loadURL(`${server.origin}/next`)],
    [
      'crashes',
      async (): Promise<void> => {
        const gone = once(window.webContents, 'render-process-gone');
        window.webContents.forcefullyCrashRenderer();
        await gone;
        await window.loadURL(server.origin);
      },
    ],
    [
      'loses its browser',
      async (): Promise<void> => {
        await endBrowser(ses);
        await window.loadURL(server.origin);
      },
    ],
  ] as const) {
    it(`cancels what is open when the page ${what}: late answers grant nothing, and as much may be asked again`, async () => {
      const asked: Asked[] = collectRequests(ses, USB);
      await askTimes(16);
      await until('as many as a page may', () => asked.length === 16);
      await leave();
      for (const late of asked.splice(0)) chooseFirst(late);
      expect(await inPage(`return (await navigator.usb.getDevices()).length`)).to.equal(0);
      await askTimes(16);
      await until('as many again', () => asked.length === 16);
    });
  }

  describe('an exception of the app', () => {
    const THROWN = 'of the app';
    const fail = (): never => {
      throw new Error(THROWN);
    };
    /** What the page gets, and what the app is told, when it throws. */
    async function failing(code: string): Promise<{ got: unknown; message: string }> {
      const thrown = nextUncaughtException();
      const got = await inPage(`return ${code}`);
      return { got, message: (await thrown).message };
    }

    for (const { name, select, request: call } of DEVICE_KINDS) {
      it(`in a listener of '${select}' is an uncaught one, and the request is refused`, async () => {
        (ses as NodeJS.EventEmitter).on(select, fail);
        const code = `await navigator.${name}.${call}.then((got) => [got].flat().length, () => 0)`;
        expect(await failing(code)).to.deep.equal({ got: 0, message: THROWN });
      });
    }

    it('in the check handler is an uncaught one, and the request is refused', async () => {
      const asked = collectRequests(ses, USB, chooseFirst);
      ses.setPermissionCheckHandler(fail);
      expect(await failing(outcome)).to.deep.equal({ got: 'NotFoundError', message: THROWN });
      expect(asked).to.have.length(0);
    });

    it('in the device handler is an uncaught one, and the device is not granted', async () => {
      ses.setDevicePermissionHandler(({ deviceType }) => deviceType === 'usb' && fail());
      const code = `(await navigator.usb.getDevices()).length`;
      expect(await failing(code)).to.deep.equal({ got: 0, message: THROWN });
    });
  });

  it('refuses when the check handler returns nothing', async () => {
    const asked = collectRequests(ses, USB, chooseFirst);
    ses.setPermissionCheckHandler(() => undefined as unknown as boolean);
    expect(await inPage(`return ${outcome}`)).to.equal('NotFoundError');
    expect(asked).to.have.length(0);
  });

  for (const { prototype, method } of DEVICE_KINDS) {
    it(`shows ${prototype}.prototype.${method} as a native method`, async () => {
      expect(
        await inPage(`
          const { prototype } = ${prototype};
          const { value, ...flags } = Object.getOwnPropertyDescriptor(prototype, '${method}');
          const text = Function.prototype.toString.call(value).replace(/\\s+/g, ' ');
          const wrong = await value.call({}).then(() => 'resolved', ({ name }) => name);
          const constructed = (() => { try { return new value(); } catch ({ name }) { return name; } })();
          return [value.name, value.length, 'prototype' in value, text, flags, wrong, constructed];`),
      ).to.deep.equal([
        method,
        method === 'requestPort' ? 0 : 1,
        false,
        'function () { [native code] }',
        { writable: true, enumerable: true, configurable: true },
        'TypeError',
        'TypeError',
      ]);
    });
  }

  it('still gives what the app chooses', async () => {
    collectRequests(ses, USB, chooseFirst);
    expect(await inPage(`return ${outcome}`)).to.equal('granted');
    await inPage(`for (const device of await navigator.usb.getDevices()) await device.forget(); return 1;`);
    collectRequests(ses, USB, chooseNone);
    expect(await inPage(`return ${outcome}`)).to.equal('NotFoundError');
  });
});
