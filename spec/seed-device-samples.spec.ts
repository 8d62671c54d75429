// Apps written like the device samples of Electron's session page, run with fixture devices.
import { expect } from 'chai';
import { spawnApp, type SpawnedApp } from './lib/apps';
import { useBluetoothFixtures } from './lib/bluetooth-fixtures';
import { useDeviceFixtures } from './lib/device-fixtures';
import { listen } from './lib/servers';

/** A page's own words once somebody clicks; `code` may wait. */
const inPage = (code: string): string =>
  `await win.webContents.executeJavaScript(${JSON.stringify(`(async () => { ${code} })()`)}, true)`;

const print = (value: string): string => `console.log(JSON.stringify(${value}))`;

describe('device samples of the session documentation', () => {
  const fixtures = useDeviceFixtures();

  /** The app with a window `win` on a page of a local server; `code` runs before the page is loaded, `then` behind it. */
  async function start(code: string, then: string): Promise<SpawnedApp> {
    const { origin } = await listen();
    return spawnApp(`
      const { app, BrowserWindow } = require('electron')

      app.whenReady().then(async () => {
        const win = new BrowserWindow({ width: 800, height: 600 })
        const origin = '${origin}'
        ${code}
        await win.loadURL(origin)
        ${then}
        app.quit()
      })
    `);
  }

  /** The sample's three handlers: what may ask, what is known from before, what is chosen. */
  const handlers = (permission: string, known: string, select: string): string => `
    win.webContents.session.setPermissionCheckHandler((webContents, permission, requestingOrigin, details) =>
      permission === '${permission}')
    const granted = ${known}
    win.webContents.session.setDevicePermissionHandler(({ origin: asking, deviceType, device }) =>
      asking === origin && deviceType === '${permission}' && granted.some(({ vendorId, productId, serialNumber }) =>
        vendorId === device.vendorId && productId === device.productId && serialNumber === device.serialNumber))
    ${select}
  `;

  const ends = async (app: SpawnedApp): Promise<void> => {
    const { code, stderr } = await app.exited;
    expect(code, stderr).to.equal(0);
  };

  it('select-hid-device: asks, remembers, and the page writes to what was chosen', async () => {
    await fixtures.plug('hid/gauge', { serialNumber: 'OTHER' });
    const gauge = await fixtures.plug('hid/gauge', { productId: '0055', serialNumber: 'WANTED' });
    const app = await start(
      handlers(
        'hid',
        '[]',
        `win.webContents.session.on('select-hid-device', (event, details, callback) => {
          event.preventDefault()
          const chosen = details.deviceList.find(({ vendorId, productId }) => vendorId === 0x1209 && productId === 0x55)
          if (chosen) granted.push(chosen)
          callback(chosen?.deviceId)
        })`,
      ),
      print(
        `[${inPage(`const [device] = await navigator.hid.requestDevice({ filters: [{ vendorId: 0x1209 }] });
          await device.open(); await device.sendReport(1, new Uint8Array(8).fill(7));
          return [device.productName, (await navigator.hid.getDevices()).length];`)}, granted.map(({ serialNumber }) => serialNumber)]`,
      ),
    );
    expect(await app.report()).to.deep.equal([['Gauge', 1], ['WANTED']]);
    expect(await gauge.receives(({ type }) => type === 'output')).to.include({ data: '010707070707070707' });
    await ends(app);
  });

  it('select-serial-port: asks, and the page writes to the port', async () => {
    const modem = await fixtures.plug('serial/modem');
    const app = await start(
      handlers(
        'serial',
        '[]',
        `win.webContents.session.on('select-serial-port', (event, portList, webContents, callback) => {
          event.preventDefault()
          const chosen = portList.find(({ vendorId, productId }) => vendorId === '${modem.vendorId}' && productId === '${modem.productId}')
          if (!chosen) return callback('')
          granted.push(chosen)
          callback(chosen.portId)
        })`,
      ),
      print(
        inPage(`const port = await navigator.serial.requestPort();
          await port.open({ baudRate: 9600 });
          const writer = port.writable.getWriter(); await writer.write(new Uint8Array([0x41, 0x54])); writer.releaseLock();
          const { value } = await port.readable.getReader().read(); return [value[0]];`),
      ),
    );
    expect(await app.report()).to.deep.equal([0x41]);
    expect(await modem.receives(({ type }) => type === 'data')).to.have.property('data');
    await ends(app);
  });

  it('serial-port-revoked: the page gives its port back, and the app is told', async () => {
    await fixtures.plug('serial/modem');
    const app = await start(
      `const revoked = new Promise((resolve) => win.webContents.session.on('serial-port-revoked', (event, details) => resolve(details)))
      win.webContents.session.on('select-serial-port', (event, [port], webContents, callback) => {
        event.preventDefault()
        callback(port.portId)
      })`,
      `const left = ${inPage(`const port = await navigator.serial.requestPort();
          await port.open({ baudRate: 9600 });
          await port.forget();
          return (await navigator.serial.getPorts()).length;`)}
      const details = await revoked
      ${print('[left, details.origin === origin, details.frame === win.webContents.mainFrame, typeof details.port.portId]')}`,
    );
    expect(await app.report()).to.deep.equal([0, true, true, 'string']);
    await ends(app);
  });

  it('select-usb-device: asks, remembers, and the page claims an interface', async () => {
    const probe = await fixtures.plug('usb/probe');
    const app = await start(
      handlers(
        'usb',
        '[]',
        `win.webContents.session.on('select-usb-device', (event, details, callback) => {
          event.preventDefault()
          const chosen = details.deviceList.find(({ vendorId, productId }) => vendorId === ${probe.vendorId} && productId === ${probe.productId})
          if (chosen) granted.push(chosen)
          callback(chosen?.deviceId)
        })`,
      ),
      print(
        inPage(`const device = await navigator.usb.requestDevice({ filters: [] });
          await device.open(); await device.selectConfiguration(1); await device.claimInterface(0);
          await device.transferOut(2, new Uint8Array([0xc0, 0xde]));
          return [device.productName, (await navigator.usb.getDevices()).length];`),
      ),
    );
    expect(await app.report()).to.deep.equal(['Probe', 1]);
    expect(await probe.receives(({ type }) => type === 'bulk')).to.include({ data: 'c0de' });
    await ends(app);
  });

  it('setDevicePermissionHandler: what is known from before needs no question', async () => {
    await fixtures.plug('hid/gauge', { serialNumber: 'KNOWN' });
    await fixtures.plug('hid/gauge', { productId: '0055', serialNumber: 'UNKNOWN' });
    const app = await start(
      handlers('hid', `[{ vendorId: 0x1209, productId: 1, serialNumber: 'KNOWN' }]`, ''),
      `const known = ${inPage(`for (;;) {
          const changed = new Promise((resolve) => navigator.hid.addEventListener('connect', resolve, { once: true }));
          const all = await navigator.hid.getDevices();
          if (all.length > 0) return all.map(({ productId }) => productId);
          await changed;
        }`)}
      ${print('known')}`,
    );
    expect(await app.report()).to.deep.equal([1]);
    await ends(app);
  });

  it('setUSBProtectedClassesHandler: audio would be released, and the app is told that it is not', async () => {
    await fixtures.plug('usb/composite');
    const app = await start(
      `let asked = null
      win.webContents.session.setUSBProtectedClassesHandler((details) => {
        asked = details.protectedClasses
        return details.protectedClasses.filter((usbClass) => !usbClass.includes('audio'))
      })
      win.webContents.session.on('select-usb-device', (event, details, callback) => {
        event.preventDefault()
        callback(details.deviceList[0]?.deviceId)
      })`,
      `const claims = ${inPage(`const device = await navigator.usb.requestDevice({ filters: [] });
          await device.open(); await device.selectConfiguration(1);
          const claim = (number) => device.claimInterface(number).then(() => 'claimed', ({ name }) => name);
          return [await claim(0), await claim(3)];`)}
      ${print('[asked.length, claims]')}`,
    );
    expect(await app.report()).to.deep.equal([7, ['SecurityError', 'claimed']]);
    await ends(app);
    expect(app.stderr).to.include('audio, audio-video stay protected');
  });

  describe('with Bluetooth', () => {
    const bluetooth = useBluetoothFixtures();

    it('setBluetoothPairingHandler: the page is asked over ipc, and its answer reaches the device', async () => {
      const device = await bluetooth.add('11:22:33:44:55:66', 'Keyboard');
      const app = spawnApp(
        `
        const { app, BrowserWindow } = require('electron')
        const path = require('node:path')

        app.whenReady().then(async () => {
          let answerPairing = null
          const win = new BrowserWindow({ webPreferences: { preload: path.join(__dirname, 'preload.js') } })
          await win.loadURL('data:text/html,<title>Pairing</title>')
          win.webContents.session.setBluetoothPairingHandler((details, callback) => {
            answerPairing = callback
            win.webContents.send('bluetooth-pairing-request', details)
          })
          win.webContents.ipc.on('bluetooth-pairing-response', (event, response) => {
            answerPairing(response)
            ${print('response')}
          })
          process.stdin.once('data', () => app.quit())
        })
      `,
        {
          files: {
            'preload.js': `
              const { ipcRenderer } = require('electron')
              ipcRenderer.on('bluetooth-pairing-request', (event, { pairingKind, deviceId }) => {
                ipcRenderer.send('bluetooth-pairing-response', { confirmed: pairingKind === 'providePin', pin: deviceId.slice(-2) })
              })
            `,
          },
        },
      );
      await bluetooth.untilAgents(1);
      expect(await bluetooth.ask('RequestPinCode', device)).to.deep.equal({ result: '66' });
      expect(await app.report()).to.deep.equal({ confirmed: true, pin: '66' });
      expect(await bluetooth.ask('RequestAuthorization', device)).to.deep.equal({
        refused: 'org.bluez.Error.Rejected',
      });
      app.send('end');
      await ends(app);
    });
  });
});
