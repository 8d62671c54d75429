/** The `session` module and the Session class (docs/api/session.md). Members delegate to one subsystem each. */
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { emitToApp } from '../app-calls';
import { BluetoothPairing } from '../bluetooth/pairing';
import type { BluetoothPairingHandler } from '../bluetooth/pairing-request';
import type { BrowserContext } from '../browser-context/browser-context';
import { partitionDirectoryName } from '../browser-context/partition-path';
import type { Browser } from '../browser-process/browser';
import { CodeCache, codeCacheURLs } from '../cache/code-cache';
import { HttpCache } from '../cache/http-cache';
import { NativeDeviceService } from '../devices/native-device-service';
import { PolicyGrants } from '../devices/policy-grants';
import type { UsbProtectedClassesHandler } from '../devices/usb-protected-classes';
import { PageWrappers } from '../document-channel/page-wrappers';
import { HelperExtension } from '../helper-extension/helper-extension';
import { fetchWithNetwork, type FetchInit } from '../net/fetch';
import { HostResolver } from '../net/host-resolver';
import { URLLoaderFactory } from '../net/url-loader-factory';
import {
  PermissionManager,
  type DevicePermissionHandler,
  type PermissionCheckHandler,
} from '../permission-manager/permission-manager';
import { SessionRegistry } from '../session/session-registry';
import { BlobReader } from '../storage/blob-reader';
import { StorageCleaner } from '../storage/storage-cleaner';
import type { ClearStorageDataOptions } from '../storage/storage-options';
import { PageTargets } from '../web-contents/page-targets';
import { app } from './app';
import { Cookies } from './cookies';
import type { DeviceGrants } from './device-grants';
import { Devices } from './devices';
import { createEvent } from './event';
import { Protocol } from './protocol';
import type { Network } from './protocol-network';
import { ServiceWorkers } from './service-workers';
import { WebRequest } from './web-request';

/** Members of Electron's Session that are complete; script/check-types compares them with electron.d.ts. */
type Finished =
  | 'clearCache'
  | 'clearCodeCaches'
  | 'clearStorageData'
  | 'cookies'
  | 'fetch'
  | 'flushStorageData'
  | 'getBlobData'
  | 'getCacheSize'
  | 'getPreloads'
  | 'getUserAgent'
  | 'getStoragePath'
  | 'isPersistent'
  | 'resolveHost'
  | 'serviceWorkers'
  | 'setBluetoothPairingHandler'
  | 'setCodeCachePath'
  | 'setDevicePermissionHandler'
  | 'setPermissionCheckHandler'
  | 'setPreloads'
  | 'setUSBProtectedClassesHandler'
  | 'setUserAgent'
  | 'storagePath'
  | 'webRequest';

export class Session extends EventEmitter implements Pick<Electron.Session, Finished> {
  readonly #bluetoothPairing = new BluetoothPairing();
  readonly #context: BrowserContext;
  readonly #cookies: Cookies;
  readonly #devices: Devices;
  readonly #blobs: BlobReader;
  readonly #codeCache: CodeCache;
  readonly #httpCache: HttpCache;
  readonly #protocol: Protocol;
  readonly #hostResolver: HostResolver;
  readonly #pageWrappers = new PageWrappers();
  readonly #permissions: PermissionManager;
  readonly #urlLoaderFactory: URLLoaderFactory;
  readonly #serviceWorkers: ServiceWorkers;
  readonly #storage: StorageCleaner;
  readonly #webRequest: WebRequest;
  #preloads: string[] = [];

