/** The result as an aligned table of text. */
import { CONTENDERS } from '../drivers/contenders';
import type { RunFailure } from '../lib/runner';
import type { CaseResult, MetricResult } from './comparison';
import { formatAim, formatRatio, formatSpread, UNIT_NAMES } from './format';
import { NOTES } from './notes';

const NO_FIGURE = '–';

/** Cells padded to the widest of their column; the first column to the left, the others to the right. */
function align(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('   '),
    )
    .map((line) => line.trimEnd())
    .join('\n');
}

function rowOf(metric: MetricResult, contenders: CaseResult['contenders']): string[] {
  const cells = contenders.map((name) => {
    const figure = metric.figures.find(({ contender }) => contender === name);
    return figure ? formatSpread(figure.spread, metric.unit) : NO_FIGURE;
  });
  const ratio = metric.ratio ? `${formatRatio(metric.ratio)} of ${CONTENDERS[metric.ratio.to].label}` : NO_FIGURE;
  const aim = metric.verdict ? `${metric.verdict}: ${formatAim(metric)}` : '';
  return [`  ${metric.title}, ${UNIT_NAMES[metric.unit]}`, ...cells, ratio, aim];
}

function caseTable({ title, contenders, metrics }: CaseResult): string {
  const labels = contenders.map((name) => CONTENDERS[name].label);
  return align([[title, ...labels, "Valence's ratio", 'aim'], ...metrics.map((metric) => rowOf(metric, contenders))]);
}

export function renderTable(results: readonly CaseResult[], rounds: number, failures: readonly RunFailure[]): string {
  const parts = results.filter(({ metrics }) => metrics.length > 0).map(caseTable);
  parts.push(
    `Median (min–max) of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}. Ratios are of the medians of each round; less is better.`,
  );
  parts.push(NOTES.map((note) => `  - ${note}`).join('\n'));
  for (const { case: name, contender, round, error } of failures) {
    parts.push(`FAILED in round ${round}: ${name}, ${CONTENDERS[contender].label}: ${error}`);
  }
  return `${parts.join('\n\n')}\n`;
}
