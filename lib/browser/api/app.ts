/** The `app` module (docs/api/app.md). */
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { emitToApp } from '../app-calls';
import { CommandLine } from '../app/command-line';
import type { AppEntry } from '../app/entry';
import { Lifecycle } from '../app/lifecycle';
import { AppPaths } from '../app/paths';
import { defaultUserAgent } from '../browser-process/user-agent';
import { createEvent } from './event';

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

export class App extends EventEmitter implements Pick<Electron.App, Members> {
  readonly commandLine = new CommandLine();
  readonly #paths = new AppPaths(() => this.#name, process.execPath);
  readonly #ready: Promise<void>;
  #resolveReady!: () => void;
  #isReady = false;
  #name = 'Electron';
  #version = '';
  #appPath = process.cwd();
  #userAgentFallback: string | null = null;
  /** Set by init: what the launcher was called with; process.argv has only the app and what is behind it. */
  launchArguments: readonly string[] = [];
  /** Set by init: resolves waiting top-level code of an ES-module app. */
  onReadyRequested: (() => void) | null = null;
  readonly lifecycle = new Lifecycle({
    beforeQuit: () => this.#emitPreventable('before-quit'),
    willQuit: () => this.#emitPreventable('will-quit'),
    quit: (exitCode) => void emitToApp(this, 'quit', createEvent(), exitCode),
  });

  constructor() {
    super();
    this.#ready = new Promise((resolve) => (this.#resolveReady = resolve));
  }

  /** init only: what runs. */
  setEntry(entry: AppEntry): void {
    this.#name = entry.name;
    this.#version = entry.version || process.versions['electron'] || '';
    this.#appPath = entry.appPath;
  }

  /** init only: emits `ready` and resolves whenReady(). */
  markReady(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    emitToApp(this, 'ready', createEvent(), {});
    this.#resolveReady();
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    this.onReadyRequested?.();
    return this.#ready;
  }

  quit(): void {
    void this.lifecycle.quit();
  }

  exit(exitCode = 0): void {
    if (!Number.isInteger(exitCode)) throw new TypeError(`exitCode must be an integer, got ${String(exitCode)}`);
    void this.lifecycle.exit(exitCode);
  }

  /** Starts the app again when this instance ends; call quit() or exit() to end it. */
  relaunch(options: Electron.RelaunchOptions = {}): void {
    const execPath = options.execPath ?? process.execPath;
    const args = options.args ?? [...this.launchArguments];
    if (!Array.isArray(args)) throw new TypeError('options.args must be an array of strings');
    process.once('exit', () => {
      spawn(execPath, args, { detached: true, stdio: 'inherit', cwd: process.cwd() }).unref();
    });
  }

  getAppPath(): string {
    return this.#appPath;
  }

  get isPackaged(): boolean {
    // The shell is never renamed into an app of its own: what it runs is always an app path.
    return false;
  }

  getVersion(): string {
    return this.#version;
  }

  getName(): string {
    return this.#name;
  }

  setName(name: string): void {
    if (typeof name !== 'string') throw new TypeError(`name must be a string, got ${typeof name}`);
    this.#name = name;
  }

  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.setName(name);
  }

  /** The locale of the environment, as a BCP 47 tag. */
  getLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getPath(name: string): string {
    if (typeof name !== 'string') throw new TypeError(`name must be a string, got ${typeof name}`);
    return this.#paths.get(name);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  setAppLogsPath(path?: string): void {
    this.#paths.set('logs', path ?? this.#paths.get('logs'));
  }

  get userAgentFallback(): string {
    return this.#userAgentFallback ?? defaultUserAgent(this.#name, this.#version);
  }

  set userAgentFallback(userAgent: string) {
    if (typeof userAgent !== 'string')
      throw new TypeError(`userAgentFallback must be a string, got ${typeof userAgent}`);
    this.#userAgentFallback = userAgent;
  }

  /** Windows only: after the last one closed. */
  onWindowAllClosed(): void {
    if (this.lifecycle.quitting) return;
    if (emitToApp(this, 'window-all-closed') === 'unheard') this.quit();
  }

  #emitPreventable(name: string): boolean {
    const event = createEvent();
    emitToApp(this, name, event);
    return event.defaultPrevented;
  }
}

export const app = new App();
