// Where things are in the tree.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top of the source tree, without a trailing slash. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Everything that is built or generated. */
export const OUT = path.join(ROOT, 'out');

/** @param {string} configuration `Release`, `Debug`, `Asan` … */
export const outDir = (configuration) => path.join(OUT, configuration);

/** @param {string} name command of an npm package */
export const npmBin = (name) => path.join(ROOT, 'node_modules/.bin', name);
