/** `valence page.html`, `valence https://…`: a window on one page, or without a display its title. */
import { BrowserWindow } from 'electron';
import { savePicture } from './picture';
import { sanitize } from './terminal/text';

function openWindow(): BrowserWindow {
  const window = new BrowserWindow({ width: 1280, height: 800 });
  // loadURL() rejects with the same reason: it is printed once.
  window.webContents.on('did-fail-load', () => undefined);
  return window;
}

/** There is no Chromium behind the window. */
const isGone = (error: unknown): boolean => (error as { code?: unknown }).code === 'ERR_BROWSER_GONE';

/** Leaves the window with Chromium's error page if the page does not load. Rejects if there is no Chromium. */
export async function showPage(url: string): Promise<void> {
  try {
    await openWindow().loadURL(url);
  } catch (error) {
    if (isGone(error)) throw error;
    console.error(error instanceof Error ? error.message : error);
  }
}

/** `picture`: file for a picture of the window, or null. Rejects with the error of loadURL() if the page does not load. */
export async function printPage(url: string, picture: string | null): Promise<void> {
  const { webContents } = openWindow();
  await webContents.loadURL(url);
  console.log(sanitize(webContents.getTitle() || url));
  if (picture !== null) await savePicture((await webContents.capturePage()).toPNG(), picture);
}
