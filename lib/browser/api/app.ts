/** The `app` module (docs/api/app.md). */
import { spawn } from 'node:child_process';
import {
  validateFunction,
  validateInteger,
  validateObject,
  validateString,
  validateStringArray,
} from '../../common/validators';
import { callApp, emitToApp } from '../app-calls';
import { importPKCS12, requireImporter } from '../app/certificate-import';
import { chromiumArguments } from '../app/chromium-arguments';
import { lifecycle } from '../app/lifecycle';
import { countryCode, preferredLanguages, systemLocale } from '../app/locale';
import { AppPaths } from '../app/paths';
import { ProcessMetrics } from '../app/process-metrics';
import { ProtocolClient } from '../app/protocol-client';
import { runningApp } from '../app/running-app';
import { SingleInstance, type SecondInstance } from '../app/single-instance';
import { defaultUserAgent } from '../browser-process/user-agent';
import { showAbout, validateAbout } from '../dialogs/about-panel';
import { createEvent } from '../event';
import { LIBRARY, requireLibrary } from '../internals';
import { ObservedEmitter } from '../observed-emitter';
import { utilityKind } from '../utility-process/running-utilities';
import { CommandLine } from './command-line';

type Members =
  | 'disableHardwareAcceleration'
  | 'enableSandbox'
  | 'getAppMetrics'
  | 'getApplicationNameForProtocol'
  | 'getLocaleCountryCode'
  | 'getPreferredSystemLanguages'
  | 'getSystemLocale'
  | 'hasSingleInstanceLock'
  | 'importCertificate'
  | 'isDefaultProtocolClient'
  | 'releaseSingleInstanceLock'
  | 'removeAsDefaultProtocolClient'
  | 'requestSingleInstanceLock'
  | 'setAboutPanelOptions'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'showAboutPanel'
  | 'exit'
  | 'getAppPath'
  | 'getLocale'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'isReady'
  | 'quit'
  | 'relaunch'
  | 'setAppLogsPath'
  | 'setName'
  | 'setPath'
  | 'whenReady'
  | 'commandLine'
  | 'isPackaged'
  | 'name'
  | 'userAgentFallback';

export class App extends ObservedEmitter implements Pick<Electron.App, Members> {
  readonly #commandLine = new CommandLine(LIBRARY);
  readonly #paths = new AppPaths(() => runningApp.name, process.execPath);
  readonly #metrics = new ProcessMetrics(utilityKind);
  readonly #protocolClient = new ProtocolClient(runningApp);
  readonly #singleInstance = new SingleInstance((second) => void this.#onSecondInstance(second));
  #aboutPanel: Electron.AboutPanelOptionsOptions = {};
  #userAgentFallback: string | null = null;

  constructor(key: typeof LIBRARY) {
    super('App');
    requireLibrary(key);
  }

  get commandLine(): CommandLine {
    return this.#commandLine;
  }

  isReady(): boolean {
    return runningApp.isReady;
  }

  whenReady(): Promise<void> {
    return runningApp.whenReady();
  }

  quit(): void {
    void lifecycle.quit();
  }

  exit(exitCode = 0): void {
    validateInteger(exitCode, 'exitCode');
    void lifecycle.exit(exitCode);
  }

  /** Starts the app again when this instance ends; call quit() or exit() to end it. */
  relaunch(options: Electron.RelaunchOptions = {}): void {
    const execPath = options.execPath ?? process.execPath;
    const args = options.args ?? [...runningApp.launchArguments];
    validateStringArray(args, 'options.args');
    process.once('exit', () => {
      spawn(execPath, args, { detached: true, stdio: 'inherit', cwd: process.cwd() }).unref();
    });
  }

  getAppPath(): string {
    return runningApp.path;
  }

  get isPackaged(): boolean {
    // The shell is never renamed into an app of its own: what it runs is always an app path.
    return false;
  }

  getVersion(): string {
    return runningApp.version;
  }

  getName(): string {
    return runningApp.name;
  }

  setName(name: string): void {
    validateString(name, 'name');
    runningApp.name = name;
  }

  get name(): string {
    return runningApp.name;
  }

  set name(name: string) {
    this.setName(name);
  }

