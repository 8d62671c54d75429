// The options that script/spec-runner and script/test share.
import { availableParallelism } from 'node:os';
import { Failure } from '../process.mjs';

/** For parseOptions(). */
export const SPEC_OPTIONS = /** @type {const} */ ({
  config: { type: 'string', default: 'Release' },
  grep: { type: 'string', short: 'g' },
  files: { type: 'string', short: 'f', multiple: true },
  jobs: { type: 'string', short: 'j' },
  shard: { type: 'string' },
});

/** @typedef {{ index: number, count: number }} Shard `index` counts from 1 */

/**
 * @typedef {object} SpecOptions
 * @property {string} config
 * @property {string | undefined} grep regular expression over full titles
 * @property {readonly string[] | undefined} files parts of paths
 * @property {number} jobs how many processes run at the same time
 * @property {Shard | undefined} shard
 */

/**
 * @param {{ config: string, grep?: string, files?: string[], jobs?: string, shard?: string }} values of SPEC_OPTIONS
 * @returns {SpecOptions}
 * @throws {Failure} naming the option that is wrong
 */
export function specOptions({ config, grep, files, jobs, shard }) {
  return {
    config,
    grep: grep === undefined ? undefined : checkedPattern(grep),
    files,
    jobs: jobs === undefined ? availableParallelism() : checkedJobs(jobs),
    shard: shard === undefined ? undefined : checkedShard(shard),
  };
}

/** @param {string} text */
function checkedPattern(text) {
  try {
    return new RegExp(text).source;
  } catch (error) {
    throw new Failure(`--grep: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** @param {string} text */
function checkedJobs(text) {
  if (!/^[1-9]\d*$/.test(text))
    throw new Failure(`--jobs=${text}: a number of processes is expected, such as --jobs=2.`);
  return Number(text);
}

/** @param {string} text @returns {Shard} */
function checkedShard(text) {
  const [, index = 0, count = 0] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index < 1 || index > count) {
    throw new Failure(
      `--shard=${text}: which one of how many is expected, such as --shard=1/3, --shard=2/3, --shard=3/3.`,
    );
  }
  return { index, count };
}
