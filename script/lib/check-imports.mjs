// Which folder may import from which. What goes up or sideways is an error, so that a subsystem can be read alone.
// (Cycles between files are oxlint's import/no-cycle.)
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

/** Where bundles begin: these files see everything. */
const ENTRY = new Set(['init', 'run-as-node', 'utility-init']);

/**
 * What the subsystems stand on, lowest first: a folder may import from those above its line, not from its own line. Below all
 * of them are the files of lib/browser itself and lib/common. Types count: who knows a type knows its folder.
 */
const RANKS = [
  ['dbus', 'log'],
  ['devtools', 'ipc'],
  ['targets', 'policies'],
  ['browser-process'],
  ['request-pipeline', 'helper-extension'],
  ['browser-context', 'hidden-page'],
  ['document-channel', 'live-policies', 'permission-manager'],
  ['http-auth', 'session'],
];

/** @param {string} folder @returns {number} -1 for a folder that is no foundation */
const rankOf = (folder) => RANKS.findIndex((folders) => folders.includes(folder));

/** @typedef {{ process: string, layer: 'entry' | 'api' | 'subsystem' | 'foundation' | 'shared', folder: string }} Place */

/** @param {string} file relative to lib/ @returns {Place} */
function placeOf(file) {
  const [process = '', ...rest] = file.replace(/\.ts$/, '').split('/');
  const folder = rest.length > 1 ? `${rest[0]}` : '';
  if (process !== 'browser') return { process, layer: 'shared', folder };
  if (folder === '') return { process, layer: ENTRY.has(`${rest[0]}`) ? 'entry' : 'shared', folder };
  if (folder === 'api') return { process, layer: 'api', folder };
  return { process, layer: rankOf(folder) < 0 ? 'subsystem' : 'foundation', folder };
}

/** @param {Place} from @param {Place} to @returns {string | undefined} why not */
function objection(from, to) {
  if (to.process === 'common') return undefined;
  // The extension that holds WebSockets captures pages, too: allowlisted-extension.ts.
  if (from.process === 'web-socket-gate' && to.process === 'tab-capture') return undefined;
  if (from.process !== to.process) return `lib/${from.process} may import from itself and lib/common only`;
  if (from.process !== 'browser' || from.layer === 'entry' || to.layer === 'shared') return undefined;
  if (from.layer === 'shared') return `files of lib/browser itself lie below lib/browser/${to.folder || 'init'}`;
  if (from.folder === to.folder) return undefined;
  if (from.layer === 'api') return to.layer === 'entry' ? 'only entry points are above lib/browser/api' : undefined;
  if (to.layer === 'foundation') return from.layer === 'foundation' ? upward(from.folder, to.folder) : undefined;
  if (to.layer === 'api' || to.layer === 'entry')
    return `lib/browser/${from.folder} lies below lib/browser/${to.folder}`;
  return from.layer === 'subsystem'
    ? `sideways: the subsystems ${from.folder} and ${to.folder} must not know each other; lib/browser/api joins them`
    : `lib/browser/${from.folder} lies below the subsystem ${to.folder}`;
}

/** @param {string} from @param {string} to foundation folders @returns {string | undefined} */
function upward(from, to) {
  const rank = rankOf(from);
  if (rankOf(to) < rank) return undefined;
  const below = RANKS.slice(0, rank).flat();
  const allowed = below.length > 0 ? `imports from ${below.join(', ')} only` : 'imports from no other folder';
  return `upward: lib/browser/${to} does not lie below lib/browser/${from}, which ${allowed}`;
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
