// The results of a run of Electron's suite: a table by file, and JUnit XML.
import { outcomeOf, titleOf } from './expectations.mjs';

/** @typedef {import('./expectations.mjs').SuiteTest} SuiteTest */
/** @typedef {import('./expectations.mjs').Outcome} Outcome */
/** @typedef {{ file: string, test: SuiteTest, outcome: Outcome, reason: string | undefined }} Result */

/**
 * @param {ReadonlyMap<string, readonly SuiteTest[]>} tests by file
 * @param {import('./expectations.mjs').Expectations} expectations
 * @returns {Result[]}
 */
export function judge(tests, expectations) {
  return [...tests].flatMap(([file, list]) => {
    const expected = expectations[file] ?? {};
    return list.map((test) => ({ file, test, outcome: outcomeOf(test, expected), reason: expected[titleOf(test)] }));
  });
}

/** @type {readonly (readonly [string, (result: Result) => boolean])[]} */
const COLUMNS = [
  ['applicable', ({ outcome }) => outcome !== 'skipped'],
  ['passed', ({ outcome }) => outcome === 'passed' || outcome === 'unexpected pass'],
  ['expected failures', ({ outcome }) => outcome === 'expected'],
  ['new failures', ({ outcome }) => outcome === 'new'],
  ['unexpected passes', ({ outcome }) => outcome === 'unexpected pass'],
  ['flaky', ({ outcome }) => outcome === 'flaky'],
];

/** @param {readonly Result[]} results @returns {string} Markdown */
export function formatTable(results) {
  const files = [...new Set(results.map(({ file }) => file))].sort();
  const row = (/** @type {string} */ name, /** @type {readonly Result[]} */ list) =>
    `| ${[name, ...COLUMNS.map(([, holds]) => list.filter(holds).length)].join(' | ')} |`;
  return [
    `| file | ${COLUMNS.map(([title]) => title).join(' | ')} |`,
    `| --- ${'| ---: '.repeat(COLUMNS.length)}|`,
    ...files.map((file) =>
      row(
        file,
        results.filter((result) => result.file === file),
      ),
    ),
    row('all', results),
  ].join('\n');
}

/** @param {string} text */
const escaped = (text) =>
  text
    .replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
    // What XML cannot hold.
    .replaceAll(/[^\t\n\r\u0020-\uFFFD]/g, '?');

/** @param {readonly Result[]} results @returns {string} JUnit XML, as CI services read it */
export function formatJUnit(results) {
  const files = [...new Set(results.map(({ file }) => file))];
  const suites = files.map((file) => {
    const own = results.filter((result) => result.file === file);
    const failures = own.filter(isWrong).length;
    const skipped = own.filter(({ outcome }) => outcome === 'skipped' || outcome === 'expected').length;
    const cases = own.map(
      (result) =>
        `    <testcase classname="${escaped(file)}" name="${escaped(titleOf(result.test))}">${bodyOf(result)}</testcase>`,
    );
    return [
      `  <testsuite name="${escaped(file)}" tests="${own.length}" failures="${failures}" skipped="${skipped}">`,
      ...cases,
      '  </testsuite>',
    ].join('\n');
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

/** @param {Result} result */
function bodyOf({ outcome, reason, test }) {
  if (outcome === 'skipped') return '<skipped/>';
  if (outcome === 'expected') return `<skipped message="${escaped(`expected to fail: ${reason}`)}"/>`;
  if (outcome === 'unexpected pass')
    return `<failure message="${escaped(`passes, and was expected to fail: ${reason}`)}"/>`;
  if (outcome === 'flaky') return `<system-out>${escaped(`failed once: ${test.error?.message ?? ''}`)}</system-out>`;
  if (outcome === 'new')
    return `<failure message="${escaped(test.error?.message ?? '')}">${escaped(test.error?.stack ?? '')}</failure>`;
  return '';
}

/** @param {Result} result whether it fails the run */
export const isWrong = ({ outcome }) => outcome === 'new' || outcome === 'unexpected pass';
