/** What one more session costs a program that has one with a page: time to its first use, time to a page, memory. */
import type { SessionKind } from '../drivers/driver';
import type { Aim, Case } from './case';

/** The first use: a cookie set and read back. */
function furtherSession(kind: SessionKind, title: string, contenders: Case['contenders'], aim?: Aim): Case {
  return {
    title,
    contenders,
    runsPerRound: 1,
    metrics: {
      'first-use': {
        title: 'to its first use: a cookie set and read back',
        unit: 'ms',
        ...(aim ? { aims: [aim] } : {}),
      },
      'page': { title: 'to a loaded page in it', unit: 'ms', ...(aim ? { aims: [aim] } : {}) },
      'pss': { title: 'memory with that page (PSS)', unit: 'bytes' },
      'uss': { title: 'memory with that page (USS)', unit: 'bytes' },
      'total-uss': { title: 'the whole program with both sessions (USS)', unit: 'bytes' },
    },
    async run({ driver, pageURL, sample, settle }) {
      await (await (await driver.firstSession()).newPage()).load(pageURL);
      const before = await settle();

      const start = performance.now();
      const session = await driver.furtherSession(kind);
      await session.setCookie({ host: 'first-use.example', name: 'name', value: 'value' });
      const count = await session.countCookies();
      sample('first-use', performance.now() - start);
      await (await session.newPage()).load(pageURL);
      sample('page', performance.now() - start);
      if (count !== 1) throw new Error(`The new session has ${count} cookies, not the one that was set`);

      const after = await settle();
      sample('pss', after.pss - before.pss);
      sample('uss', after.uss - before.uss);
      sample('total-uss', after.uss);
    },
  };
}

const versusPersistentContext = (atMost: number): Aim => ({
  against: ['playwright'],
  atMost,
  text: 'launchPersistentContext',
});

export const furtherMemory = furtherSession(
  'memory',
  'A further in-memory session, a browser of its own',
  ['valence', 'valence-no-reserve', 'puppeteer', 'playwright', 'chromium-cbor'],
  versusPersistentContext(0.25),
);

export const furtherPersistent = furtherSession(
  'persistent',
  'A further persistent session, new directory',
  ['valence', 'puppeteer', 'playwright', 'chromium-cbor'],
  versusPersistentContext(0.9),
);

/** What the peers give up isolation for: contexts share one browser. Valence has none. */
export const furtherContext = furtherSession('context', 'A further browser context, in the same browser', [
  'puppeteer',
  'playwright',
  'chromium-cbor',
]);
