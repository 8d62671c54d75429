/** What utilityProcess.fork() takes, checked and completed. */
import { validateBoolean, validateObject, validateString, validateStringArray } from '../../common/validators';

export type OutputMode = 'pipe' | 'ignore' | 'inherit';

export interface ParsedFork {
  modulePath: string;
  args: string[];
  execArgv: string[];
  env: NodeJS.ProcessEnv;
  /** Undefined: that of the app. */
  cwd: string | undefined;
  stdout: OutputMode;
  stderr: OutputMode;
  /** `name` in app.getAppMetrics() and child-process-gone. */
  serviceName: string;
}

const MODES = new Set<unknown>(['inherit', 'pipe', 'ignore']);
const DEFAULT_NAME = 'Node Utility Process';

/** Throws TypeError, or Error in Electron's words, for what no process can be started with. */
export function parseFork(modulePath: unknown, args: unknown, options: unknown): ParsedFork {
  if (!modulePath) throw new Error('Missing UtilityProcess entry script.');
  validateString(modulePath, 'modulePath');
  // fork(modulePath, options)
  if (typeof args === 'object' && args !== null && !Array.isArray(args)) return parseFork(modulePath, [], args);
  const given = args ?? [];
  validateStringArray(given, 'args');
  const { execArgv, env, cwd, stdio, serviceName, allowLoadingUnsignedLibraries } = optionsOf(options);
  if (execArgv !== undefined) validateStringArray(execArgv, 'options.execArgv');
  if (cwd !== undefined) validateString(cwd, 'options.cwd');
  if (serviceName !== undefined) validateString(serviceName, 'options.serviceName');
  // For macOS: a process may load any library on Linux.
  if (allowLoadingUnsignedLibraries !== undefined)
    validateBoolean(allowLoadingUnsignedLibraries, 'options.allowLoadingUnsignedLibraries');
  const [stdout, stderr] = outputModes(stdio);
  return {
    modulePath,
    args: [...given],
    execArgv: [...(execArgv ?? [])],
    env: env === undefined ? { ...process.env } : parseEnv(env),
    cwd,
    stdout,
    stderr,
    serviceName: serviceName || DEFAULT_NAME,
  };
}

type Given = { [name in keyof Electron.ForkOptions]?: unknown };

/** Without those that are null: as if they were not given. */
function optionsOf(options: unknown): Given {
  if (options === undefined || options === null) return {};
  validateObject(options, 'options');
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}

function parseEnv(env: unknown): NodeJS.ProcessEnv {
  validateObject(env, 'options.env');
  const entries = Object.entries(env as Record<string, unknown>).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) validateString(value, `options.env.${name}`);
  return Object.fromEntries(entries) as NodeJS.ProcessEnv;
}

const requireMode: (what: string, value: unknown) => asserts value is OutputMode = (what, value) => {
  if (!MODES.has(value)) throw new Error(`${what} must be of the following values: inherit, pipe, ignore`);
};

/** Of stdout and stderr; stdin is always ignored. */
function outputModes(stdio: unknown): [stdout: OutputMode, stderr: OutputMode] {
  if (stdio === undefined) return ['inherit', 'inherit'];
  if (!Array.isArray(stdio)) {
    requireMode('stdio', stdio);
    return [stdio, stdio];
  }
  if (stdio.length < 3) throw new Error('configuration missing for stdin, stdout or stderr.');
  const [stdin, stdout, stderr] = stdio as unknown[];
  if (stdin !== 'ignore') throw new Error('stdin value other than ignore is not supported.');
  requireMode('stdout configuration', stdout);
  requireMode('stderr configuration', stderr);
  return [stdout, stderr];
}
