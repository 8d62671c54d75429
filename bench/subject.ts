/** First script of a measured process, under `valence` or `node`: runs one case for one contender and reports. */
import { once } from 'node:events';
import { CASES, isCase } from './cases';
import { CONTENDERS, isContender } from './drivers/contenders';
import { ASSIGNMENT, type Assignment, type FromSubject, type ToSubject, type TreeMemory } from './lib/messages';

function readAssignment(): Assignment {
  const text = process.env[ASSIGNMENT];
  if (text === undefined || !process.send) throw new Error('This script is started by script/bench');
  return JSON.parse(text) as Assignment;
}

/** Resolves when the message is on its way: the process may end then. */
const send = (message: FromSubject): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });

async function settle(): Promise<TreeMemory> {
  const answer = once(process, 'message') as Promise<[ToSubject]>;
  await send({ type: 'settle' });
  return (await answer)[0].memory;
}

async function main(): Promise<void> {
  const { case: caseName, contender, quick, pageURL, executable, scratch } = readAssignment();
  if (!isCase(caseName) || !isContender(contender)) throw new Error(`No case ${caseName} of ${contender}`);
  const driver = await CONTENDERS[contender].open({ executable, scratch });
  await CASES[caseName].run({
    driver,
    quick,
    pageURL,
    sample: (metric, value) => void send({ type: 'sample', metric, value }),
    moment: (metric) => void send({ type: 'moment', metric }),
    settle,
  });
  await send({ type: 'done' });
  await driver.close();
  if (process.connected) process.disconnect();
}

main().catch(async (error: unknown) => {
  await send({ type: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exit(1);
});
