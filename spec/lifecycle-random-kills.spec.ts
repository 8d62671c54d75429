import { expect } from 'chai';
import { newAppHome, printed, runApp, source, sourceWhenReady, spawnApp, type AppHome } from './lib/apps';
import { patience } from './lib/patience';
import {
  inMemoryDirectoriesOf,
  inMemoryDirectoriesOfNobody,
  killIfAlive,
  untilGone,
  untilNoneMarked,
} from './lib/processes';
import { listen } from './lib/servers';
import { browserPid, endBrowser, newSession, newWindow } from './lib/sessions';
import { until } from './lib/until';

/** Resolves at a moment between 0 and `limit` milliseconds from now. */
const randomMoment = (limit: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * limit));

describe('kill -9 at random moments under load', () => {
  const ROUNDS = 20;

  /**
   * Sets cookies in three sessions and loads pages for ever. Each cookie of the persistent session has a host and a
   * number of its own; the number is printed once the cookie was flushed.
   */
  const BUSY_APP = source(`
    app.on('window-all-closed', () => undefined);
    app.whenReady().then(async () => {
      const kept = session.fromPartition('persist:kept').cookies;
      const busy = async ({ cookies }) => {
        for (let i = 0; ; i++) await cookies.set({ url: 'https://host' + (i % 50) + '.example/', name: 'busy', value: String(i) });
      };
      busy(session.fromPartition('a'));
      busy(session.fromPartition('b'));
      const window = new BrowserWindow({ webPreferences: { partition: 'a' } });
      (async () => { for (let i = 0; ; i++) await window.loadURL('data:text/html,' + i); })();
      for (let i = Number(process.argv[2]); ; i++) {
        await kept.set({ url: 'https://n' + i + '.example/', value: String(i), expirationDate: Date.now() / 1000 + 10000 });
        await kept.flushStore();
        console.log(JSON.stringify([i]));
      }
    });
  `);

  it(`of the app, ${ROUNDS} times: no orphan, nothing left in memory, flushed data intact`, async function () {
    this.timeout(patience(240_000));
    const unowned = inMemoryDirectoriesOfNobody();
    const pids: number[] = [];

    const runUntilKilled = async (home: AppHome, first: number, moment: Promise<unknown>): Promise<number[]> => {
      const spawned = spawnApp(BUSY_APP, { home, args: [String(first)] });
      pids.push(spawned.pid);
      await moment;
      spawned.kill('SIGKILL');
      const exit = await spawned.exited;
      expect(exit.stderr).not.to.include('Error');
      await untilNoneMarked(home.mark);
      return printed(exit).flat() as number[];
    };

    const lane = async (rounds: number): Promise<void> => {
      const home = newAppHome();
      // How long it takes to get to work depends on the machine.
      const start = performance.now();
      const trial = spawnApp(BUSY_APP, { home, args: ['0'] });
      await trial.report();
      const limit = 2 * (performance.now() - start);
      trial.kill();
      const flushed = printed(await trial.exited).flat() as number[];
      await untilNoneMarked(home.mark);
      for (let round = 0; round < rounds; round++) {
        flushed.push(...(await runUntilKilled(home, 10_000 * (round + 1), randomMoment(limit))));
      }
      const code =
        "print((await session.fromPartition('persist:kept').cookies.get({})).map(({ value }) => Number(value)));";
      const [values] = printed(await runApp(sourceWhenReady(code), { home })) as number[][];
      expect(values).to.include.members(flushed);
    };

    await Promise.all([lane(ROUNDS / 2), lane(ROUNDS / 2)]);
    const left = (): string[] =>
      [...inMemoryDirectoriesOf(pids), ...inMemoryDirectoriesOfNobody()].filter((found) => !unowned.includes(found));
    // Other apps run on this machine too: what they have just made has no owner for a moment.
    await until('no directory in memory', () => left().length === 0).catch(() => expect(left()).to.deep.equal([]));
  });

  it(`of Chromium, ${ROUNDS} times: every call settles, the next one works, flushed data intact`, async function () {
    this.timeout(patience(240_000));
    const ses = newSession('persist:');
    const server = await listen('<title>page</title>');
    const window = newWindow({ webPreferences: { session: ses } });
    const state = { ended: false };
    const flushed: number[] = [];
    const errors = new Set<string>();
    const failed = (error: unknown): void => {
      const { code, message } = error as Error & { code?: string };
      errors.add(code ?? message);
    };
    const store = async (i: number): Promise<void> => {
      const lasting = { name: 'n', value: String(i), expirationDate: Date.now() / 1000 + 10_000 };
      await ses.cookies.set({ url: `https://n${i}.example/`, ...lasting });
      await ses.cookies.flushStore();
      flushed.push(i);
    };
    const start = performance.now();
    await store(0);
    const limit = 2 * (performance.now() - start);
    const storing = (async () => {
      for (let i = 1; !state.ended; i++) await store(i).catch(failed);
    })();
    const loading = (async () => {
      while (!state.ended) await window.loadURL(server.origin).catch(failed);
    })();
    for (let round = 0; round < ROUNDS; round++) {
      const pid = await until('a browser', () => browserPid(ses));
      await randomMoment(limit);
      killIfAlive(pid);
      await untilGone(pid);
    }
    const before = flushed.length;
    await until('the session at work again', () => flushed.length > before);
    state.ended = true;
    await Promise.all([storing, loading]);
    await endBrowser(ses);
    const values = (await ses.cookies.get({})).map(({ value }) => Number(value));
    expect(values).to.include.members(flushed);
    const expected = new Set(['ERR_BROWSER_GONE', 'ERR_FAILED', 'ERR_ABORTED']);
    expect([...errors].filter((code) => !expected.has(code))).to.deep.equal([]);
  });
});
