// The processes that a run of specs has started, however deep, known by the directory in their environment.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Ends with what it watches, and then removes in-memory sessions. */
const SUPERVISOR = 'valence_supervisor';
const PATIENCE_MS = 30_000;
const INTERVAL_MS = 50;

/** @param {() => string} read @returns {string} empty if the process has ended or is somebody else's */
function unlessGone(read) {
  try {
    return read();
  } catch {
    return '';
  }
}

/** @param {string} mark @returns {number[]} pids of processes other than ours whose environment holds it */
export function markedProcesses(mark) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid)
    .filter((pid) => unlessGone(() => readFileSync(`/proc/${pid}/environ`, 'latin1')).includes(mark));
}

/**
 * Resolves when none is left. Rejects if some do not end although they were killed.
 * @param {string} mark
 * @param {number} grace milliseconds that they have to end by themselves
 * @returns {Promise<string[]>} command lines of those that did not
 */
export async function endMarked(mark, grace = 0) {
  const start = performance.now();
  /** @type {Map<number, string>} */
  const killed = new Map();
  // While a program takes the place of another one, its process has no environment to be known by.
  let isConfirmed = false;
  for (;;) {
    const left = markedProcesses(mark);
    if (left.length === 0 && isConfirmed) return [...killed.values()];
    isConfirmed = left.length === 0;
    const elapsed = performance.now() - start;
    if (elapsed > grace + PATIENCE_MS) throw new Error(`These processes of the specs do not end: ${left.join(', ')}`);
    for (const pid of elapsed < grace ? [] : left) {
      const program = path.basename(unlessGone(() => readlinkSync(`/proc/${pid}/exe`)));
      if (program === SUPERVISOR) continue;
      const commandLine = unlessGone(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      if (!killed.has(pid)) killed.set(pid, `${pid} ${commandLine.trim()}`);
      kill(pid);
    }
    await setTimeout(INTERVAL_MS);
  }
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
