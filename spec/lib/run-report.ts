// What script/spec-runner reads of a run: one line of JSON whenever a test begins or has a result, so that what was known
// before a process died is kept.
import type Mocha from 'mocha';
import { appendFileSync } from 'node:fs';
import type { ReportedError, ReportedTest, ReportLine } from '../../script/lib/specs/report.mjs';

type Reported = Mocha.Test | Mocha.Hook;

/** Writes the results of a run to a file. */
export class RunReport {
  readonly #file: string;
  readonly #ids = new Map<Reported, number>();

  constructor(file: string) {
    this.#file = file;
  }

  watch(runner: Mocha.Runner): void {
    runner.on('test', (test) => this.#write(test, 'running'));
    runner.on('pass', (test) => this.#write(test, 'passed'));
    runner.on('pending', (test) => this.#write(test, 'pending'));
    // A hook that fails takes its tests with it: they never end, so the hook stands for them.
    runner.on('fail', (test: Reported) => this.#write(test, 'failed'));
  }

  /** The last line: without it the process has died. */
  end(): void {
    this.#append({ end: true });
  }

  #write(test: Reported, state: ReportedTest['state']): void {
    // Mocha's reporter has kept it, with those of further failures.
    const error = (test as { err?: unknown }).err;
    const id = this.#ids.get(test) ?? this.#ids.size;
    this.#ids.set(test, id);
    this.#append({
      id,
      titlePath: test.titlePath(),
      state,
      ...(state === 'failed' ? { error: describeError(error) } : {}),
    });
  }

  #append(line: ReportLine): void {
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

/** How many causes of causes are kept. */
const MAX_CAUSES = 8;

/** What mocha prints of an error. */
function describeError(thrown: unknown, causes = MAX_CAUSES): ReportedError {
  if (!(thrown instanceof Object)) return { message: String(thrown) };
  const { message, stack, cause, showDiff, actual, expected, uncaught, multiple } = thrown as Record<string, unknown>;
  return {
    message: String(message),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(cause instanceof Object && causes > 0 ? { cause: describeError(cause, causes - 1) } : {}),
    // Mocha's reporter has made texts of them.
    ...(typeof actual === 'string' && typeof expected === 'string'
      ? { actual, expected, showDiff: showDiff !== false }
      : { showDiff: false }),
    ...(uncaught === true ? { uncaught } : {}),
    ...(Array.isArray(multiple) ? { multiple: multiple.map((error) => describeError(error)) } : {}),
  };
}
