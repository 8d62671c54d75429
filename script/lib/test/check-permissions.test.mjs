import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkPermissions } from '../check-permissions.mjs';

/**
 * The problems of an extension with one file, `part.ts`.
 * @param {import('node:test').TestContext} t @param {object} manifest @param {string} source @param {Record<string, string>} uses
 */
function problems(t, manifest, source, uses) {
  const root = mkdtempSync(path.join(tmpdir(), 'permissions-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(path.join(root, 'ours'));
  writeFileSync(path.join(root, 'ours/manifest.json'), JSON.stringify(manifest));
  writeFileSync(path.join(root, 'ours/part.ts'), source);
  return checkPermissions(root, { ours: uses });
}

describe('checkPermissions()', () => {
  it('finds nothing wrong with the extensions of this tree', () => {
    assert.equal(checkPermissions(), '');
  });

  it('accepts what a file uses', (t) => {
    const manifest = { permissions: ['cookies'], host_permissions: ['<all_urls>'] };
    const source = "chrome.cookies.get(); chrome.windows.create(); fetch('')";
    assert.equal(problems(t, manifest, source, { 'cookies': 'part.ts', '<all_urls>': 'part.ts' }), '');
  });

  it('objects to a permission that is in no list', (t) => {
    const found = problems(t, { permissions: ['browsingData'] }, '', {});
    assert.equal(found, 'ours/manifest.json: no file is known to need browsingData.');
  });

  it('objects to a permission that its file does not use', (t) => {
    const found = problems(t, { permissions: ['cookies'] }, 'chrome.windows.create()', { cookies: 'part.ts' });
    assert.equal(found, 'ours/manifest.json: part.ts does not need cookies.');
  });

  it('objects to a listed use whose permission is not asked for', (t) => {
    const found = problems(t, {}, '', { cookies: 'part.ts' });
    assert.equal(found, 'ours/manifest.json: cookies, which part.ts is said to need, is not asked for.');
  });

  it('objects to a part of chrome.* without its permission', (t) => {
    const found = problems(t, {}, 'chrome.proxy.settings.set()', {});
    assert.equal(found, 'ours/part.ts: uses chrome.proxy without its permission.');
  });
});
