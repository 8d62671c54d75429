// script/spec-runner: transpiles spec/ and runs it as an app in the real binary, in several processes side by side.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';
import { build } from './build.mjs';
import { buildSpecs, membersFile } from './build-spec.mjs';
import { outDir } from './paths.mjs';
import { Failure, parseOptions, runMain, seconds } from './process.mjs';
import { SPEC_OPTIONS, specOptions } from './specs/options.mjs';
import {
  briefFailures,
  count,
  deathOf,
  formatCounts,
  printCoverage,
  printSummary,
  readReport,
} from './specs/report.mjs';
import { estimate, findSpecFiles, longestFirst, ofShard, readTimes, writeTimes } from './specs/schedule.mjs';
import { inScratch } from './specs/scratch.mjs';
import { reportFileIn, runWorker } from './specs/worker.mjs';

/** @typedef {import('./specs/options.mjs').SpecOptions} SpecOptions */
/** @typedef {import('./specs/report.mjs').Counts} Counts */
/** @typedef {import('./specs/report.mjs').TestResult} TestResult */

/** Specs behave alike whether they run side by side or not, and on a desktop as in CI; those that need a display start one. */
const NO_DISPLAY = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined };

/**
 * @param {SpecOptions & { saveTimes?: boolean }} options
 * @returns {Promise<Counts & { output: string }>} a process that did not get to its end counts as a failure; `output`:
 *   the failures in a few lines
 */
export async function runSpecs(options) {
  const binary = path.join(outDir(options.config), 'valence');
  if (!existsSync(binary)) {
    throw new Failure(`${binary} not found. Build it first: script/build --config=${options.config}`);
  }
  await buildSpecs(options.config);
  return inScratch('valence-spec-', (scratch, signal) => new SpecRun(options, scratch, signal).run());
}

class SpecRun {
  /** @readonly */ #options;
  /** @readonly */ #scratch;
  /** @readonly */ #signal;
  #workers = 0;
  /** @readonly @type {TestResult[]} */
  #tests = [];
  /** @readonly @type {Record<string, number>} */
  #times = {};

  /** @param {SpecOptions & { saveTimes?: boolean }} options @param {string} scratch @param {AbortSignal} signal */
  constructor(options, scratch, signal) {
    this.#options = options;
    this.#scratch = scratch;
    this.#signal = signal;
  }

  /** @returns {Promise<Counts & { output: string }>} */
  async run() {
    const { config, grep, files, jobs, shard, saveTimes } = this.#options;
    const start = performance.now();
    const queue = await this.#files();
    const inOneProcess = jobs === 1;
    if (inOneProcess) await this.#runFiles(queue.map(({ file }) => file).sort());
    else await this.#runSideBySide(queue.map(({ file }) => file));
    this.#signal.throwIfAborted();

    if (!inOneProcess) printSummary(this.#tests, performance.now() - start);
    const complete = grep === undefined && files === undefined && shard === undefined;
    const members = JSON.parse(readFileSync(membersFile(config), 'utf8'));
    const counts = printCoverage(this.#tests, members, { complete });
    if (saveTimes) writeTimes(this.#times);
    return { ...counts, output: briefFailures(this.#tests) };
  }

  async #files() {
    const { files, grep, shard } = this.#options;
    const all = findSpecFiles(files);
    // A process for each file that has no such test would only take time.
    const wanted = grep === undefined ? all : await this.#filesWithMatch(all, grep);
    const planned = estimate(wanted, readTimes());
    if (!shard) return longestFirst(planned);
    const own = ofShard(planned, shard);
    if (own.length === 0) {
      const { index, count: parts } = shard;
      throw new Failure(`--shard=${index}/${parts} has nothing to run: there are only ${planned.length} files.`);
    }
    return own;
  }

  /** @param {readonly string[]} files @param {string} grep @returns {Promise<string[]>} */
  async #filesWithMatch(files, grep) {
    const worker = await this.#start(['--list', `--grep=${grep}`, ...files.map((file) => `--file=${file}`)], false);
    if (worker.code !== 0)
      throw new Failure(`${worker.output}The specs cannot be listed: the process ${worker.reason}.`);
    return JSON.parse(readFileSync(worker.reportFile, 'utf8'));
  }

  /** @param {string[]} queue */
  async #runSideBySide(queue) {
    const total = queue.length;
    let done = 0;
    const runNext = async () => {
      for (let file = queue.shift(); file !== undefined && !this.#signal.aborted; file = queue.shift()) {
        const start = performance.now();
        const { tests, output } = await this.#runFiles([file]);
        this.#times[file] = (performance.now() - start) / 1000;
        done += 1;
        if (this.#signal.aborted) return;
        console.log(
          `=== ${done} of ${total}: spec/${file}: ${formatCounts(count(tests))}, ${seconds(start)}\n${output}`,
        );
      }
    };
    await Promise.all(Array.from({ length: this.#options.jobs }, runNext));
  }

  /** @param {readonly string[]} files @returns {Promise<{ tests: TestResult[], output: string }>} */
  async #runFiles(files) {
    if (files.length === 0) return { tests: [], output: '' };
    const { grep, jobs } = this.#options;
    const inherit = jobs === 1;
    const args = files.map((file) => `--file=${file}`);
    if (grep !== undefined) args.push(`--grep=${grep}`);
    if (Mocha.reporters.Base.useColors) args.push('--color');
    const worker = await this.#start(args, inherit);
    const report = readReport(worker.reportFile);
    const tests = [...report.tests];
    let { output } = worker;
    const silentFailure = worker.code !== 0 && count(tests).failed === 0;
    if (!report.complete || silentFailure) {
      const name = files.length === 1 ? `spec/${files[0]}` : 'specs';
      const death = deathOf(name, worker.reason, report, output);
      tests.push(death);
      const [first] = String(death.error?.message).split('\n');
      if (inherit) console.error(`error: ${first}`);
      else output += `error: ${first}\n`;
    }
    this.#tests.push(...tests);
    worker.dispose();
    return { tests, output };
  }

  /** @param {readonly string[]} args @param {boolean} inherit */
  #start(args, inherit) {
    const scratch = path.join(this.#scratch, String((this.#workers += 1)));
    const env = inherit ? {} : NO_DISPLAY;
    const { config } = this.#options;
    const app = [path.join(outDir(config), 'spec'), `--report=${reportFileIn(scratch)}`];
    return runWorker({ config, scratch, args: [...app, ...args], inherit, env });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const { values } = parseOptions({
      options: { ...SPEC_OPTIONS, 'save-times': { type: 'boolean', default: false } },
    });
    const options = specOptions(values);
    await build(options.config);
    const { failed } = await runSpecs({ ...options, saveTimes: values['save-times'] });
    return failed > 0 ? 1 : 0;
  });
}
