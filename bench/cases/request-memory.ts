/** Memory over 100,000 requests of a page, each held and watched by the main process. */
import type { Case, Metric } from './case';

const STEPS = 10;
const PER_STEP = 10_000;
const CONCURRENCY = 16;

const FETCH = (count: number): string => `(async () => {
  let left = ${count};
  const worker = async () => {
    while (left-- > 0) await (await fetch('/small')).arrayBuffer();
  };
  await Promise.all(Array.from({ length: ${CONCURRENCY} }, worker));
})()`;

const steps = Array.from({ length: STEPS }, (_, step) => (step + 1) * PER_STEP);

const METRICS: Record<string, Metric> = Object.fromEntries(
  [0, ...steps].flatMap((count): [string, Metric][] => [
    [`rss-${count}`, { title: `main process after ${count.toLocaleString('en')}`, unit: 'bytes' }],
    [`tree-${count}`, { title: `Chromium and main process after ${count.toLocaleString('en')}`, unit: 'bytes' }],
  ]),
);

export const requestMemory: Case = {
  title: 'Memory over 100,000 requests, held and watched',
  contenders: ['valence'],
  runsPerRound: 1,
  onlyByName: true,
  metrics: METRICS,
  async run({ driver, pageURL, quick, sample, settle }) {
    const page = await (await driver.firstSession()).newRequestPage();
    await page.intercept('hold-and-observe');
    await page.load(pageURL);
    await page.evaluate(FETCH(1000));
    const measure = async (count: number): Promise<void> => {
      const { uss } = await settle();
      sample(`rss-${count}`, process.memoryUsage.rss());
      sample(`tree-${count}`, uss);
    };
    await measure(0);
    for (const count of quick ? steps.slice(0, 1) : steps) {
      await page.evaluate(FETCH(PER_STEP));
      await measure(count);
    }
  },
};
