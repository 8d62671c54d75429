import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkValidators } from '../check-validators.mjs';

/** @param {import('node:test').TestContext} t @param {string} source @param {string} [file] @returns {string} */
function problemOf(t, source, file = 'browser/api/app.ts') {
  const library = mkdtempSync(path.join(tmpdir(), 'valence-validators-'));
  t.after(() => rmSync(library, { recursive: true }));
  mkdirSync(path.dirname(path.join(library, file)), { recursive: true });
  writeFileSync(path.join(library, file), `// A comment.\n${source}\n`);
  return checkValidators(library);
}

describe('checkValidators(library)', () => {
  for (const source of [
    'throw new TypeError(`name must be a string, got ${typeof name}`);',
    "throw new TypeError('options must be an object');",
    'throw new TypeError(\n  `${name} must be an array of strings`,\n);',
    "return new TypeError('handler must be a function or null');",
    'throw new TypeError(`a stream gives strings, got ${typeof chunk}`);',
  ]) {
    it(`finds ${source.replaceAll('\n', ' ')}`, (t) => {
      assert.match(problemOf(t, source), /^lib\/browser\/api\/app\.ts:2: checks an argument by hand: /);
    });
  }

  for (const source of [
    "validateString(name, 'name');",
    "throw invalidArgType('data', 'a string or a Buffer', data);",
    "throw new TypeError('Missing required channel argument');",
    'throw new Error(`The switch is a and must be b, got ${value}`);',
    "// throw new TypeError('name must be a string');",
  ]) {
    it(`accepts ${source}`, (t) => assert.equal(problemOf(t, source), ''));
  }

  it('leaves the validators alone', (t) => {
    const source = "throw new TypeError('name must be a string');";
    assert.equal(problemOf(t, source, 'common/validators.ts'), '');
  });
});
