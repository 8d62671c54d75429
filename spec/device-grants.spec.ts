// Grants that outlive the app: ses.deviceGrants.
import { expect } from 'chai';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, sourceWhenReady, spawnApp, type SpawnedApp } from './lib/apps';
import { chooseFirst, collectRequests, DEVICE_KINDS } from './lib/device-kinds';
import { useDeviceFixtures } from './lib/device-fixtures';
import { listen } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { until } from './lib/until';

interface Grant {
  deviceType: string;
  origin: string;
  vendorId: number;
  productId: number;
  serialNumber?: string;
  persistent: boolean;
}

interface DeviceGrants extends NodeJS.EventEmitter {
  getDevices(): Promise<{ deviceType: string; device: { deviceId?: string; portId?: string } }[]>;
  setPersistent(persistent: boolean): Promise<void>;
  list(): Grant[];
  revoke(grant: Grant): Promise<void>;
}

const grantsOf = (ses: Electron.Session): DeviceGrants =>
  (ses as unknown as { deviceGrants: DeviceGrants }).deviceGrants;

describe('ses.deviceGrants', () => {
  const fixtures = useDeviceFixtures();

  for (const { name, fixture, select, request, list } of DEVICE_KINDS) {
    it(`keeps what was chosen of ${name} until it is revoked, over SIGKILL`, async () => {
      const server = await listen();
      const device = await fixtures.plug(fixture);
      const app = (persistent: boolean): string =>
        sourceWhenReady(`
          const ses = session.fromPartition('persist:lab');
          if (${persistent}) await ses.deviceGrants.setPersistent(true);
          ses.on('${select}', (event, first, ...rest) => {
            event.preventDefault();
            const [found] = Array.isArray(first) ? first : first.deviceList;
            rest.at(-1)(found.portId ?? found.deviceId);
          });
          const window = new BrowserWindow({ webPreferences: { session: ses } });
          await window.loadURL('${server.origin}');
          const inPage = (code) => window.webContents.executeJavaScript('navigator.${name}.' + code, true);
          const count = () => inPage('${list}.then((all) => all.length)');
          print([await count(), ses.deviceGrants.list()]);
          process.stdin.on('data', async (text) => {
            if (String(text).startsWith('ask')) await inPage('${request}.then(() => 1)');
            else for (const grant of ses.deviceGrants.list()) await ses.deviceGrants.revoke(grant);
            print([await count(), ses.deviceGrants.list()]);
          });
          await new Promise(() => {});`);
      const home = newAppHome();
      const start = (persistent = true): SpawnedApp => spawnApp(app(persistent), { home });

      const first = start();
      expect(await first.report()).to.deep.equal([0, []]);
      first.send('ask');
      const [count, grants] = await first.report<[number, Grant[]]>(1);
      expect(count).to.equal(1);
      expect(grants).to.have.length(1);
      expect(grants[0]).to.include({ deviceType: name, origin: server.origin, vendorId: device.vendorId });
      await first.killAll();
      const file = path.join(home.userData, 'Partitions', 'lab', 'Device Grants.json');
      expect(statSync(file).mode & 0o777).to.equal(0o600);

      const second = start();
      expect(await second.report()).to.deep.equal([1, grants]);
      second.send('revoke');
      expect(await second.report(1)).to.deep.equal([0, []]);
      await second.killAll();

      if (name !== 'hid') return; // the same for all
      const third = start(false);
      expect(await third.report()).to.deep.equal([0, []]);
      await third.killAll();
    });
  }

  it('tells what is plugged in, as it comes and goes', async () => {
    const { deviceGrants } = newSession() as unknown as { deviceGrants: DeviceGrants };
    const before = (await deviceGrants.getDevices()).length;
    const come = once(deviceGrants, 'changed');
    const gauge = await fixtures.plug('hid/gauge');
    await come;
    await until('both kinds of it', async () => (await deviceGrants.getDevices()).length === before + 2);
    const found = (await deviceGrants.getDevices()).filter(({ device }) => 'vendorId' in device);
    expect(found.map(({ deviceType }) => deviceType)).to.deep.equal(['hid', 'usb']);
    await gauge.unplug();
    await until('none of it', async () => (await deviceGrants.getDevices()).length === before);
  });

  for (const kind of DEVICE_KINDS) {
    it(`lists grants of ${kind.name} in memory, and takes one away`, async () => {
      const server = await listen();
      const device = await fixtures.plug(kind.fixture);
      const ses = newSession();
      const window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL(server.origin);
      collectRequests(ses, kind, chooseFirst);
      const grants = grantsOf(ses);
      let changes = 0;
      grants.on('changed', () => changes++);
      const open = kind.name === 'serial' ? 'open({ baudRate: 115200 })' : 'open()';
      const inPage = (code: string): Promise<unknown> => window.webContents.executeJavaScript(code, true);
      await inPage(
        `navigator.${kind.name}.${kind.request}.then((got) => (globalThis.device = [got].flat()[0]).${open})`,
      );
      const { vendorId, productId } = device;
      expect(grants.list()).to.deep.equal([
        {
          deviceType: kind.name,
          origin: server.origin,
          vendorId,
          productId,
          serialNumber: device.fixture.usb.serialNumber,
          persistent: false,
        },
      ]);
      expect(changes).to.be.greaterThan(0);
      await grants.revoke(grants.list()[0]!);
      expect(grants.list()).to.deep.equal([]);
      expect(await inPage(`navigator.${kind.name}.${kind.list}.then((all) => all.length)`)).to.equal(0);
      // What stock Chromium leaves to a page that had the device open: docs/limits.md.
      const again = await inPage(`device.close().then(() => device.${open}).then(() => 'open', () => 'refused')`);
      expect(again).to.equal(kind.name === 'usb' ? 'open' : 'refused');
      await window.loadURL(`${server.origin}/next`);
      expect(await inPage(`navigator.${kind.name}.${kind.list}.then((all) => all.length)`)).to.equal(0);
    });
  }

  it('keeps nothing for a session in memory', async () => {
    const error = await grantsOf(newSession())
      .setPersistent(true)
      .then(() => null, String);
    expect(error).to.match(/^Error: persistent cannot be true for a session in memory/);
  });

  it('is empty, with one warning, where the file is damaged', async () => {
    const ses = newSession('persist:');
    const storagePath = ses.storagePath ?? '';
    mkdirSync(storagePath, { recursive: true });
    writeFileSync(path.join(storagePath, 'Device Grants.json'), '{"version":1,"grants":[{"origin":7}]}');
    const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>;
    await grantsOf(ses).setPersistent(true);
    expect((await warned)[0].code).to.equal('VALENCE_DEVICE_GRANTS_DAMAGED');
    expect(grantsOf(ses).list()).to.deep.equal([]);
  });
});
