import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { anchorOf, checkPages } from '../check-docs.mjs';

/** @param {import('node:test').TestContext} t @param {Record<string, string>} pages @returns {string} */
function problemsOf(t, pages) {
  const root = mkdtempSync(path.join(tmpdir(), 'valence-docs-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const [file, text] of Object.entries(pages)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return checkPages(Object.keys(pages), root);
}

describe('anchorOf(heading)', () => {
  for (const [heading, anchor] of /** @type {const} */ ([
    ['Run an existing app', 'run-an-existing-app'],
    ['`ses.getBlobData(identifier)`', 'sesgetblobdataidentifier'],
    ["Event: 'will-download'", 'event-will-download'],
    ['`process.type` _Readonly_', 'processtype-readonly'],
    ['`ELECTRON_RUN_AS_NODE`', 'electron_run_as_node'],
    ['ipc and contextBridge', 'ipc-and-contextbridge'],
  ])) {
    it(`gives ${heading} the anchor ${anchor}`, () => assert.equal(anchorOf(heading), anchor));
  }
});

describe('checkPages(files, root)', () => {
  it('accepts links to pages, headings, folders and the web', (t) => {
    const text = '# A\n\n[b](b.md) [b](b.md#second-part) [a](#a) [folder](.) [web](https://example.com/x#y)\n';
    assert.equal(problemsOf(t, { 'docs/a.md': text, 'docs/b.md': '# B\n\n## Second part\n' }), '');
  });

  it('numbers headings of the same words', (t) => {
    assert.equal(problemsOf(t, { 'a.md': '[first](#x) [second](#x-1)\n\n# X\n\n# X\n' }), '');
  });

  it('finds a link to a file that does not exist', (t) => {
    assert.equal(
      problemsOf(t, { 'docs/a.md': '# A\n\n[gone](../lib/gone.ts)\n' }),
      'docs/a.md:3: ../lib/gone.ts does not exist',
    );
  });

  it('finds a link to a heading that does not exist', (t) => {
    const pages = { 'a.md': '# A\n\n[b](b.md#gone)\n[own](#gone)\n', 'b.md': '# B\n' };
    assert.equal(problemsOf(t, pages), 'a.md:3: b.md has no heading #gone\na.md:4: a.md has no heading #gone');
  });

  it('ignores what stands in blocks of code', (t) => {
    assert.equal(problemsOf(t, { 'a.md': '```js\n[gone](gone.ts)\n# no heading\n```\n' }), '');
  });

  it('finds a heading that the table of contents lacks', (t) => {
    const text = '# A\n\n- [One](#one)\n\n## One\n\n### Part\n\n## Two\n';
    assert.equal(problemsOf(t, { 'a.md': text }), 'a.md:9: the table of contents lacks #two');
  });
});
