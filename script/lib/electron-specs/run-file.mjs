// Runs one spec file of a checkout to its end, in as many processes as it takes: what a test that ends the process has
// left is run in the next one.
import path from 'node:path';
import { outDir } from '../paths.mjs';
import { deathOf, readReport } from '../specs/report.mjs';
import { reportFileIn, runWorker } from '../specs/worker.mjs';

/** @typedef {import('./expectations.mjs').SuiteTest} SuiteTest */

/** Electron's specs have 30 seconds each. */
const SILENCE_MS = 3 * 60_000;
const MOST_DEATHS = 40;

/**
 * @typedef {object} FileRun
 * @property {string} checkout
 * @property {string} file name in spec/
 * @property {string} config
 * @property {string} scratch directory for this run alone
 * @property {string} display
 * @property {AbortSignal} signal
 * @property {string | undefined} grep
 */

/**
 * @param {FileRun} run
 * @returns {Promise<{ tests: SuiteTest[], output: string }>} a test that failed is run once more: `flaky` if it passes then
 */
export async function runFile(run) {
  const { tests, output } = await runUntilComplete(run, 'a', {});
  const failed = tests.filter(({ state }) => state === 'failed').map(({ titlePath }) => titlePath);
  if (failed.length === 0) return { tests, output };
  const again = await runUntilComplete(run, 'b', { only: failed });
  const passed = new Set(again.tests.filter(({ state }) => state === 'passed').map(keyOf));
  const judged = tests.map((test) =>
    test.state === 'failed' && passed.has(keyOf(test)) ? { ...test, flaky: true } : test,
  );
  return { tests: judged, output: `${output}\n--- what failed, once more\n${again.output}` };
}

/** @param {SuiteTest} test */
const keyOf = ({ titlePath }) => JSON.stringify(titlePath);

/**
 * @param {FileRun} run
 * @param {string} name of a directory for it
 * @param {{ only?: readonly (readonly string[])[] }} selection
 */
async function runUntilComplete({ checkout, file, config, scratch, display, signal, grep }, name, selection) {
  /** @type {SuiteTest[]} */
  const tests = [];
  let output = '';
  for (let round = 0; round < MOST_DEATHS; round += 1) {
    const done = tests.map(({ titlePath }) => titlePath);
    // Short: Chromium makes a socket in its temporary directory, whose path may have 107 bytes.
    const own = path.join(scratch, `${name}${round}`);
    const worker = await runWorker({
      config,
      scratch: own,
      args: [
        '-r',
        path.join(outDir(config), 'spec/electron-suite/preload.js'),
        path.join(checkout, 'spec'),
        '--files',
        path.join(checkout, 'spec', file),
        ...(grep === undefined ? [] : ['--grep', grep]),
      ],
      inherit: false,
      silence: SILENCE_MS,
      env: {
        DISPLAY: display,
        MOCHA_REPORTER: 'spec',
        VALENCE_ELECTRON_SPECS: JSON.stringify({
          checkout,
          report: reportFileIn(own),
          done,
          ...selection,
        }),
      },
    });
    signal.throwIfAborted();
    const report = readReport(worker.reportFile);
    worker.dispose();
    output += worker.output;
    tests.push(...report.tests);
    if (report.complete) break;
    const death = deathOf(file, worker.reason, report, worker.output);
    tests.push(report.running ? { ...death, titlePath: report.running } : death);
    // Without a test that began, the next process would get no further.
    if (!report.running) break;
  }
  return { tests, output };
}
