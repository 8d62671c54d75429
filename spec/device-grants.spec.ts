// Grants that outlive the app: ses.deviceGrants.
import { expect } from 'chai';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, sourceWhenReady, spawnApp, type SpawnedApp } from './lib/apps';
import { DEVICE_KINDS } from './lib/device-kinds';
import { useDeviceFixtures } from './lib/device-fixtures';
import { listen } from './lib/servers';
import { newSession } from './lib/sessions';

interface Grant {
  deviceType: string;
  origin: string;
  vendorId: number;
  productId: number;
  serialNumber?: string;
}

interface DeviceGrants {
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
