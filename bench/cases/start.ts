/** What a start of an app costs before it needs a browser. */
import type { Case } from './case';

export const start: Case = {
  title: 'Start of an app',
  contenders: ['valence'],
  runsPerRound: 5,
  metrics: {
    locate: { title: 'finding Chromium and its version again', unit: 'ms', aims: [{ limit: 1 }] },
    ready: { title: 'start of the whole process to ready', unit: 'ms' },
  },
  run({ driver, sample, moment }) {
    moment('ready');
    const milliseconds = driver.locate?.();
    if (milliseconds !== undefined) sample('locate', milliseconds);
    return Promise.resolve();
  },
};
