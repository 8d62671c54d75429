// Node.js and the packages of package-lock.json.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { Failure, step } from './process.mjs';

/** @typedef {{ version?: string, optional?: boolean }} LockedPackage */

/** @param {string} floor oldest version that works: "20.19.0" */
export function checkNode(floor) {
  const parts = (/** @type {string} */ version) => version.split('.').map(Number);
  const [major = 0, minor = 0] = parts(process.versions.node);
  const [floorMajor = 0, floorMinor = 0] = parts(floor);
  if (major > floorMajor || (major === floorMajor && minor >= floorMinor)) return;
  throw new Failure(
    `Node.js ${process.versions.node} runs this; Valence needs ${floor} or newer. See https://nodejs.org/`,
  );
}

/** Does nothing if node_modules already holds what package-lock.json names. */
export async function installNpmPackages() {
  if (isInstalled()) return;
  // Scripts of packages are not run: none is needed, and electron's would download the browser that Valence replaces.
  await step('Installing npm packages (npm ci)', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    hint: 'The npm registry must be reachable for this step.',
  });
}

/** @returns {boolean} whether npm's own record of node_modules agrees with package-lock.json */
function isInstalled() {
  const record = path.join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  const wanted = packagesOf(path.join(ROOT, 'package-lock.json'));
  delete wanted[''];
  return (
    Object.keys(installed).every((name) => name in wanted) &&
    Object.entries(wanted).every(([name, { version, optional }]) =>
      installed[name] ? installed[name].version === version : optional,
    )
  );
}

/** @param {string} file @returns {Record<string, LockedPackage>} */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
