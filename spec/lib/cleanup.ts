// What a spec opens is closed when the spec is over, whether it passed or not.

type Cleanup = () => unknown;

const cleanups: Cleanup[] = [];

/** Runs `cleanup` after the test that is running; the latest one runs first. A rejection fails the test. */
export function defer(cleanup: Cleanup): void {
  cleanups.push(cleanup);
}

// Every file that opens something imports this one: mocha gets the hook once, for all specs.
afterEach(async () => {
  const failures: unknown[] = [];
  for (const cleanup of cleanups.splice(0).toReversed()) {
    try {
      await cleanup();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'Clean-up failed');
});
