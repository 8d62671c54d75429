/** The `app` module (docs/api/app.md). */
import { spawn } from 'node:child_process';
import {
  validateFunction,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
} from '../../common/validators';
import { callApp, emitToApp } from '../app-calls';
import { importPKCS12, requireImporter } from '../app/certificate-import';
import { chromiumArguments } from '../app/chromium-arguments';
import { DesktopMembers } from '../app/desktop-members';
import { iconFileOf, ICON_SIZES } from '../app/file-icon';
import { gpuInfo, type GPUInfo } from '../app/gpu-info';
import { lifecycle } from '../app/lifecycle';
import { AppPaths } from '../app/paths';
import { ProcessMetrics } from '../app/process-metrics';
import { runningApp } from '../app/running-app';
import { systemNetwork } from '../app/system-network';
import { SingleInstance, type SecondInstance } from '../app/single-instance';
import { defaultUserAgent } from '../browser-process/user-agent';
import { showAbout, validateAbout } from '../dialogs/about-panel';
import { createEvent } from '../event';
import { LIBRARY, requireLibrary } from '../internals';
import { dnsConfig } from '../network-context/dns-config';
import { whenHeard } from '../observed-emitter';
import { utilityKind } from '../utility-process/running-utilities';
import { CommandLine } from './command-line';
import { nativeImage, type NativeImage } from './native-image';

type Members =
  | 'setAboutPanelOptions'
  | 'showAboutPanel'
  | 'configureHostResolver'
  | 'disableDomainBlockingFor3DAPIs'
  | 'getFileIcon'
  | 'getGPUFeatureStatus'
  | 'getGPUInfo'
  | 'disableHardwareAcceleration'
  | 'enableSandbox'
  | 'getAppMetrics'
  | 'hasSingleInstanceLock'
  | 'importCertificate'
  | 'releaseSingleInstanceLock'
  | 'requestSingleInstanceLock'
  | 'exit'
  | 'getAppPath'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'isReady'
  | 'quit'
  | 'relaunch'
  | 'resolveProxy'
  | 'setAppLogsPath'
  | 'setName'
  | 'setPath'
  | 'whenReady'
  | 'commandLine'
  | 'isPackaged'
  | 'name'
  | 'userAgentFallback';

export class App extends DesktopMembers implements Pick<Electron.App, Members> {
  readonly #commandLine = new CommandLine(LIBRARY);
  readonly #paths = new AppPaths(() => runningApp.name, process.execPath);
  readonly #metrics = new ProcessMetrics(utilityKind);
  #aboutPanel: Electron.AboutPanelOptionsOptions = {};
  readonly #singleInstance = new SingleInstance((second) => void this.#onSecondInstance(second));
  #userAgentFallback: string | null = null;

  constructor(key: typeof LIBRARY) {
    super('App');
    requireLibrary(key);
    gpuInfo.setListener(() => void emitToApp(this, 'gpu-info-update'));
    whenHeard(this, 'gpu-info-update', () => this.#askAboutGPU());
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

  setAboutPanelOptions(options: Electron.AboutPanelOptionsOptions): void {
    validateAbout(options);
    this.#aboutPanel = { ...options };
  }

  showAboutPanel(): void {
    showAbout({ applicationName: this.getName(), applicationVersion: this.getVersion(), ...this.#aboutPanel });
  }

  disableDomainBlockingFor3DAPIs(): void {
    if (this.isReady()) {
      throw new Error('app.disableDomainBlockingFor3DAPIs() can only be called before app is ready');
    }
    chromiumArguments.appendSwitch('disable-domain-blocking-for-3d-apis', null);
  }

  /** Of every session. Throws TypeError for bad options. */
  configureHostResolver(options: Electron.ConfigureHostResolverOptions): void {
    if (!runningApp.isOpen) throw new Error('configureHostResolver cannot be called before the app is ready');
    dnsConfig.set(options);
  }

  /** Of what belongs to no session: utility processes. A promise as in Electron, whose types say void. Rejects with TypeError for bad settings. */
  async setProxy(config: Electron.ProxyConfig): Promise<void> {
    await runningApp.ready;
    await systemNetwork.source.setProxy(config);
  }

  async resolveProxy(url: string): Promise<string> {
    await runningApp.ready;
    return systemNetwork.source.resolveProxy(url);
  }

  /** The icon that the desktop has for files of this kind. Rejects with Error if there is none. */
  async getFileIcon(path: string, options?: Electron.FileIconOptions): Promise<NativeImage> {
    validateString(path, 'path');
    if (options !== undefined) validateObject(options, 'options');
    const size = options?.size ?? 'normal';
    validateOneOf(size, 'options.size', ['small', 'normal', 'large'] as const);
    return iconOfFile(path, size);
  }

  /** Empty until Chromium has been asked, which a listener of 'gpu-info-update' or a call of getGPUInfo() does. */
  getGPUFeatureStatus(): Electron.GPUFeatureStatus {
    const status = gpuInfo.featureStatus;
    if (Object.keys(status).length === 0) this.#askAboutGPU();
    return status as unknown as Electron.GPUFeatureStatus;
  }

  async getGPUInfo(infoType: 'basic' | 'complete'): Promise<GPUInfo> {
    if (infoType !== 'basic' && infoType !== 'complete')
      throw new Error('Invalid info type. Use "basic" or "complete"');
    await runningApp.ready;
    return gpuInfo.info(infoType);
  }

  #askAboutGPU(): void {
    // A Chromium that ends meanwhile tells nothing; the next call asks again.
    void runningApp.ready.then(() => gpuInfo.ask()).catch(() => undefined);
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

function iconOfFile(path: string, size: keyof typeof ICON_SIZES): NativeImage {
  const file = iconFileOf(path, size);
  const icon = file === null ? null : nativeImage.createFromPath(file);
  if (!icon || icon.isEmpty()) throw new Error('Failed to get file icon.');
  const pixels = ICON_SIZES[size];
  return icon.getSize().width === pixels ? icon : icon.resize({ width: pixels, height: pixels, quality: 'best' });
}

function emitPreventable(name: string): boolean {
  const event = createEvent();
  emitToApp(app, name, event);
  return event.defaultPrevented;
}
