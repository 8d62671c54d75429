// Code of the app (listeners, handlers, callbacks) runs through lib/browser/app-calls.ts only: what it throws is an uncaught
// exception of the app there, and what waited for its answer ends.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

const HELPER = 'browser/app-calls.ts';

/** Folders whose `listener` is a function of the app's; elsewhere it is one of the library's own. */
const LISTENERS_OF_APP = /^browser\/(?:api|ipc|web-request)\//;

/** @typedef {{ pattern: RegExp, applies: (file: string, source: string) => boolean, reason: string }} Rule */

/** @type {Rule[]} */
const RULES = [
  {
    pattern: /\.emit\(/g,
    applies: (file) => file.startsWith('browser/api/'),
    reason: 'public objects emit with emitToApp()',
  },
  {
    // `#emitter` is an emitter of the library's own; a sink is made in lib/browser/api, where the rule above holds.
    pattern: /(?<!\bthis|\.#emitter|\bsink|\.#sink)\??\.emit\(/g,
    applies: (file) => !file.startsWith('browser/api/'),
    reason: 'what may be a public object emits with emitToApp()',
  },
  {
    // Emitters of the library's own name their events: EventEmitter<PageEvents>.
    pattern: /\bthis\.emit\(/g,
    applies: (file, source) => !file.startsWith('browser/api/') && !/extends EventEmitter</.test(source),
    reason: 'an emitter without a type for its events may be public: it emits with emitToApp()',
  },
  {
    pattern: /(?<!\.|\w)(?:handler|this\.#(?:\w+H|h)andler)(?:\?\.)?\(/g,
    applies: () => true,
    reason: 'handlers of the app are called with callApp() or askApp()',
  },
  {
    pattern: /(?<!\.|\w)(?:listener|this\.#(?:\w+L|l)istener)(?:\?\.)?\(/g,
    applies: (file) => LISTENERS_OF_APP.test(file),
    reason: 'listeners of the app are called with callApp()',
  },
];

/** Comments and strings become spaces, so that lines stay. @param {string} source */
const codeOf = (source) =>
  source.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, (text) =>
    text.replaceAll(/[^\n]/g, ' '),
  );

/** @returns {string} one line per call of the app that bypasses the helper */
export function checkAppCalls(library = path.join(ROOT, 'lib')) {
  const files = readdirSync(library, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.startsWith('browser/') && file.endsWith('.ts') && file !== HELPER,
  );
  return files.flatMap((file) => bypassesIn(file, readFileSync(path.join(library, file), 'utf8'))).join('\n');
}

/** @param {string} file relative to lib/ @param {string} text @returns {string[]} */
function bypassesIn(file, text) {
  const source = codeOf(text);
  return RULES.filter(({ applies }) => applies(file, source)).flatMap(({ pattern, reason }) =>
    [...source.matchAll(pattern)].map(({ 0: call, index }) => {
      const line = source.slice(0, index).split('\n').length;
      return `lib/${file}:${line}: ${call}…): ${reason} (lib/${HELPER})`;
    }),
  );
}
