import { expect } from 'chai';
import { newAppHome } from './lib/apps';
import { useDeviceFixtures } from './lib/device-fixtures';
import { DEVICE_KINDS } from './lib/device-kinds';
import { InspectorPage } from './lib/inspector-page';
import { listen } from './lib/servers';

/** Source of a list of the rows' texts, cell by cell. */
const ROWS =
  "[...document.querySelectorAll('.devices tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText))";

/** An app whose page asks for one device of each kind, which the app chooses; the inspector runs in it. */
const grantingApp = (origin: string): string => `
  const { app, BrowserWindow, session } = require('electron');
  const path = require('node:path');
  app.whenReady().then(async () => {
    await new Promise((resolve) => {
      app.once('browser-window-created', resolve);
      require(path.join(path.dirname(process.execPath), 'default_app'));
    });
    const ses = session.defaultSession;
    for (const event of ${JSON.stringify(DEVICE_KINDS.map(({ select }) => select))}) {
      ses.on(event, (event, first, ...rest) => {
        event.preventDefault();
        const [found] = Array.isArray(first) ? first : first.deviceList;
        rest.at(-1)(found.portId ?? found.deviceId);
      });
    }
    const window = new BrowserWindow({ webPreferences: { session: ses } });
    await window.loadURL('${origin}');
    for (const code of ${JSON.stringify(DEVICE_KINDS.map(({ name, request }) => `navigator.${name}.${request}`))}) {
      await window.webContents.executeJavaScript(code + '.then(() => 0)', true);
    }
    window.setTitle('granted');
  });`;

describe('default app: devices', () => {
  const fixtures = useDeviceFixtures();

  it('shows devices as they come and go', async () => {
    const page = await InspectorPage.open();
    await page.click('#tab-devices');
    await page.until('no device', "document.querySelector('#panel-devices b')?.textContent === 'No device'");
    const gauge = await fixtures.plug('hid/gauge');
    await page.until('two rows', `${ROWS}.length === 2`);
    expect(await page.run(ROWS)).to.deep.equal([
      ['Gauge', 'HID', '1209:0001', 'GAUGE-1', 'nobody'],
      ['Gauge', 'USB', '1209:0001', 'GAUGE-1', 'nobody'],
    ]);
    await gauge.unplug();
    await page.until('no device', "document.querySelector('#panel-devices b')?.textContent === 'No device'");
  });

  it('shows who has been granted a device, also when it is gone, and revokes it', async () => {
    const server = await listen();
    const devices = await Promise.all(DEVICE_KINDS.map(({ fixture }) => fixtures.plug(fixture)));
    const page = await InspectorPage.open(newAppHome(), grantingApp(server.origin));
    await page.click('#tab-devices');
    await page.until('three grants', "document.querySelectorAll('.grants li').length === 3");
    expect(await page.run("document.querySelector('#count-devices').textContent")).to.equal('5');
    const origins = "[...document.querySelectorAll('.grants li')].map((entry) => entry.innerText)";
    expect(await page.run(origins)).to.deep.equal(Array(3).fill(server.origin));

    await devices[1]?.unplug();
    await page.until('a row of what is gone', "document.querySelector('.devices .gone') !== null");
    const [gone] = await page.run<string[][]>(`${ROWS}.filter(([name]) => name === 'Not plugged in')`);
    expect(gone?.slice(1)).to.deep.equal(['Serial', '1209:0002', 'MODEM-1', server.origin]);

    for (let left = 2; left >= 0; --left) {
      await page.click('.grants button');
      await page.until('one grant less', `document.querySelectorAll('.grants li').length === ${left}`);
    }
    expect(await page.run("document.querySelectorAll('.devices .gone').length")).to.equal(0);
  });
});
