/** What the figures were measured on and with. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { countBrowsers } from './process-tree';

export interface Machine {
  date: string;
  cpu: string;
  cores: number;
  memoryGB: number;
  kernel: string;
  /** Load averages of 1, 5 and 15 minutes before the run. */
  load: number[];
  /** Chromium browsers of others before the run: they share pages with ours, which makes PSS smaller. */
  otherBrowsers: number;
  versions: Record<string, string>;
}

/** Text that a program prints, or its failure in words. */
function output(command: string, args: readonly string[]): string {
  const { stdout, error } = spawnSync(command, args, { encoding: 'utf8' });
  return error ? `unknown (${error.message})` : stdout.trim();
}

/** `packages`: directory of package.json and node_modules. */
function packageVersion(packages: string, name: string): string {
  return (JSON.parse(readFileSync(`${packages}/node_modules/${name}/package.json`, 'utf8')) as { version: string })
    .version;
}

export function describeMachine(root: string, executable: string): Machine {
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    load: loadavg().map((load) => Number(load.toFixed(2))),
    otherBrowsers: countBrowsers(),
    versions: {
      'chromium': output(executable, ['--version']),
      'node': process.versions.node,
      'valence': output('git', ['-C', root, 'describe', '--always', '--dirty']),
      'puppeteer-core': packageVersion(root, 'puppeteer-core'),
      'playwright-core': packageVersion(root, 'playwright-core'),
    },
  };
}
