import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkClassNames } from '../check-class-names.mjs';

/** @param {import('node:test').TestContext} t @param {Record<string, string>} files path to content @returns {string} */
function problemsOf(t, files) {
  const root = mkdtempSync(path.join(tmpdir(), 'valence-classes-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const [file, content] of Object.entries({ 'lib/a.ts': '', 'shell/a.cc': '', ...files })) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  }
  return checkClassNames(root);
}

describe('checkClassNames(root)', () => {
  for (const [what, files] of /** @type {const} */ ([
    ['two TypeScript files', { 'lib/b/x.ts': 'export class One {}\n', 'lib/c/y.ts': '\nclass One {}\n' }],
    ['two C++ files', { 'shell/b/x.h': 'struct One {\n};\n', 'shell/c/y.cc': '\nclass One : public Two {\n};\n' }],
    [
      'TypeScript and C++',
      { 'lib/b/x.ts': 'export abstract class One {}\n', 'shell/c/y.h': '\nclass One final {\n};\n' },
    ],
  ])) {
    it(`finds a name that is in ${what}`, (t) => {
      const [first, second] = Object.keys(files).sort();
      assert.equal(problemsOf(t, files), `${second}:2: a class is named One in ${first}:1 already`);
    });
  }

  it('allows declarations ahead, nested classes, local classes and classes of tests', (t) => {
    const files = {
      'shell/a.h': 'class One {\n  struct Options {\n  };\n};\n',
      'shell/b.h': 'class One;\nstruct One* next;\nclass Two {\n  struct Options {\n  };\n};\n',
      'shell/b_unittest.cc': 'class One {\n};\n',
      'lib/b.ts': 'const make = () => {\n  class Two {}\n  return Two;\n};\n',
    };
    assert.equal(problemsOf(t, files), '');
  });
});
