import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { format } from 'node:util';
import Mocha from 'mocha';
import { OUT } from '../paths.mjs';
import { briefFailures, count, deathOf, printCoverage, printSummary, readReport } from '../specs/report.mjs';

/** @typedef {import('../specs/report.mjs').TestResult} TestResult */

/** @param {string} title @param {TestResult['state']} state @returns {TestResult} */
const test = (title, state = 'passed') => ({
  titlePath: ['ses.setProxy(config)', title],
  state,
  ...(state === 'failed' ? { error: { message: `${title} is wrong` } } : {}),
});

/** @param {readonly (object | string)[]} lines @returns {import('../specs/report.mjs').Report} */
function read(lines) {
  mkdirSync(OUT, { recursive: true });
  const scratch = mkdtempSync(path.join(OUT, 'spec-report-'));
  try {
    const file = path.join(scratch, 'report');
    writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join(''));
    return readReport(file);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/**
 * What `print` writes to the console.
 * @param {import('node:test').TestContext} t
 * @param {() => void} print
 */
function printedBy(t, print) {
  /** @type {string[]} */
  const lines = [];
  const log = (/** @type {unknown[]} */ ...args) => void lines.push(format(...args));
  t.mock.method(console, 'log', log);
  // Mocha keeps the console's own function.
  t.mock.method(
    /** @type {{ consoleLog: () => void }} */ (/** @type {unknown} */ (Mocha.reporters.Base)),
    'consoleLog',
    log,
  );
  try {
    print();
  } finally {
    t.mock.restoreAll();
  }
  return lines.join('\n');
}

const END = { end: true };

describe('readReport(file)', () => {
  it('gives the last state of each test', () => {
    const { tests, complete } = read([
      { id: 0, titlePath: ['a', 'one'], state: 'running' },
      { id: 0, titlePath: ['a', 'one'], state: 'passed' },
      { id: 1, titlePath: ['a', 'two'], state: 'running' },
      { id: 1, titlePath: ['a', 'two'], state: 'passed' },
      { id: 1, titlePath: ['a', 'two'], state: 'failed', error: { message: 'too late' } },
      END,
    ]);
    assert.equal(complete, true);
    assert.deepEqual(tests, [
      { titlePath: ['a', 'one'], state: 'passed' },
      { titlePath: ['a', 'two'], state: 'failed', error: { message: 'too late' } },
    ]);
  });

  it('keeps what was known before the process died, and what it was at', () => {
    const report = read([
      { id: 0, titlePath: ['a', 'one'], state: 'passed' },
      { id: 1, titlePath: ['a', 'two'], state: 'running' },
      '{"id":1,"titlePa',
    ]);
    assert.equal(report.complete, false);
    assert.deepEqual(report.tests, [{ titlePath: ['a', 'one'], state: 'passed' }]);
    assert.deepEqual(report.running, ['a', 'two']);
  });

  it('leaves out a test that never ended because its hook failed', () => {
    const { tests } = read([
      { id: 0, titlePath: ['a', 'one'], state: 'running' },
      { id: 1, titlePath: ['a', '"before each" hook for "one"'], state: 'failed', error: { message: 'no' } },
      END,
    ]);
    assert.deepEqual(count(tests), { passed: 0, failed: 1, skipped: 0 });
  });

  it('is empty where no report was written', () => {
    assert.deepEqual(readReport('/nonexistent'), { tests: [], running: null, complete: false });
  });
});

describe('deathOf(files, reason, report, output)', () => {
  it('names the file, the test and the end, and has the last lines of output', () => {
    const output = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
    const report = { tests: [], running: ['ses.cookies', 'sets'], complete: false };
    const { titlePath, state, error } = deathOf('spec/cookies.spec.ts', 'was ended by SIGSEGV', report, output);
    assert.deepEqual(titlePath, ['spec/cookies.spec.ts']);
    assert.equal(state, 'failed');
    assert.match(String(error?.message), /^The process was ended by SIGSEGV during "ses.cookies sets", /);
    assert.match(String(error?.message), /line 80\n[^]*line 99$/);
    assert.doesNotMatch(String(error?.message), /line 79/);
  });
});

describe('briefFailures(tests)', () => {
  it('is empty if all passed', () => {
    assert.equal(briefFailures([test('takes rules')]), '');
  });

  it('gives titles, place and one line of the message', () => {
    const stack = 'Error: one\n    at Context.<anonymous> (/tree/out/spec/proxy.spec.ts:12:3)';
    const failed = { ...test('takes rules', 'failed'), error: { message: 'one\n  two', stack } };
    assert.equal(
      briefFailures([test('takes a mode'), failed]),
      'failed: ses.setProxy(config) takes rules (spec/proxy.spec.ts:12): one two',
    );
  });
});

describe('printSummary(tests, duration)', () => {
  it('counts all tests and lists each failure in full', (t) => {
    const failed = {
      ...test('fails', 'failed'),
      error: {
        message: 'expected 1',
        stack: 'Error: expected 1\n  at a.ts:1',
        actual: '2',
        expected: '1',
        showDiff: true,
      },
    };
    const text = printedBy(t, () => printSummary([test('one'), failed, test('two'), test('later', 'pending')], 65_000));
    assert.match(text, /2.*passing/);
    assert.match(text, /1.*failing/);
    assert.match(text, /1.*pending/);
    assert.match(text, /ses.setProxy\(config\)\n +fails/);
    assert.match(text, /a\.ts:1/);
    assert.match(text, /\+1|\+ expected/);
  });

  it('lists what a test that failed twice failed with', (t) => {
    const error = { message: 'first', stack: 'first', multiple: [{ message: 'second', stack: 'second' }] };
    const text = printedBy(t, () => printSummary([{ ...test('fails', 'failed'), error }], 1));
    assert.match(text, /first[^]*second/);
  });
});

describe('printCoverage(tests, members, options)', () => {
  const members = [
    { title: 'ses.setProxy', works: true },
    { title: 'ses.setProxyless', works: true },
    { title: 'ses.cookies', works: true },
    { title: 'ses.later', works: false },
  ];
  const cookies = /** @type {TestResult} */ ({ titlePath: ['cookies.get(filter)', 'gets'], state: 'passed' });
  const proxyless = { ...test('bypasses'), titlePath: ['ses.setProxyless()', 'bypasses'] };

  it('counts by member over the tests of all processes', (t) => {
    const text = printedBy(t, () => {
      const counts = printCoverage([test('a'), cookies, test('b', 'failed'), proxyless], members, { complete: true });
      assert.deepEqual(counts, { passed: 3, failed: 1, skipped: 0 });
    });
    assert.match(text, /ses\.setProxy +1 of +2\n/);
    assert.match(text, /ses\.cookies +1 of +1\n/);
    assert.match(text, /1 members are not there yet/);
    assert.match(text, /\n3 passed, 1 failed$/);
  });

  it('fails a complete run for each member that works and has no spec that passes', (t) => {
    const text = printedBy(t, () => {
      const { failed } = printCoverage([test('a', 'failed'), cookies], members, { complete: true });
      assert.equal(failed, 3);
    });
    assert.match(text, /No spec passes for these members, .*: ses\.setProxy, ses\.setProxyless\n/);
  });

  it('does not for a part of the specs', (t) => {
    printedBy(t, () => {
      const { failed } = printCoverage([cookies], members, { complete: false });
      assert.equal(failed, 0);
    });
  });

  it('fails a run without tests', (t) => {
    const text = printedBy(t, () => {
      assert.equal(printCoverage([], members, { complete: false }).failed, 1);
    });
    assert.match(text, /No spec matches\.\n0 passed, 1 failed$/);
  });
});
