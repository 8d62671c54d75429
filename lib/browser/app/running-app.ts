/** The app that runs: what init.ts knows of it, for the `app` module. */
import type { AppEntry } from './entry';

class RunningApp {
  name = 'Electron';
  version = '';
  path = process.cwd();
  /** What the launcher was called with; process.argv has only the app and what is behind it. */
  launchArguments: readonly string[] = [];
  /** Resolves when the app waits for whenReady() for the first time. */
  readonly readyRequested: Promise<void>;
  readonly ready: Promise<void>;
  #isOpen = false;
  #isReady = false;
  #requestReady!: () => void;
  #resolveReady!: () => void;

  constructor() {
    this.readyRequested = new Promise((resolve) => (this.#requestReady = resolve));
    this.ready = new Promise((resolve) => (this.#resolveReady = resolve));
  }

  /**
   * Sessions and windows can be made: shortly before, or when, the app is ready. Whatever the library itself has to know
   * asks this, because Playwright replaces app.isReady() and holds `ready` back.
   */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  open(): void {
    this.#isOpen = true;
  }

  setEntry(entry: AppEntry): void {
    this.name = entry.name;
    this.version = entry.version || process.versions['electron'] || '';
    this.path = entry.appPath;
  }

  whenReady(): Promise<void> {
    this.#requestReady();
    return this.ready;
  }

  /** Once. `announce` runs before whenReady() resolves. */
  becomeReady(announce: () => void): void {
    if (this.#isReady) return;
    this.open();
    this.#isReady = true;
    announce();
    this.#resolveReady();
  }
}

export const runningApp = new RunningApp();
