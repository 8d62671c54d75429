/** Opens the Chromium window of a page. */
import type { Browser } from '../browser-process/browser';
import { HelperExtension } from '../helper-extension/helper-extension';
import { WindowReports } from './window-reports';

export interface WindowPlace {
  width: number;
  height: number;
  x?: number;
  y?: number;
  /** `show: false`: on a display the window waits minimized. */
  hidden?: boolean;
}

/**
 * Without a display any window will do. On one, an app's window has no tabs and no address bar: only an extension can
 * open such a window.
 */
export async function openWindow(
  browser: Browser,
  url: string,
  { width, height, x, y, hidden }: WindowPlace,
): Promise<void> {
  const place = { width, height, ...(x === undefined ? {} : { left: x }), ...(y === undefined ? {} : { top: y }) };
  if (browser.display === undefined) {
    await browser.root.send('Target.createTarget', { url, newWindow: true, ...place });
  } else {
    WindowReports.of(browser); // what it says of a new window comes before its page
    // A minimized window takes no place; it gets its size when the page attaches.
    const state = hidden ? ({ state: 'minimized' } as const) : place;
    await HelperExtension.of(browser).call('createWindow', { type: 'popup', url, ...state });
  }
}
