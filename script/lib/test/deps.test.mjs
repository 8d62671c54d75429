import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requirementsFor } from '../deps.mjs';

describe('requirementsFor(purpose)', () => {
  it('asks for more to test than to run', () => {
    const run = requirementsFor('run').aptPackages;
    const test = requirementsFor('test').aptPackages;
    assert.ok(run.includes('ninja-build') && !run.includes('libgtest-dev'));
    assert.ok(run.every((name) => test.includes(name)) && test.includes('libgtest-dev'));
  });

  it('leaves Chromium to VALENCE_CHROMIUM', (t) => {
    const before = process.env['VALENCE_CHROMIUM'];
    t.after(() =>
      before === undefined ? delete process.env['VALENCE_CHROMIUM'] : (process.env['VALENCE_CHROMIUM'] = before),
    );
    delete process.env['VALENCE_CHROMIUM'];
    assert.ok(requirementsFor('run').aptPackages.includes('chromium'));
    process.env['VALENCE_CHROMIUM'] = '/opt/chromium/chrome';
    assert.ok(!requirementsFor('run').aptPackages.includes('chromium'));
  });
});
