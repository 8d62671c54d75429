// Members of Electron that its documentation does not have and its specs use. Only in the process of the suite.
import { BrowserWindow, webContents, type WebContents, type WebPreferences } from 'electron';

/** Adds webContents.create(): a page without a window of its own, with destroy(). */
export function addInternalMembers(): void {
  Object.defineProperty(webContents, 'create', {
    configurable: true,
    value: (webPreferences: WebPreferences = {}): WebContents => {
      const window = new BrowserWindow({ show: false, webPreferences });
      return Object.assign(window.webContents, { destroy: () => window.destroy() });
    },
  });
}
