import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { whenChanged } from '../fingerprint.mjs';
import { OUT, ROOT } from '../paths.mjs';

describe('whenChanged(stamp, inputs, work)', () => {
  it('works once per change', async (t) => {
    mkdirSync(OUT, { recursive: true });
    const scratch = mkdtempSync(path.join(OUT, 'fingerprint-'));
    t.after(() => rmSync(scratch, { recursive: true }));
    const input = path.join(scratch, 'input');
    const stamp = path.join(scratch, 'stamp');
    mkdirSync(input);
    let runs = 0;
    const attempt = () =>
      whenChanged(stamp, [path.relative(ROOT, input)], () => {
        runs++;
        return Promise.resolve();
      });
    await attempt();
    await attempt();
    assert.equal(runs, 1);
    writeFileSync(path.join(input, 'added'), '');
    await attempt();
    assert.equal(runs, 2);
    rmSync(path.join(input, 'added'));
    await attempt();
    assert.equal(runs, 3);
    rmSync(stamp);
    await attempt();
    assert.equal(runs, 4);
  });

  it('leaves no stamp when the work fails', async (t) => {
    mkdirSync(OUT, { recursive: true });
    const scratch = mkdtempSync(path.join(OUT, 'fingerprint-'));
    t.after(() => rmSync(scratch, { recursive: true }));
    const stamp = path.join(scratch, 'stamp');
    await assert.rejects(
      whenChanged(stamp, ['DEPS'], () => Promise.reject(new Error('no'))),
      /no/,
    );
    let runs = 0;
    await whenChanged(stamp, ['DEPS'], () => {
      runs++;
      return Promise.resolve();
    });
    assert.equal(runs, 1);
  });
});
