/** `valence --about`: versions and paths in use, for bug reports. */
import { release } from 'node:os';
import { ELECTRON_VERSION, VALENCE_VERSION } from '../../common/versions';
import { chromium } from '../browser-process/chromium';

/** Absolute paths. */
export interface Installation {
  /** The launcher, process.execPath of apps. */
  executable: string;
  /** The folder of the main process' scripts. */
  library: string;
  nodeExecutable: string;
  /** Where the sessions of the app keep their data; it may not exist yet. */
  userData: string;
}

/** What can be said of Chromium. A bug report may be about the reason why there is none. */
function describeChromium(): { version: string; path: string } {
  try {
    return chromium();
  } catch (error) {
    return { version: 'none', path: error instanceof Error ? error.message : String(error) };
  }
}

export function aboutText({ executable, library, nodeExecutable, userData }: Installation): string {
  const browser = describeChromium();
  const rows = [
    ['Valence', VALENCE_VERSION],
    ['Electron API', ELECTRON_VERSION],
    ['Chromium', browser.version],
    ['Node.js', process.versions.node],
    ['System', `${process.platform} ${release()} ${process.arch}`],
    ['Executable', executable],
    ['Library', library],
    ['Chromium at', browser.path],
    ['Node.js at', nodeExecutable],
    ['User data', userData],
  ] as const;
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}
