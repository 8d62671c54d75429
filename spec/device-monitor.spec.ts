import { expect } from 'chai';
import { useDeviceFixtures } from './lib/device-fixtures';
import { startDeviceMonitor } from './lib/device-monitor';
import { runApp, source } from './lib/apps';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('electron_browser_device', () => {
  const fixtures = useDeviceFixtures();

  it('tells the properties of a HID device', async () => {
    await fixtures.plug('hid/gauge');
    const { device, blocked } = await startDeviceMonitor().until('hid', 'add');
    expect(device).to.include({ name: 'Gauge', vendorId: 0x1209, productId: 1, serialNumber: 'GAUGE-1' });
    expect(device.deviceId).to.match(UUID);
    expect(device.guid).to.match(UUID).and.not.equal(device.deviceId);
    expect(blocked).to.equal(false);
  });

  it('tells the collections of a HID device', async () => {
    await fixtures.plug('hid/mouse');
    const { device } = await startDeviceMonitor().until('hid', 'add');
    const [mouse, vendor] = device.collections;
    expect(mouse).to.include({ usagePage: 1, usage: 2, type: 1 });
    expect(mouse?.children.map(({ usage, type }) => [usage, type])).to.deep.equal([[1, 0]]);
    const [buttons, axes] = mouse?.inputReports[0]?.items ?? [];
    expect(mouse?.inputReports[0]?.reportId).to.equal(1);
    expect(buttons).to.include({ isRange: true, usageMinimum: 0x90001, usageMaximum: 0x90003, isAbsolute: true });
    expect(axes).to.include({ isRange: false, logicalMinimum: -127, logicalMaximum: 127, isAbsolute: false });
    expect(axes?.usages).to.deep.equal([0x10030, 0x10031]);
    expect(vendor).to.include({ usagePage: 0xff00, usage: 1 });
    expect(vendor?.featureReports.map(({ reportId }) => reportId)).to.deep.equal([2]);
  });

  it('tells the properties of a serial port', async () => {
    const modem = await fixtures.plug('serial/modem');
    const { device } = await startDeviceMonitor().until('serial', 'add');
    const { portId, ...properties } = device;
    expect(portId).to.match(UUID);
    expect(properties).to.deep.equal({
      portName: modem.nodes[0],
      displayName: 'Modem',
      vendorId: '4617',
      productId: '2',
      serialNumber: 'MODEM-1',
    });
  });

  it('tells the properties of a USB device', async () => {
    await fixtures.plug('usb/probe');
    const { device } = await startDeviceMonitor().until('usb', 'add');
    const { deviceId, configurations, ...properties } = device;
    expect(deviceId).to.match(UUID);
    expect(properties).to.deep.equal({
      vendorId: 0x1209,
      productId: 3,
      productName: 'Probe',
      manufacturerName: 'Fixture Inc',
      serialNumber: 'PROBE-1',
      usbVersionMajor: 2,
      usbVersionMinor: 0,
      usbVersionSubminor: 0,
      deviceClass: 0,
      deviceSubclass: 0,
      deviceProtocol: 0,
      deviceVersionMajor: 1,
      deviceVersionMinor: 2,
      deviceVersionSubminor: 3,
      activeConfiguration: 1,
    });
    const [configuration] = configurations;
    expect(configuration?.configurationValue).to.equal(1);
    const [first, second] = configuration?.interfaces[0]?.alternates ?? [];
    expect(first).to.include({ alternateSetting: 0, interfaceClass: 255 });
    expect(first?.endpoints[2]).to.deep.equal({
      endpointNumber: 3,
      direction: 'in',
      type: 'interrupt',
      packetSize: 64,
    });
    expect(second).to.include({ alternateSetting: 1 });
  });

  it('leaves out what a device does not tell', async () => {
    await fixtures.plug('serial/quiet');
    const monitor = startDeviceMonitor();
    expect((await monitor.until('serial', 'add')).device).to.not.have.property('serialNumber');
    expect((await monitor.until('usb', 'add')).device).to.not.have.property('serialNumber');
  });

  it('names a HID device that has no name', async () => {
    await fixtures.plug('hid/gauge', { manufacturer: '', product: '' });
    expect((await startDeviceMonitor().until('hid', 'add')).device.name).to.equal('Unknown Device (1209:0001)');
  });

  it('gives the interfaces of a device one id', async () => {
    await fixtures.plug('usb/composite');
    const monitor = startDeviceMonitor();
    const consumer = await monitor.until('hid', 'add', ({ device }) => device.collections[0]?.usagePage === 0x0c);
    const vendor = await monitor.until('hid', 'add', ({ device }) => device.collections[0]?.usagePage === 0xff00);
    expect(consumer.device.deviceId).to.equal(vendor.device.deviceId);
    expect(consumer.device.guid).to.not.equal(vendor.device.guid);
  });

  for (const fixture of ['hid/security-key', 'hid/keyboard', 'usb/security-key']) {
    it(`marks ${fixture}, which no page may see`, async () => {
      await fixtures.plug(fixture);
      const kind = fixture.startsWith('hid') ? 'hid' : 'usb';
      expect((await startDeviceMonitor().until(kind, 'add')).blocked).to.equal(true);
    });
  }

  it('tells at first that nothing is plugged in', async () => {
    const monitor = startDeviceMonitor();
    await monitor.ready;
    expect(monitor.changes).to.deep.equal([]);
  });

  it('tells when devices come and go', async () => {
    const monitor = startDeviceMonitor();
    await monitor.ready;
    const gauge = await fixtures.plug('hid/gauge');
    const { device } = await monitor.until('hid', 'add');
    await gauge.unplug();
    expect((await monitor.until('hid', 'remove')).device).to.deep.equal(device);
    expect((await monitor.until('usb', 'remove')).device.serialNumber).to.equal('GAUGE-1');
  });

  it('keeps the id over a replug, at another port by the serial number', async () => {
    const gauge = await fixtures.plug('hid/gauge');
    const monitor = startDeviceMonitor();
    const { device } = await monitor.until('hid', 'add');
    for (const port of [1, 101]) {
      await gauge.unplug();
      await monitor.until('hid', 'remove');
      monitor.changes.length = 0;
      await gauge.plug(port);
      const again = await monitor.until('hid', 'add');
      expect(again.device.deviceId).to.equal(device.deviceId);
      expect(again.device.guid).to.not.equal(device.guid);
    }
  });

  it('tells identical twins apart', async () => {
    await fixtures.plug('serial/modem');
    await fixtures.plug('serial/modem');
    const monitor = startDeviceMonitor();
    const first = await monitor.until('serial', 'add');
    const second = await monitor.until('serial', 'add', ({ device }) => device.portName !== first.device.portName);
    expect(second.device.portId).to.not.equal(first.device.portId);
    expect(second.device.serialNumber).to.equal(first.device.serialNumber);
  });

  it('tells of fifty at once, each of them once', async () => {
    const monitor = startDeviceMonitor();
    await monitor.ready;
    const plugged = await Promise.all(
      Array.from({ length: 50 }, (_, index) => fixtures.plug('hid/gauge', { serialNumber: `G${index}` })),
    );
    await Promise.all(
      plugged.map(({ fixture }) =>
        monitor.until('hid', 'add', ({ device }) => device.serialNumber === fixture.usb.serialNumber),
      ),
    );
    expect(monitor.changes.filter(({ kind, action }) => kind === 'hid' && action === 'add')).to.have.length(50);
    await fixtures.unplugAll();
    for (const { fixture } of plugged) {
      await monitor.until('hid', 'remove', ({ device }) => device.serialNumber === fixture.usb.serialNumber);
    }
  });

  it('is silent once it is stopped, and begins anew', async () => {
    await fixtures.plug('hid/gauge');
    const { DeviceMonitor } = process._linkedBinding('electron_browser_device');
    let batches = 0;
    const stopped = new DeviceMonitor(() => batches++);
    stopped.start();
    stopped.stop();
    // The one that starts later is told of everything; the one before would have been told earlier.
    await startDeviceMonitor().until('hid', 'add');
    expect(batches).to.equal(0);
  });

  it('refuses a callback that is none', () => {
    const { DeviceMonitor } = process._linkedBinding('electron_browser_device');
    const loose = DeviceMonitor as unknown as { new (callback: unknown): unknown };
    expect(() => new loose(7)).to.throw(TypeError, 'onChanges: expected a function, got a number');
  });

  it('does not keep an app alive', async () => {
    const { code, stdout } = await runApp(
      source(`const { DeviceMonitor } = process._linkedBinding('electron_browser_device');
        app.on('quit', () => print('over'));
        app.whenReady().then(() => { new DeviceMonitor(() => {}).start(); app.quit(); });`),
    );
    expect(stdout).to.include('over');
    expect(code).to.equal(0);
  });
});
