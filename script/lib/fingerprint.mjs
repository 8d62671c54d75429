// Has any input changed since an output was made? By size and modification time, as ninja does, without reading files.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

/**
 * @param {readonly string[]} inputs files and directories, relative to the tree; missing ones count too
 * @returns {string} differs if a file was added, removed or written
 */
export function fingerprint(inputs) {
  return inputs.flatMap((input) => linesOf(path.join(ROOT, input))).join('\n');
}

/** @param {string} file @returns {string[]} */
function linesOf(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return [`${file} missing`];
  if (!stats.isDirectory()) return [`${file} ${stats.size} ${stats.mtimeMs}`];
  return readdirSync(file).flatMap((name) => linesOf(path.join(file, name)));
}

/**
 * Does the work if an input changed since it was last done.
 * @param {string} stamp file that remembers the inputs; removed with the outputs, it brings the work back
 * @param {readonly string[]} inputs
 * @param {() => Promise<void>} work
 */
export async function whenChanged(stamp, inputs, work) {
  const current = fingerprint(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return;
  await work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, current);
}
