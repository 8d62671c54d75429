import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareShapes } from '../api-expectations.mjs';
import { CONTRACT_FILE, isSessionMember, readShape } from '../api-shape.mjs';

/** @param {Record<string, string>} members */
const shape = (members) => new Map(Object.entries(members));
const nothing = { missing: {}, differs: {}, extra: {} };
const later = { issue: /** @type {const} */ ('later'), reason: 'Not yet.' };

describe('readShape(file)', () => {
  const contract = readShape(CONTRACT_FILE);

  it('finds the 80 session members of electron@28', () => {
    const names = [...contract.keys()].filter(isSessionMember);
    const count = (/** @type {string} */ prefix) => names.filter((name) => name.startsWith(prefix)).length;
    assert.equal(names.length, 80);
    assert.equal(count('session.'), 3);
    assert.equal(count('ses event '), 21);
  });

  it('writes structures out, with optional members and sorted unions', () => {
    assert.equal(contract.get('session.fromPath'), '(string, { cache: boolean }?) => Session');
    assert.equal(contract.get('ses.storagePath'), 'readonly null | string');
    assert.match(
      String(contract.get('cookies.get')),
      /^\(\{ domain\?: string; httpOnly\?: boolean; .*\}\) => Promise<Array<\{ domain\?: /,
    );
  });
});

describe('compareShapes(contract, ours, expectations)', () => {
  it('is content with what is the same or expected', () => {
    const contract = shape({ 'ses.a': '() => void', 'ses.b': '() => void', 'ses.c': 'string' });
    const ours = shape({ 'ses.a': '() => void', 'ses.c': 'number', 'ses.d': 'string' });
    const expectations = {
      missing: { 'ses.b': later },
      differs: { 'ses.c': 'Because.' },
      extra: { 'ses.d': 'Because.' },
    };
    assert.deepEqual(compareShapes(contract, ours, expectations), []);
  });

  for (const [problem, contract, ours, expectations] of /** @type {const} */ ([
    ['ses.a is missing', { 'ses.a': '1' }, {}, nothing],
    ['ses.a differs', { 'ses.a': '1' }, { 'ses.a': '2' }, nothing],
    ["ses.a is not Electron's", {}, { 'ses.a': '1' }, nothing],
    [
      'ses.a is listed under "missing"',
      { 'ses.a': '1' },
      { 'ses.a': '1' },
      { ...nothing, missing: { 'ses.a': later } },
    ],
    ['ses.a is listed under "missing"', {}, {}, { ...nothing, missing: { 'ses.a': later } }],
    ['ses.a is listed under "differs"', { 'ses.a': '1' }, { 'ses.a': '1' }, { ...nothing, differs: { 'ses.a': '' } }],
    ['ses.a is listed under "extra"', { 'ses.a': '1' }, { 'ses.a': '1' }, { ...nothing, extra: { 'ses.a': '' } }],
  ])) {
    it(`says: ${problem}`, () => {
      const problems = compareShapes(shape(contract), shape(ours), expectations);
      assert.equal(problems.length, 1);
      assert.ok(problems[0]?.startsWith(problem), problems[0]);
    });
  }
});
