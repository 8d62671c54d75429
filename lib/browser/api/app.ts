/** The `app` module (docs/api/app.md). */
import { spawn } from 'node:child_process';
import { validateInteger, validateString, validateStringArray } from '../../common/validators';
import { emitToApp } from '../app-calls';
import { lifecycle } from '../app/lifecycle';
import { AppPaths } from '../app/paths';
import { runningApp } from '../app/running-app';
import { defaultUserAgent } from '../browser-process/user-agent';
import { createEvent } from '../event';
import { LIBRARY, requireLibrary } from '../internals';
import { ObservedEmitter } from '../observed-emitter';
import { CommandLine } from './command-line';

type Members =
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
