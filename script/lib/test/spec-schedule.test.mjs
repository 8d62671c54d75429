import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../process.mjs';
import { specOptions } from '../specs/options.mjs';
import { estimate, findSpecFiles, longestFirst, ofShard } from '../specs/schedule.mjs';

const planned = (/** @type {Record<string, number>} */ times) =>
  Object.entries(times).map(([file, seconds]) => ({ file, seconds }));
const names = (/** @type {readonly { file: string }[]} */ files) => files.map(({ file }) => file);

describe('findSpecFiles(parts)', () => {
  it('gives all files in order, those of folders too', () => {
    const files = findSpecFiles(undefined);
    assert.deepEqual(files, files.toSorted());
    assert.ok(files.includes('cookies.spec.ts'));
    assert.ok(files.includes('chromium-surfaces/targets.spec.ts'));
    assert.ok(!files.includes('lib/until.ts'));
  });

  it('gives those whose path holds one of the parts', () => {
    assert.deepEqual(findSpecFiles(['spec/net.spec', 'surfaces/targets']), [
      'chromium-surfaces/targets.spec.ts',
      'net.spec.ts',
    ]);
    assert.deepEqual(findSpecFiles(['nothing of that name']), []);
  });
});

describe('estimate(files, times, size)', () => {
  const size = (/** @type {string} */ file) => (file === 'large' ? 4000 : 1000);

  it('takes the time that was measured', () => {
    assert.deepEqual(estimate(['a', 'b'], { a: 7, b: 1, gone: 3 }, size), planned({ a: 7, b: 1 }));
  });

  it('takes the size of a new file for its time, as fast as the others are', () => {
    assert.deepEqual(estimate(['a', 'large'], { a: 7 }, size), planned({ a: 7, large: 28 }));
  });

  it('orders by size where no file was measured', () => {
    assert.deepEqual(names(longestFirst(estimate(['a', 'large'], {}, size))), ['large', 'a']);
  });
});

describe('longestFirst(planned)', () => {
  it('orders by time, files of the same time by name', () => {
    assert.deepEqual(names(longestFirst(planned({ short: 1, b: 5, long: 9, a: 5 }))), ['long', 'a', 'b', 'short']);
  });
});

describe('ofShard(planned, shard)', () => {
  const files = planned({ a: 9, b: 8, c: 5, d: 5, e: 4, f: 1, g: 1 });

  it('gives each file to one shard', () => {
    const shards = [1, 2, 3].map((index) => names(ofShard(files, { index, count: 3 })));
    assert.deepEqual(shards.flat().sort(), names(files));
  });

  it('balances their times', () => {
    const seconds = [1, 2, 3].map((index) =>
      ofShard(files, { index, count: 3 }).reduce((sum, each) => sum + each.seconds, 0),
    );
    assert.deepEqual(
      seconds.toSorted((one, other) => one - other),
      [10, 11, 12],
    );
  });

  it('comes to the same whatever the order of files is', () => {
    const shard = { index: 2, count: 3 };
    assert.deepEqual(ofShard(files.toReversed(), shard), ofShard(files, shard));
  });

  it('gives nothing to a shard beyond the number of files', () => {
    assert.deepEqual(ofShard(planned({ a: 1 }), { index: 2, count: 2 }), []);
  });
});

describe('specOptions(values)', () => {
  it('reads numbers and shards', () => {
    const { jobs, shard } = specOptions({ config: 'Release', jobs: '3', shard: '2/4' });
    assert.equal(jobs, 3);
    assert.deepEqual(shard, { index: 2, count: 4 });
  });

  it('takes one job for each processor, and all files', () => {
    const { jobs, shard, files } = specOptions({ config: 'Release' });
    assert.ok(jobs >= 1);
    assert.deepEqual([shard, files], [undefined, undefined]);
  });

  for (const [name, value] of [
    ['jobs', '0'],
    ['jobs', 'two'],
    ['shard', '0/2'],
    ['shard', '3/2'],
    ['shard', '1'],
    ['grep', '('],
  ]) {
    it(`names --${name}=${value} as wrong`, () => {
      assert.throws(
        () => specOptions({ config: 'Release', [String(name)]: value }),
        (error) => error instanceof Failure && error.message.startsWith(`--${name}`),
      );
    });
  }
});
