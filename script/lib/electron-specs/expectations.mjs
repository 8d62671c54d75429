// Which tests of Electron's suite fail here, and why: spec/expectations/electron-28.json. It holds in both directions, so
// that it is never older than the product.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Title of a test, its describes before it → reason code, which docs/development/electron-specs.md explains. */
/** @typedef {Record<string, Record<string, string>>} Expectations by file */

/** The reason of a failure before it was looked at. */
export const UNSORTED = 'unsorted';

/** @typedef {'passed' | 'skipped' | 'flaky' | 'expected' | 'new' | 'unexpected pass'} Outcome */
/** @typedef {import('../specs/report.mjs').TestResult & { flaky?: boolean }} SuiteTest */

/** @param {string} file @returns {Expectations} */
export const readExpectations = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

/** @param {SuiteTest} test */
export const titleOf = ({ titlePath }) => titlePath.join(' ');

/**
 * @param {SuiteTest} test
 * @param {Record<string, string>} expected of its file
 * @returns {Outcome}
 */
export function outcomeOf(test, expected) {
  if (test.state === 'pending') return 'skipped';
  if (test.flaky) return 'flaky';
  const isExpected = titleOf(test) in expected;
  if (test.state === 'failed') return isExpected ? 'expected' : 'new';
  return isExpected ? 'unexpected pass' : 'passed';
}

/**
 * Writes what is true after a run. Files and tests that did not run keep what they have.
 * @param {string} file
 * @param {ReadonlyMap<string, readonly SuiteTest[]>} results by spec file
 */
export function updateExpectations(file, results) {
  const all = readExpectations(file);
  for (const [specFile, tests] of results) {
    const expected = { ...all[specFile] };
    for (const test of tests) {
      const title = titleOf(test);
      if (test.state === 'passed' && !test.flaky) delete expected[title];
      if (test.state === 'failed' && !test.flaky) expected[title] ??= UNSORTED;
    }
    all[specFile] = sorted(expected);
    if (Object.keys(expected).length === 0) delete all[specFile];
  }
  writeFileSync(file, `${JSON.stringify(sorted(all), null, 2)}\n`);
}

/** @template T @param {Record<string, T>} object @returns {Record<string, T>} */
const sorted = (object) =>
  Object.fromEntries(Object.entries(object).sort(([one], [other]) => one.localeCompare(other, 'en')));
