import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkImports } from '../check-imports.mjs';

/** @param {import('node:test').TestContext} t @param {string} file @param {string} specifier @returns {string} */
function problemOf(t, file, specifier) {
  const library = mkdtempSync(path.join(tmpdir(), 'valence-imports-'));
  t.after(() => rmSync(library, { recursive: true }));
  mkdirSync(path.dirname(path.join(library, file)), { recursive: true });
  writeFileSync(path.join(library, file), `// A comment.\nimport { x } from '${specifier}';\n`);
  return checkImports(library);
}

describe('checkImports(library)', () => {
  for (const [file, specifier] of /** @type {const} */ ([
    ['browser/init.ts', './api/session'],
    ['browser/api/session.ts', '../cookies/cookie-store'],
    ['browser/cookies/cookie-store.ts', './cookie-filter'],
    ['browser/cookies/cookie-store.ts', '../devtools/connection'],
    ['browser/cookies/cookie-store.ts', '../../common/versions'],
    ['renderer/main-world/index.ts', '../../common/messages'],
    ['browser/cookies/cookie-store.ts', 'node:fs'],
  ])) {
    it(`allows ${file} → ${specifier}`, (t) => assert.equal(problemOf(t, file, specifier), ''));
  }

  for (const [file, specifier, reason] of /** @type {const} */ ([
    ['browser/cookies/cookie-store.ts', '../storage/cache', /sideways/],
    ['browser/cookies/cookie-store.ts', '../api/session', /lies below/],
    ['browser/devtools/connection.ts', '../cookies/cookie-store', /lies below the subsystem cookies/],
    ['browser/api/session.ts', '../init', /only init\.ts is above/],
    ['renderer/main-world/index.ts', '../../browser/devtools/connection', /itself and lib\/common only/],
    ['common/versions.ts', '../browser/init', /itself and lib\/common only/],
  ])) {
    it(`forbids ${file} → ${specifier}`, (t) => {
      const problem = problemOf(t, file, specifier);
      assert.match(problem, reason);
      assert.ok(problem.startsWith(`lib/${file}:2: `));
    });
  }
});
