/** The Session class (docs/api/session.md). Members delegate to one subsystem each. */
import { isAbsolute } from 'node:path';
import {
  invalidArgType,
  invalidArgValue,
  validateBoolean,
  validateFunctionOrNull,
  validateString,
  validateStringArray,
} from '../../common/validators';
import { emitToApp } from '../app-calls';
import { chromiumArguments } from '../app/chromium-arguments';
import { BluetoothPairing } from '../bluetooth/pairing';
import type { BluetoothPairingHandler } from '../bluetooth/pairing-request';
import type { BrowserContext } from '../browser-context/browser-context';
import { CodeCache, codeCacheURLs } from '../cache/code-cache';
import { HttpCache } from '../cache/http-cache';
import { SessionDevices } from '../devices/session-devices';
import type { UsbProtectedClassesHandler } from '../devices/usb-protected-classes';
import {
  DisplayMediaRequests,
  type CapturedPage,
  type DisplayMediaHandler,
} from '../display-capture/display-media-requests';
import { askForSavePath } from '../dialogs/save-path';
import type { Download } from '../downloads/download';
import { DownloadManager } from '../downloads/download-manager';
import { headersOf, validateURL } from '../downloads/download-options';
import { interruptedDownload } from '../downloads/interrupted-download';
import { PageWrappers } from '../document-channel/page-wrappers';
import { createEvent } from '../event';
import { ExtensionManager } from '../extensions/extension-manager';
import { HelperExtension } from '../helper-extension/helper-extension';
import { AuthRequests } from '../http-auth/auth-requests';
import { LIBRARY, requireLibrary } from '../internals';
import { fetchWithNetwork, type CreateRequest, type FetchInit } from '../net/fetch';
import { logIn } from '../net/log-in';
import { URLLoaderFactory } from '../net/url-loader-factory';
import type { VerifyProc } from '../network-context/certificate-verifier';
import { themeSource } from '../native-theme/theme-source';
import { NetworkContext } from '../network-context/network-context';
import type { NetworkSettings } from '../network-context/network-settings';
import type { AppProxyConfig } from '../network-context/proxy-config';
import {
  PermissionManager,
  type DevicePermissionHandler,
  type PermissionCheckHandler,
  type PermissionRequestHandler,
} from '../permission-manager/permission-manager';
import { openGrantedLinks } from '../permissions/external-opener';
import { PermissionRequests } from '../permissions/permission-requests';
import type { Network } from '../protocol/network-answer';
import { tlsIdentities } from '../protocol/relay-endpoint';
import type { FinishedMembers } from '../session/finished-members';
import { sessionContexts } from '../session/internals';
import { ContextMenus } from '../context-menu/context-menus';
import { HeldKeys } from '../keyboard/held-keys';
import { InputReports } from '../keyboard/input-reports';
import { Shortcuts } from '../menu/shortcuts';
import { PageNewsHandler } from '../web-contents/page-news';
import { CustomDictionary } from '../spellcheck/custom-dictionary';
import { spellCheckerLanguages } from '../spellcheck/languages';
import { SpellChecker } from '../spellcheck/spell-checker';
import { BlobReader } from '../storage/blob-reader';
import { StorageCleaner } from '../storage/storage-cleaner';
import type { ClearStorageDataOptions } from '../storage/storage-options';
import { contentsHosts } from '../web-contents/contents-host';
import { ObservedEmitter, whenHeard } from '../observed-emitter';
import { app } from './app';
import { requestsOf } from './client-request';
import { Extensions } from './extensions';
import { Cookies } from './cookies';
import { DeviceGrants } from './device-grants';
import { PermissionGrants } from './permission-grants';
import { DownloadItem } from './download-item';
import { NetLog } from './net-log';
import { Protocol } from './protocol';
import { ServiceWorkers } from './service-workers';
import { WebFrameMain } from './web-frame-main';
import { WebRequest } from './web-request';

