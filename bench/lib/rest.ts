/** Waits until a process tree has nothing left to do, so that its memory can be compared and nothing disturbs a case. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessTree } from './process-tree';

const POLL_MS = 250;
/** Longer than the second after which Valence fills its reserve. */
const QUIET_MS = 2000;
/** CPU time in a quiet period, as a part of one core: timers of idle browsers stay below. */
const QUIET_LOAD = 0.04;
const TIMEOUT_MS = 60_000;

/** Resolves after a quiet period. Rejects if there is none within a minute. */
export async function untilAtRest(tree: ProcessTree): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  let since = performance.now();
  let cpu = tree.cpuSeconds();
  let processes = tree.members().length;
  while (performance.now() - since < QUIET_MS) {
    if (performance.now() > deadline) throw new Error('The process tree did not come to rest within a minute');
    await delay(POLL_MS);
    const count = tree.members().length;
    if (count === processes && tree.cpuSeconds() - cpu <= (QUIET_LOAD * QUIET_MS) / 1000) continue;
    since = performance.now();
    cpu = tree.cpuSeconds();
    processes = count;
  }
}
