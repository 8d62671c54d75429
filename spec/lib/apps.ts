// Apps in processes of their own: written to a temporary directory, run with the binary that runs the specs.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { defer } from './cleanup';
import { killIfAlive, processesMarked, untilNoneMarked, type ProcessInfo } from './processes';
import { tempDir } from './temp';

export interface AppOptions {
  /** Arguments behind the app's path. */
  args?: string[];
  /** Arguments before it. */
  launcherArgs?: string[];
  /** A command that starts what stands behind it: inNamespace() of mounts.ts, for example. */
  prefix?: readonly string[];
  /** Over the environment of the specs; undefined removes a variable. */
  env?: NodeJS.ProcessEnv;
  /** Name of the file that holds the source. */
  main?: string;
  /** Fields for package.json. */
  packageJSON?: Record<string, unknown>;
  /** Further files of the app: path to content. */
  files?: Record<string, string>;
  /** In a process group of its own, as from a terminal: `process.kill(-app.pid, …)` reaches all of it. */
  detached?: boolean;
  /** Where the app was started before: the same sessions again. */
  home?: AppHome;
}

/** What outlives one run of an app: its directory, its user data and the mark of its processes. */
export interface AppHome {
  /** Name of the app and so part of its user agent, by which every process of its browsers is known. */
  mark: string;
  directory: string;
  /** app.getPath('userData') */
  userData: string;
  configHome: string;
}

export interface AppExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Makes the directories of an app; removed after the test, once none of its processes runs. */
export function newAppHome(): AppHome {
  const root = tempDir();
  const mark = `valence-spec-${randomBytes(6).toString('hex')}`;
  const configHome = path.join(root, 'config');
  const home = { mark, directory: path.join(root, 'app'), configHome, userData: path.join(configHome, mark) };
  mkdirSync(home.directory);
  mkdirSync(home.configHome);
  defer(async () => {
    for (const { pid } of processesMarked(mark)) killIfAlive(pid);
    await untilNoneMarked(mark);
  });
  return home;
}

export class SpawnedApp {
  readonly home: AppHome;
  readonly pid: number;
  stdout = '';
  stderr = '';
  /** Resolves when the app has ended and its output is complete. */
  readonly exited: Promise<AppExit>;
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();
  #ended = false;

  constructor(child: ChildProcess, home: AppHome) {
    this.#child = child;
    this.home = home;
    this.pid = child.pid ?? 0;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#look();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#look();
    });
    this.exited = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.#ended = true;
        this.#look();
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  #look(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** Resolves with what `find` finds in the output; rejects with all of the output if the app ends without it. */
  #untilFound<T>(what: string, find: () => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find();
        if (found === null && !this.#ended) return;
        this.#watchers.delete(look);
        if (found !== null) resolve(found);
        else reject(new Error(`The app ended before it printed ${what}:\n${this.stdout}${this.stderr}`));
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Resolves when stdout holds the line. */
  async untilPrinted(line: string): Promise<void> {
    await this.#untilFound(line, () => (this.stdout.split('\n').slice(0, -1).includes(line) ? line : null));
  }

  /** The n-th line of JSON (object, array or string) that the app prints, counted from 0. */
  async report<T>(index = 0): Promise<T> {
    const line = await this.#untilFound(`line ${index} of JSON`, () => jsonLines(this.stdout)[index] ?? null);
    return JSON.parse(line) as T;
  }

  /** The app itself, its supervisors, and every process of its browsers. */
  processes(): ProcessInfo[] {
    return processesMarked(this.home.mark);
  }

  /** The browser processes of its Chromiums. */
  browsers(): ProcessInfo[] {
    const found = this.processes().filter(
      ({ commandLine: [program = '', ...args] }) =>
        /\/(?:chromium|chromium-browser|chrome)$/.test(program) && !args.some((arg) => arg.startsWith('--type=')),
    );
    // A child has the command line of its parent until it becomes another program.
    return found.filter(({ parentPid }) => !found.some(({ pid }) => pid === parentPid));
  }

  /** A line for the app's stdin. */
  send(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal);
  }

  /** Ends the app with SIGKILL and resolves when nothing of it runs. */
  async killAll(): Promise<void> {
    this.kill();
    await this.exited;
    await untilNoneMarked(this.home.mark);
  }
}

/** Complete lines only. */
const jsonLines = (text: string): string[] =>
  text
    .split('\n')
    .slice(0, -1)
    .filter((line) => /^[[{"]/.test(line));

/** Writes an app whose main file is `source` and starts it. It prints what it has to say. */
export function spawnApp(source: string, options: AppOptions = {}): SpawnedApp {
  const home = options.home ?? newAppHome();
  const { main = 'main.js', packageJSON = {}, files = {} } = options;
  const content = {
    ...files,
    [main]: source,
    'package.json': JSON.stringify({ name: home.mark, main, ...packageJSON }),
  };
  for (const [file, text] of Object.entries(content)) {
    const target = path.join(home.directory, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return spawnPath(home.directory, { ...options, home });
}

/** Starts what stands at `target`, an app's path as in a shell; null for none. */
export function spawnPath(target: string | null, options: AppOptions = {}): SpawnedApp {
  const home = options.home ?? newAppHome();
  const { args = [], launcherArgs = [], env = {}, detached = false, prefix = [] } = options;
  const command = [...prefix, process.execPath, ...launcherArgs, ...(target === null ? [] : [target]), ...args];
  const [program = '', ...programArgs] = command;
  const child = spawn(program, programArgs, {
    cwd: home.directory,
    detached,
    env: {
      ...process.env,
      VALENCE_RESERVE: '0',
      VALENCE_SPEC_APP: home.mark,
      XDG_CONFIG_HOME: home.configHome,
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return new SpawnedApp(child, home);
}

/** Runs an app to its end. */
export const runApp = (source: string, options: AppOptions = {}): Promise<AppExit> => spawnApp(source, options).exited;

/** Runs what stands at a path to its end. */
export const runPath = (target: string | null, options: AppOptions = {}): Promise<AppExit> =>
  spawnPath(target, options).exited;

/** Every line of JSON that the app has printed. */
export const printed = ({ stdout }: { stdout: string }): unknown[] =>
  jsonLines(stdout).map((line) => JSON.parse(line) as unknown);

/** An app in CommonJS: `print(value)` prints a line of JSON. */
export const source = (code: string): string => `
  const { app, BrowserWindow, session, webContents } = require('electron');
  const print = (value) => console.log(JSON.stringify(value));
  ${code}
`;

/** The same once the app is ready; `code` may wait. The app ends behind it unless the code has ended it. */
export const sourceWhenReady = (code: string): string =>
  source(`app.whenReady().then(async () => { ${code} }).then(() => app.quit());`);

/** Runs an app to its end; what it printed as JSON. */
export const outputOf = async (code: string, options: AppOptions = {}): Promise<unknown[]> =>
  printed(await runApp(source(code), options));

/** The same for code that starts when the app is ready. */
export const outputWhenReady = async (code: string, options: AppOptions = {}): Promise<unknown[]> =>
  printed(await runApp(sourceWhenReady(code), options));
