/** Runs the preload scripts of a document one after the other. One that fails does not stop the next. */
import type { ErrorReport } from '../../common/ipc-messages';
import type { PreloadConfig, PreloadFunction, PreloadModules } from '../../common/renderer-config';
import { moduleRequire } from './preload-modules';

export interface PreloadScope {
  require: (name: string) => unknown;
  process: object;
  Buffer: unknown;
  setImmediate: unknown;
  clearImmediate: unknown;
}

export class PreloadRunner {
  readonly #preloads: PreloadConfig[];
  readonly #scope: PreloadScope;
  readonly #report: (path: string, error: ErrorReport) => void;
  readonly #tried = new Set<number>();

  /** `report` tells the main process of a script that failed. */
  constructor(preloads: PreloadConfig[], scope: PreloadScope, report: (path: string, error: ErrorReport) => void) {
    this.#preloads = preloads;
    this.#scope = scope;
    this.#report = report;
  }

  /** `preload` takes PRELOAD_PARAMETERS. */
  run(index: number, preload: PreloadFunction, modules: PreloadModules = {}): void {
    const { path = '' } = this.#preloads[index] ?? {};
    this.#tried.add(index);
    const require = moduleRequire(modules, path, this.#scope.require, (file, requireOfFile, module) =>
      this.#call(modules[file]?.run, file, requireOfFile, module, module.exports),
    );
    try {
      this.#call(preload, path, require, { exports: {} }, undefined);
    } catch (error) {
      this.#fail(path, error, reportOf(error));
    }
  }

  /** `self`: its `this`. */
  #call(
    script: PreloadFunction | undefined,
    path: string,
    require: PreloadScope['require'],
    module: { exports: unknown },
    self: unknown,
  ): void {
    const { process, Buffer, setImmediate, clearImmediate } = this.#scope;
    const directory = path.slice(0, path.lastIndexOf('/'));
    const { exports } = module;
    const scope = [
      require,
      module,
      exports,
      process,
      Buffer,
      globalThis,
      setImmediate,
      clearImmediate,
      path,
      directory,
    ];
    script?.apply(self, scope);
  }

  /** Reports the scripts that could not be read or parsed. */
  finish(): void {
    for (const [index, { path, error }] of this.#preloads.entries()) {
      if (this.#tried.has(index)) continue;
      const report = error ?? { name: 'SyntaxError', message: 'Chromium cannot parse the script', stack: '' };
      this.#fail(path, report.stack || `${report.name}: ${report.message}`, report);
    }
  }

  #fail(path: string, error: unknown, report: ErrorReport): void {
    console.error(`Unable to load preload script: ${path}`);
    console.error(error);
    this.#report(path, report);
  }
}

function reportOf(error: unknown): ErrorReport {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  return { name: error.name, message: error.message, stack: error.stack ?? '' };
}
