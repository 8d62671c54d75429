// The table of README.md with the packages and clients that specs run unmodified, from the specs themselves.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './paths.mjs';
import { Failure, runMain } from './process.mjs';
import { updateReadmeTable } from './readme-table.mjs';

/** Packages with specs of their own, which are tests of what else they do. */
const CLIENTS = new Set(['playwright-core']);

/** Of docs/development/dependencies.md: a package that a spec runs as it comes from npm. */
const REASON = /^\| `([^`]+)` \| ([^|]*\bunmodified\b[^|]*) \|$/gm;

/** `it('electron-serve serves a folder by a scheme', …` */
const TITLE = /^ {2}it\(\s*(['"])(\S+) (.*?)\1,/gm;

/** @typedef {{ file: string, text: string }} Spec */
/** @typedef {{ name: string, version: string, what: string, file: string }} Row */

/**
 * @param {{ versions: Record<string, string>, reasons: string, specs: readonly Spec[] }} sources
 * @returns {Row[]} by name
 * @throws {Failure} if a package of dependencies.md has no spec
 */
export function readPackages({ versions, reasons, specs }) {
  const names = [...[...reasons.matchAll(REASON)].map(([, name = '']) => name), ...CLIENTS];
  return names
    .map((name) => ({ name, version: versions[name] ?? '', ...specOf(name, specs) }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** @param {string} name @param {readonly Spec[]} specs */
function specOf(name, specs) {
  for (const { file, text } of specs) {
    for (const [, , owner, what = ''] of text.matchAll(TITLE)) if (owner === name) return { file, what };
  }
  const own = specs.find(({ text }) => text.includes(`from '${name}'`) || text.includes(`'${name}'`));
  if (!own) throw new Failure(`docs/development/dependencies.md says that a spec runs ${name} unmodified: none does.`);
  const count = own.text.match(/^ +it\(/gm)?.length ?? 0;
  return { file: own.file, what: `${count} specs` };
}

/** @param {readonly Row[]} rows @returns {string} Markdown */
export const formatPackages = (rows) =>
  [
    `${rows.length} packages and clients run as they come from npm.`,
    '',
    '| package | version | spec |',
    '| --- | --- | --- |',
    ...rows.map(({ name, version, what, file }) => `| \`${name}\` | ${version} | [${what}](${file}) |`),
  ].join('\n');

/** @returns {string} the table as it should be */
function currentTable() {
  const read = (/** @type {string} */ file) => readFileSync(path.join(ROOT, file), 'utf8');
  /** @type {{ devDependencies: Record<string, string> }} */
  const { devDependencies: versions } = JSON.parse(read('package.json'));
  const specs = readdirSync(path.join(ROOT, 'spec'))
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => ({ file: `spec/${file}`, text: read(`spec/${file}`) }));
  return formatPackages(readPackages({ versions, reasons: read('docs/development/dependencies.md'), specs }));
}

/**
 * @param {{ write: boolean }} options
 * @returns {string} what is wrong
 */
export function updatePackagesTable({ write }) {
  return updateReadmeTable({ name: 'packages', table: currentTable, write });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(() => {
    const problem = updatePackagesTable({ write: true });
    if (problem) throw new Failure(problem);
  });
}
