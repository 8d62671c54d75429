/** Every session of the app, one per key; the only state that outlives a call. */
import type { EventEmitter } from 'node:events';
import { emitToApp } from '../app-calls';
import { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import { sweepInMemoryRoot } from '../in-memory-root';
import { log } from '../log/log';
import { BrowserReserve } from '../browser-process/reserve';
import type { AppSwitches } from '../browser-process/switches';

/** What the registry needs of the app. */
export interface SessionHost extends EventEmitter {
  readonly userAgentFallback: string;
  readonly commandLine: {
    readonly switches: ReadonlyMap<string, string | null>;
    readonly arguments: readonly string[];
  };
  readonly lifecycle: { addFinisher(finish: () => Promise<void>): void };
}

interface SessionPlace {
  partition: string | null;
  storagePath: string | null;
  cache: boolean;
}

function displayOf(environment: NodeJS.ProcessEnv): 'x11' | 'wayland' | null {
  if (environment.DISPLAY) return 'x11';
  return environment.WAYLAND_DISPLAY ? 'wayland' : null;
}

function reserveSize(environment: NodeJS.ProcessEnv): number {
  const text = environment.VALENCE_RESERVE;
  if (text === undefined || text === '') return 1;
  const size = Number(text);
  if (Number.isInteger(size) && size >= 0 && size <= 16) return size;
  throw new Error(`VALENCE_RESERVE must be a whole number from 0 to 16, got '${text}'`);
}

export class SessionRegistry<S extends object> {
  readonly #host: SessionHost;
  readonly #create: (context: BrowserContext) => S;
  readonly #warmUp: (browser: Browser) => void;
  readonly #sessions = new Map<string, S>();
  readonly #contexts: BrowserContext[] = [];
  #reserve: BrowserReserve | null = null;
  #sample: BrowserContext | null = null;

  /** `warmUp` prepares a reserved browser for its first page. */
  constructor(host: SessionHost, create: (context: BrowserContext) => S, warmUp: (browser: Browser) => void) {
    this.#host = host;
    this.#create = create;
    this.#warmUp = warmUp;
  }

  all(): S[] {
    return [...new Set(this.#sessions.values())];
  }

  /** Browsers kept ready for new in-memory sessions. */
  get reserve(): BrowserReserve {
    if (!this.#reserve) {
      this.#reserve = new BrowserReserve({
        size: reserveSize(process.env),
        next: () => this.#untouched().browserOptions(),
        warmUp: this.#warmUp,
      });
      this.#host.lifecycle.addFinisher(() => this.#finish());
      sweepInMemoryRoot();
    }
    return this.#reserve;
  }

  /** The session of `key`; a new one, announced with session-created, if there is none. `place` then says where. */
  get(key: string, place: () => SessionPlace): S {
    const known = this.#sessions.get(key);
    if (known) return known;
    const { partition, storagePath, cache } = place();
    const sameFolder = storagePath === null ? undefined : this.#byStoragePath(storagePath);
    if (sameFolder) {
      // One directory, one browser: fromPath() of a partition's folder is that partition's session.
      this.#sessions.set(key, sameFolder);
      return sameFolder;
    }
    const context = this.#newContext({ partition, storagePath, cache });
    const session = this.#create(context);
    log.lifecycle?.(context.label, `session made directory=${JSON.stringify(storagePath)}`);
    this.#contexts.push(context);
    this.#sessions.set(key, session);
    emitToApp(this.#host, 'session-created', session);
    return session;
  }

  #byStoragePath(storagePath: string): S | undefined {
    return this.all().find((session) => (session as { storagePath?: string | null }).storagePath === storagePath);
  }

  #newContext(place: SessionPlace): BrowserContext {
    return new BrowserContext({
      ...place,
      reserve: this.reserve,
      appSwitches: () => this.#appSwitches(),
      defaultUserAgent: () => this.#host.userAgentFallback,
    });
  }

  /** Of an in-memory session that no app gets hold of: what it contributes, every new session does. */
  #untouched(): BrowserContext {
    if (!this.#sample) {
      this.#sample = this.#newContext({ partition: null, storagePath: null, cache: true });
      this.#create(this.#sample);
    }
    return this.#sample;
  }

  /** Copies: the app may change its switches while a browser starts. */
  #appSwitches(): AppSwitches {
    const display = displayOf(process.env);
    return {
      extra: new Map(this.#host.commandLine.switches),
      arguments: [...this.#host.commandLine.arguments],
      ...(display ? { display } : {}),
    };
  }

  async #finish(): Promise<void> {
    await Promise.all([...this.#contexts.map((context) => context.close()), this.#reserve?.close()]);
  }
}
