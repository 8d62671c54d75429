/**
 * What stands behind one Session: its directory and, from first need on, its Chromium. A browser that dies is
 * replaced on the next use, on the same directory.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync, statSync } from 'node:fs';
import { Browser, type BrowserOptions } from '../browser-process/browser';
import { newInMemoryPath } from '../in-memory-root';
import type { BrowserReserve } from '../browser-process/reserve';
import type { AppSwitches } from '../browser-process/switches';
import type { Policies } from '../policies/policies';
import type { Target } from '../targets/target';
import { HandledURLs } from '../request-pipeline/handled-urls';
import { ServiceWorkerGuard } from '../request-pipeline/service-worker-guard';
import { SchemeMap } from '../request-pipeline/scheme-map';
import { within } from '../within';
import { identityOf, type Identity } from './identity';
import { LaunchContributions, type LaunchContribution } from './launch-contributions';
import { withOwnNetLog } from './own-net-log';

export interface BrowserContextOptions {
  /** The name an app gave it; null for a session of fromPath(). */
  partition: string | null;
  /** Absolute directory; null for an in-memory session. */
  storagePath: string | null;
  cache: boolean;
  /** Shared by the sessions of the app. */
  reserve: BrowserReserve;
  /** What the app has decided at the time of the start. */
  appSwitches(): AppSwitches;
  /** The user agent of sessions without one of their own, as of now. */
  defaultUserAgent(): string;
}

interface BrowserContextEvents {
  /** A browser runs for this context; `setup` subscribers have been called. */
  started: [browser: Browser];
  /** It ended, asked for or not. */
  ended: [browser: Browser, exit: Valence.BrowserExit];
}

/** How long the end of a browser waits for the last steps of its session, in milliseconds. */
const STEP_DEADLINE = 6000;

const SESSION_WORKERS = new Set(['service_worker', 'shared_worker']);

/** What a subsystem does to every browser of a session; the session's first use waits for a promise it returns. */
export type BrowserSetup = (browser: Browser) => Promise<void> | void;

export class BrowserContext extends EventEmitter<BrowserContextEvents> {
  readonly partition: string | null;
  readonly storagePath: string | null;
  readonly cache: boolean;
  readonly schemes = new SchemeMap();
  readonly handled = new HandledURLs();
  readonly #options: BrowserContextOptions;
  readonly #setups: BrowserSetup[] = [];
  #prepared: Promise<unknown> = Promise.resolve();
  readonly #lastSteps: (() => Promise<void>)[] = [];
  readonly #launch = new LaunchContributions();
  #current: Browser | null = null;
  #userAgent: string | null = null;
  #acceptLanguages: string | null = null;
  #closed = false;
  #predicts = false;

