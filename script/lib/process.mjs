// Running programs, and telling the person what runs.
import { spawn, spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ROOT } from './paths.mjs';

/** An error whose message says everything: it is printed without a stack. */
export class Failure extends Error {}

/**
 * Runs a program to its end, its output going to ours.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<number>} exit code; 128 if a signal ended it
 * @throws {Failure} if it cannot be started
 */
export function run(program, args, { env, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd, env: { ...process.env, ...env } });
    child.on('error', (error) => reject(new Failure(`${program} could not be started: ${error.message}`)));
    child.on('exit', (code) => resolve(code ?? 128));
  });
}

/**
 * Runs a program to its end and keeps its output.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<{ code: number, output: string }>} `output`: stdout and stderr in the order they came
 * @throws {Failure} if it cannot be started
 */
export function capture(program, args, { env, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd, env: { ...process.env, ...env } });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => reject(new Failure(`${program} could not be started: ${error.message}`)));
    child.on('close', (code) => resolve({ code: code ?? 128, output: Buffer.concat(chunks).toString() }));
  });
}

/** @param {string} program @param {readonly string[]} args @returns {string} stdout, empty if the program failed */
export function query(program, args) {
  return spawnSync(program, args, { encoding: 'utf8', cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] }).stdout ?? '';
}

/**
 * Runs one named step: a line when it starts, its time when it ends, and its output only if it fails.
 * @param {string} title
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, hint?: string }} options `hint`: what the person can do if it fails
 * @returns {Promise<void>}
 */
export async function step(title, program, args, { env, hint } = {}) {
  const start = performance.now();
  console.error(`==> ${title}`);
  const { code, output } = await capture(program, args, env ? { env } : {});
  if (code !== 0) {
    const command = [program, ...args].join(' ');
    throw new Failure(`${output.trimEnd()}\n${title} failed (exit code ${code}): ${command}${hint ? `\n${hint}` : ''}`);
  }
  console.error(`    ${seconds(start)}`);
}

/**
 * The options of a script.
 * @template {import('node:util').ParseArgsConfig} T
 * @param {T} config as for parseArgs
 * @returns {ReturnType<typeof parseArgs<T>>}
 * @throws {Failure} naming the option that is wrong
 */
export function parseOptions(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Failure(`${problem.split('. To specify')[0]}. --help prints the options.`);
  }
}

/** @param {number} start `performance.now()` @returns {string} "1.2 s" since then */
export const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

/**
 * Entry point of a script: its result is the exit code, a Failure is printed as it is, anything else with its stack.
 * @param {() => Promise<number | void> | number | void} main
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof Failure ? `error: ${error.message}` : error);
    process.exitCode = 1;
  }
}
