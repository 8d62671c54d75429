// Compiles the checkout's TypeScript as it is required, file by file, with the names that ts-node gives: some of
// Electron's helpers print functions and run them in pages, where `chai_1` must mean what it means here.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

/** What is used of the checkout's TypeScript; the one of this tree (7) has no such API. */
interface TypeScript {
  transpileModule: (source: string, options: { fileName: string; compilerOptions: object }) => { outputText: string };
  readConfigFile: (
    file: string,
    read: (name: string) => string,
  ) => { config?: { compilerOptions?: Record<string, unknown>; extends?: string } };
}

/** What Node.js has and does not type. */
interface Compilable extends NodeJS.Module {
  _compile: (code: string, file: string) => void;
}

/**
 * From now on require() of a .ts file works in this process.
 * @param checkout whose node_modules has TypeScript, and whose tsconfig.spec.json says how
 * @throws {Error} if it has no TypeScript
 */
export function compileTypeScript(checkout: string): void {
  const ts = createRequire(path.join(checkout, 'spec/index.js'))('typescript') as TypeScript;
  const compilerOptions = {
    ...compilerOptionsOf(ts, path.join(checkout, 'tsconfig.spec.json')),
    module: 'commonjs',
    sourceMap: false,
    inlineSourceMap: true,
  };
  process.setSourceMapsEnabled(true);
  createRequire(__filename).extensions['.ts'] = (module, file) => {
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { fileName: file, compilerOptions });
    (module as Compilable)._compile(outputText, file);
  };
}

function compilerOptionsOf(ts: TypeScript, file: string): Record<string, unknown> {
  if (!existsSync(file)) return { target: 'es2020', experimentalDecorators: true };
  const { config = {} } = ts.readConfigFile(file, (name) => readFileSync(name, 'utf8'));
  const base =
    config.extends === undefined ? {} : compilerOptionsOf(ts, path.resolve(path.dirname(file), config.extends));
  return { ...base, ...config.compilerOptions };
}
