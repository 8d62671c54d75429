/** Makes require('electron') and import … from 'electron' give Valence, in CommonJS and ES modules. */
import Module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What `require` gives for each public name. */
export type ElectronModules = Record<
  'electron' | 'electron/main' | 'electron/common' | 'electron/renderer' | 'electron/utility',
  object
>;

interface ModuleInternals {
  _resolveFilename: (this: void, request: string, ...rest: unknown[]) => string;
  _load: (this: void, request: string, ...rest: unknown[]) => unknown;
}

/** How the ES-module facades reach the modules: they run in the app's realm, but are files of their own. */
const BRIDGE = Symbol.for('valence.modules');

/** Electron's name for the module without its support of archives, which Valence has none of. */
const ORIGINAL_FS = 'original-fs';

const isName = (request: string, modules: ElectronModules): request is keyof ElectronModules =>
  Object.hasOwn(modules, request);

export function installModuleHooks(modules: ElectronModules, libraryFolder: string): void {
  const internals = Module as unknown as ModuleInternals;
  const { _load: load, _resolveFilename: resolve } = internals;
  internals._load = (request, ...rest) =>
    isName(request, modules) ? modules[request] : load(request === ORIGINAL_FS ? 'node:fs' : request, ...rest);
  internals._resolveFilename = (request, ...rest) =>
    isName(request, modules) || request === ORIGINAL_FS ? request : resolve(request, ...rest);
  Object.defineProperty(globalThis, BRIDGE, { value: modules });
  Module.register(pathToFileURL(join(libraryFolder, 'esm', 'hooks.mjs')).href);
}
