import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { OUT } from '../paths.mjs';
import { findCheckout, findFiles } from '../electron-specs/checkout.mjs';
import { outcomeOf, updateExpectations } from '../electron-specs/expectations.mjs';
import { formatJUnit, formatTable, isWrong, judge } from '../electron-specs/results.mjs';

/** @typedef {import('../electron-specs/expectations.mjs').SuiteTest} SuiteTest */

/** @param {string} title @param {SuiteTest['state']} [state] @param {boolean} [flaky] @returns {SuiteTest} */
const test = (title, state = 'passed', flaky = false) => ({
  titlePath: ['session module', title],
  state,
  ...(state === 'failed' ? { error: { message: `${title} is <wrong>` } } : {}),
  ...(flaky ? { flaky } : {}),
});

/** @param {import('node:test').TestContext} t @returns {string} an empty directory */
function scratch(t) {
  mkdirSync(OUT, { recursive: true });
  const directory = mkdtempSync(path.join(OUT, 'electron-specs-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

describe('findCheckout(directory)', () => {
  it('says what is missing', (t) => {
    const directory = scratch(t);
    assert.throws(() => findCheckout(undefined), /--electron=DIR is missing/);
    assert.throws(() => findCheckout(directory), /spec\/index\.js not found/);
    mkdirSync(path.join(directory, 'spec'));
    writeFileSync(path.join(directory, 'spec/index.js'), '');
    writeFileSync(path.join(directory, 'spec/api-one-spec.ts'), '');
    writeFileSync(path.join(directory, 'spec/helper.ts'), '');
    assert.deepEqual(findFiles(directory, undefined), ['api-one-spec.ts']);
    assert.deepEqual(findFiles(directory, ['two']), []);
  });
});

describe('outcomeOf(test, expected)', () => {
  it('holds in both directions', () => {
    const expected = { 'session module known': 'node-in-pages' };
    assert.equal(outcomeOf(test('fine'), expected), 'passed');
    assert.equal(outcomeOf(test('known', 'failed'), expected), 'expected');
    assert.equal(outcomeOf(test('known'), expected), 'unexpected pass');
    assert.equal(outcomeOf(test('broken', 'failed'), expected), 'new');
    assert.equal(outcomeOf(test('broken', 'failed', true), expected), 'flaky');
    assert.equal(outcomeOf(test('later', 'pending'), expected), 'skipped');
  });
});

describe('updateExpectations(file, results)', () => {
  it('adds what failed, removes what passed, and leaves what did not run', (t) => {
    const file = path.join(scratch(t), 'expectations.json');
    const before = {
      'b.ts': { 'session module kept': 'asar' },
      'a.ts': { 'session module known': 'asar', 'gone': 'asar' },
    };
    writeFileSync(file, JSON.stringify(before));
    updateExpectations(file, new Map([['a.ts', [test('known', 'failed'), test('new', 'failed'), test('gone')]]]));
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
      'a.ts': { 'gone': 'asar', 'session module known': 'asar', 'session module new': 'unsorted' },
      'b.ts': { 'session module kept': 'asar' },
    });
    updateExpectations(file, new Map([['b.ts', [test('kept')]]]));
    assert.equal('b.ts' in JSON.parse(readFileSync(file, 'utf8')), false);
  });
});

describe('results of a run', () => {
  const results = judge(
    new Map([
      ['a.ts', [test('fine'), test('known', 'failed'), test('later', 'pending')]],
      ['b.ts', [test('broken', 'failed')]],
    ]),
    { 'a.ts': { 'session module known': 'asar' } },
  );

  it('are a table by file', () => {
    const [, , ...rows] = formatTable(results).split('\n');
    assert.deepEqual(rows, [
      '| a.ts | 2 | 1 | 1 | 0 | 0 | 0 |',
      '| b.ts | 1 | 0 | 0 | 1 | 0 | 0 |',
      '| all | 3 | 1 | 1 | 1 | 0 | 0 |',
    ]);
  });

  it('are JUnit XML, in which an expected failure is skipped', () => {
    const xml = formatJUnit(results);
    assert.match(xml, /<testsuite name="a\.ts" tests="3" failures="0" skipped="2">/);
    assert.match(xml, /<failure message="broken is &#60;wrong&#62;">/);
  });

  it('fail the run if a failure is new', () => {
    assert.deepEqual(
      results.filter(isWrong).map(({ outcome }) => outcome),
      ['new'],
    );
  });
});
