// Every dependency has its reason in docs/development/dependencies.md, and every reason a dependency.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readDeps } from './deps.mjs';
import { ROOT } from './paths.mjs';

const DOCUMENT = 'docs/development/dependencies.md';

/** @returns {string} one line per difference */
export function checkDependencies() {
  /** @type {Record<string, Record<string, string>>} */
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const used = new Set([
    ...readDeps().dependencies.flatMap(({ type, packages }) => (type === 'apt' ? packages : [])),
    ...Object.keys({ ...manifest['dependencies'], ...manifest['devDependencies'] }),
  ]);
  const rows = readFileSync(path.join(ROOT, DOCUMENT), 'utf8').matchAll(/^\| `([^`]+)`/gm);
  const documented = new Set([...rows].map(([, name = '']) => name));
  return [
    ...[...used].filter((name) => !documented.has(name)).map((name) => `${DOCUMENT}: no reason is given for ${name}.`),
    ...[...documented]
      .filter((name) => !used.has(name))
      .map((name) => `${DOCUMENT}: ${name} is not in DEPS or package.json.`),
  ].join('\n');
}
