/**
 * `sandbox: false`: a preload script may require() files and packages. The page cannot read them, so they come with the script, as far as
 * their names are written out.
 */
import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { extname } from 'node:path';
import vm from 'node:vm';
import { PRELOAD_PARAMETERS } from '../../common/renderer-config';

export interface PreloadModule {
  source: string;
  /** Names that it requires to keys of the table. */
  names: Record<string, string>;
}

/** By absolute path; that of the script itself has its names. */
export type ModuleTable = Map<string, PreloadModule>;

const CALLS = /\brequire\(\s*(['"`])([^'"`\n]+)\1\s*\)/g;

/** The script, and everything that it needs and that a page can run. */
export function collectModules(file: string, source: string): ModuleTable {
  const table: ModuleTable = new Map();
  const pending: [file: string, source: string][] = [[file, source]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, text] = next;
    const names: Record<string, string> = {};
    table.set(path, { source: text, names });
    for (const [, , name = ''] of text.matchAll(CALLS)) {
      const found = resolveFrom(path, name);
      if (found === null) continue;
      const known = table.has(found) || pending.some(([other]) => other === found);
      const read = known ? null : readModule(found);
      if (!known && read === null) continue;
      names[name] = found;
      if (read !== null) pending.push([found, read]);
    }
  }
  return table;
}

/** Null for what the page's own require() knows or refuses. */
function resolveFrom(file: string, name: string): string | null {
  if (isBuiltin(name) || /^electron(?:\/|$)/.test(name)) return null;
  try {
    return createRequire(file).resolve(name);
  } catch {
    return null; // require() says so where it is called
  }
}

/** As the text of a function; null for what is none: ES modules, addons, files that cannot be read. */
function readModule(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .replace(/^#!/, '//');
    if (extname(file) === '.json') return `module.exports = ${JSON.stringify(JSON.parse(text))};`;
    if (!['.js', '.cjs'].includes(extname(file))) return null;
    vm.compileFunction(text, [...PRELOAD_PARAMETERS], { filename: file });
    return text;
  } catch {
    return null;
  }
}
