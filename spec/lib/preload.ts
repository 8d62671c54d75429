// Windows with preload scripts written by the test.
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newWindow } from './sessions';
import { tempDir } from './temp';

/** Absolute path of a new file with this source. */
export function preloadFile(source: string): string {
  const file = path.join(tempDir(), 'preload.js');
  writeFileSync(file, source);
  return file;
}

/** A window of its own session whose preload script is `source`. */
export function windowWithPreload(
  source: string,
  webPreferences: Electron.WebPreferences = {},
): Electron.BrowserWindow {
  return newWindow({ webPreferences: { ...webPreferences, preload: preloadFile(source) } });
}

/** Runs code in the main frame of a window. */
export const run = <T>(window: Electron.BrowserWindow, code: string): Promise<T> =>
  window.webContents.executeJavaScript(code) as Promise<T>;
