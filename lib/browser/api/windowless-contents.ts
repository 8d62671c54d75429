/**
 * webContents.create(), which Electron has without documenting it, and which its specs use: a page that belongs to no
 * BrowserWindow. contents.destroy() ends it.
 */
import { LIBRARY } from '../internals';
import { contentsHosts } from '../web-contents/contents-host';
import { readPreferences } from '../windows/web-preferences';
import { preloadsOf, sessionOf } from './browser-window';
import { WebContents } from './web-contents';

/** As of a window without options. */
const BOUNDS = { width: 800, height: 600, hidden: true };

/** Throws TypeError for preferences of wrong types. */
export function createWebContents(webPreferences: Electron.WebPreferences = {}): WebContents {
  const preferences = readPreferences(webPreferences);
  const ses = sessionOf(webPreferences);
  const preloads = (): ReturnType<typeof preloadsOf> => preloadsOf(preferences, ses);
  const contents = new WebContents(LIBRARY, { session: ses, preloads, bounds: BOUNDS });
  // A page that cannot be had is told to whoever uses it.
  contentsHosts
    .of(contents)
    .pages.page()
    .catch(() => undefined);
  return contents;
}
