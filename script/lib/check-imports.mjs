// Which folder may import from which. What goes up or sideways is an error, so that a subsystem can be read alone.
// (Cycles between files are oxlint's import/no-cycle.)
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

/** Top of the main process: sees everything. */
const ENTRY = new Set(['init']);

/** What the subsystems stand on. These may use each other. */
const FOUNDATION = new Set([
  'browser-context',
  'browser-process',
  'devtools',
  'document-channel',
  'helper-extension',
  'hidden-page',
  'ipc',
  'log',
  'permission-manager',
  'policies',
  'request-pipeline',
  'session',
  'targets',
]);

/** @typedef {{ process: string, layer: 'entry' | 'api' | 'subsystem' | 'foundation' | 'shared', folder: string }} Place */

/** @param {string} file relative to lib/ @returns {Place} */
function placeOf(file) {
  const [process = '', ...rest] = file.replace(/\.ts$/, '').split('/');
  const folder = rest.length > 1 ? `${rest[0]}` : '';
  if (process !== 'browser') return { process, layer: 'shared', folder };
  if (folder === '') return { process, layer: ENTRY.has(`${rest[0]}`) ? 'entry' : 'shared', folder };
  if (folder === 'api') return { process, layer: 'api', folder };
  return { process, layer: FOUNDATION.has(folder) ? 'foundation' : 'subsystem', folder };
}

/** @param {Place} from @param {Place} to @returns {string | undefined} why not */
function objection(from, to) {
  if (to.process === 'common') return undefined;
  if (from.process !== to.process) return `lib/${from.process} may import from itself and lib/common only`;
  if (from.process !== 'browser' || from.folder === to.folder || to.layer === 'shared') return undefined;
  if (from.layer === 'entry') return undefined;
  if (from.layer === 'api') return to.layer === 'entry' ? 'only init.ts is above lib/browser/api' : undefined;
  if (to.layer === 'foundation') return undefined;
  if (to.layer === 'api' || to.layer === 'entry')
    return `lib/browser/${from.folder} lies below lib/browser/${to.folder}`;
  return from.layer === 'subsystem'
    ? `sideways: the subsystems ${from.folder} and ${to.folder} must not know each other; lib/browser/api joins them`
    : `lib/browser/${from.folder} lies below the subsystem ${to.folder}`;
}

/** @returns {string} one line per forbidden import */
export function checkImports(library = path.join(ROOT, 'lib')) {
  const files = readdirSync(library, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => forbiddenImports(library, file)).join('\n');
}

/** @param {string} library @param {string} file @returns {string[]} */
function forbiddenImports(library, file) {
  const source = readFileSync(path.join(library, file), 'utf8');
  const specifiers = [...source.matchAll(/(?:\bfrom|\bimport\(|\brequire\(|^import)\s*'(\.[^']*)'/gm)];
  return specifiers.flatMap(({ 1: specifier = '', index }) => {
    const target = path.posix.join(path.posix.dirname(file), specifier);
    const problem = objection(placeOf(file), placeOf(target));
    const line = source.slice(0, index).split('\n').length;
    return problem ? [`lib/${file}:${line}: imports ${specifier}: ${problem}`] : [];
  });
}
