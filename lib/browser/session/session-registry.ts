/** Every session of the app, one per key; the only state that outlives a call. */
import { BrowserContext } from '../browser-context/browser-context';
import type { Browser } from '../browser-process/browser';
import { sweepInMemoryRoot } from '../in-memory-root';
import { log } from '../log/log';
import { withChromiumLog } from '../browser-process/chromium-log';
import { BrowserReserve } from '../browser-process/reserve';
import type { AppSwitches } from '../browser-process/switches';

/** What the registry needs of the app and of the Session class. */
export interface SessionHost<S> {
  /** app.userAgentFallback */
  userAgent(): string;
  /** Of the app, for Chromium. */
  readonly switches: ReadonlyMap<string, string | null>;
  readonly arguments: readonly string[];
  /** Runs `finish` before the app ends. */
  addFinisher(finish: () => Promise<void>): void;
  createSession(context: BrowserContext): S;
  /** There is a new session for the app. */
  onCreated(session: S, context: BrowserContext): void;
  /** Prepares a reserved browser for its first page. */
  warmUp(browser: Browser): void;
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

/** Without a folder for them, only sessions in memory cannot start, and say why. */
function sweep(): void {
  try {
    sweepInMemoryRoot();
  } catch (error) {
    process.emitWarning(error as Error);
  }
}

export class SessionRegistry<S extends object> {
  readonly #host: SessionHost<S>;
  readonly #sessions = new Map<string, S>();
  readonly #contexts = new Map<BrowserContext, S>();
  #reserve: BrowserReserve | null = null;
  #sample: BrowserContext | null = null;

  constructor(host: SessionHost<S>) {
    this.#host = host;
  }

  all(): S[] {
    return [...new Set(this.#sessions.values())];
  }

  /** Browsers kept ready for new in-memory sessions. */
  get reserve(): BrowserReserve {
    if (!this.#reserve) {
      this.#reserve = new BrowserReserve({
        size: reserveSize(process.env),
        next: () => ({ ...this.#untouched().browserOptions(), label: 'reserve' }),
        warmUp: (browser) => this.#host.warmUp(browser),
      });
      this.#host.addFinisher(() => this.#finish());
      sweep();
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
    const session = this.#host.createSession(context);
    log.lifecycle?.(context.label, `session made directory=${JSON.stringify(storagePath)}`);
    this.#contexts.set(context, session);
    this.#sessions.set(key, session);
    this.#host.onCreated(session, context);
    return session;
  }

  #byStoragePath(storagePath: string): S | undefined {
    for (const [context, session] of this.#contexts) if (context.storagePath === storagePath) return session;
    return undefined;
  }

  #newContext(place: SessionPlace): BrowserContext {
    return new BrowserContext({
      ...place,
      reserve: this.reserve,
      appSwitches: () => this.#appSwitches(),
      defaultUserAgent: () => this.#host.userAgent(),
    });
  }

  /** Of an in-memory session that no app gets hold of: what it contributes, every new session does. */
  #untouched(): BrowserContext {
    if (!this.#sample) {
      this.#sample = this.#newContext({ partition: null, storagePath: null, cache: true });
      this.#host.createSession(this.#sample);
    }
    return this.#sample;
  }

  /** Copies: the app may change its switches while a browser starts. */
  #appSwitches(): AppSwitches {
    const display = displayOf(process.env);
    return {
      extra: new Map(withChromiumLog(this.#host.switches, process.env)),
      arguments: [...this.#host.arguments],
      ...(display ? { display } : {}),
    };
  }

  async #finish(): Promise<void> {
    await Promise.all([...[...this.#contexts.keys()].map((context) => context.close()), this.#reserve?.close()]);
  }
}
