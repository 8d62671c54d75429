/** Runs the preload scripts of a document one after the other. One that fails does not stop the next. */
import type { ErrorReport } from '../../common/ipc-messages';
import type { PreloadConfig, PreloadFunction } from '../../common/renderer-config';

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
  run(index: number, preload: PreloadFunction): void {
    const { path = '' } = this.#preloads[index] ?? {};
    this.#tried.add(index);
    const { require, process, Buffer, setImmediate, clearImmediate } = this.#scope;
    const module = { exports: {} };
    const directory = path.slice(0, path.lastIndexOf('/'));
    try {
      preload(
        require,
        module,
        module.exports,
        process,
        Buffer,
        globalThis,
        setImmediate,
        clearImmediate,
        path,
        directory,
      );
    } catch (error) {
      this.#fail(path, error, reportOf(error));
    }
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
