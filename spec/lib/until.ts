// Waiting for what no event tells: processes that are nobody's children, files that another process writes.
import { patience } from './patience';

const INTERVAL_MS = 20;

/**
 * Resolves with the first truthy result of `probe`, asked every 20 ms. Rejects after `timeout` milliseconds of an idle
 * machine, saying what was waited for.
 */
export async function until<T>(what: string, probe: () => T | Promise<T>, timeout = 15_000): Promise<NonNullable<T>> {
  const limit = patience(timeout);
  const end = performance.now() + limit;
  for (;;) {
    // Looked at once more behind the limit: this process may have stood still until then.
    const isLast = performance.now() > end;
    const answer = await probe();
    if (answer) return answer;
    if (isLast) throw new Error(`${what}: not so after ${Math.round(limit)} ms`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
