/** Requests of the main process in a session's network, beside those of a page of the same session. */
import { atRate, timed, type Aim, type Case } from './case';

const IN_FLIGHT = 16;
const UNIT = 1000;
/** Starts what both need: connections, the hidden page, compiled code. */
const WARM_UP = 50;

const OF_PAGE: Aim = { against: ['valence'], metric: 'page', atMost: 1 / 0.5, text: "the page's own fetch()" };

/** In the page: milliseconds of `count` requests of which `inFlight` run at any time. */
const pageLoop = (count: number, inFlight: number): string => `(async () => {
  let left = ${count};
  const worker = async () => { while (left-- > 0) await (await fetch('/')).text(); };
  const start = performance.now();
  await Promise.all(Array.from({ length: ${inFlight} }, worker));
  return performance.now() - start;
})()`;

export const fetchCase: Case = {
  title: 'Requests of the main process, 1,000 of each',
  contenders: ['valence'],
  runsPerRound: 1,
  metrics: {
    'page': { title: `fetch() of a page, ${IN_FLIGHT} in flight`, unit: 'ms' },
    'main': { title: `ses.fetch(), ${IN_FLIGHT} in flight`, unit: 'ms', aims: [OF_PAGE] },
    'page-serial': { title: 'fetch() of a page, one after the other', unit: 'ms' },
    'main-serial': { title: 'ses.fetch(), one after the other', unit: 'ms' },
    'large': { title: 'ses.fetch() of one body of 100 MB', unit: 'ms', aims: [atRate(100, 100)] },
  },
  async run({ driver, pageURL, quick, sample, settle }) {
    const count = quick ? UNIT / 5 : UNIT;
    const session = await driver.firstSession();
    const fetch = (url: string): Promise<Response> => {
      if (!session.fetch) throw new Error('This contender has no fetch() in a session');
      return session.fetch(url);
    };
    const page = await session.newPage();
    await page.load(pageURL);
    const perUnit = (time: number): number => (time * UNIT) / count;
    const mainLoop = (calls: number, inFlight: number): Promise<number> => {
      let left = calls;
      const worker = async (): Promise<void> => {
        while (left-- > 0) await (await fetch(pageURL)).text();
      };
      return timed(() => Promise.all(Array.from({ length: inFlight }, worker)));
    };
    const inPage = async (calls: number, inFlight: number): Promise<number> =>
      Number(await page.evaluate(pageLoop(calls, inFlight)));

    await inPage(WARM_UP, IN_FLIGHT);
    await mainLoop(WARM_UP, IN_FLIGHT);
    await settle();
    sample('page', perUnit(await inPage(count, IN_FLIGHT)));
    sample('main', perUnit(await mainLoop(count, IN_FLIGHT)));
    sample('page-serial', perUnit(await inPage(count, 1)));
    sample('main-serial', perUnit(await mainLoop(count, 1)));
    sample(
      'large',
      await timed(async () => {
        let size = 0;
        const { body } = await fetch(`${pageURL}large`);
        for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) size += chunk.length;
        if (size !== 100_000_000) throw new Error(`a body of ${size} bytes`);
      }),
    );
  },
};
