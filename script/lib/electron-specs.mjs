// script/electron-specs.
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { buildSpecs } from './build-spec.mjs';
import { startDisplay } from './display.mjs';
import { findCheckout, findFiles } from './electron-specs/checkout.mjs';
import { readExpectations, titleOf, updateExpectations } from './electron-specs/expectations.mjs';
import { formatJUnit, formatTable, isWrong, judge } from './electron-specs/results.mjs';
import { runFile } from './electron-specs/run-file.mjs';
import { ROOT } from './paths.mjs';
import { parseOptions, runMain, seconds } from './process.mjs';
import { SPEC_OPTIONS, specOptions } from './specs/options.mjs';
import { count, formatCounts } from './specs/report.mjs';
import { ofShard } from './specs/schedule.mjs';
import { inScratch } from './specs/scratch.mjs';

/** @typedef {import('./electron-specs/expectations.mjs').SuiteTest} SuiteTest */

await runMain(async () => {
  const { values } = parseOptions({
    options: {
      electron: { type: 'string' },
      expectations: { type: 'string', default: path.join(ROOT, 'spec/expectations/electron-28.json') },
      update: { type: 'boolean', default: false },
      junit: { type: 'string' },
      ...SPEC_OPTIONS,
    },
  });
  const { config, grep, files: parts, jobs, shard } = specOptions(values);
  const checkout = findCheckout(values.electron);
  await build(config);
  await buildSpecs(config);
  // Longer files are not known beforehand; by name every machine comes to the same parts.
  const planned = findFiles(checkout, parts).map((file) => ({ file, seconds: 1 }));
  const queue = (shard ? ofShard(planned, shard) : planned).map(({ file }) => file);
  const total = queue.length;
  /** @type {Map<string, readonly SuiteTest[]>} */
  const results = new Map();
  const display = await startDisplay();
  const runAll = async (/** @type {string} */ scratch, /** @type {AbortSignal} */ signal) => {
    const runNext = async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        const start = performance.now();
        const run = {
          checkout,
          file,
          config,
          scratch: path.join(scratch, String(total - queue.length)),
          display: display.name,
          signal,
          grep,
        };
        const { tests, output } = await runFile(run);
        results.set(file, tests);
        console.log(
          `=== ${results.size} of ${total}: ${file}: ${formatCounts(count(tests))}, ${seconds(start)}\n${output}`,
        );
      }
    };
    await Promise.all(Array.from({ length: Math.min(jobs, availableParallelism() * 4) }, runNext));
  };
  try {
    await inScratch('vs-', runAll);
  } finally {
    await display.end();
  }
  if (values.update) updateExpectations(values.expectations, results);
  const judged = judge(results, readExpectations(values.expectations));
  if (values.junit !== undefined) writeFileSync(values.junit, formatJUnit(judged));
  const wrong = judged.filter(isWrong);
  for (const { file, test, outcome } of wrong) {
    console.log(`${outcome}: ${file}: ${titleOf(test)}: ${(test.error?.message ?? '').split('\n')[0]}`);
  }
  console.log(`\n${formatTable(judged)}`);
  return wrong.length > 0 ? 1 : 0;
});
