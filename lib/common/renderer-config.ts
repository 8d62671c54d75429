/** What the main process tells the runtimes that it injects into pages. JSON: it becomes part of their source text. */
import type { ErrorReport } from './ipc-messages';

/** lib/renderer/main-world. */
export interface MainWorldConfig {
  /** Meets the isolated world of the same document. Random, unknown to pages. */
  secret: string;
  /** Whether preload scripts run in frames below the main one, too. */
  subFrames: boolean;
}

/** lib/renderer/isolated-world. */
export interface IsolatedWorldConfig extends MainWorldConfig {
  /** Global function that takes one string to the main process. */
  binding: string;
  /** False: there is one world only, and this is the page's own. */
  contextIsolation: boolean;
  /** The page's scripts find PRELOAD_PARAMETERS as globals; only without context isolation. */
  nodeIntegration: boolean;
  /** Types of ArrayBuffer views that the main process cannot receive. */
  unknownViews: string[];
  /** In the order they run. */
  preloads: PreloadConfig[];
  process: RendererProcessConfig;
}

export interface PreloadConfig {
  /** As the app gave it; named in errors. */
  path: string;
  /** Why the file could not be read or, if Chromium cannot parse it either, what is wrong with its syntax. */
  error: ErrorReport | null;
}

/** The data of a sandboxed preload script's `process` (docs/api/process.md). */
export interface RendererProcessConfig {
  arch: string;
  argv: string[];
  env: Record<string, string | undefined>;
  execPath: string;
  platform: string;
  resourcesPath: string;
  version: string;
  versions: Record<string, string | undefined>;
}

/**
 * What the isolated-world runtime leaves under the secret's name for the scripts that follow it, and for the main
 * process to take away.
 */
export interface RuntimeEntry {
  /** Runs one preload script. */
  run(index: number, preload: PreloadFunction, modules?: PreloadModules): void;
  /** All preload scripts had their chance. */
  finish(): void;
  /** Takes the text of a MainMessage. */
  deliver(message: string): void;
}

/** A preload script as a function of PRELOAD_PARAMETERS. */
export type PreloadFunction = (...args: unknown[]) => void;

/** What a preload script requires, by absolute path; the script itself has no function. */
export type PreloadModules = Record<string, { names: Record<string, string>; run?: PreloadFunction }>;

/** The names a preload script finds in its scope, besides the globals. */
export const PRELOAD_PARAMETERS = [
  'require',
  'module',
  'exports',
  'process',
  'Buffer',
  'global',
  'setImmediate',
  'clearImmediate',
  '__filename',
  '__dirname',
] as const;
