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

/** A line for the figures and the first aim, and one for each further aim. */
function rowsOf(metric: MetricResult, contenders: CaseResult['contenders']): string[][] {
  const cells = contenders.map((name) => {
    const figure = metric.figures.find(({ contender }) => contender === name);
    return figure ? formatSpread(figure.spread, metric.unit) : NO_FIGURE;
  });
  const title = `  ${metric.title}, ${UNIT_NAMES[metric.unit]}`;
  return metric.comparisons.map(({ aim, ratio, verdict }, index) => {
    const left = index === 0 ? [title, ...cells] : ['', ...cells.map(() => '')];
    const compared = ratio ? `${formatRatio(ratio)} of ${CONTENDERS[ratio.to].label}` : NO_FIGURE;
    return [...left, compared, aim && verdict ? `${verdict}: ${formatAim(aim, metric.unit)}` : ''];
  });
}

function caseTable({ title, contenders, metrics }: CaseResult): string {
  const labels = contenders.map((name) => CONTENDERS[name].label);
  return align([
    [title, ...labels, "Valence's ratio", 'aim'],
    ...metrics.flatMap((metric) => rowsOf(metric, contenders)),
  ]);
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
