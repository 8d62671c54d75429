/** Downloads: how fast one large file comes, and how long many small ones take. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timed, type Case } from './case';

const LARGE = 500_000_000;
const SMALL = 2000;
const COUNT = 100;
const REPEATS = 3;

export const downloads: Case = {
  title: 'Downloads to a directory',
  contenders: ['valence', 'playwright', 'chromium-cbor'],
  runsPerRound: 1,
  metrics: {
    large: {
      title: `one file of ${LARGE / 1e6} MB`,
      unit: 'ms',
      aims: [{ against: ['chromium-cbor'], atMost: 1 / 0.9, text: "Chromium's own" }],
    },
    small: {
      title: `${COUNT} files of ${SMALL / 1000} kB, all at once`,
      unit: 'ms',
      aims: [{ against: ['playwright'], atMost: 1, text: 'Playwright' }],
    },
    one: { title: 'one file of 2 kB', unit: 'ms' },
  },
  async run({ driver, pageURL, quick, sample, settle }) {
    const directory = mkdtempSync(join(tmpdir(), 'valence-bench-downloads-'));
    try {
      const session = await driver.firstSession();
      if (!session.newDownloads) throw new Error('This contender has no downloads');
      const files = await session.newDownloads(directory, pageURL);
      const save = async (name: string, size: number): Promise<void> => {
        const path = join(directory, name);
        await files.save(`${pageURL}file/${size}/${name}`, path);
        if (statSync(path).size !== size) throw new Error(`${name} has ${statSync(path).size} bytes`);
        rmSync(path);
      };
      await save('warm-up', SMALL);
      await settle();
      for (let repeat = 0; repeat < (quick ? 1 : REPEATS); repeat++) {
        sample('large', await timed(() => save(`large-${repeat}`, LARGE)));
        const names = Array.from({ length: COUNT }, (_, index) => `small-${repeat}-${index}`);
        sample('small', await timed(() => Promise.all(names.map((name) => save(name, SMALL)))));
        sample('one', await timed(() => save(`one-${repeat}`, SMALL)));
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
