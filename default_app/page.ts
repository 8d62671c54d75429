/** `valence page.html`, `valence https://…`: a window on one page, or without a display its title and its picture. */
import { BrowserWindow } from 'electron';
import { basename } from 'node:path';
import { fileNameOf, savePicture } from './picture';
import { sanitize } from './terminal/text';

const openWindow = (): BrowserWindow => new BrowserWindow({ width: 1280, height: 800 });

/** The path with its %20 read; as it is if it cannot be read. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** "report" for file:///home/ada/report.html, "example.com" for https://example.com/about */
function pictureName(url: string): string {
  const { protocol, hostname, pathname } = new URL(url);
  return fileNameOf(protocol === 'file:' ? basename(decodePath(pathname)).replace(/\.html?$/i, '') : hostname);
}

/** Leaves the window with Chromium's error page if the page does not load. */
export async function showPage(url: string): Promise<void> {
  await openWindow()
    .loadURL(url)
    .catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
}

/** Rejects with the error of loadURL() if the page does not load. */
export async function printPage(url: string): Promise<void> {
  const { webContents } = openWindow();
  await webContents.loadURL(url);
  const picture = await webContents.capturePage();
  console.log(sanitize(webContents.getTitle() || url));
  console.log(`Picture of the window: ${await savePicture(picture.toPNG(), pictureName(url))}`);
}
