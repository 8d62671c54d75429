/** Sessions by the names that apps give them: session.fromPartition() and session.fromPath(). */
import { isAbsolute, join, resolve } from 'node:path';
import { validateBoolean, validateObject, validateString } from '../../common/validators';
import { partitionDirectoryName } from '../browser-context/partition-path';
import { SessionRegistry, type SessionHost } from './session-registry';

export interface SessionOptions {
  cache?: boolean;
}

export interface SessionFactoryHost<S> extends SessionHost<S> {
  isReady(): boolean;
  /** app.getPath('sessionData') */
  sessionData(): string;
}

const DEFAULT_PARTITION = '';
const PERSIST = 'persist:';

function checkOptions(options: SessionOptions | undefined): SessionOptions {
  if (options === undefined) return {};
  validateObject(options, 'options');
  if (options.cache !== undefined) validateBoolean(options.cache, 'options.cache');
  return options;
}

export class SessionFactory<S extends object> {
  readonly #host: SessionFactoryHost<S>;
  readonly #registry: SessionRegistry<S>;

  constructor(host: SessionFactoryHost<S>) {
    this.#host = host;
    this.#registry = new SessionRegistry(host);
  }

  /** Oldest first. */
  all(): S[] {
    return this.#registry.all();
  }

  get defaultSession(): S {
    return this.fromPartition(DEFAULT_PARTITION);
  }

  fromPartition(partition: string, options?: SessionOptions): S {
    validateString(partition, 'partition');
    const { cache = true } = checkOptions(options);
    this.#requireReady();
    return this.#registry.get(`partition:${partition}`, () => ({
      partition,
      storagePath: this.#pathOfPartition(partition),
      cache,
    }));
  }

  fromPath(path: string, options?: SessionOptions): S {
    validateString(path, 'path');
    const { cache = true } = checkOptions(options);
    if (path === '') throw new Error('An empty path was provided: path must be the absolute path of a directory');
    if (path.includes('\0')) throw new Error('path must not contain NUL characters');
    if (!isAbsolute(path)) throw new Error(`An absolute path was not provided: path must be absolute, got '${path}'`);
    this.#requireReady();
    const storagePath = resolve(path);
    return this.#registry.get(`path:${storagePath}`, () => ({ partition: null, storagePath, cache }));
  }

  #requireReady(): void {
    if (!this.#host.isReady()) throw new Error('Session can only be received when app is ready');
  }

  /** Where a persistent partition keeps its data; null for one in memory. */
  #pathOfPartition(partition: string): string | null {
    const sessionData = this.#host.sessionData();
    // As in Electron, `persist:` without a name is the default session too.
    if (partition === DEFAULT_PARTITION || partition === PERSIST) return sessionData;
    if (!partition.startsWith(PERSIST)) return null;
    return join(sessionData, 'Partitions', partitionDirectoryName(partition.slice(PERSIST.length)));
  }
}
