// Pages ask for Bluetooth devices, the app chooses: Chromium's own scan of a BlueZ that does not exist.
import { session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import type { Protocol } from 'devtools-protocol';
import { once } from 'node:events';
import { useBluetoothFixtures } from './lib/bluetooth-fixtures';
import { listenUntilClosed, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, openWindow, randomPartition } from './lib/sessions';
import { useSwitch } from './lib/switches';
import { collectUncaught } from './lib/uncaught';
import { until } from './lib/until';

type Callback = (deviceId: string) => void;

describe("contents event 'select-bluetooth-device'", () => {
  const bluetooth = useBluetoothFixtures();
  useSwitch('enable-features', 'WebBluetooth');
  let server: LocalServer;
  let ses: Electron.Session;
  let window: BrowserWindow;
  let count = 0;
  let gestures = 0;

  before(async () => {
    server = await listenUntilClosed();
    ses = session.fromPartition(randomPartition());
    window = openWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
    window.webContents.debugger.attach();
  });
  afterEach(async () => {
    window.webContents.removeAllListeners('select-bluetooth-device');
    await bluetooth.removeAll();
  });
  after(async () => {
    closeAllWindows();
    await endBrowser(ses);
    await server.close();
  });

  /** A gesture that Chromium's browser process knows of: requests for Bluetooth devices may overtake it, titles may not. */
  async function gesture(): Promise<void> {
    const title = `Gesture ${++gestures}`;
    await window.webContents.executeJavaScript(`document.title = '${title}'`, true);
    await until('the gesture in the browser process', async () => {
      const { targetInfo } = (await window.webContents.debugger.sendCommand(
        'Target.getTargetInfo',
      )) as Protocol.Target.GetTargetInfoResponse;
      return targetInfo.title === title;
    });
  }
  async function ask(options = '{ acceptAllDevices: true }'): Promise<unknown> {
    await gesture();
    return window.webContents.executeJavaScript(
      `navigator.bluetooth.requestDevice(${options}).then(({ name }) => name, String)`,
      true,
    ) as Promise<unknown>;
  }
  /** A device of its own comes into range. */
  async function appears(name: string): Promise<string> {
    const address = `11:22:33:44:55:${String(++count).padStart(2, '0')}`;
    await bluetooth.add(address, name);
    return address;
  }
  /** Keeps Chromium from choosing; every list of devices goes to `answer`. */
  function onSelect(answer: (devices: Electron.BluetoothDevice[], callback: Callback) => void): void {
    window.webContents.on('select-bluetooth-device', (event, devices, callback) => {
      event.preventDefault();
      answer(devices, callback);
    });
  }
  const CANCELED = 'NotFoundError: User cancelled the requestDevice() chooser.';

  it('lists the device in range, and the page gets what the app chooses', async () => {
    const lists: Electron.BluetoothDevice[][] = [];
    onSelect((devices, callback) => {
      lists.push(devices);
      callback(devices[0]?.deviceId ?? '');
    });
    const asked = ask();
    const deviceId = await appears('Heart Rate');
    expect(await asked).to.equal('Heart Rate');
    expect(lists).to.deep.equal([[{ deviceId, deviceName: 'Heart Rate' }]]);
  });

  it('cancels the request when a listener throws, and its exception is uncaught once', async () => {
    const uncaught = collectUncaught();
    window.webContents.on('select-bluetooth-device', () => {
      throw new Error('of the listener');
    });
    const asked = ask();
    await appears('Thrown');
    expect(await asked).to.equal(CANCELED);
    expect(uncaught).to.deep.equal(['uncaughtException: of the listener']);
  });

  it('is emitted again when there is one more, until the app answers', async () => {
    onSelect((devices, callback) => {
      const second = devices.find(({ deviceName }) => deviceName === 'Second');
      if (second) callback(second.deviceId);
    });
    const asked = ask();
    const emitted = once(window.webContents, 'select-bluetooth-device');
    await appears('First');
    await emitted;
    await appears('Second');
    expect(await asked).to.equal('Second');
  });

  it('takes the first device without a listener', async () => {
    const asked = ask();
    await appears('Only one');
    expect(await asked).to.equal('Only one');
  });

  it('takes the first device when no listener calls preventDefault()', async () => {
    window.webContents.on('select-bluetooth-device', () => undefined);
    const asked = ask();
    await appears('Of nobody');
    expect(await asked).to.equal('Of nobody');
  });

  it('cancels with an empty string', async () => {
    onSelect((_devices, callback) => callback(''));
    const asked = ask();
    await appears('Unwanted');
    expect(await asked).to.equal(CANCELED);
  });

  it('refuses an id that was not listed, with a warning', async () => {
    onSelect((_devices, callback) => callback('00:00:00:00:00:00'));
    const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>;
    const asked = ask();
    await appears('Listed');
    expect(await asked).to.equal(CANCELED);
    expect((await warned)[0].code).to.equal('VALENCE_UNKNOWN_DEVICE');
  });

  it('takes the first answer of two', async () => {
    onSelect((devices, callback) => {
      callback(devices[0]?.deviceId ?? '');
      callback('');
    });
    const asked = ask();
    await appears('Once');
    expect(await asked).to.equal('Once');
  });

  it('lists what the filters of the page accept', async () => {
    const names: string[] = [];
    onSelect((devices, callback) => {
      names.push(...devices.map(({ deviceName }) => deviceName));
      callback(devices[0]?.deviceId ?? '');
    });
    const asked = ask(`{ filters: [{ namePrefix: 'Scale' }] }`);
    await appears('Lamp');
    await appears('Scale 2');
    expect(await asked).to.equal('Scale 2');
    expect(names).to.deep.equal(['Scale 2']);
  });

  it('ignores an answer for a document that is gone', async () => {
    const called = new Promise<Callback>((resolve) => onSelect((_devices, callback) => resolve(callback)));
    const asked = ask().catch(String);
    const deviceId = await appears('Left');
    const callback = await called;
    await window.loadURL(`${server.origin}/elsewhere`);
    callback(deviceId);
    expect(await asked)
      .to.be.a('string')
      .that.does.not.equal('Left');
    expect(await window.webContents.executeJavaScript('location.pathname')).to.equal('/elsewhere');
  });

  it('is emitted for a frame of another origin that is allowed to ask', async () => {
    const lists: string[][] = [];
    onSelect((devices, callback) => {
      lists.push(devices.map(({ deviceName }) => deviceName));
      callback(devices[0]?.deviceId ?? '');
    });
    const { port } = new URL(server.origin);
    await window.webContents.executeJavaScript(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.allow = 'bluetooth';
      frame.onload = resolve;
      frame.src = 'http://localhost:${port}/';
      document.body.append(frame);
    }).then(() => undefined)`);
    const [frame] = window.webContents.mainFrame.frames;
    // As in gesture(): a message to another process may not overtake it either.
    const heard = window.webContents.executeJavaScript(
      "new Promise((resolve) => addEventListener('message', () => resolve(null), { once: true }))",
    );
    await frame?.executeJavaScript("top.postMessage('gesture', '*')", true);
    await heard;
    const asked = frame?.executeJavaScript(
      'navigator.bluetooth.requestDevice({ acceptAllDevices: true }).then(({ name }) => name, String)',
      true,
    );
    await appears('In a frame');
    expect(await asked).to.equal('In a frame');
    expect(lists).to.deep.equal([['In a frame']]);
  });
});
