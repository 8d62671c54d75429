// An Electron checkout, as far as its specs are concerned.
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Failure } from '../process.mjs';

/** What the runner itself needs of the checkout's packages. */
const PACKAGES = ['mocha', 'typescript', 'chai', 'yargs'];

/**
 * @param {string | undefined} directory
 * @returns {string} its absolute path
 * @throws {Failure} if its specs cannot run
 */
export function findCheckout(directory) {
  if (directory === undefined)
    throw new Failure('--electron=DIR is missing: an Electron checkout, the directory that holds spec/.');
  const checkout = path.resolve(directory);
  const main = path.join(checkout, 'spec/index.js');
  if (!existsSync(main)) throw new Failure(`--electron=${directory}: ${main} not found.`);
  const { resolve } = createRequire(main);
  const missing = PACKAGES.filter((name) => !resolves(resolve, name));
  if (missing.length === 0) return checkout;
  throw new Failure(
    `--electron=${directory}: it has no ${missing.join(', ')}. Install its packages: yarn in ${checkout} and in ${path.dirname(main)}.`,
  );
}

/** @param {NodeJS.RequireResolve} resolve @param {string} name */
function resolves(resolve, name) {
  try {
    return Boolean(resolve(name));
  } catch {
    return false;
  }
}

/**
 * @param {string} checkout
 * @param {readonly string[] | undefined} parts of names; all files if there are none
 * @returns {string[]} names of spec files, sorted
 */
export function findFiles(checkout, parts) {
  return readdirSync(path.join(checkout, 'spec'))
    .filter((name) => /-spec\.[jt]s$/.test(name))
    .filter((name) => !parts || parts.some((part) => name.includes(part)))
    .sort();
}
