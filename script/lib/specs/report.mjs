// The reports of all processes joined: counts, failures and the table of members, as one run would print them.
import { existsSync, readFileSync } from 'node:fs';
import Mocha from 'mocha';
import { formatMemberTable, untestedMembers } from './member-coverage.mjs';

const { Base } = Mocha.reporters;

/**
 * What mocha prints of an error.
 * @typedef {{
 *   message: string, stack?: string, cause?: ReportedError, uncaught?: boolean, multiple?: ReportedError[],
 *   showDiff?: boolean, actual?: string, expected?: string,
 * }} ReportedError
 */

/**
 * A test, or a hook that has failed.
 * @typedef {object} TestResult
 * @property {string[]} titlePath titles of its describes, then its own
 * @property {'passed' | 'failed' | 'pending'} state
 * @property {ReportedError} [error]
 */

/** @typedef {Omit<TestResult, 'state'> & { id: number, state: TestResult['state'] | 'running' }} ReportedTest */
/** @typedef {ReportedTest | { end: true }} ReportLine a later line with the same `id` replaces the earlier one */

/** @typedef {{ tests: TestResult[], running: string[] | null, complete: boolean }} Report `running`: title path of the test under way */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** How much of a failure's message stands in the short list. */
const BRIEF_LENGTH = 300;

/**
 * The failures in a few lines, for the end of a long log, of which a CI often shows no more.
 * @param {readonly TestResult[]} tests
 * @returns {string} empty if all passed
 */
export function briefFailures(tests) {
  return tests
    .filter(({ state }) => state === 'failed')
    .map(({ titlePath, error }) => {
      const message = (error?.message ?? '').replaceAll(/\s+/g, ' ').slice(0, BRIEF_LENGTH);
      const where = /\bspec\/\S+?\.[jt]s:\d+/.exec(error?.stack ?? '')?.[0];
      return `failed: ${titlePath.join(' ')}${where ? ` (${where})` : ''}: ${message}`;
    })
    .join('\n');
}

/**
 * @param {string} file written by spec/lib/run-report.ts
 * @returns {Report} `complete` is false if the process died
 */
export function readReport(file) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  /** @type {Map<number, ReportedTest>} */
  const tests = new Map();
  let complete = false;
  // What a process was writing when it was killed has no end.
  for (const line of text.split('\n').slice(0, -1)) {
    const message = /** @type {ReportLine} */ (JSON.parse(line));
    if ('end' in message) complete = true;
    else tests.set(message.id, message);
  }
  const all = [...tests.values()];
  return {
    tests: all.flatMap(({ titlePath, state, error }) =>
      state === 'running' ? [] : [{ titlePath, state, ...(error ? { error } : {}) }],
    ),
    running: all.findLast(({ state }) => state === 'running')?.titlePath ?? null,
    complete,
  };
}

/** How much of the output of a process that died is repeated in the list of failures. */
const LAST_LINES = 20;

/**
 * @param {string} files what the process ran
 * @param {string} reason "ended with exit code 3"
 * @param {Report} report
 * @param {string} output
 * @returns {TestResult} what stands for the tests that are lost
 */
export function deathOf(files, reason, { running }, output) {
  const where = running ? `during "${running.join(' ')}"` : 'outside of any test';
  const last = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  const message = `The process ${reason} ${where}, before its report was complete.${last ? ` Its last output:\n${last}` : ''}`;
  return { titlePath: [files], state: 'failed', error: { message, showDiff: false } };
}

/** @param {readonly TestResult[]} tests @returns {Counts} */
export function count(tests) {
  const number = (/** @type {TestResult['state']} */ state) => tests.filter((test) => test.state === state).length;
  return { passed: number('passed'), failed: number('failed'), skipped: number('pending') };
}

/** @param {Counts} counts */
export const formatCounts = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/**
 * Prints mocha's own summary: how many tests passed and failed, and every failure in full.
 * @param {readonly TestResult[]} tests
 * @param {number} duration in milliseconds
 */
export function printSummary(tests, duration) {
  const { passed, failed, skipped } = count(tests);
  const failures = tests
    .filter(({ state }) => state === 'failed')
    .flatMap(({ titlePath, error }) => {
      const failure = { titlePath: () => titlePath, err: error ?? { message: '' } };
      // Mocha lists a test that failed more than once as often as it failed.
      return [failure, ...(error?.multiple ?? []).map(() => failure)];
    });
  const stats = { passes: passed, pending: skipped, failures: failed, duration };
  Base.prototype.epilogue.call(Object.assign(Object.create(Base.prototype), { stats, failures }));
}

/**
 * Prints the table of members and the last line.
 * @param {readonly TestResult[]} tests
 * @param {readonly import('./member-coverage.mjs').Member[]} members
 * @param {{ complete: boolean }} options `complete`: every spec ran, so that every member that works has one
 * @returns {Counts} each member without a spec counts as a failure
 */
export function printCoverage(tests, members, { complete }) {
  console.log(formatMemberTable(members, tests));
  const untested = complete ? untestedMembers(members, tests) : [];
  if (untested.length > 0) {
    const titles = untested.join(', ');
    console.log(`No spec passes for these members, which work according to session-members.json: ${titles}\n`);
  }
  const counts = count(tests);
  if (tests.length === 0) console.log('No spec matches.');
  const all = { ...counts, failed: counts.failed + untested.length + (tests.length === 0 ? 1 : 0) };
  console.log(formatCounts(all));
  return all;
}
