// Which spec files run, on which machine, and in which order.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.mjs';

/** Seconds that each file took when `--save-times` was last given. It only decides about order and balance. */
export const TIMES_FILE = 'spec/times.json';

/** Of a file that was never measured, if no other file was either. */
const SECONDS_PER_BYTE = 1 / 1000;

/** @typedef {{ file: string, seconds: number }} PlannedFile `file`: relative to spec/ */

/**
 * @param {readonly string[] | undefined} parts of paths; all files if there are none
 * @returns {string[]} relative to spec/, sorted
 */
export function findSpecFiles(parts) {
  return readdirSync(path.join(ROOT, 'spec'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.spec.ts') && !file.startsWith(`fixtures${path.sep}`))
    .filter((file) => !parts || parts.some((part) => path.join('spec', file).includes(part)))
    .sort();
}

/** @returns {Record<string, number>} seconds by file */
export function readTimes() {
  const file = path.join(ROOT, TIMES_FILE);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** @param {Record<string, number>} times of all files */
export function writeTimes(times) {
  const rounded = Object.entries(times).map(([file, seconds]) => [file, Math.max(Math.round(seconds), 1)]);
  rounded.sort(([one], [other]) => String(one).localeCompare(String(other), 'en'));
  writeFileSync(path.join(ROOT, TIMES_FILE), `${JSON.stringify(Object.fromEntries(rounded), null, 2)}\n`);
}

/** @param {string} file relative to spec/ */
const sizeOf = (file) => statSync(path.join(ROOT, 'spec', file)).size;

/**
 * How long each file will take: as measured, or by its size if it is new.
 * @param {readonly string[]} files
 * @param {Record<string, number>} times
 * @param {(file: string) => number} size in bytes
 * @returns {PlannedFile[]}
 */
export function estimate(files, times, size = sizeOf) {
  const measured = files.filter((file) => file in times);
  const sum = (/** @type {(file: string) => number} */ value) =>
    measured.reduce((total, file) => total + value(file), 0);
  const rate = measured.length > 0 ? sum((file) => times[file] ?? 0) / sum(size) : SECONDS_PER_BYTE;
  return files.map((file) => ({ file, seconds: times[file] ?? size(file) * rate }));
}

/**
 * @param {readonly PlannedFile[]} planned
 * @returns {PlannedFile[]} the one that takes longest first, so that no long one is left when the others are done
 */
export function longestFirst(planned) {
  return planned.toSorted((one, other) => other.seconds - one.seconds || one.file.localeCompare(other.file, 'en'));
}

/**
 * The files of one machine. Every machine comes to the same distribution, since it sees the same tree.
 * @param {readonly PlannedFile[]} planned
 * @param {import('./options.mjs').Shard} shard
 * @returns {PlannedFile[]}
 */
export function ofShard(planned, { index, count }) {
  const shards = Array.from({ length: count }, () => ({ seconds: 0, files: /** @type {PlannedFile[]} */ ([]) }));
  for (const each of longestFirst(planned)) {
    const emptiest = shards.reduce((one, other) => (other.seconds < one.seconds ? other : one));
    emptiest.seconds += each.seconds;
    emptiest.files.push(each);
  }
  return shards[index - 1]?.files ?? [];
}
