// Prepares a machine: installs what DEPS asks for and is not there yet.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OUT, ROOT } from './paths.mjs';

/** @typedef {import('./deps.mjs').Purpose} Purpose */

/**
 * @param {Purpose} purpose
 * @param {{ yes?: boolean }} options `yes`: agree to sudo without being asked
 * @returns {Promise<void>}
 */
export async function bootstrap(purpose, { yes = false } = {}) {
  const stamp = path.join(OUT, '.bootstrap', purpose);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === machineState()) return;
  const [{ requirementsFor }, { checkNode, installNpmPackages }, { checkMilestone, installAptPackages }] =
    await Promise.all([import('./deps.mjs'), import('./npm.mjs'), import('./apt.mjs')]);
  const { aptPackages, usesNpm, vars } = requirementsFor(purpose);
  checkNode(String(vars['node_floor']));
  await installAptPackages(aptPackages, { yes });
  if (aptPackages.includes('chromium')) {
    checkMilestone(Number(vars['chromium_milestone_floor']), Number(vars['chromium_milestone_ceiling']));
  }
  if (usesNpm) await installNpmPackages();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, machineState());
}

/** @returns {string} changes when something was installed or removed, or when what is needed changed */
function machineState() {
  const hash = createHash('sha256');
  for (const file of ['DEPS', 'package-lock.json']) hash.update(readFileSync(path.join(ROOT, file)));
  for (const file of ['/var/lib/dpkg/status', path.join(ROOT, 'node_modules/.package-lock.json')]) {
    const stats = statSync(file, { throwIfNoEntry: false });
    hash.update(`${stats?.mtimeMs} ${stats?.size} `);
  }
  hash.update(`${process.version} ${process.env['VALENCE_CHROMIUM'] ?? ''}`);
  return hash.digest('hex');
}
