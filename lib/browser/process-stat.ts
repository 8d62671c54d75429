/** What the kernel says of a process in /proc/<pid>/stat (proc(5)). */
import { readFileSync } from 'node:fs';

export interface ProcessStat {
  pid: number;
  /** One letter: R runs, S sleeps, Z is a zombie, X is dead … */
  state: string;
  parent: number;
  /** Of the processor, used so far, in clock ticks. */
  ticks: number;
  /** When it began, in clock ticks after boot. With its pid it names one process for good. */
  started: number;
}

/** Null if there is no such process. A zombie is one. */
export function readProcessStat(pid: number): ProcessStat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // Behind the name, which is in parentheses and may hold any character.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (index: number): number => Number(fields[index - 3]);
  return { pid, state: fields[0]!, parent: field(4), ticks: field(14) + field(15), started: field(22) };
}
