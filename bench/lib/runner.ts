/** The interleaved run: round by round, case by case, one contender after the other, each in a fresh process. */
import { CASES, type CaseName } from '../cases';
import type { Case } from '../cases/case';
import { CONTENDERS, type Contender, type ContenderName } from '../drivers/contenders';
import { runSubject, type Program, type Sample } from './subject-process';

export interface RunOptions {
  cases: readonly CaseName[];
  rounds: number;
  quick: boolean;
  pageURL: string;
  /** The Chromium executable. */
  executable: string;
  /** The valence command. */
  valence: string;
  /** Environment of the cases with fixtures. */
  fixtures: Readonly<Record<string, string>>;
  /** The bundled subject.ts. */
  subject: string;
  /** Told before each measured process. */
  onProgress(text: string): void;
}

export interface RunSample extends Sample {
  case: CaseName;
  contender: ContenderName;
  /** From 1. */
  round: number;
}

export interface RunFailure {
  case: CaseName;
  contender: ContenderName;
  round: number;
  error: string;
}

export interface RunResult {
  samples: RunSample[];
  failures: RunFailure[];
}

function programOf(contender: Contender, options: RunOptions, fixtures: RunOptions['fixtures']): Program {
  const env = { ...contender.env, ...fixtures, VALENCE_CHROMIUM: options.executable };
  if (!contender.isApp) return { command: process.execPath, args: [options.subject], env };
  return { command: options.valence, args: [options.subject], env };
}

/** Never rejects: a contender that fails in a round is listed with its error. */
export async function run(options: RunOptions): Promise<RunResult> {
  const result: RunResult = { samples: [], failures: [] };
  await warmUp(options);
  for (let round = 1; round <= options.rounds; round++) {
    for (const name of options.cases) {
      const { contenders, runsPerRound }: Case = CASES[name];
      const runs = Array.from({ length: options.quick ? 1 : runsPerRound }, () => contenders).flat();
      for (const contender of runs) {
        options.onProgress(`round ${round}/${options.rounds}: ${name}, ${CONTENDERS[contender].label}`);
        await measure(options, result, { case: name, contender, round });
      }
    }
  }
  return result;
}

/** Every program and file has been read once before the first figure. */
async function warmUp(options: RunOptions): Promise<void> {
  options.onProgress('warm-up');
  const unused: RunResult = { samples: [], failures: [] };
  for (const contender of CASES['first-page'].contenders) {
    await measure(options, unused, { case: 'first-page', contender, round: 0 });
  }
}

async function measure(
  options: RunOptions,
  result: RunResult,
  what: Pick<RunSample, 'case' | 'contender' | 'round'>,
): Promise<void> {
  const { quick, pageURL, executable } = options;
  const { fixtures }: Case = CASES[what.case];
  const program = programOf(CONTENDERS[what.contender], options, fixtures ? options.fixtures : {});
  try {
    const samples = await runSubject(program, { ...what, quick, pageURL, executable });
    result.samples.push(...samples.map((sample) => ({ ...what, ...sample })));
  } catch (error) {
    result.failures.push({ ...what, error: error instanceof Error ? error.message : String(error) });
  }
}
