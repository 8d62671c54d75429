// Tables in README.md that scripts write, between two comments that say so.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

const README = path.join(ROOT, 'README.md');

/**
 * @param {object} options
 * @param {string} options.name of what the table lists, in its comments and in the name of its script: "members"
 * @param {() => string} options.table as it should be
 * @param {boolean} options.write
 * @returns {string} what is wrong
 */
export function updateReadmeTable({ name, table, write }) {
  const script = `script/gen-${name}-table`;
  const [startMark, endMark] = [`<!-- ${name}: begin, written by ${script} -->`, `<!-- ${name}: end -->`];
  const before = existsSync(README) ? readFileSync(README, 'utf8') : '';
  const [start, end] = [before.indexOf(startMark), before.indexOf(endMark)];
  if (start === -1 || end < start)
    return `README.md must hold these two lines around the table of ${name}:\n${startMark}\n${endMark}`;
  const after = `${before.slice(0, start + startMark.length)}\n${table()}\n${before.slice(end)}`;
  if (after === before) return '';
  if (!write) return `The table of ${name} in README.md is not up to date. Run ${script}.`;
  writeFileSync(README, after);
  return '';
}
