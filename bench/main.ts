/** script/bench: measures Valence beside its peers and writes the table, out/bench.json and out/bench.svg. */
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CASE_NAMES, CASES, isCase, isOnlyByName, type CaseName } from './cases';
import type { Case } from './cases/case';
import { startBystander } from './lib/bystander';
import { plugIn, type BenchFixtures } from './lib/fixtures';
import { describeMachine } from './lib/machine';
import { startPageServer } from './lib/page-server';
import { run, type RunResult } from './lib/runner';
import { renderChart } from './report/chart';
import { compare } from './report/comparison';
import { renderTable } from './report/table';

const DEBIAN_CHROMIUM = '/usr/lib/chromium/chromium';

interface Options {
  rounds: number;
  quick: boolean;
  cases: CaseName[];
  valence: string;
  executable: string;
  /** Directory of bench.json and bench.svg. */
  out: string;
}

/** `root`: top of the source tree. Throws Error for options that cannot be. */
function readOptions(root: string): Options {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      valence: { type: 'string', default: join(root, 'out/Release/valence') },
      out: { type: 'string', default: join(root, 'out') },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds must be a whole number from 1, got '${values.rounds}'`);
  const only = values.only.flatMap((names) => names.split(','));
  const unknown = only.filter((name) => !isCase(name));
  if (unknown.length > 0) throw new Error(`No case is named ${unknown.join(', ')}; there are ${CASE_NAMES.join(', ')}`);
  return {
    rounds,
    quick: values.quick,
    cases: CASE_NAMES.filter((name) => (only.length > 0 ? only.includes(name) : !isOnlyByName(name))),
    valence: resolve(values.valence),
    executable: process.env.VALENCE_CHROMIUM || DEBIAN_CHROMIUM,
    out: resolve(values.out),
  };
}

function checkExecutable(path: string, remedy: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw new Error(`${path} is not there or not executable. ${remedy}`);
  }
}

const fixturesOf = ({ fixtures }: Case): readonly string[] => fixtures ?? [];

/** What the chosen cases want to see plugged in; null: nothing. */
async function plugInAll(root: string, { cases, valence }: Options): Promise<BenchFixtures | null> {
  const names = new Set(cases.flatMap((name) => fixturesOf(CASES[name])));
  return names.size > 0 ? plugIn(root, dirname(valence), [...names]) : null;
}

/** With the pages' server, the fixtures and the bystander, which end with it. */
async function measure(root: string, options: Options): Promise<RunResult> {
  const server = await startPageServer(join(root, 'spec/fixtures/certificates'));
  const fixtures = await plugInAll(root, options);
  try {
    const bystander = await startBystander(options.executable, server.url);
    try {
      return await run({
        ...options,
        pageURL: server.url,
        fixtures: fixtures?.env ?? {},
        subject: join(__dirname, 'subject.js'),
        onProgress: (text) => process.stderr.write(`==> ${text}\n`),
      });
    } finally {
      await bystander.close();
    }
  } finally {
    await fixtures?.close();
    server.close();
  }
}

async function main(): Promise<void> {
  const root = resolve(__dirname, '../..');
  const options = readOptions(root);
  checkExecutable(options.valence, 'Build it first: script/build');
  checkExecutable(options.executable, 'Install it (apt-get install chromium) or name another one in VALENCE_CHROMIUM.');
  const machine = describeMachine(root, options.executable);
  const { samples, failures } = await measure(root, options);

  const results = compare(options.cases, samples);
  const { rounds, quick, out } = options;
  mkdirSync(out, { recursive: true });
  const raw = { machine, rounds, quick, results, failures, samples };
  writeFileSync(join(out, 'bench.json'), `${JSON.stringify(raw, null, 1)}\n`);
  writeFileSync(join(out, 'bench.svg'), renderChart(results, { machine, rounds }));
  process.stdout.write(`\n${renderTable(results, rounds, failures)}\nWritten: bench.json, bench.svg in ${out}\n`);
  if (failures.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
