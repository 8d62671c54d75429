// The checkout's mocha with three differences: every result goes to the report as it comes, tests that have run in an
// earlier process are left out, and a hook that fails fails its tests instead of ending the suite around them.
import type Mocha from 'mocha';
import { RunReport } from '../lib/run-report';
import type { SuiteOptions } from './options';

type MochaClass = typeof Mocha;

/** What mocha has and does not type. */
interface Hooks {
  _beforeAll: Mocha.Hook[];
  _beforeEach: Mocha.Hook[];
  _afterEach: Mocha.Hook[];
}

/** What a hook of a suite or a test threw; the next test in it throws it. */
const failures = new WeakMap<Mocha.Suite | Mocha.Test, { error: unknown }>();

/** @returns a class to be used in place of `Original` */
export function steer(Original: MochaClass, { report: file, done, only }: SuiteOptions): MochaClass {
  class SteeredMocha extends Original {
    override run(callback?: (failed: number) => void): Mocha.Runner {
      // The checkout ends the process; an exception fails the running test, and the others go on.
      process.removeAllListeners('uncaughtException');
      this.loadFiles();
      removeDone(this.suite, done);
      if (only) keepOnly(this.suite, new Set(only.map((title) => JSON.stringify(title))));
      const report = new RunReport(file);
      const runner = this.#runLoaded((failed) => {
        report.end();
        callback?.(failed);
      });
      steerHooks(this.suite, (test, error) => runner.emit('fail', test, error));
      report.watch(runner);
      return runner;
    }

    #runLoaded(callback: (failed: number) => void): Mocha.Runner {
      // run() would load the files again.
      this.files = [];
      return super.run(callback);
    }
  }
  return SteeredMocha;
}

/** Two tests may have one title: as many are removed as have run. */
function removeDone(root: Mocha.Suite, done: SuiteOptions['done']): void {
  const counts = new Map<string, number>();
  for (const title of done) counts.set(JSON.stringify(title), (counts.get(JSON.stringify(title)) ?? 0) + 1);
  const visit = (suite: Mocha.Suite): void => {
    suite.tests = suite.tests.filter((test) => {
      const key = JSON.stringify(test.titlePath());
      const count = counts.get(key) ?? 0;
      counts.set(key, count - 1);
      return count <= 0;
    });
    for (const child of suite.suites) visit(child);
  };
  visit(root);
}

function keepOnly(suite: Mocha.Suite, keys: ReadonlySet<string>): void {
  suite.tests = suite.tests.filter((test) => keys.has(JSON.stringify(test.titlePath())));
  for (const child of suite.suites) keepOnly(child, keys);
}

function steerHooks(suite: Mocha.Suite, fail: (test: Mocha.Test, error: unknown) => void): void {
  const hooks = suite as unknown as Hooks;
  for (const hook of hooks._beforeAll) keepFailure(hook, (error) => failures.set(suite, { error }));
  for (const hook of hooks._beforeEach) {
    keepFailure(hook, (error, test) => {
      if (test) failures.set(test, { error });
    });
  }
  for (const hook of hooks._afterEach) {
    keepFailure(hook, (error, test) => {
      // One failure is enough for a test.
      if (test && test.state !== 'failed') fail(Object.assign(test, { err: error }), error);
    });
  }
  for (const test of suite.tests) throwFailure(test);
  for (const child of suite.suites) steerHooks(child, fail);
}

type Body = (this: Mocha.Context, done?: (error?: unknown) => void) => unknown;

/** Hands over what the hook throws, and what it does not finish in its time, instead of letting mocha have it. */
function keepFailure(hook: Mocha.Hook, keep: (error: unknown, test: Mocha.Test | undefined) => void): void {
  const body = hook.fn as Body | undefined;
  if (!body) return;
  // As mocha notes it for a body without a parameter, when it makes the hook.
  Object.assign(hook, { async: 0, sync: true });
  hook.fn = async function steered(this: Mocha.Context) {
    const limit = hook.timeout();
    let timer: NodeJS.Timeout | undefined;
    // Mocha has a timer of its own, which would end the suite.
    hook.timeout(0);
    try {
      const tooLate = new Promise<never>((_resolve, reject) => {
        if (limit > 0) {
          timer = setTimeout(() => reject(new Error(`${hook.title} did not end in ${limit} ms.`)), limit);
        }
      });
      await Promise.race([tooLate, promiseOf(body, this)]);
    } catch (error) {
      if (isSkip(error)) throw error;
      keep(error, this.currentTest);
    } finally {
      clearTimeout(timer);
      hook.timeout(limit);
    }
  };
}

/** A body with a parameter calls it when it is done. */
function promiseOf(body: Body, context: Mocha.Context): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (body.length === 0) {
      resolve(body.call(context));
      return;
    }
    body.call(context, (error?: unknown) => {
      if (error === undefined || error === null) resolve(undefined);
      else reject(error instanceof Error ? error : new Error(`failed with ${typeof error}`));
    });
  });
}

/** What this.skip() throws, which mocha itself takes. */
const isSkip = (error: unknown): boolean =>
  (error as { constructor?: { name?: string } })?.constructor?.name === 'Pending';

function throwFailure(test: Mocha.Test): void {
  const body = test.fn as Body | undefined;
  if (!body) return;
  const failureOf = (): { error: unknown } | undefined => {
    let found = failures.get(test);
    for (let suite = test.parent; suite && !found; suite = suite.parent) found = failures.get(suite);
    return found;
  };
  // Mocha has noted before whether the body has a parameter.
  test.fn = function steered(this: Mocha.Context, ...args: unknown[]) {
    const failure = failureOf();
    if (failure) throw failure.error;
    return body.apply(this, args as Parameters<Body>) as void;
  };
}
