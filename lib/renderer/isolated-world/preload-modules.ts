/** CommonJS modules that have come with a preload script (lib/browser/ipc/preload-modules.ts). */
import type { PreloadModules } from '../../common/renderer-config';

interface Module {
  exports: unknown;
}

type Require = (name: string) => unknown;

/** The require() of the module at `path`. `run` runs one; `fallback`: the require() of names that did not come along. */
export function moduleRequire(
  modules: PreloadModules,
  path: string,
  fallback: Require,
  run: (path: string, require: Require, module: Module) => void,
): Require {
  const loaded = new Map<string, Module>();
  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known) return known.exports;
    const module: Module = { exports: {} };
    loaded.set(file, module);
    try {
      run(file, requireOf(file), module);
    } catch (error) {
      loaded.delete(file); // as in Node.js, the next one tries again
      throw error;
    }
    return module.exports;
  };
  const requireOf =
    (file: string): Require =>
    (name) => {
      const names = modules[file]?.names ?? {};
      return Object.hasOwn(names, name) ? load(names[name]!) : fallback(name);
    };
  return requireOf(path);
}
