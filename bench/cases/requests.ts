/** Many small requests of a page: untouched, watched, held, and after that untouched again. */
import { PEERS } from '../drivers/contenders';
import type { Interception, RequestPage } from '../drivers/driver';
import type { Aim, Case, Metric } from './case';

const COUNT = 2000;
const SERIAL_COUNT = 400;
const CONCURRENCY = 16;

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

/** Keeps this process busy for 500 of every 510 milliseconds. Returns a function that ends it. */
function keepBusy(): () => void {
  const timer = setInterval(() => {
    const end = performance.now() + 500;
    while (performance.now() < end);
  }, 10);
  return () => clearInterval(timer);
}

const BARE: Aim = { against: ['chromium-cbor'], atMost: 1 / 0.97, text: 'bare Chromium' };
const ofBare = (ratio: number): Aim => ({ ...BARE, atMost: 1 / ratio });
const PUPPETEER: Aim = { against: ['puppeteer'], atMost: 1 / 1.4, text: 'Puppeteer' };

const many = (title: string, aim?: Aim): Metric => ({ title, unit: 'ms', ...(aim ? { aim } : {}) });

const METRICS = {
  'none': many('2,000, untouched', BARE),
  'none-serial': many('400, one at a time, untouched'),
  'observe': many('2,000, watched'),
  'others': many('2,000, a listener for others'),
  'others-blocked': many('the same, the main process busy for 500 of every 510 ms'),
  'hold': many('2,000, held', PUPPETEER),
  'hold-serial': many('400, one at a time, held'),
  'hold-and-observe': many('2,000, held and watched', PUPPETEER),
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
      await page.evaluate(fetchMany(100, CONCURRENCY));
    };
    await prepare('none');
    await settle();
    await measure('none');
    await measure('none-serial', 1);
    if (!(await canIntercept(page))) return;
    await prepare('observe');
    await measure('observe');
    await prepare('others');
    await measure('others');
    const stop = keepBusy();
    await measure('others-blocked');
    stop();
    await prepare('hold');
    await measure('hold');
    await measure('hold-serial', 1);
    await prepare('hold-and-observe');
    const start = process.cpuUsage();
    await measure('hold-and-observe');
    const { user, system } = process.cpuUsage(start);
    sample('hold-cpu', (user + system) / 1000);
    await page.intercept('none');
    await measure('removed');
  },
};

/** Bare Chromium is measured untouched only. */
async function canIntercept(page: RequestPage): Promise<boolean> {
  try {
    await page.intercept('observe');
    return true;
  } catch {
    return false;
  }
}
