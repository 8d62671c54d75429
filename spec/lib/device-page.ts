// A page that is granted every fixture device, for the tests of a describe: one Chromium for all of them.
import { session } from 'electron';
import { DeviceFixtures } from './device-fixtures';
import { deviceGrantsOf } from './internals';
import { run } from './preload';
import { listenUntilClosed, type LocalServer } from './servers';
import { closeAllWindows, endBrowser, openWindow, randomPartition } from './sessions';

/** What the page has beside the platform's own functions. */
const HELPERS = `
  globalThis.list = {
    hid: () => navigator.hid.getDevices(),
    serial: () => navigator.serial.getPorts(),
    usb: () => navigator.usb.getDevices(),
  };
  globalThis.idsOf = (kind, device) => {
    const { usbVendorId, usbProductId } = kind === 'serial' ? device.getInfo() : {};
    return kind === 'serial' ? [usbVendorId, usbProductId] : [device.vendorId, device.productId];
  };
  // Looks again and again: a device that is granted after it came is told with no event.
  const until = async (find) => {
    for (;;) {
      const found = await find();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  // All that have these ids, once there are \`count\`.
  globalThis.devices = (kind, vendorId, productId, count = 1) => until(async () => {
    const found = (await list[kind]()).filter((device) => idsOf(kind, device).join() === [vendorId, productId].join());
    return found.length === count && found;
  });
  // Resolves when none of what was plugged in is left.
  globalThis.nothing = (kind) => until(async () => (await list[kind]()).length === 0);
  globalThis.hex = (data) => [...new Uint8Array(data.buffer ?? data)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  globalThis.bytes = (text) => new Uint8Array(text.match(/../g)?.map((byte) => parseInt(byte, 16)) ?? []);
`;

export interface DevicePage {
  readonly fixtures: DeviceFixtures;
  readonly window: Electron.BrowserWindow;
  readonly session: Electron.Session;
  readonly origin: string;
  /** Runs the body of an async function in the page, which may use \`devices(kind, vendorId, productId, count)\`. */
  run<T>(body: string): Promise<T>;
}

/** One server, session, window and testbed for the tests of a describe; nothing is plugged in at the start of each. */
export function useDevicePage(): DevicePage {
  const fixtures = new DeviceFixtures();
  let server: LocalServer | undefined;
  let window: Electron.BrowserWindow | undefined;
  let ses: Electron.Session | undefined;
  const given = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('There is no page before the tests run');
    return value;
  };

  before(async () => {
    await fixtures.start();
    server = await listenUntilClosed();
    ses = session.fromPartition(randomPartition());
    // Before the browser starts: it begins with them.
    const { origin } = server;
    ses.setDevicePermissionHandler((details) => details.origin === origin);
    window = openWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
    await run(window, `${HELPERS} undefined;`);
    deviceGrantsOf(ses).prepare();
  });
  afterEach(async () => {
    await fixtures.unplugAll();
    // The next test's device is often the same one again.
    if (window) await run(window, `Promise.all(Object.keys(list).map(nothing)).then(() => undefined)`);
  });
  after(async () => {
    closeAllWindows();
    if (ses) await endBrowser(ses);
    await server?.close();
    await fixtures.stop();
  });

  return {
    fixtures,
    get window() {
      return given(window);
    },
    get session() {
      return given(ses);
    },
    get origin() {
      return given(server).origin;
    },
    run: (body) => run(given(window), `(async () => { ${body} })()`),
  };
}
