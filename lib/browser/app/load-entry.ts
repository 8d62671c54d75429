/** Runs the file that an app, or a utility process, begins with. */
import Module from 'node:module';
import { pathToFileURL } from 'node:url';

interface ModuleInternals {
  _load(path: string, parent: unknown, isMain: boolean): unknown;
}

/** import() that TypeScript and esbuild leave alone. */
const importModule = (path: string): Promise<unknown> => import(pathToFileURL(path).href);

/** Resolves once it has run; a CommonJS module runs before this returns. Rejects with what it throws. */
export async function loadEntry(path: string, esm: boolean): Promise<void> {
  if (esm) await importModule(path);
  // Module._load with `true` makes it require.main, as in Electron.
  else (Module as unknown as ModuleInternals)._load(path, null, true);
}
