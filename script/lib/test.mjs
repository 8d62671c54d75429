// script/test.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { OUT, outDir, ROOT } from './paths.mjs';
import { capture, Failure, parseOptions, run, runMain, seconds } from './process.mjs';
import { SPEC_OPTIONS, specOptions } from './specs/options.mjs';

/** @typedef {{ passed: number, failed: number, output?: string }} Counts `output`: to be printed at the end */

/** @typedef {import('./specs/options.mjs').SpecOptions} TestOptions */

/** @type {Record<string, (options: TestOptions) => Promise<Counts>>} */
const SUITES = {
  // In what the others leave of the processor; what it found is printed behind them.
  lint: async () => {
    const { code, output } = await capture('nice', ['-n', '19', path.join(ROOT, 'script/lint')]);
    const failed = output.match(/^wrong /gm)?.length ?? 0;
    return { passed: 0, failed: code === 0 ? failed : Math.max(failed, 1), ...(code === 0 ? {} : { output }) };
  },

  scripts: async () => {
    const report = reportFile('scripts.tap');
    const directory = path.join(ROOT, 'script/lib/test');
    const testFiles = readdirSync(directory).map((name) => path.join(directory, name));
    const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
    const counters = ['--test-reporter=tap', `--test-reporter-destination=${report}`];
    const code = await run(process.execPath, ['--test', ...reporters, ...counters, ...testFiles]);
    const count = (/** @type {string} */ word) =>
      Number(new RegExp(`^# ${word} (\\d+)`, 'm').exec(readReport(report))?.[1]);
    return counted(code, { passed: count('pass'), failed: count('fail') });
  },

  unit: async ({ config }) => {
    const report = reportFile('unittests.json');
    const code = await run(path.join(outDir(config), 'valence_unittests'), [
      `--gtest_output=json:${report}`,
      '--gtest_brief=1',
    ]);
    const { tests = 0, failures = 0 } = JSON.parse(readReport(report) || '{}');
    return counted(code, { passed: tests - failures, failed: failures });
  },

  specs: async (options) => {
    const { runSpecs } = await import('./spec-runner.mjs');
    return runSpecs(options);
  },
};

/** @param {string} name @returns {string} a path where no report of an earlier run is */
function reportFile(name) {
  const file = path.join(OUT, 'reports', name);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  return file;
}

/** @param {string} file */
const readReport = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/**
 * A suite that ran no test, or ended badly while every test passed, has failed.
 * @param {number} code
 * @param {Counts} counts
 * @returns {Counts}
 */
function counted(code, { passed, failed }) {
  const sound = code === 0 ? failed === 0 && passed > 0 : failed > 0;
  return { passed: passed || 0, failed: sound ? failed : Math.max(failed || 0, 1) };
}

/** @typedef {{ name: string, time: string } & Counts} SuiteResult */

/** @param {string} name @param {TestOptions} options @returns {Promise<SuiteResult>} a suite that breaks off has failed */
async function runSuite(name, options) {
  const start = performance.now();
  const counts = await SUITES[name]?.(options).catch((/** @type {unknown} */ error) => {
    console.error(error instanceof Failure ? `error: ${error.message}` : error);
  });
  return { passed: 0, failed: 1, ...counts, name, time: seconds(start) };
}

await runMain(async () => {
  const start = performance.now();
  const { values } = parseOptions({
    options: {
      yes: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      ...SPEC_OPTIONS,
    },
  });
  const options = specOptions(values);
  const names = values.only ?? Object.keys(SUITES);
  const unknown = names.filter((name) => !(name in SUITES));
  if (unknown.length > 0) throw new Failure(`--only=${unknown.join()}: there are ${Object.keys(SUITES).join(', ')}.`);
  await bootstrap('test', { yes: values.yes });
  await build(values.config);
  // Specs wait for Chromium most of the time: lint runs beside the other suites.
  const background = names.includes('lint') ? runSuite('lint', options) : null;
  /** @type {SuiteResult[]} */
  const rows = [];
  for (const name of names.filter((each) => each !== 'lint')) {
    console.log(`\n=== ${name}`);
    rows.push(await runSuite(name, options));
  }
  if (background) rows.unshift(await background);
  for (const { output } of rows) if (output) console.log(`\n${output.trimEnd()}`);
  const sum = (/** @type {'passed' | 'failed'} */ key) => rows.reduce((total, row) => total + row[key], 0);
  console.log();
  for (const { name, time, passed, failed } of rows) {
    console.log(`${name.padEnd(8)} ${String(passed).padStart(5)} ok ${String(failed).padStart(4)} wrong  ${time}`);
  }
  console.log(`All of script/test: ${seconds(start)}`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') > 0 ? 1 : 0;
});
