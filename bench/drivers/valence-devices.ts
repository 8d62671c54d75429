/** Devices through Electron's events: the app answers each request with the first device. */
import type { BrowserWindow, Session } from 'electron';
import {
  now,
  readTimes,
  requestExpression,
  type DeviceKindName,
  type DevicePage,
  type DeviceRequestTimes,
} from './device-page';

export class ValenceDevicePage implements DevicePage {
  readonly #window: BrowserWindow;
  #answered = 0;

  constructor(window: BrowserWindow, ses: Session) {
    this.#window = window;
    ses.on('select-hid-device', (event, { deviceList: [device] }, callback) => {
      event.preventDefault();
      this.#answered = now();
      callback(device?.deviceId);
    });
    ses.on('select-serial-port', (event, [port], _webContents, callback) => {
      event.preventDefault();
      this.#answered = now();
      callback(port?.portId ?? '');
    });
    ses.on('select-usb-device', (event, { deviceList: [device] }, callback) => {
      event.preventDefault();
      this.#answered = now();
      callback(device?.deviceId);
    });
  }

  load(url: string): Promise<void> {
    return this.#window.loadURL(url);
  }

  evaluate(expression: string): Promise<unknown> {
    return this.#window.webContents.executeJavaScript(expression);
  }

  async request(kind: DeviceKindName): Promise<DeviceRequestTimes> {
    const result: unknown = await this.#window.webContents.executeJavaScript(requestExpression(kind), true);
    const times = readTimes(result, this.#answered);
    if (!times) throw new Error(`The page was given no device (${kind})`);
    return times;
  }
}
