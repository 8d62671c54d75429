import { expect } from 'chai';
import { useDeviceFixtures } from './lib/device-fixtures';
import { deviceGrantsOf } from './lib/internals';
import { run } from './lib/preload';
import { listen } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';

describe('device fixtures', () => {
  const fixtures = useDeviceFixtures();

  it('are seen by the device monitor', async () => {
    const gauge = await fixtures.plug('hid/gauge');
    const { DeviceMonitor } = process._linkedBinding('electron_browser_device');
    const changes = await new Promise<Valence.DeviceChange[]>((resolve) => {
      const monitor = new DeviceMonitor((batch) => {
        monitor.stop();
        resolve(batch);
      });
      monitor.start();
    });
    const hid = changes.find(({ kind }) => kind === 'hid');
    expect(hid?.device).to.include({
      name: 'Fixture Inc Gauge',
      vendorId: gauge.vendorId,
      productId: gauge.productId,
      serialNumber: 'GAUGE-1',
    });
  });

  it('are seen by a page whose origin is granted them', async () => {
    const gauge = await fixtures.plug('hid/gauge');
    const server = await listen();
    const ses = newSession();
    const window = newWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
    const devices = 'navigator.hid.getDevices().then((list) => list.map((device) => device.productName))';
    console.time('first');
    expect(await run(window, devices)).to.deep.equal([]);
    console.timeEnd('first');
    const grant = { kind: 'hid', origin: server.origin, vendorId: gauge.vendorId, productId: gauge.productId } as const;
    console.time('grant');
    await deviceGrantsOf(ses).grant(grant);
    console.timeEnd('grant');
    expect(await run(window, devices)).to.deep.equal(['Gauge']);
    console.time('revoke');
    await deviceGrantsOf(ses).revoke(grant);
    console.timeEnd('revoke');
    expect(await run(window, devices)).to.deep.equal([]);
  });
});
