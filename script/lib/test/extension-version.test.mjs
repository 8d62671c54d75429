import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { moveIntoVersion, versionOf } from '../extension-version.mjs';

const bytes = (/** @type {string} */ text) => Buffer.from(text);

describe('versionOf(files)', () => {
  it('follows from the content, whatever the order', () => {
    const [one, other] = [bytes('one'), bytes('other')];
    assert.equal(versionOf([['a', one], ['b', other]]), versionOf([['b', other], ['a', one]])); // prettier-ignore
    assert.notEqual(versionOf([['a', one]]), versionOf([['a', other]]));
    assert.notEqual(versionOf([['a', one]]), versionOf([['b', one]]));
  });
});

describe('moveIntoVersion(folder)', () => {
  it('leaves one folder with the files', (t) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'valence-version-'));
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(path.join(folder, 'worker.js'), '1');
    moveIntoVersion(folder);
    const [version = '', ...more] = readdirSync(folder);
    assert.deepEqual([version, more], [versionOf([['worker.js', bytes('1')]]), []]);
    assert.equal(readFileSync(path.join(folder, version, 'worker.js'), 'utf8'), '1');
  });
});
