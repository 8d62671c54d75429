import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { useDevicePage } from '../lib/device-page';
import { deviceGrantsOf } from '../lib/internals';
import { run } from '../lib/preload';
import { commandLineOf } from '../lib/processes';
import { listen } from '../lib/servers';
import { browserPid, endBrowser, newSession, newWindow } from '../lib/sessions';

const KINDS = ['hid', 'serial', 'usb'] as const;
const FIXTURES = { hid: 'hid/gauge', serial: 'serial/modem', usb: 'usb/probe' } as const;

describe('chromium-surfaces: devices', () => {
  const page = useDevicePage();
  const { fixtures } = page;

  for (const kind of KINDS) {
    it(`a managed policy grants ${kind} devices at run time, and takes them back`, async () => {
      const { vendorId, productId } = await fixtures.plug(FIXTURES[kind]);
      const grant = { kind, origin: page.origin, vendorId, productId } as const;
      const count = (): Promise<number> =>
        page.run(`const all = await list['${kind}']();
          return all.filter((device) => idsOf('${kind}', device).join() === '${vendorId},${productId}').length;`);
      await page.run(`await devices('${kind}', ${vendorId}, ${productId})`);
      await deviceGrantsOf(page.session).revoke(grant);
      expect(await count()).to.equal(0);
      await deviceGrantsOf(page.session).grant(grant);
      expect(await count()).to.equal(1);
    });

    it(`a grant of a ${kind} device is of one origin`, async () => {
      const { vendorId, productId } = await fixtures.plug(FIXTURES[kind]);
      await page.run(`await devices('${kind}', ${vendorId}, ${productId})`);
      const other = await listen();
      const window = newWindow({ webPreferences: { session: page.session } });
      await window.loadURL(other.origin);
      const call = { hid: 'hid.getDevices', serial: 'serial.getPorts', usb: 'usb.getDevices' }[kind];
      expect(await run(window, `navigator.${call}().then(({ length }) => length)`)).to.equal(0);
    });

    it(`pages are told when a ${kind} device comes and goes`, async () => {
      const { vendorId, productId } = await fixtures.plug(FIXTURES[kind]);
      await page.run(`await devices('${kind}', ${vendorId}, ${productId})`);
      await fixtures.unplugAll();
      await page.run(`await devices('${kind}', ${vendorId}, ${productId}, 0); globalThis.events = []; globalThis.both = new Promise((resolve) => {
        for (const event of ['connect', 'disconnect']) {
          navigator['${kind}'].addEventListener(event, () => events.push(event) === 2 && resolve(events), { once: true });
        }
      });`);
      const device = await fixtures.plug(FIXTURES[kind]);
      await page.run(`await devices('${kind}', ${device.vendorId}, ${device.productId})`);
      await device.unplug();
      expect(await page.run('return both')).to.deep.equal(['connect', 'disconnect']);
    });
  }

  it('a policy names vendor and product: identical twins come together', async () => {
    await fixtures.plug('usb/probe', { serialNumber: 'A' });
    await fixtures.plug('usb/probe', { serialNumber: 'B' });
    const serialNumbers = await page.run<string[]>(
      `return (await devices('usb', 0x1209, 3, 2)).map(({ serialNumber }) => serialNumber);`,
    );
    expect(serialNumbers.sort()).to.deep.equal(['A', 'B']);
  });

  it('a serial port is granted by policy without a serial number', async () => {
    await fixtures.plug('serial/quiet');
    expect(await page.run(`return (await devices('serial', 0x1209, 0x12)).length`)).to.equal(1);
  });

  it('security keys are granted to no page', async () => {
    await fixtures.plug('hid/security-key');
    await fixtures.plug('usb/security-key');
    // Seen after them.
    await fixtures.plug('hid/gauge');
    await fixtures.plug('usb/probe');
    await page.run(`await Promise.all([devices('hid', 0x1209, 1), devices('usb', 0x1209, 3)])`);
    const names = await page.run(
      `return [...await list.hid(), ...await list.usb()].map(({ productName }) => productName).sort()`,
    );
    expect(names).to.include('Gauge').and.not.include('Blocked Key');
    expect(await page.run(`return (await list.hid()).map(({ productName }) => productName)`)).to.not.include(
      'Security Key',
    );
  });

  it('a page gets the reports of a vendor beside those of a mouse, and not the mouse’s', async () => {
    await fixtures.plug('hid/mouse');
    const [mouse] = await page.run<{ usagePage: number; inputReports: number; featureReports: number }[][]>(`
      const found = await devices('hid', 0x1209, 0x11);
      return found.map(({ collections }) => collections.map(({ usagePage, inputReports, featureReports }) =>
        ({ usagePage, inputReports: inputReports.length, featureReports: featureReports.length })));`);
    expect(mouse).to.deep.include({ usagePage: 0xff00, inputReports: 0, featureReports: 1 });
  });

  it('a keyboard is granted to no page', async () => {
    await fixtures.plug('hid/keyboard');
    await fixtures.plug('hid/gauge');
    await page.run(`await devices('hid', 0x1209, 1)`);
    expect(await page.run('return (await list.hid()).map(({ productName }) => productName)')).to.not.include(
      'Keyboard',
    );
  });

  it('LD_PRELOAD leaves the environment of what the browser starts', () => {
    const environment = readFileSync(`/proc/${browserPid(page.session)}/environ`, 'latin1').split('\0');
    const preload = environment.find((entry) => entry.startsWith('LD_PRELOAD='));
    expect(preload).to.not.include('valence_policy');
  });

  it('grants lie in the session’s own directory', async () => {
    const ses = newSession('persist:');
    await deviceGrantsOf(ses).grant({ kind: 'hid', origin: page.origin, vendorId: 1, productId: 2 });
    await ses.cookies.get({});
    const managed = path.join(ses.storagePath ?? '', 'Managed Policies', 'managed');
    const policies = readdirSync(managed).map((file) => readFileSync(path.join(managed, file), 'utf8'));
    expect(policies.join()).to.include(page.origin);
    const commandLine = commandLineOf(browserPid(ses)).join();
    expect(commandLine).to.not.include(page.origin);
  });

  it('grants are in force at a browser’s first page, also of one that replaces another', async () => {
    const { vendorId, productId } = await fixtures.plug('hid/gauge');
    const server = await listen();
    const ses = newSession();
    const grant = { kind: 'hid', origin: server.origin, vendorId, productId } as const;
    await deviceGrantsOf(ses).grant(grant);
    ses.setDevicePermissionHandler(() => true);
    const seen = async (): Promise<number> => {
      const window = newWindow({ webPreferences: { session: ses } });
      await window.loadURL(server.origin);
      return run(window, 'navigator.hid.getDevices().then(({ length }) => length)');
    };
    expect(await seen()).to.equal(1);
    await endBrowser(ses);
    expect(await seen()).to.equal(1);
    expect(deviceGrantsOf(ses).list()).to.deep.equal([grant]);
  });
});
