// Devices that setDevicePermissionHandler() grants, plugged in and out while a page runs: one event each.
import { expect } from 'chai';
import { DEVICE_KINDS } from './lib/device-kinds';
import { useDeviceFixtures, type PluggedDevice } from './lib/device-fixtures';
import { deviceGrantsOf } from './lib/internals';
import { run } from './lib/preload';
import { listen, type LocalServer } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

/** Product id of the device that is there before the page listens. */
const PRESENT = 0x7001;

/** Source that counts events in `events` and answers with the next that comes; `told` is all of them. */
const listenIn = (name: string): string => `
  globalThis.events = [];
  globalThis.waiting = [];
  for (const type of ['connect', 'disconnect']) {
    navigator.${name}.addEventListener(type, (event) => {
      const device = event.device ?? event.target;
      const { usbVendorId, usbProductId } = device.getInfo?.() ?? {};
      const ids = [device.vendorId ?? usbVendorId, device.productId ?? usbProductId];
      // Chromium may be told of what the test has plugged in before only now.
      if (type === 'connect' && ids[1] === ${PRESENT}) return;
      events.push([type, ...ids].join(' '));
      for (const look of waiting) look();
    });
  }
  globalThis.until = (count) => new Promise((resolve) => {
    const look = () => events.length >= count && resolve(events);
    waiting.push(look);
    look();
  });
  undefined;`;

for (const { name, fixture, list } of DEVICE_KINDS) {
  describe(`ses.setDevicePermissionHandler(handler): ${name} devices that come`, () => {
    const fixtures = useDeviceFixtures();
    const sharedSession = useSharedSession();
    let server: LocalServer;
    let window: Electron.BrowserWindow;

    // Another origin for each test: none has been granted anything yet.
    beforeEach(async () => {
      server = await listen();
      window = newWindow({ webPreferences: { session: sharedSession() } });
      await window.loadURL(server.origin);
      deviceGrantsOf(sharedSession()).prepare();
    });

    /** Grants what `permit` accepts. Resolves when the page listens: the app is asked for what is there. */
    async function listenWith(
      permit: (serialNumber: string) => boolean,
      before = '',
    ): Promise<{ present: PluggedDevice; asked: string[] }> {
      const present = await fixtures.plug(fixture, { productId: PRESENT.toString(16), serialNumber: 'PRESENT' });
      const asked: string[] = [];
      sharedSession().setDevicePermissionHandler(({ deviceType, device }) => {
        if (deviceType !== name) return false;
        asked.push(device.serialNumber ?? '');
        return permit(device.serialNumber ?? '');
      });
      await run(window, `${before}${listenIn(name)}`);
      await until('the question for what is there', () => asked.length > 0);
      asked.length = 0;
      return { present, asked };
    }

    /** What the page has heard when it has listed its devices once more: an event on its way would be there. */
    const heard = (count: number): Promise<string[]> =>
      run<string[]>(window, `until(${count}).then(() => navigator.${name}.${list}).then(() => events)`);

    it('tells a page that only listens, once for each time', async () => {
      const { present } = await listenWith(() => true);
      const device = await fixtures.plug(fixture);
      const told = [`connect ${device.vendorId} ${device.productId}`];
      expect(await heard(1)).to.deep.equal(told);
      await device.unplug();
      told.push(`disconnect ${device.vendorId} ${device.productId}`);
      expect(await heard(2)).to.deep.equal(told);
      await device.plug();
      told.push(`connect ${device.vendorId} ${device.productId}`);
      expect(await heard(3)).to.deep.equal(told);
      await present.unplug();
      told.push(`disconnect ${present.vendorId} ${present.productId}`);
      expect(await heard(4)).to.deep.equal(told);
    });

    it('tells a page that has listed its devices before, of a twin too', async () => {
      sharedSession().setDevicePermissionHandler(() => true);
      const first = await fixtures.plug(fixture, { serialNumber: 'A' });
      await until('the first', () => run<boolean>(window, `navigator.${name}.${list}.then((all) => all.length === 1)`));
      await run(window, listenIn(name));
      await fixtures.plug(fixture, { serialNumber: 'B' });
      const ids = `${first.vendorId} ${first.productId}`;
      expect(await heard(1)).to.deep.equal([`connect ${ids}`]);
      expect(await run(window, `navigator.${name}.${list}.then((all) => all.length)`)).to.equal(2);
      await first.unplug();
      expect(await heard(2)).to.deep.equal([`connect ${ids}`, `disconnect ${ids}`]);
    });

    it('tells of nothing that the handler refuses, and asks for no page that does not use the API', async () => {
      const idle = newWindow({ webPreferences: { session: sharedSession() } });
      await idle.loadURL(`http://localhost:${server.port}/`);
      const { asked } = await listenWith((serialNumber) => serialNumber === 'GOOD');
      await fixtures.plug(fixture, { serialNumber: 'BAD', productId: '7002' });
      const good = await fixtures.plug(fixture, { serialNumber: 'GOOD' });
      expect(await heard(1)).to.deep.equal([`connect ${good.vendorId} ${good.productId}`]);
      expect(asked.slice(0, 2)).to.deep.equal(['BAD', 'GOOD']);
    });

    it('tells of each of three that come together', async () => {
      await listenWith(() => true, `navigator.${name}.onconnect = () => 0;`);
      const [first] = await Promise.all(
        ['A', 'B', 'C'].map((serialNumber) => fixtures.plug(fixture, { serialNumber })),
      );
      const ids = `${first?.vendorId} ${first?.productId}`;
      expect(await heard(3)).to.deep.equal(Array(3).fill(`connect ${ids}`));
      expect(await run(window, `navigator.${name}.${list}.then((all) => all.length)`)).to.equal(4);
    });
  });
}