export class Session extends ObservedEmitter implements Pick<Electron.Session, FinishedMembers> {
  readonly #bluetoothPairing: BluetoothPairing;
  readonly #context: BrowserContext;
  readonly #cookies: Cookies;
  readonly #customDictionary: CustomDictionary;
  readonly #deviceGrants: DeviceGrants;
  readonly #devices: SessionDevices;
  readonly #downloads: DownloadManager;
  readonly #extensions: Extensions;
  readonly #blobs: BlobReader;
  readonly #codeCache: CodeCache;
  readonly #httpCache: HttpCache;
  readonly #protocol: Protocol;
  readonly #displayMedia: DisplayMediaRequests;
  readonly #netLog: NetLog;
  readonly #network: NetworkContext;
  readonly #permissionGrants: PermissionGrants;
  readonly #permissions = new PermissionManager();
  readonly #requests: CreateRequest;
  readonly #serviceWorkers: ServiceWorkers;
  readonly #spellChecker: SpellChecker;
  readonly #storage: StorageCleaner;
  readonly #webRequest: WebRequest;
  #preloads: string[] = [];

  constructor(key: typeof LIBRARY, context: BrowserContext) {
    super();
    requireLibrary(key);
    this.#context = context;
    sessionContexts.set(this, context);
    context.onBrowser((browser) => (HelperExtension.of(browser), themeSource.follow(browser)));
    this.#bluetoothPairing = new BluetoothPairing();
    this.#cookies = new Cookies(LIBRARY, context);
    this.#customDictionary = CustomDictionary.of(context);
    AuthRequests.of(context).listenTo(app);
    const permissionRequests = new PermissionRequests(context, this.#permissions);
    PageWrappers.of(context).handle('permissions', permissionRequests);
    this.#permissionGrants = new PermissionGrants(LIBRARY, permissionRequests);
    openGrantedLinks(context, this.#permissions);
    this.#displayMedia = new DisplayMediaRequests(this.#permissions, pageOfFrame);
    PageWrappers.of(context).handle('display-media', this.#displayMedia);
    PageWrappers.of(context).handle('context-menu', ContextMenus.of(context));
    PageWrappers.of(context).handle('input', new InputReports());
    PageWrappers.of(context).handle('keys', new HeldKeys());
    PageWrappers.of(context).handle('page-news', new PageNewsHandler());
    PageWrappers.of(context).handle('shortcuts', new Shortcuts());
    this.#devices = new SessionDevices({ session: this, context, permissions: this.#permissions });
    this.#deviceGrants = new DeviceGrants(LIBRARY, this.#devices.granted, context.storagePath);
    this.#downloads = DownloadManager.of(context);
    this.#downloads.setHost({
      defaultPath: () => app.getPath('downloads'),
      askForPath: askForSavePath,
      fetch: (url, init) => fetchWithNetwork(this.#requests, url, init),
      logIn: (request, contents) => logIn(context, this.#requests, request, contents),
      isHeard: () => this.listenerCount('will-download') > 0,
      willDownload: (download, contents) => this.#willDownload(download, contents),
    });
    whenHeard(this, 'will-download', () => this.#downloads.listen());
    this.#extensions = new Extensions(LIBRARY, ExtensionManager.of(context));
    ExtensionManager.of(context).setListener({
      onLoaded: (extension) => this.#emitExtension('extension-loaded', extension),
      onReady: (extension) => this.#emitExtension('extension-ready', extension),
      onUnloaded: (extension) => this.#emitExtension('extension-unloaded', extension),
    });
    this.#blobs = new BlobReader(context);
    this.#codeCache = new CodeCache(context);
    this.#httpCache = new HttpCache(context);
    this.#protocol = new Protocol(LIBRARY, context, (session) => networkOf(session, context));
    const getSwitch = chromiumArguments.getSwitch.bind(chromiumArguments);
    this.#network = new NetworkContext(context, { app, getSwitch, tlsIdentities });
    whenHeard(this, 'preconnect', () => {
      this.#network.hints.listen((...hint) => void emitToApp(this, 'preconnect', createEvent(), ...hint));
    });
    this.#netLog = new NetLog(LIBRARY, this.#network.netLog);
    this.#requests = requestsOf(URLLoaderFactory.of(context));
    this.#serviceWorkers = new ServiceWorkers(LIBRARY, context);
    this.#spellChecker = SpellChecker.of(context);
    ContextMenus.of(context).setSpeller(this.#spellChecker);
    this.#spellChecker.setHost({
      fetch: (url, init) => fetchWithNetwork(this.#requests, url, init),
      locale: () => app.getLocale(),
      report: (what, language) => emitToApp(this, `spellcheck-dictionary-${what}`, createEvent(), language),
    });
    this.#storage = new StorageCleaner(context);
    this.#webRequest = new WebRequest(LIBRARY, context);
  }

  get cookies(): Cookies {
    return this.#cookies;
  }

  /** Addition. */
  get deviceGrants(): DeviceGrants {
    return this.#deviceGrants;
  }

  get netLog(): NetLog {
    return this.#netLog;
  }

  /** Addition. */
  get extensions(): Extensions {
    return this.#extensions;
  }

  /** Addition. */
  get permissionGrants(): PermissionGrants {
    return this.#permissionGrants;
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
    validateString(userAgent, 'userAgent');
    if (acceptLanguages !== undefined) validateString(acceptLanguages, 'acceptLanguages');
    this.#context.setUserAgent(userAgent, acceptLanguages ?? null);
  }

  /** Scripts that run before those of every page of WebContents made from now on. Throws for paths that are not absolute. */
  setPreloads(preloads: string[]): void {
    validateStringArray(preloads, 'preloads');
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
    return fetchWithNetwork(this.#requests, input, init);
  }

  /** Rejects with a net error such as net::ERR_NAME_NOT_RESOLVED. */
  async resolveHost(host: string, options?: Electron.ResolveHostOptions): Promise<Electron.ResolvedHost> {
    return this.#network.hosts.resolve(host, options);
  }

  /** Resolves when what the app or a URL has logged in with is forgotten. Cookies and pages stay. */
  async clearAuthCache(): Promise<void> {
    await this.#network.clearAuthCache();
  }

  /** Servers that are given the user's own credentials (NTLM, Negotiate): "*example.com, *foobar.com". */
  allowNTLMCredentialsForDomains(domains: string): void {
    validateString(domains, 'domains');
    AuthRequests.of(this.#context).allowIntegrated(domains);
  }

  /** Resolves when every answer of the resolver is forgotten. */
  async clearHostResolverCache(): Promise<void> {
    await this.#network.hosts.clearCache();
  }

  /** Resolves when requests go by it. Rejects with TypeError for bad settings. */
  setProxy(config: AppProxyConfig): Promise<void> {
    return this.#network.proxy.set(config);
  }

  /** "PROXY foopy:80;DIRECT" for a URL. */
  resolveProxy(url: string): Promise<string> {
    return this.#network.resolveProxy(url);
  }

  /** Resolves when the PAC script is loaded again and failing proxies are forgotten. */
  async forceReloadProxyConfig(): Promise<void> {
    await this.#network.reloadProxy();
  }

  /** Connects to an origin that will be requested. Throws TypeError for bad options. */
  preconnect(options: Electron.PreconnectOptions): void {
    this.#network.preconnector.preconnect(options);
  }

  /** Resolves when all connections are closed; requests under way fail. */
  async closeAllConnections(): Promise<void> {
    await this.#network.connections.closeAll();
  }

  /** Judges the certificates of servers: 0 accepts, -2 refuses, -3 leaves it to Chromium. Null: Chromium alone judges. */
  setCertificateVerifyProc(proc: VerifyProc | null): void {
    validateFunctionOrNull(proc, 'proc');
    this.#network.setCertificateVerifyProc(proc);
  }

  /** Versions and cipher suites of TLS. Throws TypeError for bad ones. */
  setSSLConfig(config: Electron.Config): void {
    this.#network.setSSLConfig(config);
  }

  /** What steers the connections of the session at the moment, without a secret. */
  getNetworkSettings(): NetworkSettings {
    return this.#network.settings;
  }

  /** A slow network, or none, for whatever the session requests. Throws TypeError for negative and infinite numbers. */
  enableNetworkEmulation(options: Electron.EnableNetworkEmulationOptions): void {
    this.#network.emulation.enable(options);
  }

  disableNetworkEmulation(): void {
    this.#network.emulation.disable();
  }

  /** Where downloads go that have no path of their own. Throws TypeError if `path` is not absolute. */
  setDownloadPath(path: string): void {
    validateString(path, 'path');
    if (!isAbsolute(path)) throw invalidArgValue('path', 'an absolute path', path);
    this.#downloads.setPath(path);
  }

  /** Emits will-download. Throws TypeError for bad arguments. */
  downloadURL(url: string, options?: Electron.DownloadURLOptions): void {
    validateURL(url);
    this.#downloads.download(url, headersOf(options), null);
  }

  /** Emits will-download for a download of an earlier run of the app, which waits for resume(). */
  createInterruptedDownload(options: Electron.CreateInterruptedDownloadOptions): void {
    this.#downloads.restore(interruptedDownload(options));
  }

  /** Addition: whether downloads are remembered for the next run of the app. Throws Error for a session in memory. */
  setDownloadJournal(enabled: boolean): void {
    validateBoolean(enabled, 'enabled');
    this.#downloads.setJournal(enabled);
  }

  /** Addition: what earlier runs of the app have not finished, for createInterruptedDownload(). */
  getInterruptedDownloads(): Electron.CreateInterruptedDownloadOptions[] {
    return this.#downloads.interrupted();
  }

  #willDownload(download: Download, contents: Electron.WebContents | null): boolean {
    const event = createEvent();
    emitToApp(this, 'will-download', event, new DownloadItem(LIBRARY, download), contents);
    return event.defaultPrevented;
  }

  /** Resolves when Chromium runs it. Rejects with Error, in Electron's words, for what is no extension that Chromium takes. */
  async loadExtension(path: string, options?: Electron.LoadExtensionOptions): Promise<Electron.Extension> {
    return this.#extensions.loadExtension(path, options);
  }

  /** What it has stored stays, as in Electron. */
  removeExtension(extensionId: string): void {
    this.#extensions.removeExtension(extensionId);
  }

  getExtension(extensionId: string): Electron.Extension | null {
    return this.#extensions.getExtension(extensionId);
  }

  getAllExtensions(): Electron.Extension[] {
    return this.#extensions.getAllExtensions();
  }

  #emitExtension(name: string, extension: Electron.Extension): void {
    const event = createEvent();
    emitToApp(this.#extensions, name, event, extension);
    emitToApp(this, name, event, extension);
  }

  /** The bytes of a blob that a page of this session holds. Rejects if there is none with this UUID. */
  async getBlobData(identifier: string): Promise<Buffer> {
    return this.#blobs.read(identifier);
  }

  /** Asked for every device that a page lists: what it grants needs no request. Null: as without a handler. */
  setDevicePermissionHandler(handler: DevicePermissionHandler | null): void {
    validateFunctionOrNull(handler, 'handler');
    this.#permissions.setDeviceHandler(handler);
  }

  /** Chooses what pages that call getDisplayMedia() capture. Null: nothing, they get a NotSupportedError. */
  setDisplayMediaRequestHandler(handler: DisplayMediaHandler | null): void {
    validateFunctionOrNull(handler, 'handler');
    this.#displayMedia.setHandler(handler);
  }

  /** Decides what pages ask for: notifications, geolocation, media … Null: all is granted, and what is pending is denied. */
  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    validateFunctionOrNull(handler, 'handler');
    this.#permissions.setRequestHandler(handler);
  }

  /** Asked before a page may ask for devices (hid, serial, usb), and when it looks at a permission's state. Null: all is granted. */
  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    validateFunctionOrNull(handler, 'handler');
    this.#permissions.setCheckHandler(handler);
  }

  /** Asked which USB interface classes pages must not use; Chromium keeps all of them protected (docs/limits.md). */
  setUSBProtectedClassesHandler(handler: UsbProtectedClassesHandler | null): void {
    validateFunctionOrNull(handler, 'handler');
    this.#devices.protectedClasses.setHandler(handler);
  }

  /** Answers BlueZ when a device that is being paired needs a confirmation or a PIN. Null: nobody answers for this session. */
  setBluetoothPairingHandler(handler: BluetoothPairingHandler | null): void {
    validateFunctionOrNull(handler, 'handler');
    this.#bluetoothPairing.setHandler(handler);
  }

  /** Whether Chromium marks misspelled words in what users write. Kept over restarts. */
  setSpellCheckerEnabled(enable: boolean): void {
    this.#spellChecker.setEnabled(enable);
  }

  isSpellCheckerEnabled(): boolean {
    return this.#spellChecker.enabled;
  }

  get spellCheckerEnabled(): boolean {
    return this.isSpellCheckerEnabled();
  }

  set spellCheckerEnabled(enable: boolean) {
    this.setSpellCheckerEnabled(enable);
  }

  /** Languages to check for; none turns the spell checker off. Kept over restarts. Throws Error for an unknown one. */
  setSpellCheckerLanguages(languages: string[]): void {
    this.#spellChecker.setLanguages(languages);
  }

  getSpellCheckerLanguages(): string[] {
    return this.#spellChecker.languages;
  }

  get availableSpellCheckerLanguages(): string[] {
    return spellCheckerLanguages();
  }

  /** Where dictionaries are downloaded from: `url` and the name of the file. Throws Error for what is no URL. */
  setSpellCheckerDictionaryDownloadURL(url: string): void {
    this.#spellChecker.setDictionaryDownloadURL(url);
  }

  /** The words that the app has added, and those that users have added. */
  async listWordsInSpellCheckerDictionary(): Promise<string[]> {
    return this.#customDictionary.list();
  }

  /** False if it is there, if Chromium does not take it, and in an in-memory session. */
  addWordToSpellCheckerDictionary(word: string): boolean {
    return this.#customDictionary.add(word);
  }

  /** False if it is not there, and in an in-memory session. */
  removeWordFromSpellCheckerDictionary(word: string): boolean {
    return this.#customDictionary.remove(word);
  }

  /** Addition: the name it was made with, "" for the default session; null for a session of fromPath(). */
  getPartition(): string | null {
    return this.#context.partition;
  }

  /** Addition: process id of the session's browser process; 0 while none runs. */
  getBrowserProcessId(): number {
    return this.#context.current?.pid ?? 0;
  }
}

/** The page that a frame is in; null for anything else, and for a frame that is gone. */
function pageOfFrame(frame: unknown): CapturedPage | null {
  const page = contentsHosts.find(frame)?.pages.live;
  return page && frame instanceof WebFrameMain ? { browser: page.browser, targetId: page.target.id } : null;
}

/** Of `session` in the answer of a protocol handler of the session `own`: another session, or null for none. */
function networkOf(session: unknown, own: BrowserContext): Network {
  const context = session === null ? own : sessionContexts.find(session);
  if (!context) throw invalidArgType('session of the answer', 'a Session or null', session);
  const requests = requestsOf(URLLoaderFactory.of(context));
  return {
    fetch: (url, init) => fetchWithNetwork(requests, url, init),
    anonymous: session === null,
    own: context === own,
  };
}
