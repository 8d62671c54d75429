// One process of the real binary that runs specs, with user data, temporary directory and report of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { preloadLibraries } from '../fixtures/client.mjs';
import { outDir } from '../paths.mjs';
import { Failure } from '../process.mjs';
import { endMarked } from './marked-processes.mjs';

/** Longer than any spec may take (spec/lib/patience.ts): whoever has written nothing for so long has stopped. */
const SILENCE_MS = 40 * 60_000;
const LOOK_MS = 5_000;
/** For what a process has started to end behind it. */
const GRACE_MS = 15_000;

/** @param {string} scratch @returns {string} where its process writes the report of spec/lib/run-report.ts */
export const reportFileIn = (scratch) => path.join(scratch, 'report');

/** @typedef {{ reason: string, code: number, output: string, reportFile: string, dispose: () => void }} Ended */

/**
 * Runs an app of specs to its end.
 * @param {object} options
 * @param {string} options.config
 * @param {string} options.scratch directory for it alone; not there yet
 * @param {readonly string[]} options.args for the binary
 * @param {boolean} options.inherit whether its output goes to ours, instead of into the result
 * @param {NodeJS.ProcessEnv} [options.env] over ours; undefined removes a variable
 * @param {number} [options.silence] milliseconds without a word after which it is killed
 * @returns {Promise<Ended>} `reason`: "ended with exit code 0"; `reportFile` is there until `dispose`
 */
export async function runWorker({ config, scratch, args, inherit, env = {}, silence: limit = SILENCE_MS }) {
  const out = outDir(config);
  const temporary = path.join(scratch, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const reportFile = reportFileIn(scratch);
  const outputFile = path.join(scratch, 'output');
  const before = process.env['LD_PRELOAD'];
  // A file, unlike a pipe, is complete when the process has ended, whatever its children still hold open.
  const output = await open(outputFile, 'a');
  const child = spawn(path.join(out, 'valence'), args, {
    stdio: inherit ? 'inherit' : ['ignore', output.fd, output.fd],
    env: {
      ...process.env,
      XDG_CONFIG_HOME: path.join(scratch, 'config'),
      XDG_CACHE_HOME: path.join(scratch, 'cache'),
      TMPDIR: temporary,
      // spec/lib/internals.ts
      VALENCE_EXPOSE_INTERNALS: '1',
      // Do nothing until a spec starts a fixture server and names its testbed in UMOCKDEV_DIR.
      LD_PRELOAD: [preloadLibraries(out), ...(before ? [before] : [])].join(':'),
      ...env,
    },
  });
  const silence = watchSilence([outputFile, reportFile], limit, () => child.kill('SIGKILL'));
  try {
    const { code, signal } = await /** @type {Promise<{ code: number | null, signal: string | null }>} */ (
      new Promise((resolve, reject) => {
        child.once('error', (error) => reject(new Failure(`The specs could not be started: ${error.message}`)));
        child.once('exit', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
      })
    );
    const ending = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
    // Its Chromiums and fixture servers end behind it. What does not must not disturb the next one.
    // Its own directories only: those of /1 and of /12 begin with the same characters.
    const left = await endMarked(`${scratch}${path.sep}`, signal === null ? GRACE_MS : 0);
    return {
      reason: silence.broken ? `had nothing to say for ${limit / 60_000} minutes and was ended` : ending,
      code: code ?? 128,
      output: `${readFileSync(outputFile, 'utf8')}${signal === null ? left.map((line) => `left running: ${line}\n`).join('') : ''}`,
      reportFile,
      dispose: () => rmSync(scratch, { recursive: true, force: true, maxRetries: 10 }),
    };
  } finally {
    silence.stop();
    await output.close();
  }
}

/**
 * Calls `onSilence` once if no file was written for a time.
 * @param {readonly string[]} files
 * @param {number} limit in milliseconds
 * @param {() => void} onSilence
 */
function watchSilence(files, limit, onSilence) {
  let last = performance.now();
  let size = 0;
  const watch = {
    broken: false,
    stop: () => clearInterval(timer),
  };
  const timer = setInterval(() => {
    const now = files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
    if (now !== size) [size, last] = [now, performance.now()];
    if (performance.now() - last < limit) return;
    watch.broken = true;
    watch.stop();
    onSilence();
  }, LOOK_MS);
  return watch;
}
