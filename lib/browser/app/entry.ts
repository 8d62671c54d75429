/** Finds what to run for an app path: file, folder, page, or the default app. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UsageError } from './arguments';

export interface AppEntry {
  /** Module to load, absolute. */
  main: string;
  /** app.getAppPath() */
  appPath: string;
  name: string;
  version: string;
  /** Set if `main` must be loaded with import(). */
  esm: boolean;
  /** A page instead of an app: opened in a window by the default app. */
  pageURL?: string;
}

interface PackageJSON {
  main?: string;
  name?: string;
  productName?: string;
  version?: string;
  type?: string;
}

const describe = (app: string): string => `Unable to find Electron app at ${app}`;

function readPackage(folder: string): PackageJSON | null {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PackageJSON;
  } catch (error) {
    throw new UsageError(`Unable to parse ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** The package.json that governs a file: Node's rule for .js files. */
function nearestPackage(folder: string): PackageJSON | null {
  for (let at = folder; ; at = dirname(at)) {
    const found = readPackage(at);
    if (found || at === dirname(at)) return found;
  }
}

/** Whether a file must be loaded with import(). */
export function isModule(main: string): boolean {
  if (extname(main) === '.mjs') return true;
  return extname(main) === '.js' && nearestPackage(dirname(main))?.type === 'module';
}

function fileWithin(folder: string, main: string): string | null {
  const path = resolve(folder, main);
  for (const candidate of [path, `${path}.js`, `${path}.cjs`, `${path}.mjs`, join(path, 'index.js')]) {
    if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
  }
  return null;
}

function fromPackage(main: string, appPath: string, json: PackageJSON | null): AppEntry {
  return {
    main,
    appPath,
    name: json?.productName ?? json?.name ?? 'Electron',
    version: json?.version ?? '',
    esm: isModule(main),
  };
}

/** Resolves what the user named. Throws UsageError that says what is missing. `defaultApp` is the inspector's folder. */
export function resolveApp(app: string | null, defaultApp: string): AppEntry {
  if (app === null) return resolveFolder(defaultApp);
  if (/^(https?|file):\/\//i.test(app) && !/\.[cm]?js$/i.test(app))
    return { ...resolveFolder(defaultApp), pageURL: app };
  const path = /^file:\/\//i.test(app) ? fileURLToPath(app) : resolve(app);
  if (!existsSync(path)) throw new UsageError(`${describe(path)}: there is no such file or folder.`);
  if (statSync(path).isDirectory()) return resolveFolder(path);
  if (/\.html?$/i.test(path)) return { ...resolveFolder(defaultApp), pageURL: pathToFileURL(path).href };
  return fromPackage(path, dirname(path), readPackage(dirname(path)));
}

function resolveFolder(folder: string): AppEntry {
  const json = readPackage(folder);
  const main = fileWithin(folder, json?.main ?? 'index.js');
  if (!main) {
    const wanted = json?.main
      ? `its package.json names "main": "${json.main}", which is not there.`
      : 'it has neither a package.json with a "main" nor an index.js.';
    throw new UsageError(`${describe(folder)}: ${wanted}`);
  }
  return fromPackage(main, folder, json);
}
