/** What steers connections: proxies, a procedure for certificates, a network that is offline. */
import { ROUND_TRIP, type SteeringServers } from '../lib/steering-servers';
import type { BenchPage, Driver, SteeredSession } from '../drivers/driver';
import { timed, type Aim, type Case } from './case';

const COUNT = 1000;
const REPEATS = 20;
const ALTERNATIONS = 4;
const CONNECTIONS = 20;
/** For figures that should be the same: what their scatter allows. */
const SAME = 1.1;
const TARGETS = 20;
/** Chromium reads settings again at once only when this many milliseconds have passed since its start. */
const SETTLED = 4000;

/** In the page: milliseconds of `count` requests of its server, `inFlight` at a time. */
const requests = (count: number, inFlight: number, path = '/'): string => `(async () => {
  let left = ${count};
  const worker = async () => {
    while (left-- > 0) await (await fetch(${JSON.stringify(path)}, { cache: 'no-store' })).arrayBuffer();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: ${inFlight} }, worker));
  return performance.now() - start;
})()`;

const millisecondsOf = async (page: BenchPage, ...args: Parameters<typeof requests>): Promise<number> =>
  Number(await page.evaluate(requests(...args)));

const serversOf = async (pageURL: string): Promise<SteeringServers> =>
  (await (await fetch(`${pageURL}steering-servers`)).json()) as SteeringServers;

async function newSession(driver: Driver): Promise<SteeredSession> {
  const session = await driver.furtherSession('memory');
  if (!session.steered) throw new Error('This contender does not steer connections');
  return session.steered();
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLED));

export const proxyCase: Case = {
  title: 'A proxy of a session, 1,000 requests of a page, 16 in flight',
  contenders: ['valence'],
  runsPerRound: 1,
  metrics: {
    none: { title: 'no proxy', unit: 'ms' },
    bypassed: {
      title: 'a proxy is set, and the server is an exception',
      unit: 'ms',
      aims: [{ against: ['valence'], metric: 'none', atMost: SAME, text: 'no proxy' }],
    },
    through: { title: 'through the proxy', unit: 'ms' },
    set: { title: 'ses.setProxy() of a Chromium that runs', unit: 'ms', aims: [{ limit: 50 }] },
  },
  async run({ driver, pageURL, quick, sample, settle }) {
    const count = quick ? COUNT / 5 : COUNT;
    const { proxy } = await serversOf(pageURL);
    const session = await newSession(driver);
    const page = await session.newPage(pageURL);
    const measure = async (metric: string): Promise<void> => {
      await millisecondsOf(page, count / 5, 16);
      sample(metric, ((await millisecondsOf(page, count, 16)) * COUNT) / count);
    };
    await settled();
    await settle();
    for (let repeat = 0; repeat < ALTERNATIONS; repeat++) {
      if (repeat > 0) await session.setProxy(null);
      await measure('none');
      await session.setBypassedProxy(proxy);
      await measure('bypassed');
    }
    await session.setProxy(proxy);
    await measure('through');
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      sample('set', await timed(() => session.setProxy(repeat % 2 === 0 ? null : proxy)));
    }
  },
};

const asWithout = (metric: string): Aim => ({ against: ['valence'], metric, atMost: SAME, text: 'without' });

export const certificatesCase: Case = {
  title: `A procedure that accepts certificates; the far server is ${ROUND_TRIP} ms away`,
  contenders: ['valence'],
  runsPerRound: 1,
  metrics: {
    'connect': { title: 'without one: a request on a new connection, far', unit: 'ms' },
    'connect-judged': { title: 'with one: the same', unit: 'ms' },
    'connect-added': { title: 'what it adds', unit: 'ms', aims: [{ limit: ROUND_TRIP }] },
    'far': { title: 'without one: a further request, far', unit: 'ms' },
    'far-judged': { title: 'with one: the same', unit: 'ms', aims: [asWithout('far')] },
    'serial': { title: 'without one: 1,000 requests at the near server, one after the other', unit: 'ms' },
    'serial-judged': { title: 'with one: the same', unit: 'ms', aims: [asWithout('serial')] },
  },
  async run({ driver, pageURL, quick, sample, settle }) {
    const count = quick ? COUNT / 5 : COUNT;
    const { far, secure } = await serversOf(pageURL);
    driver.ignoreCertificateErrors?.();
    const [plain, judged] = [await newSession(driver), await newSession(driver)];
    judged.acceptCertificates();
    const pages = {
      far: { '': await plain.newPage(far), '-judged': await judged.newPage(far) },
      near: { '': await plain.newPage(secure), '-judged': await judged.newPage(secure) },
    };
    let added = 0;
    await settled();
    await settle();
    for (const suffix of ['', '-judged'] as const) {
      const sign = suffix === '' ? -1 : 1;
      const [page, near] = [pages.far[suffix], pages.near[suffix]];
      const connect = (await millisecondsOf(page, CONNECTIONS, 1, '/once')) / CONNECTIONS;
      await millisecondsOf(page, 1, 1);
      const further = (await millisecondsOf(page, CONNECTIONS, 1)) / CONNECTIONS;
      sample(`connect${suffix}`, connect);
      sample(`far${suffix}`, further);
      added += sign * connect;
      await millisecondsOf(near, count / 5, 1);
      sample(`serial${suffix}`, ((await millisecondsOf(near, count, 1)) * COUNT) / count);
    }
    sample('connect-added', added);
  },
};

export const emulationCase: Case = {
  title: `A session of ${TARGETS} pages that goes offline`,
  contenders: ['valence'],
  runsPerRound: 1,
  metrics: {
    offline: { title: "until the last page's event", unit: 'ms', aims: [{ limit: 50 }] },
  },
  async run({ driver, pageURL, quick, sample, settle }) {
    const session = await newSession(driver);
    const pages: BenchPage[] = [];
    for (let index = 0; index < TARGETS; index++) pages.push(await session.newPage(pageURL));
    await settle();
    for (let repeat = 0; repeat < (quick ? 3 : REPEATS); repeat++) sample('offline', await session.goOffline(pages));
  },
};
