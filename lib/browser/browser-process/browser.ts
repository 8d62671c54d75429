/** One running Chromium: its connection, its targets, its end. A session that outlives it makes a new one. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { Connection, type CDPSession } from '../devtools/connection';
import { BrowserGoneError } from '../devtools/errors';
import { TargetManager } from '../targets/target-manager';
import { chromium } from './chromium';
import { policyText, policyVariables } from './policy-directory';
import { logLifecycle } from './lifecycle-log';
import { extensionId, webSocketGateFolder } from './extension-folders';
import { commandLine, type SwitchOptions } from './switches';
import type { DevicePolicies } from './system-policies';

export interface BrowserOptions extends Omit<SwitchOptions, 'userDataDir'> {
  userDataDir: string;
  /** What the log calls its session. */
  label: string;
  /** The directory goes with the browser. */
  inMemory: boolean;
  /** What it begins with; writePolicies() changes them later. */
  policies?: DevicePolicies;
}

/** How long a directory's previous browser may take to save its data, in milliseconds: its supervisor kills it after 3,000. */
const LOCK_TIMEOUT = 5000;

/** From … up to: below the ports that Linux gives to connections (net.ipv4.ip_local_port_range). */
const RELAY_PORTS = [20_000, 32_768] as const;

let warnedAboutRoot = false;
function warnAboutRoot(): void {
  if (warnedAboutRoot || process.getuid?.() !== 0) return;
  warnedAboutRoot = true;
  process.emitWarning(
    'Running as root: Chromium refuses its sandbox, so pages run without one. Use an ordinary user for anything but CI.',
    { code: 'VALENCE_NO_SANDBOX' },
  );
}

/** The app's environment; crash dumps go with the session's data instead of into the user's own Chromium profile. */
function environment(userDataDir: string): string[] {
  const variables = {
    ...process.env,
    BREAKPAD_DUMP_LOCATION: join(userDataDir, 'Crashpad'),
    ...policyVariables(userDataDir, process.env.LD_PRELOAD),
  };
  return Object.entries(variables).map(([name, value]) => `${name}=${value ?? ''}`);
}

export class Browser {
  readonly connection: Connection;
  readonly targets: TargetManager;
  readonly userDataDir: string;
  readonly options: BrowserOptions;
  /** Ports of 127.0.0.1 that this Chromium takes for public addresses: a relay may listen on the first that is free. */
  readonly relayPorts: readonly number[] = Array.from({ length: 4 }, () => randomInt(...RELAY_PORTS));
  /** Resolves when Chromium answers; rejects with BrowserGoneError if it ends before. */
  readonly ready: Promise<void>;
  #closing = false;

  private constructor(options: BrowserOptions) {
    this.options = options;
    this.userDataDir = options.userDataDir;
    warnAboutRoot();
    this.connection = new Connection((handlers) => {
      const { Session } = process._linkedBinding('electron_browser_session');
      const native = new Session(handlers);
      native.start({
        executable: chromium().path,
        args: commandLine({ ...options, gateExtensionId: extensionId(webSocketGateFolder()) }, this.relayPorts),
        env: environment(options.userDataDir),
        userDataDir: options.userDataDir,
        removeUserDataDir: options.inMemory,
        lockTimeout: LOCK_TIMEOUT,
        policies: policyText(options.policies ?? {}),
      });
      return native;
    }, options.label);
    this.targets = new TargetManager(this.connection);
    this.ready = this.#start();
    this.ready.catch(() => undefined); // whoever uses the session is told
    logLifecycle(this);
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

  get pid(): number {
    return this.connection.native.pid;
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
