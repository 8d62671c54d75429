/**
 * Every process that a measured process has started, with its memory and its CPU time, read from /proc. Chromium's
 * crash handlers detach themselves from their parent; they are known by a variable that they inherit.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { TreeMemory } from './messages';

interface ProcessInfo {
  pid: number;
  parent: number;
  /** User and system time in clock ticks, of itself only. */
  ticks: number;
}

/** Clock ticks a second: fixed on Linux for what /proc tells. */
const TICKS_PER_SECOND = 100;

/** Text of a file of /proc, or null for a process that is gone or another user's. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return null;
  }
}

function infoOf(pid: number): ProcessInfo | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name before it may hold spaces and brackets: fields count from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z') return null;
  return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

function allProcesses(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => infoOf(Number(name)) ?? []);
}

/** Kilobytes of the lines of smaps_rollup with these names, added, in bytes. */
function bytesOf(rollup: string, names: readonly string[]): number {
  let sum = 0;
  for (const [, name, kilobytes] of rollup.matchAll(/^(\w+): +(\d+) kB$/gm)) {
    if (names.includes(name!)) sum += Number(kilobytes) * 1024;
  }
  return sum;
}

export class ProcessTree {
  readonly #mark: string;

  /** `mark`: a `NAME=value` of the environment that the first process was started with and no other one has. */
  constructor(mark: string) {
    this.#mark = `\0${mark}\0`;
  }

  /** Living processes: those with the mark, and what they started (Chromium's children overwrite their environment). */
  members(): ProcessInfo[] {
    const all = allProcesses();
    const known = new Set(all.filter(({ pid }) => this.#isMarked(pid)).map(({ pid }) => pid));
    for (let size = 0; size !== known.size;) {
      size = known.size;
      for (const { pid, parent } of all) if (known.has(parent)) known.add(pid);
    }
    return all.filter(({ pid }) => known.has(pid));
  }

  #isMarked(pid: number): boolean {
    const environment = read(`/proc/${pid}/environ`);
    return environment !== null && `\0${environment}`.includes(this.#mark);
  }

  memory(): TreeMemory {
    const memory: TreeMemory = { pss: 0, uss: 0, processes: 0 };
    for (const { pid } of this.members()) {
      const rollup = read(`/proc/${pid}/smaps_rollup`);
      if (!rollup) continue;
      memory.pss += bytesOf(rollup, ['Pss']);
      memory.uss += bytesOf(rollup, ['Private_Clean', 'Private_Dirty', 'Private_Hugetlb']);
      memory.processes++;
    }
    return memory;
  }

  /** CPU time of the living processes in seconds. */
  cpuSeconds(): number {
    return this.members().reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND;
  }
}

/** Chromium's browser processes on this machine: more than our own make PSS look smaller than it is. */
export function countBrowsers(): number {
  return allProcesses().filter(({ pid }) => {
    const [executable = '', ...args] = (read(`/proc/${pid}/cmdline`) ?? '').split('\0');
    return (
      /\/chrom[^/]*$/.test(executable) && !/crashpad/.test(executable) && !args.some((arg) => arg.startsWith('--type='))
    );
  }).length;
}
