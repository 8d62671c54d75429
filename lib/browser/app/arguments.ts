/** The arguments of `valence [options] [app] [arguments of the app]`, as `electron --help` users know them. */

/** The user named something that cannot be run: the message says it all. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface LaunchArguments {
  /** App path as given; null: the default app. */
  app: string | null;
  action: 'run' | 'version' | 'about' | 'abi' | 'help' | 'interactive';
  /** Modules of -r/--require, loaded before the app. */
  require: string[];
  /** Chromium switches: those of before the app and, as in Electron, those behind it. */
  switches: Map<string, string | null>;
  /** process.argv without argv[0]: the app and everything behind it. */
  rest: string[];
  /** All of it, for a start of the same kind. */
  all: readonly string[];
}

export const HELP = `Usage: valence [options] [path] [arguments]

Runs an Electron app on the Chromium that is installed. The path may be
  - a .js, .cjs or .mjs file,
  - a folder with a package.json ("main") or an index.js,
  - an .html file, or an http://, https:// or file:// URL.
Without a path the session inspector opens.

Options:
  -i, --interactive     open a REPL in the main process
  -r, --require MODULE  load a module before the app (repeatable)
  -v, --version         print the version of Electron whose API this is
      --about           print all versions and the paths in use, for bug reports
  -a, --abi             print the Node ABI version
  -h, --help            print this text
  --inspect[-brk][=…]   Node's inspector for the main process; Node's other --trace-* flags too
  --picture=FILE        without an app: save a picture of the page or the inspector (PNG) and end
  --app=PATH            the path, as chromedriver names it: what stands at its place is an argument
  --user-data-dir=DIR   where sessions keep their data (app.getPath('userData'))
  --SWITCH[=VALUE]      any other switch is Chromium's, as with app.commandLine.appendSwitch

Environment:
  VALENCE_CHROMIUM      the Chromium executable
  VALENCE_NODE          the Node.js executable
  VALENCE_LOG           protocol,requests,lifecycle[:FILE]: a log on stderr or in FILE
  VALENCE_RESERVE       browsers kept ready for new in-memory sessions (default 1, 0: none)
  ELECTRON_RUN_AS_NODE  behave as node
  ELECTRON_ENABLE_LOGGING
                        Chromium's log on stderr, as --enable-logging; file: in a file, ELECTRON_LOG_FILE
`;

/**
 * chromedriver starts a browser with switches and a URL. The app is one of the switches: Electron's --app=PATH, or a path that
 * chromedriver has made a switch of.
 */
function appOfSwitch(argument: string): string | null {
  const [, path, switched] = /^--(?:app=(.+)|(\/.+))$/s.exec(argument) ?? [];
  return path ?? switched ?? null;
}

/** Reads argv without argv[0]. Throws UsageError for an option that lacks its value. */
export function parseArguments(argv: readonly string[]): LaunchArguments {
  const result: LaunchArguments = { app: null, action: 'run', require: [], switches: new Map(), rest: [], all: argv };
  let index = 0;
  for (; index < argv.length; index++) {
    const argument = argv[index]!;
    if (argument === '--') {
      index++;
      break;
    }
    if (!argument.startsWith('-')) break;
    const app = appOfSwitch(argument);
    if (app !== null) {
      result.app = app;
      continue;
    }
    const [option, inline] = splitOption(argument);
    if (option === '-r' || option === '--require') {
      const value = inline ?? argv[++index];
      if (value === undefined) throw new UsageError(`${option} needs the name of a module: ${option} ./setup.js`);
      result.require.push(value);
    } else if (option === '-v' || option === '--version') result.action = 'version';
    else if (option === '--about') result.action = 'about';
    else if (option === '-a' || option === '--abi') result.action = 'abi';
    else if (option === '-h' || option === '--help') result.action = 'help';
    else if (option === '-i' || option === '--interactive') result.action = 'interactive';
    else if (option === '--no-help') continue;
    else if (!argument.startsWith('--'))
      throw new UsageError(`Unknown option ${argument}; valence --help lists what there is`);
    else addSwitch(result.switches, argument);
  }
  result.rest = argv.slice(index);
  if (result.app === null) result.app = result.rest[0] ?? null;
  else result.rest.unshift(result.app);
  for (const argument of result.rest.slice(1)) {
    if (argument === '--') break;
    addSwitch(result.switches, argument);
  }
  return result;
}

function splitOption(argument: string): [option: string, value: string | undefined] {
  const at = argument.indexOf('=');
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

function addSwitch(switches: Map<string, string | null>, argument: string): void {
  if (!/^--[A-Za-z0-9]/.test(argument)) return;
  const [option, value] = splitOption(argument);
  switches.set(option.slice(2).toLowerCase(), value ?? null);
}
