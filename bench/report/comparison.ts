/** From samples to what the table and the chart show: spreads, ratios round by round, aims. */
import { CASES, type CaseName } from '../cases';
import type { Aim, Case, Limit, Metric } from '../cases/case';
import { PEERS, type ContenderName } from '../drivers/contenders';
import type { RunSample } from '../lib/runner';
import { spreadOf, type Spread } from '../lib/statistics';

export interface Ratio extends Spread {
  /** Whom Valence is compared with. */
  to: ContenderName;
}

/** One aim of a metric, or what Valence is compared with where there is none. */
export interface Comparison {
  aim: Aim | null;
  /** Valence's figure divided by the other's in the same round; null if one of them has none. */
  ratio: Ratio | null;
  verdict: 'pass' | 'miss' | null;
}

export interface MetricResult extends Metric {
  name: string;
  figures: { contender: ContenderName; spread: Spread }[];
  /** At least one. */
  comparisons: Comparison[];
}

export interface CaseResult {
  name: CaseName;
  title: string;
  contenders: readonly ContenderName[];
  metrics: MetricResult[];
}

export function compare(cases: readonly CaseName[], samples: readonly RunSample[]): CaseResult[] {
  return cases.map((name) => {
    const { title, contenders, metrics }: Case = CASES[name];
    const ofCase = samples.filter((sample) => sample.case === name);
    const results = Object.entries(metrics).map(([metricName, metric]) =>
      compareMetric(metricName, metric, contenders, ofCase),
    );
    return { name, title, contenders, metrics: results.filter(({ figures }) => figures.length > 0) };
  });
}

function compareMetric(
  name: string,
  metric: Metric,
  contenders: readonly ContenderName[],
  ofCase: readonly RunSample[],
): MetricResult {
  const figures = figuresOf(name, contenders, ofCase);
  const aims = metric.aims?.length ? metric.aims : [null];
  const comparisons = aims.map((aim): Comparison => {
    if (aim && 'limit' in aim) return { aim, ratio: null, verdict: limitVerdict(aim, figures) };
    const theirMetric = aim?.metric ?? name;
    const theirs = figuresOf(theirMetric, contenders, ofCase);
    const ratio = ratioTo(bestOf(theirs, aim?.against ?? PEERS), name, theirMetric, ofCase);
    return { aim, ratio, verdict: aim && ratio ? verdictOf(ratio.median <= aim.atMost) : null };
  });
  return { ...metric, name, figures, comparisons };
}

function figuresOf(
  metric: string,
  contenders: readonly ContenderName[],
  samples: readonly RunSample[],
): MetricResult['figures'] {
  return contenders.flatMap((contender) => {
    const own = samples.filter((sample) => sample.metric === metric && sample.contender === contender);
    return own.length > 0 ? [{ contender, spread: spreadOf(own.map(({ value }) => value)) }] : [];
  });
}

function bestOf(figures: MetricResult['figures'], among: readonly ContenderName[]): ContenderName | null {
  const candidates = figures.filter(({ contender }) => among.includes(contender));
  const [best] = candidates.sort((a, b) => a.spread.median - b.spread.median);
  return best?.contender ?? null;
}

/** Pairs of one round share what the machine did at that time. */
function ratioTo(
  other: ContenderName | null,
  metric: string,
  theirMetric: string,
  samples: readonly RunSample[],
): Ratio | null {
  if (other === null) return null;
  const medianIn = (round: number, of: string, contender: ContenderName): number | null => {
    const own = samples.filter(
      (sample) => sample.round === round && sample.metric === of && sample.contender === contender,
    );
    return own.length > 0 ? spreadOf(own.map(({ value }) => value)).median : null;
  };
  const ratios = [...new Set(samples.map(({ round }) => round))].flatMap((round) => {
    const ours = medianIn(round, metric, 'valence');
    const theirs = medianIn(round, theirMetric, other);
    return ours === null || theirs === null ? [] : [ours / theirs];
  });
  return ratios.length > 0 ? { ...spreadOf(ratios), to: other } : null;
}

function limitVerdict({ limit }: Limit, figures: MetricResult['figures']): Comparison['verdict'] {
  const ours = figures.find(({ contender }) => contender === 'valence');
  return ours ? verdictOf(ours.spread.median <= limit) : null;
}

const verdictOf = (reached: boolean): Comparison['verdict'] => (reached ? 'pass' : 'miss');
