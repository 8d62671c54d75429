/** First script of the main process: reads the arguments, makes the process Electron's, runs the app. */
import Module from 'node:module';
import { join, resolve } from 'node:path';
import { aboutText } from './app/about';
import { emitToApp, throwUncaught } from './app-calls';
import { breakIn } from './app/break-in-app';
import { HELP, parseArguments, UsageError, type LaunchArguments } from './app/arguments';
import { resolveApp, type AppEntry } from './app/entry';
import { loadEntry } from './app/load-entry';
import { installModuleHooks } from './app/module-hooks';
import { installLinkedBindings, markDefaultApp, setUpProcess } from './app/process';
import { runningApp } from './app/running-app';
import { chromiumArguments } from './app/chromium-arguments';
import { chromium } from './browser-process/chromium';
import { log, NO_SESSION, startLog } from './log/log';
import { PORT_SWITCH, RemoteDebugging } from './remote-debugging/remote-debugging';
import { createEvent } from './event';
import { buildFolder, libraryFolder } from './library-folder';
import { ELECTRON_VERSION, VALENCE_VERSION } from '../common/versions';

/** Ends the process with one line instead of a stack that only shows our own frames. */
function fail(error: unknown): never {
  process.stderr.write(`valence: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** Without a Chromium that can be used no app gets anywhere: it ends with the reason, before its first line runs. */
function requireChromium(): void {
  try {
    chromium();
  } catch (error) {
    fail(error);
  }
}

function answer(action: LaunchArguments['action']): boolean {
  if (action === 'version') process.stdout.write(`v${ELECTRON_VERSION}\n`);
  else if (action === 'abi') process.stdout.write(`${process.versions.modules}\n`);
  else if (action === 'help') process.stdout.write(HELP);
  else return false;
  return true;
}

async function runEntry(entry: AppEntry, breaks: boolean): Promise<void> {
  const endBreak = breaks ? breakIn(entry.main) : null;
  await loadEntry(entry.main, entry.esm);
  endBreak?.();
}

/** SIGINT and SIGTERM quit the app as its own code would, unless it listens itself. */
function quitOnSignals(quit: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) quit();
    });
  }
}

/** The first and the last line of an app in the log. */
function logProcess(): void {
  const { lifecycle } = log;
  if (!lifecycle) return;
  lifecycle(NO_SESSION, `app starts valence=${VALENCE_VERSION} node=${process.version}`);
  process.once('exit', (code) => lifecycle(NO_SESSION, `app has ended code=${code}`));
}

async function main(): Promise<void> {
  const execPath = process.env.VALENCE_EXEC_PATH ?? process.execPath;
  delete process.env.VALENCE_EXEC_PATH;
  const exposesInternals = process.env.VALENCE_EXPOSE_INTERNALS === '1';
  delete process.env.VALENCE_EXPOSE_INTERNALS;
  const breaks = process.env.VALENCE_INSPECT_BRK === '1';
  delete process.env.VALENCE_INSPECT_BRK;
  const args = parseArguments(process.argv.slice(2));
  if (answer(args.action)) return;

  startLog(process.env);
  logProcess();
  installLinkedBindings(buildFolder());
  const nodeExecutable = process.execPath;
  setUpProcess(execPath);
  if (args.action !== 'about') requireChromium();
  process.argv = [execPath, ...args.rest];
  // The API needs the bindings: it is loaded behind them.
  const { electronModules } = await import('./api/exports.js');
  const { app } = await import('./api/app.js');
  const { session } = await import('./api/session-module.js');
  const { sessionContexts } = await import('./session/internals.js');
  installModuleHooks(electronModules, libraryFolder());
  if (exposesInternals) await exposeInternals();

  const entry = resolveApp(args.app, join(buildFolder(), 'default_app'));
  runningApp.setEntry(entry);
  if (args.app !== null && !entry.pageURL) markDefaultApp();
  if (args.action === 'about') {
    const userData = resolve(args.switches.get('user-data-dir') ?? app.getPath('userData'));
    process.stdout.write(aboutText({ executable: execPath, library: libraryFolder(), nodeExecutable, userData }));
    process.exit();
  }
  runningApp.launchArguments = args.all;
  for (const [name, value] of args.switches) {
    if (name === 'user-data-dir' && value) app.setPath('userData', value);
    else app.commandLine.appendSwitch(name, value ?? undefined);
  }
  if (entry.pageURL) process.argv[1] = entry.pageURL;
  quitOnSignals(() => app.quit());

  // An ES module may wait for the app at its top level; it is ready then, not only when the module has ended.
  for (const module of args.require) Module.createRequire(join(process.cwd(), 'index.js'))(module);
  const running = runEntry(entry, breaks);
  await (entry.esm
    ? Promise.race([running, runningApp.readyRequested.then(() => new Promise(setImmediate))])
    : running);
  const becomeReady = (): void => {
    if (!runningApp.isReady) emitToApp(app, 'will-finish-launching', createEvent());
    runningApp.becomeReady(() => void emitToApp(app, 'ready', createEvent(), {}));
  };
  const openToClients = (): Promise<void> =>
    RemoteDebugging.of(sessionContexts.of(session.defaultSession)).listen(chromiumArguments.switches);
  setImmediate(() => {
    runningApp.open();
    // Clients connect before the app is ready, so that they see its first window.
    if (app.commandLine.hasSwitch(PORT_SWITCH)) void openToClients().then(becomeReady);
    else becomeReady();
    // Of an app that looks for a free port first, which takes longer than to become ready here.
    chromiumArguments.setListener((name) => {
      if (name === PORT_SWITCH) void openToClients();
    });
  });
  if (args.action === 'interactive') {
    // Behind the app's own first words: its listeners of `ready` were there before.
    await app.whenReady();
    await startREPL(() => app.quit());
  }
  await running;
}

/** What stands behind a Session, for the specs of the library itself. Apps and their children are not given it. */
async function exposeInternals(): Promise<void> {
  const { sessionContexts } = await import('./session/internals.js');
  const { PolicyGrants } = await import('./devices/policy-grants.js');
  const { dictionaryText } = await import('./spellcheck/bdic-text.js');
  const contextOf = sessionContexts.of.bind(sessionContexts);
  const value = { contextOf, deviceGrantsOf: PolicyGrants.of, dictionaryText };
  Object.defineProperty(globalThis, Symbol.for('valence.internals'), { value });
}

async function startREPL(quit: () => void): Promise<void> {
  const repl = await import('node:repl');
  repl.start({ prompt: '> ' }).on('exit', quit);
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) fail(error);
  // The app's own error: Node prints it once, with its stack, and exits with 1.
  throwUncaught(error);
});
