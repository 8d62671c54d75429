/** Requests of a page that the main process answers: protocol.handle() against the peers' routes. */
import type { BenchAnswer } from '../drivers/driver';
import { atRate, type Aim, type Case } from './case';

const ORIGIN = 'https://bench.example';
const REQUESTS = 2000;
const SERIAL_REQUESTS = 300;
const CONCURRENCY = 16;
const CHUNK = Buffer.alloc(256 * 1024);
const CHUNKS = 400;
const REPEATS = 3;
const FIRST_BYTES = 10;
/** Long enough for the head of an answer to be in the page. */
const PAUSE = 50;

const AIM: Aim = { against: ['playwright'], atMost: 1 / 1.5, text: "Playwright's route.fulfill" };

/** In the page: milliseconds for `count` fetches, `concurrency` at a time. */
const fetchMany = (count: number, concurrency: number): string => `(async () => {
  const start = performance.now();
  let left = ${count};
  const work = async () => {
    while (left-- > 0) await (await fetch('/small?' + left)).arrayBuffer();
  };
  await Promise.all(Array.from({ length: ${concurrency} }, work));
  return performance.now() - start;
})()`;

/** In the page: milliseconds until the end of a stream. */
const READ_STREAM = `(async () => {
  const start = performance.now();
  for await (const chunk of (await fetch('/stream')).body);
  return performance.now() - start;
})()`;

/** In the page: when the first byte of a stream was there, in milliseconds since 1970. */
const READ_FIRST = `(async () => {
  const reader = (await fetch('/first')).body.getReader();
  await reader.read();
  const first = performance.timeOrigin + performance.now();
  while (!(await reader.read()).done);
  return first;
})()`;

const now = (): number => performance.timeOrigin + performance.now();

export const protocol: Case = {
  title: 'Answers of the main process to requests of a page',
  contenders: ['valence', 'puppeteer', 'playwright'],
  runsPerRound: 1,
  metrics: {
    'parallel': {
      title: `${REQUESTS.toLocaleString('en')} small answers, ${CONCURRENCY} at a time`,
      unit: 'ms',
      aims: [AIM],
    },
    'serial': { title: `${SERIAL_REQUESTS} small answers, one at a time`, unit: 'ms', aims: [AIM] },
    'stream': { title: '100 MB as a stream', unit: 'ms', aims: [atRate((CHUNKS * CHUNK.length) / 1e6, 200)] },
    'first-byte': { title: 'a chunk of a stream, from the handler to the page', unit: 'ms', aims: [{ limit: 10 }] },
  },
  async run({ driver, quick, sample, settle }) {
    const session = await driver.firstSession();
    let written = 0;
    const stream = (): ReadableStream<Uint8Array> => {
      let left = CHUNKS;
      return new ReadableStream({
        pull: (controller) => (left-- > 0 ? controller.enqueue(CHUNK) : controller.close()),
      });
    };
    /** One chunk, later than the answer itself. */
    const first = (): ReadableStream<Uint8Array> =>
      new ReadableStream({
        async start(controller) {
          await new Promise((resolve) => setTimeout(resolve, PAUSE));
          written = now();
          controller.enqueue(CHUNK.subarray(0, 1000));
          controller.close();
        },
      });
    const answer = (path: string): BenchAnswer => {
      if (path === '/small') return { type: 'application/json', body: Buffer.from('{"answer":42}') };
      if (path === '/stream') return { type: 'application/octet-stream', body: stream() };
      if (path === '/first') return { type: 'application/octet-stream', body: first() };
      return { type: 'text/html', body: Buffer.from('<link rel=icon href="data:,"><p>Bench') };
    };
    const page = await session.newAnsweringPage(answer);
    await page.load(`${ORIGIN}/`);
    await settle();
    for (let repeat = 0; repeat < (quick ? 1 : REPEATS); repeat++) {
      sample('parallel', Number(await page.evaluate(fetchMany(REQUESTS, CONCURRENCY))));
      sample('serial', Number(await page.evaluate(fetchMany(SERIAL_REQUESTS, 1))));
      if (!page.streams) continue;
      sample('stream', Number(await page.evaluate(READ_STREAM)));
      for (let time = 0; time < FIRST_BYTES; time++) {
        sample('first-byte', Number(await page.evaluate(READ_FIRST)) - written);
      }
    }
  },
};
