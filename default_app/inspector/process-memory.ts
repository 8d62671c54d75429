/** Memory of a process tree, from /proc (proc(5): stat, smaps_rollup). */
import { readdir, readFile } from 'node:fs/promises';
import type { MemoryInfo, ProcessInfo } from '../common/messages';

const UTILITIES: Record<string, string> = {
  'network.mojom.NetworkService': 'Network service',
  'storage.mojom.StorageService': 'Storage service',
  'audio.mojom.AudioService': 'Audio service',
  'video_capture.mojom.VideoCaptureService': 'Video capture service',
};

const ROLES: Record<string, string> = {
  'gpu-process': 'GPU',
  'zygote': 'Zygote',
  'renderer': 'Page',
  'crashpad-handler': 'Crash handler',
};

/** What a process of Chromium does, from its command line. The processes it forks rewrite theirs with spaces. */
export function roleOf(commandLine: string): string {
  const switches = commandLine.split(/[\0 ]/);
  const value = (name: string): string =>
    switches.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
  const type = value('type');
  if (type === '') return switches[0]?.includes('crashpad') ? 'Crash handler' : 'Browser';
  if (type === 'utility') return UTILITIES[value('utility-sub-type')] ?? 'Utility';
  if (type === 'renderer' && switches.includes('--extension-process')) return 'Extension';
  return ROLES[type] ?? type;
}

/** Proportional and unique set size in bytes from the text of smaps_rollup, which counts in KiB. */
export function parseRollup(text: string): { pss: number; uss: number } {
  const kibibytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024;
  const uss = kibibytes('Private_Clean') + kibibytes('Private_Dirty') + kibibytes('Private_Hugetlb');
  return { pss: kibibytes('Pss'), uss };
}

/** Null for a process that has ended, which between listing and reading is nothing unusual. */
async function readProcessFile(pid: number, file: string): Promise<string | null> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

/** Which process has which children, at one moment. */
export class ProcessTable {
  readonly #children: ReadonlyMap<number, readonly number[]>;

  private constructor(children: ReadonlyMap<number, readonly number[]>) {
    this.#children = children;
  }

  static async read(): Promise<ProcessTable> {
    const children = new Map<number, number[]>();
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    await Promise.all(
      pids.map(async (pid) => {
        const stat = await readProcessFile(pid, 'stat');
        if (stat === null) return;
        // The second field is the name in parentheses, which may hold anything: what counts stands behind the last one.
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        children.set(parent, [...(children.get(parent) ?? []), pid]);
      }),
    );
    return new ProcessTable(children);
  }

  /** The process and everything below it. */
  tree(pid: number): number[] {
    return [pid, ...(this.#children.get(pid) ?? []).flatMap((child) => this.tree(child))];
  }

  /** Memory of the process and everything below it. */
  async memoryOf(pid: number): Promise<MemoryInfo> {
    const found = await Promise.all(this.tree(pid).map((member) => readProcess(member)));
    const processes = found.filter((info) => info !== null);
    return {
      pss: processes.reduce((sum, { pss }) => sum + (pss ?? 0), 0),
      uss: processes.reduce((sum, { uss }) => sum + (uss ?? 0), 0),
      processes,
      unreadable: processes.filter(({ pss }) => pss === null).length,
    };
  }
}

async function readProcess(pid: number): Promise<ProcessInfo | null> {
  const commandLine = await readProcessFile(pid, 'cmdline');
  if (commandLine === null) return null;
  const role = roleOf(commandLine);
  try {
    const rollup = await readProcessFile(pid, 'smaps_rollup');
    return rollup === null ? null : { pid, role, ...parseRollup(rollup) };
  } catch {
    // A process of another user, or one that hides its memory: it is listed without figures and counted as such.
    return { pid, role, pss: null, uss: null };
  }
}
