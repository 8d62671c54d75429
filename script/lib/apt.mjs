// Debian packages: which are missing, and installing them with the person's consent.
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { Failure, query, step } from './process.mjs';

/** @param {readonly string[]} packages @returns {string[]} those that are not installed */
export function missingAptPackages(packages) {
  const installed = new Set(
    query('dpkg-query', ['--show', '--showformat=${Package} ${db:Status-Abbrev}\n', ...packages])
      .split('\n')
      .filter((line) => /^\S+ .i/.test(line))
      .map((line) => line.split(' ')[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

/**
 * @param {readonly string[]} packages
 * @param {{ yes: boolean }} options `yes`: agree to sudo without being asked
 * @throws {Failure} with the command to run by hand, if they may not be installed from here
 */
export async function installAptPackages(packages, { yes }) {
  const missing = missingAptPackages(packages);
  if (missing.length === 0) return;
  if (!runs('apt-get')) {
    throw new Failure(
      `Packages are missing, and apt-get is not on this machine. Install them, by their Debian names: ${missing.join(' ')}`,
    );
  }
  const root = process.getuid?.() === 0;
  const prefix = root ? [] : await sudoPrefix(missing, yes);
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...missing];
  const hint = `To install by hand: ${manualCommand(missing)}`;
  // sudo drops the environment, so the variable goes through env(1).
  const asRoot = (/** @type {string[]} */ command) => [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command];
  for (const [title, command] of /** @type {const} */ ([
    ['Reading the package lists (apt-get update)', asRoot(['apt-get', 'update'])],
    [`Installing with apt-get: ${missing.join(' ')}`, asRoot(install)],
  ])) {
    const [program = '', ...args] = command;
    await step(title, program, args, { hint });
  }
  const still = missingAptPackages(missing);
  if (still.length > 0) throw new Failure(`apt-get ended well, and still missing: ${still.join(' ')}\n${hint}`);
}

/**
 * @param {number} floor oldest milestone that works
 * @param {number} ceiling newest milestone that was tested
 */
export function checkMilestone(floor, ceiling) {
  const version = query('dpkg-query', ['--show', '--showformat=${Version}', 'chromium']);
  const milestone = Number.parseInt(version, 10);
  if (milestone < floor) {
    throw new Failure(
      `Chromium ${version} is installed; Valence needs ${floor} or newer. To update it: ${manualCommand(['chromium'])}`,
    );
  }
  if (milestone > ceiling)
    console.error(`warning: Chromium ${milestone} is newer than the newest tested one, ${ceiling}.`);
}

/**
 * @param {readonly string[]} missing
 * @param {boolean} yes
 * @returns {Promise<string[]>} what goes before a command to run it as root
 */
async function sudoPrefix(missing, yes) {
  const byHand = `Packages are missing: ${missing.join(' ')}\nTo install them: ${manualCommand(missing)}`;
  if (!runs('sudo')) throw new Failure(`${byHand}\n(This user is not root, and there is no sudo.)`);
  const terminal = process.stdin.isTTY && process.stderr.isTTY;
  if (!yes) {
    if (!terminal) throw new Failure(`${byHand}\nTo let this script do it with sudo: run it with --yes.`);
    const question = createInterface({ input: process.stdin, output: process.stderr });
    const prompt = `${missing.join(' ')}\nInstall these packages with sudo apt-get? [y/N] `;
    // Ctrl+C is an answer, too.
    const answer = await question.question(prompt).catch(() => 'no');
    question.close();
    if (!/^y(es)?$/i.test(answer.trim())) throw new Failure(byHand);
  }
  // The password is asked for here, where the terminal is; the steps after that keep their output to themselves.
  const { status } = spawnSync('sudo', terminal ? ['-v'] : ['-n', 'true'], { stdio: 'inherit' });
  if (status !== 0) throw new Failure(`${byHand}\n(sudo did not agree.)`);
  return terminal ? ['sudo'] : ['sudo', '-n'];
}

/** @param {readonly string[]} packages */
function manualCommand(packages) {
  return `sudo apt-get update && sudo apt-get install --no-install-recommends ${packages.join(' ')}`;
}

/** @param {string} program */
function runs(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}
