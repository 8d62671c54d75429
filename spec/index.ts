// The specs as an app: script/spec-runner starts it in the real binary, mocha runs in Valence's main process.
import { app, protocol } from 'electron';
import Mocha from 'mocha';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { patience } from './lib/patience';
import { RunReport } from './lib/run-report';
import { SCHEMES } from './lib/schemes';

// Stacks show the lines of spec/**/*.ts.
process.setSourceMapsEnabled(true);

/** What is left over after the app's own path. */
const { values: options } = parseArgs({
  args: process.argv.slice(2),
  options: {
    /** A spec file, relative to spec/; may be repeated. */
    file: { type: 'string', multiple: true, default: [] },
    grep: { type: 'string' },
    /** Where the results go. */
    report: { type: 'string', default: '/dev/null' },
    /** Runs nothing; the report is a list of the files that have a test whose title matches. */
    list: { type: 'boolean', default: false },
    color: { type: 'boolean', default: false },
  },
});

/**
 * Long enough for several browsers to start, on a machine that has become busy since this process looked at its load; a spec that
 * needs longer says so itself.
 */
const TIMEOUT_MS = 60_000;

async function loadSpecs(): Promise<Mocha> {
  const { color, grep } = options;
  const mocha = new Mocha({
    reporter: 'spec',
    timeout: patience(TIMEOUT_MS),
    forbidOnly: Boolean(process.env['CI']),
    color,
    ...(grep === undefined ? {} : { grep: new RegExp(grep) }),
  });
  for (const file of options.file) mocha.addFile(path.join(__dirname, file.replace(/\.ts$/, '.js')));
  await mocha.loadFilesAsync();
  return mocha;
}

function listFiles({ suite }: Mocha): void {
  const pattern = new RegExp(options.grep ?? '');
  const files = new Set<string>();
  suite.eachTest((test) => {
    if (pattern.test(test.fullTitle())) files.add(sourceOf(test.file));
  });
  writeFileSync(options.report, JSON.stringify([...files]));
}

/** A transpiled file's name in spec/. */
const sourceOf = (file = ''): string => path.relative(__dirname, file).replace(/\.js$/, '.ts');

/** The machine may be busier by now than it was when the specs were loaded. */
function raiseLimit(runnable: Mocha.Runnable): void {
  const limit = patience(TIMEOUT_MS);
  // 0 is none.
  if (runnable.timeout() > 0 && runnable.timeout() < limit) runnable.timeout(limit);
}

/** Resolves with the exit code. */
function runSpecs(mocha: Mocha): Promise<number> {
  const report = new RunReport(options.report);
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => {
      report.end();
      resolve(failures > 0 ? 1 : 0);
    });
    report.watch(runner);
    runner.on('test', raiseLimit);
    runner.on('hook', raiseLimit);
  });
}

async function main(): Promise<number> {
  const mocha = await loadSpecs();
  if (!options.list) return runSpecs(mocha);
  listFiles(mocha);
  return 0;
}

// A promise that nobody waits for fails the running spec, as an exception does.
process.on('unhandledRejection', (reason) => {
  throw reason;
});
// Once an app, before it is ready.
protocol.registerSchemesAsPrivileged(SCHEMES);
// The last window of a spec is not the end of the run.
app.on('window-all-closed', () => undefined);

void app
  .whenReady()
  .then(main)
  .catch((error: unknown) => {
    console.error(error);
    return 1;
  })
  .then((code) => app.exit(code));
