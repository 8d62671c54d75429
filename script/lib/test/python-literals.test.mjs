import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateCondition, evaluateFile } from '../python-literals.mjs';

describe('evaluateFile(source)', () => {
  it('reads every kind of literal', () => {
    const source = `
      # A comment.
      vars = {'s': "double 'quoted'", 'n': 12, 'yes': True, 'no': False,}
      deps = {'a': ['one', 'two'], 'b': {'c': None}, 'd': 'it\\'s'}
    `;
    assert.deepEqual(evaluateFile(source), {
      vars: { s: "double 'quoted'", n: 12, yes: true, no: false },
      deps: { a: ['one', 'two'], b: { c: null }, d: "it's" },
    });
  });

  it('joins strings with variables', () => {
    assert.equal(evaluateFile("vars = {'v': '14'}\nname = 'clang-' + Var('v') + '-dev'")['name'], 'clang-14-dev');
  });

  it('lets overrides win over vars', () => {
    assert.equal(evaluateFile("vars = {'v': '14'}\nname = Var('v')", { v: '15' })['name'], '15');
  });

  for (const [problem, source, message] of /** @type {const} */ ([
    ['an unknown variable', "x = Var('y')", /line 1: unknown variable "y"/],
    ['a missing comma', "x = ['a'\n'b']", /line 2: expected "," or "\]"/],
    ['a key that occurs twice', "x = {'a': 1, 'a': 2}", /line 1: duplicate key "a"/],
    ['a character outside the subset', 'x = 1\ny = @', /line 2: unexpected "@"/],
    ['a file that ends early', "x = {'a': ", /expected a name, found end of file/],
  ])) {
    it(`names the line of ${problem}`, () => assert.throws(() => evaluateFile(source), message));
  }
});

describe('evaluateCondition(expression, vars)', () => {
  const vars = { run: true, test: false, os: 'linux' };
  for (const [expression, expected] of /** @type {const} */ ([
    ['run', true],
    ['not run', false],
    ['run and test', false],
    ['run and not test', true],
    ['test or run and run', true],
    ['(test or run) and test', false],
    ["os == 'linux'", true],
    ["os != 'linux' or test", false],
  ])) {
    it(`${expression} is ${expected}`, () => assert.equal(evaluateCondition(expression, vars), expected));
  }

  it('throws for an unknown variable', () => {
    assert.throws(() => evaluateCondition('run and tset', vars), /unknown variable "tset"/);
  });

  it('throws for what follows the condition', () => {
    assert.throws(() => evaluateCondition('run test', vars), /expected the end of the condition/);
  });
});
