// One name, one class, over lib/ and shell/: who searches for a name finds one place.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

/** Folders with their kinds of files. A C++ class is declared where its body begins, anonymous namespaces included. */
const SOURCES = /** @type {const} */ ([
  ['lib', /\.ts$/, /^(?:export )?(?:default )?(?:abstract )?class ([A-Za-z]\w*)/gm],
  ['shell', /(?<!_unittest|_fuzzer)\.(?:cc|h)$/, /^(?:class|struct) ([A-Za-z]\w*)[^;(]*\{/gm],
]);

/** @typedef {{ name: string, place: string }} Declaration `place`: "lib/browser/api/session.ts:12" */

/** @param {string} root @returns {Declaration[]} */
function declarations(root) {
  return SOURCES.flatMap(([folder, files, pattern]) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => files.test(file))
      .sort()
      .flatMap((file) => {
        const source = readFileSync(path.join(root, folder, file), 'utf8');
        return [...source.matchAll(pattern)].map(({ 1: name = '', index }) => {
          const line = source.slice(0, index).split('\n').length;
          return { name, place: `${folder}/${file}:${line}` };
        });
      }),
  );
}

/** @returns {string} one line per class whose name another class has already */
export function checkClassNames(root = ROOT) {
  /** @type {Map<string, string>} */
  const first = new Map();
  return declarations(root)
    .flatMap(({ name, place }) => {
      const other = first.get(name);
      if (other === undefined) first.set(name, place);
      return other === undefined ? [] : [`${place}: a class is named ${name} in ${other} already`];
    })
    .join('\n');
}
