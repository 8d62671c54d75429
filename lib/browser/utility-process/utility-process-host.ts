/** A utility process, as the app has it: a Node.js that runs utility-init.ts, and the link to it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough, type Duplex, type Readable } from 'node:stream';
import type { PortEnd, PortMessage } from '../ipc/port-end';
import { libraryFolder } from '../library-folder';
import { within } from '../within';
import { exitCodeOf, goneDetailsOf, type UtilityExit } from './exit-details';
import type { ParsedFork } from './fork-options';
import { runningUtilities } from './running-utilities';
import { CHANNEL_FD } from './utility-channel';
import { UtilityLink } from './utility-link';

/** How long a process may take to end after SIGTERM, in milliseconds: as Chromium gives its own. */
const KILL_DEADLINE = 2000;
/** In so many steps: of a time in which all of the machine stood still, and the process with it, only one counts. */
const KILL_STEPS = 20;

/** How long `exit` waits for output that programs of the process may still write, in milliseconds. */
const OUTPUT_DEADLINE = 1000;

/** This Node.js, also if its file has been replaced since it started. */
const NODE = '/proc/self/exe';

export interface UtilityProcessClient {
  onSpawn(): void;
  onMessage(message: PortMessage): void;
  /** What the process asks of the network. */
  onNetwork(body: unknown): void;
  /** Once. `gone`: for the app's `child-process-gone`. */
  onExit(exitCode: number, gone: Electron.Details | null): void;
}

function start({ modulePath, args, execArgv, env, cwd, stdout, stderr }: ParsedFork): ChildProcess {
  return spawn(NODE, [...execArgv, join(libraryFolder(), 'utility_init.js'), modulePath, ...args], {
    argv0: process.execPath,
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...env, VALENCE_EXEC_PATH: process.execPath, VALENCE_UTILITY_PARENT: `${process.pid}` },
    stdio: ['ignore', stdout, stderr, 'pipe'],
  });
}

/** Without free descriptors there is none; `error` follows. */
const channelOf = ({ stdio }: { stdio?: ChildProcess['stdio'] }): Duplex =>
  (stdio?.[CHANNEL_FD] as Duplex | undefined) ?? new PassThrough().destroy();

export class UtilityProcessHost {
  readonly #client: UtilityProcessClient;
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #link: UtilityLink;
  #pid: number | undefined;
  #killTimer: NodeJS.Timeout | undefined;
  #killed = false;

  constructor(options: ParsedFork, client: UtilityProcessClient) {
    this.#client = client;
    this.#name = options.serviceName;
    this.#child = start(options);
    this.#child.once('spawn', () => this.#onSpawn());
    this.#child.on('error', (error) => this.#onError(error));
    this.#child.once('exit', (code, signal) => void this.#onExit(code, signal));
    this.#link = new UtilityLink(channelOf(this.#child), 'app', {
      onMessage: (message) => this.#client.onMessage(message),
      onNetwork: (body) => this.#client.onNetwork(body),
      onEnd: () => undefined,
    });
  }

  /** Undefined before it runs, and once it has ended. */
  get pid(): number | undefined {
    return this.#pid;
  }

  get stdout(): Readable | null {
    return this.#child.stdout;
  }

  get stderr(): Readable | null {
    return this.#child.stderr;
  }

  /** Throws Error for a message that cannot be cloned; then `takePorts` was not called. */
  post(message: unknown, takePorts: () => PortEnd[]): void {
    this.#link.post(message, takePorts);
  }

  sendNetwork(body: unknown): void {
    this.#link.sendNetwork(body);
  }

  /** False if it does not run. */
  kill(): boolean {
    if (this.#pid === undefined || !this.#child.kill('SIGTERM')) return false;
    this.#killed = true;
    let left = KILL_STEPS;
    this.#killTimer ??= setInterval(() => {
      left -= 1;
      if (left === 0) this.#child.kill('SIGKILL');
    }, KILL_DEADLINE / KILL_STEPS);
    return true;
  }

  #onSpawn(): void {
    this.#pid = this.#child.pid!;
    runningUtilities.set(this.#pid, this.#name);
    this.#client.onSpawn();
  }

  /** Of the start, or of a signal that could not be sent. */
  #onError(error: Error): void {
    if (this.#child.pid !== undefined) return;
    process.emitWarning(`A utility process could not be started: ${error.message}. Check options.cwd.`, {
      code: 'VALENCE_UTILITY_NOT_STARTED',
    });
    this.#end({ code: null, signal: null, failed: true });
  }

  /** What it has written and sent comes before its end. */
  async #onExit(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    clearInterval(this.#killTimer);
    if (this.#pid !== undefined) runningUtilities.delete(this.#pid);
    await within(OUTPUT_DEADLINE, new Promise((resolve) => this.#child.once('close', resolve)));
    this.#end({ code, signal, failed: false });
  }

  #end(how: Omit<UtilityExit, 'killed'>): void {
    this.#pid = undefined;
    const exit = { ...how, killed: this.#killed };
    this.#client.onExit(exitCodeOf(exit), goneDetailsOf(exit, this.#name));
  }
}
