// How long specs wait before they give up. What they wait for is an event: a longer limit costs nothing while they pass.
import { availableParallelism, loadavg } from 'node:os';

/** Beyond this a failure would take too long to show. */
const MAX_FACTOR = 8;

/** What takes at most `milliseconds` on an idle machine, on this one: longer the more processes share a processor. */
export function patience(milliseconds: number): number {
  const [lastMinute = 0] = loadavg();
  return milliseconds * Math.min(Math.max(lastMinute / availableParallelism(), 1), MAX_FACTOR);
}
