import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPackages, readPackages } from '../packages-table.mjs';

const reasons = '| `a-store` | A store, which a spec runs unmodified. |\n| `mocha` | Runs the specs. |\n';
const versions = { 'a-store': '1.2.3', 'playwright-core': '2.0.0', 'mocha': '3.0.0' };
const client = {
  file: 'spec/client.spec.ts',
  text: "import { x } from 'playwright-core';\n  it('a', f);\n  it('b', f);\n",
};

test('packages are those that dependencies.md says are run unmodified, with what their spec shows', () => {
  const spec = { file: 'spec/packages.spec.ts', text: "  it('a-store keeps what it is given', async () => {" };
  const rows = readPackages({ versions, reasons, specs: [spec, client] });
  assert.deepEqual(rows, [
    { name: 'a-store', version: '1.2.3', file: 'spec/packages.spec.ts', what: 'keeps what it is given' },
    { name: 'playwright-core', version: '2.0.0', file: 'spec/client.spec.ts', what: '2 specs' },
  ]);
  assert.match(formatPackages(rows), /^2 packages .*\n\n.*\n.*\n\| `a-store` \| 1\.2\.3 \| \[keeps what it is given\]/);
});

test('a package without a spec is an error', () => {
  assert.throws(() => readPackages({ versions, reasons, specs: [client] }), /a-store unmodified: none does/);
});
