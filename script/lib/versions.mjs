// lib/common/versions.ts states versions of DEPS and package.json to the runtime; this keeps them the same.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readDeps } from './deps.mjs';
import { ROOT } from './paths.mjs';

const FILE = 'lib/common/versions.ts';

/**
 * @param {{ write: boolean }} options `write`: correct the file
 * @returns {string} what is wrong
 */
export function generateVersions({ write }) {
  const { vars } = readDeps();
  const read = (/** @type {string} */ file) => readFileSync(path.join(ROOT, file), 'utf8');
  /** @type {{ version: string, devDependencies: Record<string, string> }} */
  const manifest = JSON.parse(read('package.json'));
  const electron = String(vars['electron_version']);
  const floor = String(vars['chromium_milestone_floor']);
  const ceiling = String(vars['chromium_milestone_ceiling']);
  const problems = [];
  if (manifest.devDependencies['electron'] !== electron) {
    problems.push(`package.json: electron must be ${electron}, as electron_version in DEPS.`);
  }
  const before = read(FILE);
  const after = before
    .replace(/(ELECTRON_VERSION = )'[^']*'/, `$1'${electron}'`)
    .replace(/(VALENCE_VERSION = )'[^']*'/, `$1'${manifest.version}'`)
    .replace(/(TESTED_MILESTONES\b.*= )\[[^\]]*\]/, `$1[${floor}, ${ceiling}]`);
  for (const name of ['ELECTRON_VERSION', 'VALENCE_VERSION', 'TESTED_MILESTONES']) {
    if (!after.includes(name)) problems.push(`${FILE}: ${name} is gone; script/gen-versions writes its value.`);
  }
  if (after !== before && write) writeFileSync(path.join(ROOT, FILE), after);
  else if (after !== before) problems.push(`${FILE} differs from DEPS and package.json. Run script/gen-versions.`);
  return problems.join('\n');
}
