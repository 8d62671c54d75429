/** How long a program waits for its first page. */
import { PEERS } from '../drivers/contenders';
import { timed, type Case } from './case';

export const firstPage: Case = {
  title: 'First page',
  contenders: ['valence', 'puppeteer', 'playwright', 'chromium-cbor'],
  runsPerRound: 3,
  metrics: {
    'in-process': {
      title: 'launch to load, inside the running process',
      unit: 'ms',
      aims: [{ against: PEERS, atMost: 1, text: 'the better peer' }],
    },
    'whole-process': { title: 'start of the whole process to load', unit: 'ms' },
  },
  async run({ driver, pageURL, sample, moment }) {
    const loading = timed(async () => {
      const session = await driver.firstSession();
      await (await session.newPage()).load(pageURL);
      moment('whole-process');
    });
    sample('in-process', await loading);
  },
};
