// Compares our session API, as docs/api says it, with the contract, electron.d.ts of electron@28. What differs must
// stand in the expectation file, and what stands there must differ: the file shrinks to nothing as members arrive.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CONTRACT_FILE, readShape } from './api-shape.mjs';
import { generateTypes, TYPES_FILE } from './gen-types.mjs';
import { npmBin, ROOT } from './paths.mjs';
import { capture } from './process.mjs';

export const EXPECTATIONS_FILE = 'spec/expectations/session-members.json';

/** @typedef {import('./api-shape.mjs').Shape} Shape */
/**
 * @typedef {object} Expectations
 * @property {Record<string, { issue: number | 'later', reason: string }>} missing members of the contract that are not there yet
 * @property {Record<string, string>} differs members whose type is another one: the reason
 * @property {Record<string, string>} extra members that the contract does not have: the reason
 */

/** @returns {Expectations} */
export function readExpectations() {
  return JSON.parse(readFileSync(path.join(ROOT, EXPECTATIONS_FILE), 'utf8'));
}

/**
 * @param {Shape} contract
 * @param {Shape} ours
 * @param {Expectations} expectations
 * @returns {string[]} one line per difference that is not expected and per expectation that is not true
 */
export function compareShapes(contract, ours, { missing, differs, extra }) {
  const isMissing = (/** @type {string} */ name) => !ours.has(name);
  const isDifferent = (/** @type {string} */ name) => ours.has(name) && ours.get(name) !== contract.get(name);
  const problems = [];
  for (const [name, type] of contract) {
    if (isMissing(name) && !(name in missing)) problems.push(`${name} is missing and not listed under "missing".`);
    if (isDifferent(name) && !(name in differs)) {
      problems.push(
        `${name} differs and is not listed under "differs":\n  Electron: ${type}\n  Valence:  ${ours.get(name)}`,
      );
    }
  }
  for (const name of ours.keys()) {
    if (!contract.has(name) && !(name in extra))
      problems.push(`${name} is not Electron's and not listed under "extra".`);
  }
  const untrue = (/** @type {object} */ section, /** @type {(name: string) => boolean} */ holds) =>
    Object.keys(section).filter((name) => !contract.has(name) || !holds(name));
  for (const name of untrue(missing, isMissing))
    problems.push(`${name} is listed under "missing" and is there, or is not Electron's.`);
  for (const name of untrue(differs, isDifferent))
    problems.push(`${name} is listed under "differs" and does not differ.`);
  for (const name of Object.keys(extra).filter((key) => contract.has(key) || !ours.has(key))) {
    problems.push(`${name} is listed under "extra" and is not there, or is Electron's.`);
  }
  return problems;
}

/** @returns {Promise<string>} what is wrong with docs/api or the expectation file */
export async function checkApiShape() {
  await generateTypes();
  const { code, output } = await capture(npmBin('tsc'), ['--project', 'npm', '--pretty', 'false']);
  const problems = compareShapes(readShape(CONTRACT_FILE), readShape(TYPES_FILE), readExpectations());
  return [...(code === 0 ? [] : [output]), ...problems.map((problem) => `${EXPECTATIONS_FILE}: ${problem}`)].join('\n');
}
