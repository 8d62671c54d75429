/** Bodies of 10 MB: from the main process into a page, and back. */
import { randomBytes } from 'node:crypto';
import { timed, type Aim, type Case } from './case';

const SIZE = 10 * 1024 * 1024;
const REPEATS = 3;
const PATH = '/body';

const AIM: Aim = { against: ['chromium-json'], atMost: 1 / 3, text: 'a JSON pipe' };

/** In the page: milliseconds from fetch() to the whole body. */
const fetchBody = (url: string): string => `(async () => {
  const start = performance.now();
  const { byteLength } = await (await fetch(${JSON.stringify(url)})).arrayBuffer();
  const time = performance.now() - start;
  if (byteLength !== ${SIZE}) throw new Error('a body of ' + byteLength + ' bytes');
  return time;
})()`;

/** CPU milliseconds of this process and its threads while `work` runs. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

export const bodies: Case = {
  title: 'Bodies of 10 MB',
  contenders: ['valence', 'puppeteer', 'playwright', 'chromium-cbor', 'chromium-json'],
  runsPerRound: 1,
  metrics: {
    'out': { title: 'answer to a request, into the page', unit: 'ms', aims: [AIM] },
    'out-cpu': { title: 'CPU time of the main process for it', unit: 'ms' },
    'response': { title: 'body of a response, to the main process', unit: 'ms', aims: [AIM] },
    'result': { title: "string as an evaluation's result", unit: 'ms', aims: [AIM] },
  },
  async run({ driver, pageURL, quick, sample, settle }) {
    const session = await driver.firstSession();
    const page = await session.newPage();
    await page.load(pageURL);
    const bodyPage = await session.newBodyPage();
    await bodyPage.load(pageURL);
    const body = randomBytes(SIZE);
    await bodyPage.fulfill(PATH, body);
    await settle();
    for (let repeat = 0; repeat < (quick ? 1 : REPEATS); repeat++) {
      const url = (use: string): string => `/${use}-${repeat}${PATH}`;
      const cpu = await cpuOf(async () => sample('out', Number(await bodyPage.evaluate(fetchBody(url('out'))))));
      sample('out-cpu', cpu);
      const read = await bodyPage.fetchResponse(url('in'));
      const start = performance.now();
      const received = await read();
      sample('response', performance.now() - start);
      if (!received.equals(body)) throw new Error(`The body came back with ${received.length} other bytes`);
      sample('result', await timed(() => page.evaluate(`'x'.repeat(${SIZE})`)));
    }
  },
};