  /** The locale of the environment, as a BCP 47 tag. */
  getLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getLocaleCountryCode(): string {
    return countryCode();
  }

  getSystemLocale(): string {
    return systemLocale();
  }

  getPreferredSystemLanguages(): string[] {
    return preferredLanguages();
  }

  getAppMetrics(): Electron.ProcessMetric[] {
    return this.#metrics.read();
  }

  /** For every Chromium that starts from now on. */
  disableHardwareAcceleration(): void {
    if (this.isReady()) throw new Error('app.disableHardwareAcceleration() can only be called before app is ready');
    chromiumArguments.appendSwitch('disable-gpu', null);
  }

  /** Every renderer has Chromium's sandbox already. */
  enableSandbox(): void {
    if (this.isReady()) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  /** Means something on Windows only, as in Electron. */
  setAppUserModelId(id: string): void {
    validateString(id, 'id');
  }

  setAboutPanelOptions(options: Electron.AboutPanelOptionsOptions): void {
    validateAbout(options);
    this.#aboutPanel = { ...options };
  }

  showAboutPanel(): void {
    showAbout({ applicationName: this.getName(), applicationVersion: this.getVersion(), ...this.#aboutPanel });
  }

  setAsDefaultProtocolClient(protocol: string): boolean {
    validateString(protocol, 'protocol');
    return this.#protocolClient.register(protocol);
  }

  /** As in Electron: on Linux a default can be replaced, not removed. */
  removeAsDefaultProtocolClient(protocol: string): boolean {
    validateString(protocol, 'protocol');
    return false;
  }

  isDefaultProtocolClient(protocol: string): boolean {
    validateString(protocol, 'protocol');
    return this.#protocolClient.isRegistered(protocol);
  }

  getApplicationNameForProtocol(url: string): string {
    validateString(url, 'url');
    return this.#protocolClient.nameOf(url.split(':', 1)[0]!);
  }

  /** Throws UnavailableError where no certificate can be imported. */
  importCertificate(options: Electron.ImportCertificateOptions, callback: (result: number) => void): void {
    validateObject(options, 'options');
    validateString(options.certificate, 'options.certificate');
    validateString(options.password, 'options.password');
    validateFunction(callback, 'callback');
    requireImporter();
    void this.#import(options, callback);
  }

  async #import(
    { certificate, password }: Electron.ImportCertificateOptions,
    callback: (result: number) => void,
  ): Promise<void> {
    const result = await importPKCS12(certificate, password);
    callApp(callback, [result], () => undefined);
  }

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    if (additionalData !== undefined) validateObject(additionalData, 'additionalData');
    const second = { argv: process.argv, cwd: process.cwd(), data: additionalData };
    return this.#singleInstance.request(this.getPath('userData'), second);
  }

  hasSingleInstanceLock(): boolean {
    return this.#singleInstance.isHeld;
  }

  releaseSingleInstanceLock(): void {
    this.#singleInstance.release();
  }

  async #onSecondInstance({ argv, cwd, data }: SecondInstance): Promise<void> {
    await runningApp.ready;
    emitToApp(this, 'second-instance', createEvent(), argv, cwd, data);
  }

  getPath(name: string): string {
    validateString(name, 'name');
    return this.#paths.get(name);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  setAppLogsPath(path?: string): void {
    this.#paths.set('logs', path ?? this.#paths.get('logs'));
  }

  get userAgentFallback(): string {
    return this.#userAgentFallback ?? defaultUserAgent(runningApp.name, runningApp.version);
  }

  set userAgentFallback(userAgent: string) {
    validateString(userAgent, 'userAgentFallback');
    this.#userAgentFallback = userAgent;
  }
}

export const app = new App(LIBRARY);

lifecycle.setEvents({
  beforeQuit: () => emitPreventable('before-quit'),
  willQuit: () => emitPreventable('will-quit'),
  quit: (exitCode) => void emitToApp(app, 'quit', createEvent(), exitCode),
  windowAllClosed: () => {
    if (emitToApp(app, 'window-all-closed') === 'unheard') app.quit();
  },
});

function emitPreventable(name: string): boolean {
  const event = createEvent();
  emitToApp(app, name, event);
  return event.defaultPrevented;
}
