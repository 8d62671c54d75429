import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkImports } from '../check-imports.mjs';

/** @param {import('node:test').TestContext} t @param {string} file @param {string} specifier @param {string} [keyword] @returns {string} */
function problemOf(t, file, specifier, keyword = 'import') {
  const library = mkdtempSync(path.join(tmpdir(), 'valence-imports-'));
  t.after(() => rmSync(library, { recursive: true }));
  mkdirSync(path.dirname(path.join(library, file)), { recursive: true });
  writeFileSync(path.join(library, file), `// A comment.\n${keyword} { x } from '${specifier}';\n`);
  return checkImports(library);
}

describe('checkImports(library)', () => {
  for (const [file, specifier] of /** @type {const} */ ([
    ['browser/init.ts', './api/session'],
    ['browser/api/session.ts', '../cookies/cookie-store'],
    ['browser/cookies/cookie-store.ts', './cookie-filter'],
    ['browser/cookies/cookie-store.ts', '../devtools/connection'],
    ['browser/devtools/connection.ts', '../log/log'],
    ['browser/devtools/connection.ts', '../http'],
    ['browser/http.ts', './library-folder'],
    ['browser/targets/target-manager.ts', '../devtools/connection'],
    ['browser/browser-process/browser.ts', '../targets/target-manager'],
    ['browser/session/session-registry.ts', '../browser-context/browser-context'],
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
    [
      'browser/targets/target-manager.ts',
      '../browser-process/browser',
      /upward: .* imports from dbus, log, devtools, ipc only$/,
    ],
    ['browser/log/log.ts', '../devtools/connection', /upward: .* imports from no other folder$/],
    ['browser/devtools/connection.ts', '../ipc/frame-port', /upward: lib\/browser\/ipc does not lie below/],
    ['browser/http.ts', './devtools/connection', /files of lib\/browser itself lie below lib\/browser\/devtools/],
    ['browser/http.ts', './cookies/cookie-store', /files of lib\/browser itself lie below lib\/browser\/cookies/],
    ['browser/http.ts', './init', /files of lib\/browser itself lie below lib\/browser\/init/],
    ['browser/api/session.ts', '../init', /only entry points are above/],
    ['renderer/main-world/index.ts', '../../browser/devtools/connection', /itself and lib\/common only/],
    ['common/versions.ts', '../browser/init', /itself and lib\/common only/],
  ])) {
    it(`forbids ${file} → ${specifier}`, (t) => {
      const problem = problemOf(t, file, specifier);
      assert.match(problem, reason);
      assert.ok(problem.startsWith(`lib/${file}:2: `));
    });
  }

  it('counts types', (t) => {
    const problem = problemOf(t, 'browser/targets/target.ts', '../browser-process/browser', 'import type');
    assert.match(problem, /upward/);
  });
});
