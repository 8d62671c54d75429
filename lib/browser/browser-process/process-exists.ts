/** Whether a process runs, read from /proc: signal 0 reaches one that has ended until its parent has waited for it. */
import { readFileSync } from 'node:fs';

/** proc(5): Z is a zombie, X is dead. */
const ENDED = new Set(['Z', 'X']);

export function processExists(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The state stands behind the name, which is in parentheses and may hold any character.
    return !ENDED.has(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
