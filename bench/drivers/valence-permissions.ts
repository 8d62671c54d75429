/** Permissions through Electron's request handler: every other request is granted, so that each answer changes something. */
import type { BrowserWindow, Session } from 'electron';
import { now, readTimes, type DeviceRequestTimes } from './device-page';
import type { PermissionPage } from './driver';

/** In the page: the moments of a request as JSON `[asked, resolved]`. */
const REQUEST = `(async () => {
  const now = () => performance.timeOrigin + performance.now();
  const asked = now();
  await navigator.requestMIDIAccess().catch(() => undefined);
  return JSON.stringify([asked, now()]);
})()`;

export class ValencePermissionPage implements PermissionPage {
  readonly #window: BrowserWindow;
  #answered = 0;

  constructor(window: BrowserWindow, ses: Session) {
    this.#window = window;
    let granted = true;
    ses.setPermissionRequestHandler((_contents, _permission, callback) => {
      granted = !granted;
      this.#answered = now();
      callback(granted);
    });
  }

  load(url: string): Promise<void> {
    return this.#window.loadURL(url);
  }

  evaluate(expression: string): Promise<unknown> {
    return this.#window.webContents.executeJavaScript(expression);
  }

  async request(): Promise<DeviceRequestTimes> {
    const result: unknown = await this.#window.webContents.executeJavaScript(REQUEST, true);
    const times = readTimes(result, this.#answered);
    if (!times) throw new Error('The page had no answer');
    return times;
  }
}
