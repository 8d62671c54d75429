// The specs as an app: script/spec-runner starts it in the real binary, mocha runs in Valence's main process.
import { app, protocol } from 'electron';
import Mocha from 'mocha';
import { readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { formatMemberTable, readMembers, untestedMembers } from './lib/member-coverage';
import { SCHEMES } from './lib/schemes';

// Stacks show the lines of spec/**/*.ts.
process.setSourceMapsEnabled(true);

/** What is left over after the app's own path: `--grep=…`, `--files=…` (a part of the path, may be repeated). */
const { values: options } = parseArgs({
  args: process.argv.slice(2),
  options: {
    grep: { type: 'string', short: 'g' },
    files: { type: 'string', short: 'f', multiple: true },
    /** Where the counts go, for script/test. */
    report: { type: 'string' },
  },
});

/** Long enough for a browser to start on a busy machine; a spec that needs longer says so itself. */
const TIMEOUT_MS = 30_000;

function findSpecFiles(): string[] {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => /[-.]spec\.js$/.test(file) && !file.startsWith(`fixtures${path.sep}`))
    .sort();
  const wanted = options.files;
  return wanted ? files.filter((file) => wanted.some((part) => file.includes(part.replace(/\.ts$/, '')))) : files;
}

/** Runs everything and returns the tests that ended, by state. */
async function runSpecs(): Promise<Mocha.Test[]> {
  const mocha = new Mocha({ reporter: 'spec', timeout: TIMEOUT_MS, forbidOnly: Boolean(process.env['CI']) });
  if (options.grep !== undefined) mocha.grep(new RegExp(options.grep));
  for (const file of findSpecFiles()) mocha.addFile(path.join(__dirname, file));
  await mocha.loadFilesAsync();
  const tests: Mocha.Test[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('test end', (test) => tests.push(test));
    // A hook that fails takes its tests with it: they never end, so the hook stands for them.
    runner.on('fail', (failed: Mocha.Test | Mocha.Hook) => {
      if (failed.type === 'hook') tests.push(failed as unknown as Mocha.Test);
    });
  });
  return tests;
}

/** Prints the summary; returns the exit code. */
function report(tests: readonly Mocha.Test[]): number {
  const complete = options.grep === undefined && options.files === undefined;
  const members = readMembers();
  console.log(formatMemberTable(members, tests));
  const untested = complete ? untestedMembers(members, tests) : [];
  if (untested.length > 0) {
    console.log(
      `No spec passes for these members, which work according to session-members.json: ${untested.join(', ')}\n`,
    );
  }
  const passed = tests.filter((test) => test.isPassed()).length;
  const skipped = tests.filter((test) => test.isPending()).length;
  const failed = tests.length - passed - skipped + untested.length;
  if (tests.length === 0) console.log('No spec matches.');
  if (options.report !== undefined) writeFileSync(options.report, JSON.stringify({ passed, failed, skipped }));
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 || passed === 0 ? 1 : 0;
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
  .then(runSpecs)
  .then(report)
  .catch((error: unknown) => {
    console.error(error);
    return 1;
  })
  .then((code) => app.exit(code));