  /** Made by the registry only: apps get sessions from the session module. */
  constructor(context: BrowserContext) {
    super();
    this.#context = context;
    context.onBrowser((browser) => void HelperExtension.of(browser));
    this.#cookies = new Cookies(context);
    this.#permissions = new PermissionManager(context);
    this.#devices = new Devices({
      emit: (event, ...args) => emitToApp(this, event, ...args),
      service: deviceService,
      grants: new PolicyGrants(context),
      permissions: this.#permissions,
      wrappers: this.#pageWrappers,
      storagePath: context.storagePath,
    });
    this.#blobs = new BlobReader(context);
    this.#codeCache = new CodeCache(context);
    this.#httpCache = new HttpCache(context);
    this.#protocol = new Protocol(context, (session) => this.#networkFor(session));
    this.#hostResolver = new HostResolver(context);
    this.#urlLoaderFactory = new URLLoaderFactory(context);
    this.#serviceWorkers = new ServiceWorkers(context);
    this.#storage = new StorageCleaner(context);
    this.#webRequest = new WebRequest(context);
    context.on('ended', (browser, exit) => {
      if (!browser.closing) emitToApp(app, 'child-process-gone', createEvent(), goneDetails(exit));
    });
  }

  /** Subsystems only: what stands behind this session. */
  static contextOf(session: Session): BrowserContext {
    return session.#context;
  }

  /** Subsystems only: the requests of the main process in this session. */
  static urlLoaderFactoryOf(session: Session): URLLoaderFactory {
    return session.#urlLoaderFactory;
  }

  /** Subsystems only. */
  static devicesOf(session: Session): Devices {
    return session.#devices;
  }

  /** Subsystems only: what its pages run first. */
  static pageWrappersOf(session: Session): PageWrappers {
    return session.#pageWrappers;
  }

  get cookies(): Cookies {
    return this.#cookies;
  }

  /** Addition. */
  get deviceGrants(): DeviceGrants {
    return this.#devices.listed;
  }

  get protocol(): Protocol {
    return this.#protocol;
  }

  get serviceWorkers(): ServiceWorkers {
    return this.#serviceWorkers;
  }

  get webRequest(): WebRequest {
    return this.#webRequest;
  }

  /** Absolute path, or null for an in-memory session. */
  get storagePath(): string | null {
    return this.#context.storagePath;
  }

  getStoragePath(): string | null {
    return this.#context.storagePath;
  }

  isPersistent(): boolean {
    return !this.#context.inMemory;
  }

  getUserAgent(): string {
    return this.#context.userAgent;
  }

  /** For WebContents made from now on: header, navigator.userAgent, and with acceptLanguages header and navigator.languages. */
  setUserAgent(userAgent: string, acceptLanguages?: string): void {
    if (typeof userAgent !== 'string') throw new TypeError(`userAgent must be a string, got ${typeof userAgent}`);
    if (acceptLanguages !== undefined && typeof acceptLanguages !== 'string') {
      throw new TypeError(`acceptLanguages must be a string such as "en-US,fr", got ${typeof acceptLanguages}`);
    }
    this.#context.setUserAgent(userAgent, acceptLanguages ?? null);
  }

  /** Scripts that run before those of every page of WebContents made from now on. Throws for paths that are not absolute. */
  setPreloads(preloads: string[]): void {
    if (!Array.isArray(preloads) || preloads.some((path) => typeof path !== 'string')) {
      throw new TypeError('preloads must be an array of strings');
    }
    const relative = preloads.find((path) => !isAbsolute(path));
    if (relative !== undefined) throw new Error(`preload script must have absolute path: ${relative}`);
    this.#preloads = [...preloads];
  }

  getPreloads(): string[] {
    return [...this.#preloads];
  }

  /** Resolves when the data is gone, from open pages and from disk. Rejects for unknown names and bad origins. */
  async clearStorageData(options?: ClearStorageDataOptions): Promise<void> {
    const origin = options?.origin;
    const mapped = typeof origin === 'string' ? this.#context.schemes.originToChromium(origin) : undefined;
    await this.#storage.clear(mapped === undefined ? options : { ...options, origin: mapped });
  }

  /**
   * Nothing is left to start: Chromium writes every change of DOM storage within a second of it
   * (enable-aggressive-domstorage-flushing in switches.ts), and no command makes it write earlier.
   */
  flushStorageData(): void {}

  /** Size of the HTTP cache in bytes. */
  async getCacheSize(): Promise<number> {
    return this.#httpCache.size();
  }

  async clearCache(): Promise<void> {
    await this.#httpCache.clear();
  }

  /** Rejects with TypeError if `urls` is no array of URLs; none stands for all. */
  async clearCodeCaches(options?: Electron.ClearCodeCachesOptions): Promise<void> {
    const urls = codeCacheURLs(options).map((url) => this.#context.schemes.toChromium(url));
    await this.#codeCache.clear(urls);
  }

  /** Throws TypeError if `path` is not absolute. */
  setCodeCachePath(path: string): void {
    this.#codeCache.setPath(path);
  }

  /** fetch() with this session's cookies, cache and proxy. Rejects with a net error such as net::ERR_NAME_NOT_RESOLVED. */
  fetch(input: string | Request, init?: FetchInit): Promise<Response> {
    return fetchWithNetwork(this.#urlLoaderFactory, input, init);
  }

  /** Rejects with a net error such as net::ERR_NAME_NOT_RESOLVED. */
  async resolveHost(host: string, options?: Electron.ResolveHostOptions): Promise<Electron.ResolvedHost> {
    return this.#hostResolver.resolve(host, options);
  }

  /** The bytes of a blob that a page of this session holds. Rejects if there is none with this UUID. */
  async getBlobData(identifier: string): Promise<Buffer> {
    return this.#blobs.read(identifier);
  }

  /** Asked for every device that a page lists: what it grants needs no request. Null: as without a handler. */
  setDevicePermissionHandler(handler: DevicePermissionHandler | null): void {
    if (handler !== null && typeof handler !== 'function') {
      throw new TypeError(`handler must be a function or null, got ${typeof handler}`);
    }
    this.#permissions.setDeviceHandler(handler);
  }

  /** Asked before a page may ask for devices (hid, serial, usb). Other permissions are not asked about yet (docs/limits.md). */
  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    if (handler !== null && typeof handler !== 'function') {
      throw new TypeError(`handler must be a function or null, got ${typeof handler}`);
    }
    this.#permissions.setCheckHandler(handler);
  }

  /** Asked which USB interface classes pages must not use; Chromium keeps all of them protected (docs/limits.md). */
  setUSBProtectedClassesHandler(handler: UsbProtectedClassesHandler | null): void {
    if (handler !== null && typeof handler !== 'function') {
      throw new TypeError(`handler must be a function or null, got ${typeof handler}`);
    }
    this.#devices.protectedClasses.setHandler(handler);
  }

  /** Answers BlueZ when a device that is being paired needs a confirmation or a PIN. Null: nobody answers for this session. */
  setBluetoothPairingHandler(handler: BluetoothPairingHandler | null): void {
    if (handler !== null && typeof handler !== 'function') {
      throw new TypeError(`handler must be a function or null, got ${typeof handler}`);
    }
    this.#bluetoothPairing.setHandler(handler);
  }

  /** Addition: the name it was made with, "" for the default session; null for a session of fromPath(). */
  getPartition(): string | null {
    return this.#context.partition;
  }

  /** Addition: process id of the session's browser process; 0 while none runs. */
  getBrowserProcessId(): number {
    return this.#context.current?.pid ?? 0;
  }

  /** Of `session` in the answer of a protocol handler: another session, or null for none. */
  #networkFor(session: unknown): Network {
    if (session === null) return { context: this.#urlLoaderFactory, anonymous: true, own: true };
    if (session instanceof Session)
      return { context: session.#urlLoaderFactory, anonymous: false, own: session === this };
    throw new TypeError(`session of the answer must be a Session or null, got ${typeof session}`);
  }
}

/** The details of child-process-gone for a session's Chromium that ended by itself. */
function goneDetails(exit: Valence.BrowserExit): Electron.Details {
  const exitCode = exit.signal ? constants.signals[exit.signal as NodeJS.Signals] : (exit.code ?? 0);
  return { type: 'Unknown', reason: goneReason(exit), exitCode, serviceName: 'chromium', name: 'Chromium' };
}

function goneReason({ code, signal, failure }: Valence.BrowserExit): Electron.Details['reason'] {
  if (failure) return 'launch-failed';
  if (signal) return signal === 'SIGKILL' ? 'killed' : 'crashed';
  return code ? 'abnormal-exit' : 'clean-exit';
}

export interface SessionOptions {
  cache?: boolean;
}

const DEFAULT_PARTITION = '';
const PERSIST = 'persist:';

/** A reserved browser has a window ready; on a display it would be seen, so there it has none. */
function warmUp(browser: Browser): void {
  if (browser.display !== undefined) return;
  PageTargets.of(browser)
    .prepare((url) => browser.root.send('Target.createTarget', { url, newWindow: true }))
    .catch(() => undefined); // it ended: nobody waits for it
}

/** One watcher of the machine's devices for all sessions; it starts with the first page that asks. */
const deviceService = new NativeDeviceService();

const registry = new SessionRegistry<Session>(app, (context) => new Session(context), warmUp);

function checkOptions(options: SessionOptions | undefined): SessionOptions {
  if (options === undefined) return {};
  if (typeof options !== 'object' || options === null) throw new TypeError('options must be an object');
  if (options.cache !== undefined && typeof options.cache !== 'boolean') {
    throw new TypeError(`options.cache must be a boolean, got ${typeof options.cache}`);
  }
  return options;
}

function requireReady(): void {
  if (!app.isReady()) throw new Error('Session can only be received when app is ready');
}

/** Where a persistent partition keeps its data; null for one in memory. */
function pathOfPartition(partition: string): string | null {
  const userData = app.getPath('sessionData');
  // As in Electron, `persist:` without a name is the default session too.
  if (partition === DEFAULT_PARTITION || partition === PERSIST) return userData;
  if (!partition.startsWith(PERSIST)) return null;
  return join(userData, 'Partitions', partitionDirectoryName(partition.slice(PERSIST.length)));
}

export function fromPartition(partition: string, options?: SessionOptions): Session {
  if (typeof partition !== 'string') throw new TypeError(`partition must be a string, got ${typeof partition}`);
  const { cache = true } = checkOptions(options);
  requireReady();
  return registry.get(`partition:${partition}`, () => ({
    partition,
    storagePath: pathOfPartition(partition),
    cache,
  }));
}

export function fromPath(path: string, options?: SessionOptions): Session {
  if (typeof path !== 'string') throw new TypeError(`path must be a string, got ${typeof path}`);
  const { cache = true } = checkOptions(options);
  if (path === '') throw new Error('An empty path was provided: path must be the absolute path of a directory');
  if (path.includes('\0')) throw new Error('path must not contain NUL characters');
  if (!isAbsolute(path)) throw new Error(`An absolute path was not provided: path must be absolute, got '${path}'`);
  requireReady();
  const storagePath = resolve(path);
  return registry.get(`path:${storagePath}`, () => ({ partition: null, storagePath, cache }));
}

/** The session module. */
export const session = {
  fromPartition,
  fromPath,
  get defaultSession(): Session {
    return fromPartition(DEFAULT_PARTITION);
  },
  /** Addition: every session of the app, oldest first. */
  getAllSessions: (): Session[] => registry.all(),
};
