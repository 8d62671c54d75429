/** The net log of a Chromium that runs: Tracing records it in memory, in the mode `default`, and reports it at the end. */
import type { Browser } from '../browser-process/browser';
import type { EventParams } from '../devtools/connection';
import type { TraceEvent } from './net-log-format';

/** Resolves when events are recorded. */
export async function startTracing({ root }: Browser): Promise<void> {
  await root.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordUntilFull', includedCategories: ['netlog'], excludedCategories: ['*'] },
  });
}

/** Resolves with everything that Chromium reports when tracing ends; with what has come so far if it ends before. */
export async function endTracing({ root, connection }: Browser): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  const onData = ({ value }: EventParams<'Tracing.dataCollected'>): void => {
    events.push(...(value as unknown as TraceEvent[]));
  };
  root.on('Tracing.dataCollected', onData);
  const complete = new Promise<void>((resolve) => root.once('Tracing.tracingComplete', () => resolve()));
  root.post('Tracing.end');
  await Promise.race([complete, connection.closed]);
  root.off('Tracing.dataCollected', onData);
  return events;
}
