// Which devices a request offers to the app: filters and exclusion filters as in WebHID, Web Serial and WebUSB.
import { expect } from 'chai';
import { useDeviceFixtures } from './lib/device-fixtures';
import { chooseNone, collectRequests, DEVICE_KINDS, type DeviceKind, type Found } from './lib/device-kinds';
import { listenUntilClosed, type LocalServer } from './lib/servers';
import { openWindow, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

type Kind = DeviceKind['name'];

const kindOf = (name: Kind): DeviceKind => DEVICE_KINDS.find((kind) => kind.name === name)!;

/** Options of the request, and which of the fixtures are offered for them. */
type Cases = Record<string, [options: string, offered: string[]]>;

const EXCLUSIONS = (vendor: string, product: string): Cases => ({
  'no filter and one exclusion': [`{ exclusionFilters: [{ ${vendor}: 0x1209, ${product}: 1 }] }`, ['2']],
  'a filter and an exclusion of the same': [
    `{ filters: [{ ${vendor}: 0x1209 }], exclusionFilters: [{ ${vendor}: 0x1209 }] }`,
    [],
  ],
  'exclusions, of which one fits': [
    `{ filters: [{ ${vendor}: 0x1209 }], exclusionFilters: [{ ${vendor}: 7 }, { ${vendor}: 0x1209, ${product}: 2 }] }`,
    ['1'],
  ],
});

const CASES: Record<Kind, Cases> = {
  hid: {
    ...EXCLUSIONS('vendorId', 'productId'),
    'no filter and one exclusion': ['{ filters: [], exclusionFilters: [{ vendorId: 0x1209, productId: 1 }] }', ['2']],
    'a usage page': ['{ filters: [{ usagePage: 0xff00 }] }', ['1', '2']],
    'a usage page and its usage': ['{ filters: [{ usagePage: 0xff00, usage: 1 }] }', ['1', '2']],
    'a usage of another page': ['{ filters: [{ usagePage: 0xff00, usage: 77 }] }', []],
    'several filters': ['{ filters: [{ vendorId: 7 }, { vendorId: 0x1209, productId: 2 }] }', ['2']],
    'an excluded usage page': ['{ filters: [], exclusionFilters: [{ usagePage: 0xff00 }] }', []],
  },
  serial: {
    'a vendor': ['{ filters: [{ usbVendorId: 0x1209 }] }', ['1', '2']],
    'several filters': ['{ filters: [{ usbVendorId: 7 }, { usbVendorId: 0x1209, usbProductId: 2 }] }', ['2']],
    'a service of Bluetooth': [
      "{ filters: [{ bluetoothServiceClassId: '00001101-0000-1000-8000-00805f9b34fb' }] }",
      [],
    ],
  },
  usb: {
    ...EXCLUSIONS('vendorId', 'productId'),
    'no filter and one exclusion': ['{ filters: [], exclusionFilters: [{ vendorId: 0x1209, productId: 1 }] }', ['2']],
    'a serial number': ["{ filters: [{ serialNumber: 'TWO' }] }", ['2']],
    'a class of an interface': ['{ filters: [{ classCode: 255 }] }', ['1', '2']],
    'a class and another subclass': ['{ filters: [{ classCode: 255, subclassCode: 9 }] }', []],
    'an excluded serial number': ["{ filters: [], exclusionFilters: [{ serialNumber: 'ONE' }] }", ['2']],
  },
};

describe('filters of device requests', () => {
  const fixtures = useDeviceFixtures();
  const sharedSession = useSharedSession();
  let server: LocalServer;
  let window: Electron.BrowserWindow;

  before(async () => {
    server = await listenUntilClosed();
    window = openWindow({ webPreferences: { session: sharedSession() } });
    await window.loadURL(server.origin);
  });
  after(() => server.close());

  /** What the app is offered for each request, in the words of `tell`. */
  async function offered<T>(kind: DeviceKind, options: readonly string[], tell: (found: Found[]) => T): Promise<T[]> {
    const asked = collectRequests(sharedSession(), kind, chooseNone);
    for (const option of options) {
      const code = `navigator.${kind.name}.${kind.method}(${option}).then(() => null, () => null)`;
      await window.webContents.executeJavaScript(code, true);
    }
    await until('all requests', () => asked.length === options.length);
    return asked.map(({ found }) => tell(found));
  }

  const products = (found: Found[]): string[] =>
    (found as unknown as { vendorId?: number | string; productId?: number | string }[])
      .filter(({ vendorId }) => Number(vendorId) === 0x1209)
      .map(({ productId }) => String(productId))
      .sort();

  /** Resolves when the app has heard of these devices of the fixtures. */
  async function untilKnown(kind: DeviceKind, expected: string[]): Promise<void> {
    const all = kind.name === 'serial' ? '{}' : '{ filters: [] }';
    await until('the devices', async () => {
      const [list] = await offered(kind, [all], products);
      return list?.join() === expected.join();
    });
  }

  for (const kind of DEVICE_KINDS) {
    it(`offers the app what they leave of ${kind.name} devices`, async () => {
      await fixtures.plug(kind.fixture, { productId: '0001', serialNumber: 'ONE' });
      await fixtures.plug(kind.fixture, { productId: '0002', serialNumber: 'TWO' });
      await untilKnown(kind, ['1', '2']);
      const cases = CASES[kind.name];
      const lists = await offered(
        kind,
        Object.values(cases).map(([options]) => options),
        products,
      );
      const names = Object.keys(cases);
      expect(Object.fromEntries(lists.map((list, index) => [names[index], list]))).to.deep.equal(
        Object.fromEntries(Object.entries(cases).map(([name, [, expected]]) => [name, expected])),
      );
    });
  }

  it('offers a composite device once for each kind', async () => {
    await fixtures.plug('usb/composite');
    for (const kind of DEVICE_KINDS) {
      await untilKnown(kind, ['35']);
      const vendor = kind.name === 'serial' ? 'usbVendorId' : 'vendorId';
      expect(await offered(kind, [`{ filters: [{ ${vendor}: 0x1209 }] }`], products)).to.deep.equal([['35']]);
    }
  });

  it('finds a composite HID device by the usage of any of its interfaces', async () => {
    await fixtures.plug('usb/composite');
    const usages = ['usagePage: 0xff00', 'usagePage: 12, usage: 1', 'usagePage: 12, usage: 2'];
    const options = usages.map((usage) => `{ filters: [{ ${usage} }] }`);
    // The app hears of one interface after the other.
    const lists = await until('both interfaces', async () => {
      const found = await offered(kindOf('hid'), options, products);
      return found[0]?.length && found[1]?.length ? found : undefined;
    });
    expect(lists).to.deep.equal([['35'], ['35'], []]);
  });

  it('leaves an empty list of exclusions and a wrong filter to Chromium, which refuses them', async () => {
    const asked = collectRequests(sharedSession(), kindOf('hid'), chooseNone);
    const names = (await window.webContents.executeJavaScript(
      `Promise.all([
        { filters: [], exclusionFilters: [] },
        { filters: [{}] },
        { filters: [{ productId: 1 }] },
        { filters: [], exclusionFilters: [{ usage: 1 }] },
      ].map((options) => navigator.hid.requestDevice(options).then(() => 'given', ({ name }) => name)))`,
      true,
    )) as string[];
    expect(names).to.deep.equal(Array(4).fill('TypeError'));
    expect(asked).to.have.length(0);
  });

  it('are those of each request, with several open at once and one that is never answered', async () => {
    await fixtures.plug('hid/gauge', { productId: '0001' });
    await fixtures.plug('hid/gauge', { productId: '0002', serialNumber: 'TWO' });
    const kind = kindOf('hid');
    await untilKnown(kind, ['1', '2']);
    const asked = collectRequests(sharedSession(), kind);
    const results = window.webContents.executeJavaScript(
      `globalThis.never = navigator.hid.requestDevice({ filters: [{ vendorId: 0x1209, productId: 1 }] });
      navigator.hid.requestDevice({ filters: [{ vendorId: 0x1209, productId: 2 }] }).then((all) => all.map(({ productId }) => productId))`,
      true,
    ) as Promise<number[]>;
    await until('both requests', () => asked.length === 2);
    expect(asked.map(({ found }) => products(found))).to.deep.equal([['1'], ['2']]);
    const [second] = (asked[1]?.found ?? []) as { deviceId: string }[];
    asked[1]?.callback(second?.deviceId);
    asked[1]?.callback(second?.deviceId);
    expect(await results).to.deep.equal([2]);
    await window.loadURL(`${server.origin}/next`);
    asked[0]?.callback((asked[0].found[0] as { deviceId: string }).deviceId);
    const ids = 'navigator.hid.getDevices().then((all) => all.map(({ productId }) => productId))';
    expect(await window.webContents.executeJavaScript(ids)).to.deep.equal([2]);
  });
});
