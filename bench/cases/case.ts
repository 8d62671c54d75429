/** What a case is: its contenders, its figures, and what it does in each contender's process. */
import type { ContenderName } from '../drivers/contenders';
import type { Driver } from '../drivers/driver';
import type { TreeMemory } from '../lib/messages';

/** What Valence's figure may be of another one's. */
export interface RatioAim {
  /** The best of them counts. */
  against: readonly ContenderName[];
  /** Valence's figure divided by theirs, at most. */
  atMost: number;
  /** Whom it is measured against, behind the number: "the better peer" */
  text: string;
  /** Their figure is that of another metric of the case. */
  metric?: string;
}

/** What Valence's figure may be. */
export interface Limit {
  /** In the metric's unit. */
  limit: number;
}

export type Aim = RatioAim | Limit;

export interface Metric {
  title: string;
  /** Less is better for both. Bytes are shown as MB of a million bytes. */
  unit: 'ms' | 'bytes';
  aims?: readonly Aim[];
}

export interface CaseContext {
  readonly driver: Driver;
  readonly quick: boolean;
  readonly pageURL: string;
  /** Notes a figure in the metric's unit. */
  readonly sample: (metric: string, value: number) => void;
  /** Notes the time since the measured process was started. */
  readonly moment: (metric: string) => void;
  /** Resolves when the process tree is at rest, with its memory. */
  readonly settle: () => Promise<TreeMemory>;
}

export interface Case {
  title: string;
  contenders: readonly ContenderName[];
  /** Fresh processes of each contender in a round: more for what is short and scatters. */
  runsPerRound: number;
  /** It takes long: it runs only if --only names it. */
  onlyByName?: boolean;
  /** Devices that its processes see instead of the machine's: spec/fixtures. */
  fixtures?: readonly string[];
  /** In the order of the table. Not every contender has a figure for each. */
  metrics: Readonly<Record<string, Metric>>;
  /** Runs in a fresh process. Everything it opens ends with the driver. */
  run(context: CaseContext): Promise<void>;
}

/** What has this rate, in units a second, takes at most this many milliseconds. */
export const atRate = (amount: number, perSecond: number): Limit => ({ limit: (amount / perSecond) * 1000 });

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
