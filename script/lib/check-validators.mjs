// Arguments are checked by lib/common/validators.ts: it names what was received, and null is no object there.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

const VALIDATORS = 'common/validators.ts';

const TYPES = 'string|boolean|number|integer|object|function|array';

/** @type {{ pattern: RegExp, reason: string }[]} */
const RULES = [
  {
    pattern: /, (?:but )?got \$\{typeof /g,
    reason: 'typeof says "object" of null: use a validator, or invalidArgType()',
  },
  {
    pattern: new RegExp(`TypeError\\(\\s*['"\`][^'"\`\\n]*must be (?:an? )?(?:${TYPES})\\b`, 'gi'),
    reason: 'use a validator, or invalidArgType()',
  },
];

/** Comments become spaces, so that lines stay. @param {string} source */
const withoutComments = (source) =>
  source.replaceAll(/\/\*[^]*?\*\/|(?<![:'"])\/\/[^\n]*/g, (text) => text.replaceAll(/[^\n]/g, ' '));

/** @returns {string} one line per check of an argument that is written by hand */
export function checkValidators(library = path.join(ROOT, 'lib')) {
  const files = readdirSync(library, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && file !== VALIDATORS,
  );
  return files.flatMap((file) => handWrittenIn(file, readFileSync(path.join(library, file), 'utf8'))).join('\n');
}

/** @param {string} file relative to lib/ @param {string} text @returns {string[]} */
function handWrittenIn(file, text) {
  const source = withoutComments(text);
  return RULES.flatMap(({ pattern, reason }) =>
    [...source.matchAll(pattern)].map(({ index }) => {
      const line = source.slice(0, index).split('\n').length;
      return `lib/${file}:${line}: checks an argument by hand: ${reason} (lib/${VALIDATORS})`;
    }),
  );
}
