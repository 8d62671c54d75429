/** One running Chromium: its connection, its targets, its end. A session that outlives it makes a new one. */
import { Connection, type CDPSession } from '../devtools/connection';
import { BrowserGoneError } from '../devtools/errors';
import { TargetManager } from '../targets/target-manager';
import { chromium } from './chromium';
import { logsToStderr } from './chromium-log';
import { launchKey, launchOf, type LaunchOptions } from './launch';
import { logLifecycle } from './lifecycle-log';
import { readProcessStat } from '../process-stat';
import type { SwitchMap } from './switches';

export interface BrowserOptions extends LaunchOptions {
  userDataDir: string;
  /** What the log calls its session. */
  label: string;
  /** The directory goes with the browser. */
  inMemory: boolean;
}

/** How long a directory's previous browser may take to save its data, in milliseconds: its supervisor kills it after 9,000. */
const LOCK_TIMEOUT = 12_000;

let warnedAboutRoot = false;
function warnAboutRoot(): void {
  if (warnedAboutRoot || process.getuid?.() !== 0) return;
  warnedAboutRoot = true;
  process.emitWarning(
    'Running as root: Chromium refuses its sandbox, so pages run without one. Use an ordinary user for anything but CI.',
    { code: 'VALENCE_NO_SANDBOX' },
  );
}

export class Browser {
  readonly connection: Connection;
  readonly targets: TargetManager;
  readonly userDataDir: string;
  readonly display: BrowserOptions['display'];
  /** What the parts of its session contributed to the command line. */
  readonly switches: SwitchMap;
  /** The same for browsers that were started alike: launchKey(). */
  readonly launchKey: string;
  /** Resolves when Chromium answers; rejects with BrowserGoneError if it ends before. */
  readonly ready: Promise<void>;
  #closing = false;

  private constructor(options: BrowserOptions) {
    const { userDataDir } = options;
    this.userDataDir = userDataDir;
    this.display = options.display;
    this.switches = options.switches(userDataDir);
    this.launchKey = launchKey(options);
    warnAboutRoot();
    this.connection = new Connection((handlers) => {
      const { NativeBrowser } = process._linkedBinding('electron_browser_session');
      const native = new NativeBrowser(handlers);
      native.start({
        executable: chromium().path,
        ...launchOf(options, userDataDir),
        userDataDir,
        removeUserDataDir: options.inMemory,
        lockTimeout: LOCK_TIMEOUT,
        echoStderr: logsToStderr(options.extra),
      });
      return native;
    }, options.label);
    this.targets = new TargetManager(this.connection);
    this.ready = this.#start();
    this.ready.catch(() => undefined); // whoever uses the session is told
    logLifecycle(this, options.inMemory);
  }

  async #start(): Promise<void> {
    try {
      await this.targets.start();
    } catch (error) {
      throw error instanceof BrowserGoneError
        ? new BrowserGoneError("Starting the session's browser", error.exit)
        : error;
    }
  }

  static start(options: BrowserOptions): Browser {
    return new Browser(options);
  }

  get root(): CDPSession {
    return this.connection.browser;
  }

  /** 0 before Chromium runs, and after it has ended. */
  get pid(): number {
    return Math.max(0, this.connection.native.pid);
  }

  /** Whether Chromium starts or runs, as of now: that a process has ended is reported by events only a moment later. */
  get isRunning(): boolean {
    const { pid } = this.connection.native;
    return this.alive && pid >= 0 && (pid === 0 || isAlive(pid));
  }

  get alive(): boolean {
    return !this.connection.exited;
  }

  /** True from close() on: an end that was asked for is no crash. */
  get closing(): boolean {
    return this.#closing;
  }

  /** Lets Chromium save its data and end; resolves when its last process is gone. */
  async close(): Promise<void> {
    this.#closing = true;
    this.connection.native.close();
    await this.connection.closed;
  }

  /** A rejection for work that cannot start because this browser has ended. */
  async gone(what: string): Promise<BrowserGoneError> {
    return new BrowserGoneError(what, await this.connection.closed);
  }
}

/** Signal 0 reaches a process that has ended until its parent has waited for it: a zombie. */
function isAlive(pid: number): boolean {
  const stat = readProcessStat(pid);
  return stat !== null && stat.state !== 'Z' && stat.state !== 'X';
}
