/** Short calls between main process and page, both ways. */
import type { BenchPage } from '../drivers/driver';
import { timed, type Case } from './case';

const IN_FLIGHT = 16;
const UNIT = 1000;
/** Lets the engines on both sides compile what is called often. */
const WARM_UP = 50;

/** In the page: `count` calls of which `inFlight` run at any time; gives the milliseconds they took. */
const invokeLoop = (count: number, inFlight: number): string => `(async () => {
  let left = ${count};
  const worker = async () => { while (left-- > 0) if (await benchInvoke(20) !== 21) throw new Error('wrong answer'); };
  const start = performance.now();
  await Promise.all(Array.from({ length: ${inFlight} }, worker));
  return performance.now() - start;
})()`;

async function evaluateLoop(page: BenchPage, count: number, inFlight: number): Promise<number> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) if ((await page.evaluate('20 + 1')) !== 21) throw new Error('wrong answer');
  };
  return timed(() => Promise.all(Array.from({ length: inFlight }, worker)));
}

export const roundTrips: Case = {
  title: 'Round trips, 1,000 of each',
  contenders: ['valence', 'puppeteer', 'playwright', 'chromium-cbor'],
  runsPerRound: 1,
  metrics: {
    'invoke': { title: 'page calls main process, one after the other', unit: 'ms' },
    'invoke-in-flight': { title: `page calls main process, ${IN_FLIGHT} in flight`, unit: 'ms' },
    'evaluate': { title: 'main process evaluates in page, one after the other', unit: 'ms' },
    'evaluate-in-flight': { title: `main process evaluates in page, ${IN_FLIGHT} in flight`, unit: 'ms' },
  },
  async run({ driver, pageURL, quick, sample, settle }) {
    const count = quick ? UNIT / 5 : UNIT;
    const session = await driver.firstSession();
    const page = await session.newPage({ invoke: (value) => value + 1 });
    await page.load(pageURL);
    await settle();
    const perUnit = (time: number): number => (time * UNIT) / count;
    const invoke = async (calls: number, inFlight: number): Promise<number> =>
      Number(await page.evaluate(invokeLoop(calls, inFlight)));

    await invoke(WARM_UP, 1);
    sample('invoke', perUnit(await invoke(count, 1)));
    sample('invoke-in-flight', perUnit(await invoke(count, IN_FLIGHT)));
    await evaluateLoop(page, WARM_UP, 1);
    sample('evaluate', perUnit(await evaluateLoop(page, count, 1)));
    sample('evaluate-in-flight', perUnit(await evaluateLoop(page, count, IN_FLIGHT)));
  },
};
