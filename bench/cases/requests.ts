/** Many small requests of a page: untouched, watched, held, and after that untouched again. */
import { PEERS } from '../drivers/contenders';
import type { Interception, RequestPage } from '../drivers/driver';
import type { Aim, Case, Metric } from './case';

const COUNT = 2000;
const SERIAL_COUNT = 400;
const CONCURRENCY = 16;
const REPEATS = 3;

/** In the page: milliseconds for `count` fetches, `concurrency` at a time. */
const fetchMany = (count: number, concurrency: number): string => `(async () => {
  let left = ${count};
  const start = performance.now();
  const worker = async () => {
    while (left-- > 0) await (await fetch('/small')).arrayBuffer();
  };
  await Promise.all(Array.from({ length: ${concurrency} }, worker));
  return performance.now() - start;
})()`;

/** Blocks this process for 500 of every 510 milliseconds, without work of its own. Returns a function that ends it. */
function block(): () => void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => Atomics.wait(never, 0, 0, 500), 10);
  return () => clearInterval(timer);
}

/** Throughput of at least `ratio` of untouched bare Chromium. */
const ofBare = (ratio: number): Aim => ({
  against: ['chromium-cbor'],
  metric: 'none',
  atMost: 1 / ratio,
  text: 'bare Chromium',
});
const PUPPETEER: Aim = { against: ['puppeteer'], atMost: 1 / 1.4, text: 'Puppeteer' };
const PLAYWRIGHT: Aim = { against: ['playwright'], atMost: 1 / 1.7, text: 'Playwright' };
const UNBLOCKED: Aim = { against: ['valence'], metric: 'others', atMost: 1 / 0.9, text: 'unblocked' };

const many = (title: string, ...aims: Aim[]): Metric => ({ title, unit: 'ms', aims });

const METRICS = {
  'none': many('2,000, untouched', ofBare(0.97)),
  'none-serial': many('400, one at a time, untouched'),
  'observe': many('2,000, watched', ofBare(0.62)),
  'others': many('2,000, a listener for others'),
  'others-blocked': many('the same, the main process blocked for 500 of every 510 ms', UNBLOCKED),
  'hold': many('2,000, held', PUPPETEER, PLAYWRIGHT),
  'hold-serial': many('400, one at a time, held'),
  'hold-and-observe': many('2,000, held and watched', ofBare(0.58), PUPPETEER, PLAYWRIGHT),
  'hold-cpu': many('CPU time of the main process for the latter', { ...PUPPETEER, atMost: 1 / 4 }),
  'removed': many('2,000, untouched again', ofBare(0.97)),
} satisfies Record<string, Metric>;

export const requests: Case = {
  title: 'Small requests of one page',
  contenders: ['valence', ...PEERS, 'chromium-cbor'],
  runsPerRound: 1,
  metrics: METRICS,
  async run({ driver, pageURL, quick, sample, settle }) {
    const count = quick ? COUNT / 10 : COUNT;
    const page: RequestPage = await (await driver.firstSession()).newRequestPage();
    const measure = async (metric: keyof typeof METRICS, concurrency = CONCURRENCY): Promise<void> => {
      const wanted = concurrency === 1 ? SERIAL_COUNT : count;
      sample(metric, Number(await page.evaluate(fetchMany(wanted, concurrency))));
    };
    const prepare = async (mode: Interception): Promise<void> => {
      await page.intercept(mode);
      await page.load(pageURL);
      await page.evaluate(fetchMany(count / 10, CONCURRENCY));
    };
    await page.load(pageURL);
    // Until everything is compiled and every cache is warm.
    await page.evaluate(fetchMany(count, CONCURRENCY));
    await settle();
    for (let repeat = 0; repeat < REPEATS; repeat++) await measure('none');
    await measure('none-serial', 1);
    if (!(await canIntercept(page))) return;
    await prepare('observe');
    await measure('observe');
    await prepare('others');
    await measure('others');
    sample('others-blocked', await blocked(page, count));
    await prepare('hold');
    await measure('hold');
    await measure('hold-serial', 1);
    await prepare('hold-and-observe');
    const start = process.cpuUsage();
    await measure('hold-and-observe');
    const { user, system } = process.cpuUsage(start);
    sample('hold-cpu', (user + system) / 1000);
    await page.intercept('none');
    for (let repeat = 0; repeat < REPEATS; repeat++) await measure('removed');
  },
};

/**
 * Milliseconds for `count` requests of a page whose main process is blocked. Where each waits for that process it is told
 * from a twentieth of them.
 */
async function blocked(page: RequestPage, count: number): Promise<number> {
  const part = count / 20;
  const stop = block();
  try {
    const time = Number(await page.evaluate(fetchMany(part, CONCURRENCY)));
    // More than two blocks: it does wait.
    if (time > 1000) return time * (count / part);
    return Number(await page.evaluate(fetchMany(count, CONCURRENCY)));
  } finally {
    stop();
  }
}

/** Bare Chromium is measured untouched only. */
async function canIntercept(page: RequestPage): Promise<boolean> {
  try {
    await page.intercept('observe');
    return true;
  } catch {
    return false;
  }
}
