/** The result as one SVG: a card per case, a group of bars per figure, the contenders always in the same colors. */
import { CONTENDERS, type ContenderName } from '../drivers/contenders';
import type { Machine } from '../lib/machine';
import type { CaseResult, Comparison, MetricResult } from './comparison';
import { formatAim, formatFactor, formatSpread, UNIT_NAMES } from './format';
import { bar, card, escapeText, text } from './svg';

const WIDTH = 1360;
const MARGIN = 32;
const GAP = 24;
const COLUMNS = 2;
const CARD_WIDTH = (WIDTH - 2 * MARGIN - GAP * (COLUMNS - 1)) / COLUMNS;
const CARD_PADDING = 20;
const HEADER_HEIGHT = 112;
const TITLE_HEIGHT = 40;
const METRIC_TITLE_HEIGHT = 24;
const METRIC_GAP = 14;
const BAR_HEIGHT = 13;
const BAR_STEP = 18;
const LABEL_WIDTH = 128;
/** Room for the figures behind the longest bar. */
const VALUE_WIDTH = 140;
const BARS_WIDTH = CARD_WIDTH - 2 * CARD_PADDING - LABEL_WIDTH - VALUE_WIDTH;

const COLORS: Record<ContenderName, string> = {
  'valence': '#2f6fed',
  'valence-no-reserve': '#8fb4f8',
  'puppeteer': '#f0a03c',
  'playwright': '#3fa66b',
  'chromium-cbor': '#8a94a3',
  'chromium-json': '#c3c9d2',
  'chromium-chooser': '#6f7a89',
};

const VERDICTS = { pass: { color: '#1d7a46', mark: '✓' }, miss: { color: '#b3341f', mark: '✗' } };

const heightOf = ({ metrics }: CaseResult): number =>
  TITLE_HEIGHT +
  CARD_PADDING -
  METRIC_GAP +
  metrics.reduce((sum, { figures }) => sum + METRIC_TITLE_HEIGHT + METRIC_GAP + figures.length * BAR_STEP, 0);

/** "0.42×  ✓ aim ≤ 1.00× the better peer", or without an aim "0.42× Playwright" */
function verdictText({ ratio, aim, verdict }: Comparison, unit: MetricResult['unit']): string {
  const factor = ratio ? `${formatFactor(ratio.median)}×` : '';
  if (aim && verdict) return `${factor}  ${VERDICTS[verdict].mark} aim ${formatAim(aim, unit)}`;
  return ratio ? `${factor} ${CONTENDERS[ratio.to].label}` : '';
}

function metricGroup(metric: MetricResult, x: number, y: number): string {
  // The table has the others.
  const [comparison] = metric.comparisons;
  const color = comparison?.verdict ? VERDICTS[comparison.verdict].color : '#5b6573';
  const verdict = comparison ? verdictText(comparison, metric.unit) : '';
  const parts = [
    text(x, y + 15, `${metric.title}, ${UNIT_NAMES[metric.unit]}`, { weight: 600, size: 12 }),
    text(x + CARD_WIDTH - 2 * CARD_PADDING, y + 15, verdict, { size: 11, color, anchor: 'end' }),
  ];
  const longest = Math.max(...metric.figures.map(({ spread }) => spread.max));
  const scale = longest > 0 ? BARS_WIDTH / longest : 0;
  metric.figures.forEach(({ contender, spread }, index) => {
    const top = y + METRIC_TITLE_HEIGHT + index * BAR_STEP;
    const start = x + LABEL_WIDTH;
    // Memory that was given back is negative: a bar of no length and its figure.
    const [min, median, max] = [spread.min, spread.median, spread.max].map((value) => Math.max(0, value * scale));
    const end = start + Math.max(median!, max!);
    parts.push(
      text(x, top + 11, CONTENDERS[contender].label, { size: 11, color: '#3b4450' }),
      bar({ x: start, y: top, height: BAR_HEIGHT, width: median!, color: COLORS[contender], range: [min!, max!] }),
      text(end + 8, top + 11, formatSpread(spread, metric.unit), { size: 11, color: '#3b4450' }),
    );
  });
  return parts.join('\n');
}

function caseCard(result: CaseResult, x: number, y: number): string {
  const parts = [
    card(x, y, CARD_WIDTH, heightOf(result)),
    text(x + CARD_PADDING, y + 29, result.title, { weight: 700, size: 15 }),
  ];
  let top = y + TITLE_HEIGHT;
  for (const metric of result.metrics) {
    parts.push(metricGroup(metric, x + CARD_PADDING, top));
    top += METRIC_TITLE_HEIGHT + METRIC_GAP + metric.figures.length * BAR_STEP;
  }
  return parts.join('\n');
}

function header({ machine, rounds }: ChartAbout): string {
  const { versions } = machine;
  const programs = [
    `Valence ${versions['valence']}`,
    `Puppeteer ${versions['puppeteer-core']}`,
    `Playwright ${versions['playwright-core']}`,
    String(versions['chromium']),
    `Node.js ${versions['node']}`,
  ].join(' · ');
  const place = `${machine.date.slice(0, 10)} · ${machine.cpu}, ${machine.cores} cores, load ${machine.load[0]} before the run`;
  const reading = `Bars: median of ${rounds} interleaved ${rounds === 1 ? 'round' : 'rounds'}; thin lines: min to max. Shorter is better.`;
  return [
    text(MARGIN, 46, 'Valence beside its peers, on the same Chromium', { weight: 700, size: 22 }),
    text(MARGIN, 70, programs, { size: 12, color: '#5b6573' }),
    text(MARGIN, 90, `${place} · ${reading}`, { size: 12, color: '#5b6573' }),
  ].join('\n');
}

export interface ChartAbout {
  machine: Machine;
  rounds: number;
}

export function renderChart(results: readonly CaseResult[], about: ChartAbout): string {
  const tops = Array.from({ length: COLUMNS }, () => HEADER_HEIGHT);
  const cards = results
    .filter(({ metrics }) => metrics.length > 0)
    .map((result) => {
      // The shortest column so far takes the next card.
      const column = tops.indexOf(Math.min(...tops));
      const y = tops[column]!;
      tops[column] = y + heightOf(result) + GAP;
      return caseCard(result, MARGIN + column * (CARD_WIDTH + GAP), y);
    });
  const height = Math.max(...tops) + MARGIN - GAP;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"
  font-family="Inter, Arial, 'Liberation Sans', sans-serif" role="img">
<title>${escapeText('Valence beside Puppeteer, Playwright and bare Chromium')}</title>
<rect width="100%" height="100%" fill="#f3f5f8"/>
${header(about)}
${cards.join('\n')}
</svg>
`;
}
