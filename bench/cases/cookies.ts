/** Many cookies set, then all read. */
import { PEERS } from '../drivers/contenders';
import type { BenchCookie, BenchSession } from '../drivers/driver';
import { timed, type Aim, type Case, type Metric } from './case';

/** Chromium keeps 180 cookies a site and about 3,300 altogether: more calls set the same cookies again. */
const COOKIES_PER_HOST = 100;
const DIFFERENT_COOKIES = 2500;

const SIZES = [1000, 10_000];

interface Mode {
  title: string;
  aim?: Aim;
  set: (session: BenchSession, cookies: readonly BenchCookie[]) => Promise<unknown>;
}

const AIM: Aim = { against: PEERS, atMost: 0.5, text: 'the better peer' };

const MODES: Record<string, Mode> = {
  'awaited': {
    title: 'one call each, each awaited',
    aim: AIM,
    set: async (session, cookies) => {
      for (const cookie of cookies) await session.setCookie(cookie);
    },
  },
  'at-once': {
    title: 'one call each, all at once',
    aim: AIM,
    set: (session, cookies) => Promise.all(cookies.map((cookie) => session.setCookie(cookie))),
  },
  'bulk': {
    title: 'in bulk',
    set: (session, cookies) => session.setCookies(cookies),
  },
};

const metricName = (mode: string, count: number): string => `${mode}-${count}`;

function makeCookies(count: number, value: string): BenchCookie[] {
  return Array.from({ length: count }, (_, index) => ({
    host: `site-${Math.floor((index % DIFFERENT_COOKIES) / COOKIES_PER_HOST)}.example`,
    name: `cookie-${index % COOKIES_PER_HOST}`,
    value,
  }));
}

export const cookies: Case = {
  title: 'Cookies set, then all read (10,000: 2,500 different ones)',
  contenders: ['valence', 'puppeteer', 'playwright', 'chromium-cbor'],
  runsPerRound: 1,
  metrics: Object.fromEntries(
    SIZES.flatMap((count) =>
      Object.entries(MODES).map(([mode, { title, aim }]): [string, Metric] => [
        metricName(mode, count),
        { title: `${count.toLocaleString('en')}, ${title}`, unit: 'ms', ...(aim ? { aims: [aim] } : {}) },
      ]),
    ),
  ),
  async run({ driver, pageURL, quick, sample, settle }) {
    const session = await driver.firstSession();
    await (await session.newPage()).load(pageURL);
    await settle();
    for (const count of quick ? SIZES.slice(0, 1) : SIZES) {
      for (const [mode, { set }] of Object.entries(MODES)) {
        // The first mode stores new cookies, the others overwrite them.
        const wanted = makeCookies(count, mode);
        let found = 0;
        const time = await timed(async () => {
          await set(session, wanted);
          found = await session.countCookies();
        });
        if (found !== Math.min(count, DIFFERENT_COOKIES)) throw new Error(`${found} cookies after ${count} were set`);
        sample(metricName(mode, count), time);
      }
    }
  },
};
