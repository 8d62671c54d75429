// The processes of this machine, read from /proc.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { until } from './until';

export interface ProcessInfo {
  pid: number;
  parentPid: number;
  /** One letter of proc(5): R, S, Z (zombie) … */
  state: string;
  /** argv. Chromium's children have it in one piece. */
  commandLine: string[];
}

function readProc(pid: number | 'self', file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return ''; // it has ended, or is somebody else's
  }
}

function readProcess(pid: number): ProcessInfo | null {
  const stat = readProc(pid, 'stat');
  // The name, in parentheses, may hold spaces.
  const [state = '', parentPid = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === '') return null;
  return { pid, parentPid: Number(parentPid), state, commandLine: readProc(pid, 'cmdline').split('\0').slice(0, -1) };
}

const allPids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Running processes, zombies left out, whose environment or command line holds `mark`. */
export function processesMarked(mark: string): ProcessInfo[] {
  return allPids()
    .filter((pid) => readProc(pid, 'environ').includes(mark) || readProc(pid, 'cmdline').includes(mark))
    .map(readProcess)
    .filter((info): info is ProcessInfo => info !== null && info.state !== 'Z');
}

export const isAlive = (pid: number): boolean => {
  const info = readProcess(pid);
  return info !== null && info.state !== 'Z';
};

/** Does nothing if it has ended. */
export function killIfAlive(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Command line of a running process. */
export function commandLineOf(pid: number): string[] {
  const info = readProcess(pid);
  if (!info) throw new Error(`There is no process ${pid}`);
  return info.commandLine;
}

/** Everything below a process, parents first. */
export function descendantsOf(pid: number): ProcessInfo[] {
  const all = allPids()
    .map(readProcess)
    .filter((info): info is ProcessInfo => info !== null);
  const below = (parent: number): ProcessInfo[] =>
    all.flatMap((info) => (info.parentPid === parent ? [info, ...below(info.pid)] : []));
  return below(pid);
}

/** Pids of the processes of a Chromium whose command line has all of these. Its children's command lines are one string. */
export const childrenWith = (pid: number, ...switches: string[]): number[] =>
  descendantsOf(pid)
    .filter(({ commandLine, state }) => state !== 'Z' && switches.every((part) => commandLine.join(' ').includes(part)))
    .map((info) => info.pid);

/** Sends a signal to each; with SIGKILL resolves when they are gone. */
export async function signalAll(pids: readonly number[], signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  for (const pid of pids) killIfAlive(pid, signal);
  if (signal === 'SIGKILL') await Promise.all(pids.map(untilGone));
}

/** Resolves when no process has `mark` any more; rejects with the command lines of those that stay. */
export async function untilNoneMarked(mark: string, timeout = 10_000): Promise<void> {
  // While a program takes the place of another one, its process has neither environment nor command line to be known by.
  let wasNone = false;
  const isNone = (): boolean => {
    const none = processesMarked(mark).length === 0;
    const isConfirmed = none && wasNone;
    wasNone = none;
    return isConfirmed;
  };
  await until('processes', isNone, timeout).catch(() => {
    const left = processesMarked(mark).map((info) => `  ${info.pid} ${info.commandLine.join(' ').slice(0, 200)}`);
    if (left.length > 0) throw new Error(`Still running after ${timeout} ms or longer:\n${left.join('\n')}`);
  });
}

export const untilGone = (pid: number): Promise<boolean> => until(`process ${pid} gone`, () => !isAlive(pid));

/** Where in-memory sessions live. */
const IN_MEMORY_ROOT = `/dev/shm/valence-${process.getuid?.() ?? 0}`;

/** Pid of the app that a directory in memory belongs to: the first word of its lock file; 0 if it has none. */
function ownerOf(directory: string): number {
  try {
    return Number.parseInt(readFileSync(`${directory}/valence.lock`, 'utf8'), 10);
  } catch {
    return 0; // removed in between, or not locked yet
  }
}

const inMemoryDirectories = (): string[] =>
  existsSync(IN_MEMORY_ROOT) ? readdirSync(IN_MEMORY_ROOT).map((name) => `${IN_MEMORY_ROOT}/${name}`) : [];

/** Directories of in-memory sessions of the apps with these pids. Other apps run on this machine too. */
export const inMemoryDirectoriesOf = (pids: readonly number[]): string[] =>
  inMemoryDirectories().filter((directory) => pids.includes(ownerOf(directory)));

/** Directories in memory that no app says are its own. */
export const inMemoryDirectoriesOfNobody = (): string[] =>
  inMemoryDirectories().filter((directory) => ownerOf(directory) === 0 && existsSync(directory));
