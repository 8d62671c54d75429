/** The preload scripts of one page: what is injected, and how the main process finds it again. */
import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { resourcesFolder } from '../library-folder';
import { createPreloadScripts, readPreload, readRuntimeBundles, type PreloadScript } from './preload-sources';

export interface PagePreloads {
  scripts: PreloadScript[];
  contextIsolation: boolean;
  /** Name of the DevTools binding that reaches the main process. */
  binding: string;
  /** Where the runtime leaves its entry; nobody else knows it. */
  secret: string;
}

export interface PagePreloadsOptions {
  /** In the order they run. Relative ones are reported on the console and left out, as in Electron. */
  paths: string[];
  contextIsolation: boolean;
  /** Pages find what preload scripts have in their scope, too. */
  nodeIntegration: boolean;
  /** webPreferences.sandbox; false: they may require() what is the app's. */
  sandbox: boolean;
  /** Run them in subframes, too. */
  subFrames: boolean;
  /** webPreferences.additionalArguments: at the end of process.argv. */
  additionalArguments: string[];
  /** Folder of the bundled library. */
  libraryFolder: string;
}

/** The scripts of a new page, read from disk now; null without preload scripts and `nodeIntegration`. */
export function pagePreloads(options: PagePreloadsOptions): PagePreloads | null {
  const paths = options.paths.filter(isAbsolutePreload);
  if (paths.length === 0 && !options.nodeIntegration) return null;
  const secret = `valence${randomBytes(24).toString('base64url')}`;
  const binding = `valenceIpc${randomBytes(9).toString('base64url').replaceAll('-', '_')}`;
  const { arch, execPath, platform, version, versions } = process;
  const scripts = createPreloadScripts(readRuntimeBundles(options.libraryFolder), {
    binding,
    secret,
    preloads: paths.map((path) => readPreload(path, options.sandbox)),
    contextIsolation: options.contextIsolation,
    nodeIntegration: options.nodeIntegration,
    subFrames: options.subFrames,
    process: {
      arch,
      argv: [execPath, ...options.additionalArguments],
      env: { ...process.env },
      execPath,
      platform,
      resourcesPath: resourcesFolder(execPath),
      version,
      versions: { ...versions },
    },
  });
  return { scripts, contextIsolation: options.contextIsolation, binding, secret };
}

function isAbsolutePreload(path: string): boolean {
  if (isAbsolute(path)) return true;
  console.error(`preload script must have absolute path: ${path}`);
  return false;
}
