/** What the processes of the app use (app.getAppMetrics()), read from /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { readProcessStat, type ProcessStat } from '../process-stat';

/** Of the kernel's clock in /proc: USER_HZ, which is 100 on every architecture that Linux shows to programs. */
const TICKS_PER_SECOND = 100;

interface Sample {
  time: number;
  ticks: number;
  wakeups: number;
}

const TYPES: Record<string, Electron.ProcessMetric['type']> = {
  'gpu-process': 'GPU',
  'renderer': 'Tab',
  'utility': 'Utility',
  'zygote': 'Zygote',
};

type ProcessKind = Pick<Electron.ProcessMetric, 'type' | 'name' | 'serviceName'>;

/** The app and all processes below it that are Chromium's. */
function processTree(): ProcessStat[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcessStat(Number(name)) ?? []) : []));
  const found = all.filter(({ pid }) => pid === process.pid);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Seconds since 1970. */
const bootTime = (): number => Number(/^btime (\d+)$/m.exec(readText('/proc/stat'))?.[1] ?? 0);

/** Undefined for a process that is neither the app nor Chromium's: a program that the app runs, or the supervisor. */
function kindOf(pid: number, commandLine: string[]): ProcessKind | undefined {
  if (pid === process.pid) return { type: 'Browser' };
  const valueOf = (name: string): string | undefined =>
    commandLine.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  const type = valueOf('type');
  if (type === undefined) {
    // The supervisor's command line holds Chromium's.
    const isChromium = !commandLine[0]?.endsWith('supervisor') && valueOf('user-data-dir') !== undefined;
    return isChromium ? { type: 'Browser', name: 'Chromium' } : undefined;
  }
  const serviceName = valueOf('utility-sub-type');
  return { type: TYPES[type] ?? 'Unknown', ...(serviceName === undefined ? {} : { serviceName }) };
}

export class ProcessMetrics {
  readonly #utilityKind: (pid: number) => ProcessKind | undefined;
  /** The call before, by process. */
  #samples = new Map<number, Sample>();

  /** `utilityKind`: what is known of a utility process of the app. */
  constructor(utilityKind: (pid: number) => ProcessKind | undefined) {
    this.#utilityKind = utilityKind;
  }

  read(): Electron.ProcessMetric[] {
    const boot = bootTime();
    const samples = new Map<number, Sample>();
    const metrics = processTree().flatMap(({ pid, ticks, started }) => {
      // Chromium writes its command line anew, with spaces between the arguments.
      const commandLine = readText(`/proc/${pid}/cmdline`).split(/[\0 ]/);
      const kind = this.#utilityKind(pid) ?? kindOf(pid, commandLine);
      const status = readText(`/proc/${pid}/status`);
      if (!kind || status === '') return [];
      const number = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
      const sample = { time: performance.now(), ticks, wakeups: number('voluntary_ctxt_switches') };
      samples.set(pid, sample);
      return {
        pid,
        ...kind,
        creationTime: (boot + started / TICKS_PER_SECOND) * 1000,
        cpu: this.#usage(sample, this.#samples.get(pid)),
        memory: { workingSetSize: number('VmRSS'), peakWorkingSetSize: number('VmHWM') },
      };
    });
    this.#samples = samples;
    return metrics;
  }

  /** Since the last call, of all processors; the first call has nothing to compare with. */
  #usage(now: Sample, before: Sample | undefined): Electron.CPUUsage {
    const seconds = before ? (now.time - before.time) / 1000 : 0;
    if (!before || seconds <= 0) return { percentCPUUsage: 0, idleWakeupsPerSecond: 0 };
    const busy = (now.ticks - before.ticks) / TICKS_PER_SECOND / seconds;
    return {
      percentCPUUsage: (busy / cpus().length) * 100,
      idleWakeupsPerSecond: Math.round((now.wakeups - before.wakeups) / seconds),
    };
  }
}
