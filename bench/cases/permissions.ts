/** What a permission costs: a page asks, the app's handler answers at once. */
import type { Case } from './case';

const REPEATS = 200;
/** From the callback of the handler to the page's promise, in milliseconds. */
const LIMIT = 10;

export const permissions: Case = {
  title: 'Asking for a permission',
  contenders: ['valence'],
  runsPerRound: 1,
  metrics: {
    answer: { title: "From the handler's answer to the page's promise", unit: 'ms', aims: [{ limit: LIMIT }] },
    whole: { title: "From the page's call to its promise", unit: 'ms' },
  },
  async run({ driver, pageURL, quick, sample, settle }) {
    const session = await driver.firstSession();
    if (!session.newPermissionPage) throw new Error('This contender has no permissions');
    const page = await session.newPermissionPage();
    await page.load(pageURL);
    await settle();
    await page.request();
    for (let repeat = 0; repeat < (quick ? REPEATS / 10 : REPEATS); repeat++) {
      const { asked, answered, resolved } = await page.request();
      sample('answer', resolved - answered);
      sample('whole', resolved - asked);
    }
  },
};
