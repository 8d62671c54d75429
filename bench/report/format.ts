/** Figures as text. */
import type { Metric } from '../cases/case';
import type { Spread } from '../lib/statistics';

const BYTES_PER_MB = 1_000_000;

export const UNIT_NAMES: Record<Metric['unit'], string> = { ms: 'ms', bytes: 'MB' };

/** A figure in the unit of UNIT_NAMES: "3.2", "541", "12,300" */
export function formatValue(value: number, unit: Metric['unit']): string {
  const shown = unit === 'bytes' ? value / BYTES_PER_MB : value;
  const digits = Math.abs(shown) < 10 ? 1 : 0;
  return shown.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "541 (500–612)", or one number if there was one sample only */
export function formatSpread({ min, median, max }: Spread, unit: Metric['unit']): string {
  const middle = formatValue(median, unit);
  return min === max ? middle : `${middle} (${formatValue(min, unit)}–${formatValue(max, unit)})`;
}

/** "0.42", "0.004" */
export const formatFactor = (factor: number): string => factor.toFixed(factor < 0.095 ? 3 : 2);

/** "≤ 0.25× launchPersistentContext", "≤ 60 ms"; null without an aim */
export function formatAim({ aim, limit, unit }: Metric): string | null {
  if (limit !== undefined) return `≤ ${formatValue(limit, unit)} ${UNIT_NAMES[unit]}`;
  return aim ? `≤ ${formatFactor(aim.atMost)}× ${aim.text}` : null;
}

/** "0.42× (0.40–0.45)" */
export function formatRatio({ min, median, max }: Spread): string {
  const middle = `${formatFactor(median)}×`;
  return min === max ? middle : `${middle} (${formatFactor(min)}–${formatFactor(max)})`;
}
