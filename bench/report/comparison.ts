/** From samples to what the table and the chart show: spreads, ratios round by round, aims. */
import { CASES, type CaseName } from '../cases';
import type { Case, Metric } from '../cases/case';
import { PEERS, type ContenderName } from '../drivers/contenders';
import type { RunSample } from '../lib/runner';
import { spreadOf, type Spread } from '../lib/statistics';

export interface Ratio extends Spread {
  /** Whom Valence is compared with. */
  to: ContenderName;
}

export interface MetricResult extends Metric {
  name: string;
  figures: { contender: ContenderName; spread: Spread }[];
  /** Valence's figure divided by the other's in the same round; null if one of them has none. */
  ratio: Ratio | null;
  verdict: 'pass' | 'miss' | null;
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
      compareMetric(
        metricName,
        metric,
        contenders,
        ofCase.filter((sample) => sample.metric === metricName),
      ),
    );
    return { name, title, contenders, metrics: results.filter(({ figures }) => figures.length > 0) };
  });
}

function compareMetric(
  name: string,
  metric: Metric,
  contenders: readonly ContenderName[],
  samples: readonly RunSample[],
): MetricResult {
  const figures = contenders.flatMap((contender) => {
    const values = samples.filter((sample) => sample.contender === contender).map(({ value }) => value);
    return values.length > 0 ? [{ contender, spread: spreadOf(values) }] : [];
  });
  const ratio = ratioTo(bestOf(figures, metric.aim?.against ?? PEERS), samples);
  return { ...metric, name, figures, ratio, verdict: verdictOf(metric, ratio, figures) };
}

function bestOf(figures: MetricResult['figures'], among: readonly ContenderName[]): ContenderName | null {
  const candidates = figures.filter(({ contender }) => among.includes(contender));
  const [best] = candidates.sort((a, b) => a.spread.median - b.spread.median);
  return best?.contender ?? null;
}

/** Pairs of one round share what the machine did at that time. */
function ratioTo(other: ContenderName | null, samples: readonly RunSample[]): Ratio | null {
  if (other === null) return null;
  const medianIn = (round: number, contender: ContenderName): number | null => {
    const values = samples.filter((sample) => sample.round === round && sample.contender === contender);
    return values.length > 0 ? spreadOf(values.map(({ value }) => value)).median : null;
  };
  const ratios = [...new Set(samples.map(({ round }) => round))].flatMap((round) => {
    const ours = medianIn(round, 'valence');
    const theirs = medianIn(round, other);
    return ours === null || theirs === null ? [] : [ours / theirs];
  });
  return ratios.length > 0 ? { ...spreadOf(ratios), to: other } : null;
}

function verdictOf(
  { aim, limit }: Metric,
  ratio: Ratio | null,
  figures: MetricResult['figures'],
): MetricResult['verdict'] {
  const own = figures.find(({ contender }) => contender === 'valence')?.spread.median;
  if (limit !== undefined && own !== undefined) return own <= limit ? 'pass' : 'miss';
  if (!aim || !ratio) return null;
  return ratio.median <= aim.atMost ? 'pass' : 'miss';
}