  constructor(options: BrowserContextOptions) {
    super();
    this.#options = options;
    this.partition = options.partition;
    this.storagePath = options.storagePath;
    this.cache = options.cache;
    this.contribute({
      switches: (userDataDir) => ({
        'user-agent': this.userAgent,
        // Header and navigator.languages alike.
        'accept-lang': this.#acceptLanguages ?? undefined,
        // Below the session's own directory. Chromium would put the caches of what lies in ~/.config into ~/.cache. No
        // switch turns the HTTP cache off: where no directory can be made, Chromium goes without one.
        'disk-cache-dir': this.cache ? userDataDir : '/dev/null',
      }),
      // Never: documents that are prefetched or prerendered, by speculation rules for example, are requested and shown
      // without asking any DevTools client.
      policies: () => ({ NetworkPredictionOptions: this.#predicts ? undefined : 2 }),
    });
    this.onBrowser((browser) => {
      ServiceWorkerGuard.of(browser);
      browser.targets.addSetup((target) => this.#identifyWorker(browser, target));
    });
  }

  /** Shared and service workers belong to no page: what they send follows the session. */
  #identifyWorker(browser: Browser, target: Target): void {
    const identity = SESSION_WORKERS.has(target.type) ? this.identityOverride(browser) : null;
    if (!identity) return;
    target.session.post('Emulation.setUserAgentOverride', identity);
    // The override reaches headers and languages of these workers, not their navigator.userAgent.
    const getter = `{ get: { userAgent() { return ${JSON.stringify(identity.userAgent)}; } }.userAgent }`;
    target.session.post('Runtime.evaluate', {
      expression: `Object.defineProperty(WorkerNavigator.prototype, 'userAgent', ${getter})`,
    });
  }

  /** The running browser, or null; never starts one. */
  get current(): Browser | null {
    return this.#current?.alive ? this.#current : null;
  }

  /** What the log calls this session: its partition, or its directory; `reserve` if no app has it. */
  get label(): string {
    return this.partition === null ? (this.storagePath ?? 'reserve') : this.partition || 'default';
  }

  get inMemory(): boolean {
    return this.storagePath === null;
  }

  /** Runs for every browser of this context before it has a target. Runs at once if one is running. */
  onBrowser(setup: BrowserSetup): void {
    this.#setups.push(setup);
    if (this.current) this.#prepared = Promise.all([this.#prepared, setup(this.current)]);
  }

  /** Adds switches, policies and work before the start to every browser that is started from now on. */
  contribute(contribution: LaunchContribution): void {
    this.#launch.add(contribution);
  }

  /** The next use of the session waits for it. Its rejection is whoever's who made it. */
  holdUse(until: Promise<unknown>): void {
    this.#prepared = Promise.all([this.#prepared, until.catch(() => undefined)]);
  }

  /** What the parts of the session contribute now, for a browser on this directory. */
  policies(userDataDir: string): Policies {
    return this.#launch.policies(userDataDir);
  }

  /** From its next start on Chromium may connect to servers beforehand, and prefetch and prerender what pages ask for. */
  allowPrediction(): void {
    this.#predicts = true;
  }

  /** User agent for browsers started from now on; null: the app's. */
  setUserAgent(userAgent: string | null, acceptLanguages: string | null): void {
    this.#userAgent = userAgent;
    this.#acceptLanguages = acceptLanguages;
  }

  get userAgent(): string {
    return this.#userAgent ?? this.#options.defaultUserAgent();
  }

  /**
   * What pages made from now on must be told, because `browser` was started with something else; or null. Languages always:
   * to those of its command line Chromium adds others ("de" to "de-AT").
   */
  identityOverride(browser: Browser): Identity | null {
    const isKnown = this.userAgent === browser.switches.get('user-agent') && !browser.switches.has('accept-lang');
    return isKnown && this.#acceptLanguages === null ? null : identityOf(this.userAgent, this.#acceptLanguages);
  }

  /** The session's browser, started if need be. Rejects with BrowserGoneError if it cannot start. */
  async browser(): Promise<Browser> {
    // What the app sets in the same turn as it makes a window belongs to the start.
    await Promise.resolve();
    if (this.#closed) throw new Error('This session has ended with its app');
    // After a crash the next browser waits for the last process of the one before: the directory is locked.
    const browser = this.current ?? (this.#current = this.#start());
    await browser.ready;
    for (let prepared: unknown; prepared !== this.#prepared;) {
      prepared = this.#prepared;
      await prepared;
    }
    return browser;
  }

  /** Runs when the app ends, before the browser does; what it waits for ends with the browser. */
  beforeClose(step: () => Promise<void>): void {
    this.#lastSteps.push(step);
  }

  /** Ends the browser, saving its data. The context starts no further one. */
  async close(): Promise<void> {
    const steps = this.current ? this.#lastSteps.map((step) => step()) : [];
    const done = Promise.allSettled(steps);
    if (steps.length > 0) await within(STEP_DEADLINE, done);
    this.#closed = true;
    await this.#current?.close();
    await done;
  }

  /** For a browser that is started now. An in-memory session names a new directory at each call. */
  browserOptions(): BrowserOptions {
    const appSwitches = this.#options.appSwitches();
    return {
      ...appSwitches,
      extra: withOwnNetLog(appSwitches.extra, this.partition ?? this.storagePath),
      label: this.label,
      switches: (userDataDir) => this.#launch.switches(userDataDir),
      policies: (userDataDir) => this.policies(userDataDir),
      inMemory: this.inMemory,
      userDataDir: this.storagePath ?? newInMemoryPath(),
    };
  }

  #start(): Browser {
    const { reserve } = this.#options;
    const options = this.browserOptions();
    const reserved = this.inMemory && !this.#launch.hasSteps ? reserve.take(options) : null;
    const browser = reserved ?? this.#startOn(options);
    browser.connection.label = this.label;
    this.#prepared = Promise.all(this.#setups.map(async (setup) => setup(browser)));
    this.#prepared.catch(() => undefined); // whoever waits in browser() is told
    void browser.connection.closed.then((exit) => this.emit('ended', browser, exit));
    this.emit('started', browser);
    reserve.replenish();
    return browser;
  }

  #startOn(options: BrowserOptions): Browser {
    if (!this.inMemory) makeDirectory(options.userDataDir);
    this.#launch.runSteps(options.userDataDir);
    return Browser.start(options);
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new Error(
        `The session's storage path ${path} is not a directory: remove the file or choose another path.`,
        { cause: error },
      );
    }
    throw new Error(`The session's storage path ${path} cannot be created (${code}): make its parent writable.`, {
      cause: error,
    });
  }
  if (!statSync(path).isDirectory()) throw new Error(`The session's storage path ${path} is not a directory.`);
}
