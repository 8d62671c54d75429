import { expect } from 'chai';
import { untilNothingIsLeft } from './lib/app-remains';
import { printed, runApp, source, sourceWhenReady, spawnApp, type SpawnedApp } from './lib/apps';
import { killIfAlive, untilGone } from './lib/processes';
import { until } from './lib/until';

describe('browser reserve', () => {
  /** Uses a session of the given name when a line with its name comes in, and prints its browser's pid. */
  const RESERVE_APP = source(`
    app.whenReady().then(() => console.log('up'));
    require('readline').createInterface({ input: process.stdin }).on('line', async (line) => {
      const { partition, options, userAgent, code = '' } = JSON.parse(line);
      eval(code);
      const ses = session.fromPartition(partition, options);
      if (userAgent) ses.setUserAgent(userAgent);
      await ses.cookies.get({});
      print([ses.getBrowserProcessId()]);
    });
  `);

  /** Starts the app; uses a first session, so that the reserve is filled; resolves with the pids in reserve. */
  async function startWithReserve(
    size: string | undefined,
    count: number,
  ): Promise<{ spawned: SpawnedApp; waiting: number[] }> {
    const spawned = spawnApp(RESERVE_APP, { env: { VALENCE_RESERVE: size } });
    await spawned.untilPrinted('up');
    spawned.send(JSON.stringify({ partition: 'first' }));
    const [used] = await spawned.report<[number]>();
    const waiting = await until(`${count} in reserve`, () => {
      const pids = spawned
        .browsers()
        .map(({ pid }) => pid)
        .filter((pid) => pid !== used);
      return pids.length === count ? pids : null;
    });
    return { spawned, waiting };
  }

  /** Pid of the browser that a further session gets. */
  async function pidOfNext(spawned: SpawnedApp, request: object): Promise<number> {
    spawned.send(JSON.stringify(request));
    const [pid] = await spawned.report<[number]>(1);
    return pid;
  }

  it('holds one started Chromium, which the next in-memory session gets', async () => {
    const { spawned, waiting } = await startWithReserve(undefined, 1);
    expect(waiting).to.include(await pidOfNext(spawned, { partition: 'second' }));
  });

  it('holds as many as VALENCE_RESERVE says', async () => {
    const { waiting } = await startWithReserve('2', 2);
    expect(waiting).to.have.lengthOf(2);
  });

  it('is off with VALENCE_RESERVE=0', async () => {
    // Longer than a reserve takes to be filled; there is no event for what does not happen.
    const code = `
      await session.fromPartition('first').cookies.get({});
      await new Promise((resolve) => setTimeout(resolve, 2500));
      console.log('waited');
      await new Promise(() => undefined);
    `;
    const spawned = spawnApp(sourceWhenReady(code), { env: { VALENCE_RESERVE: '0' } });
    await spawned.untilPrinted('waited');
    expect(spawned.browsers()).to.have.lengthOf(1);
  });

  for (const value of ['many', '-1', '1.5', '17']) {
    it(`refuses VALENCE_RESERVE=${value} with one clear error`, async () => {
      const code = "try { session.fromPartition('a'); } catch (error) { print(error.message); }";
      const exit = await runApp(sourceWhenReady(code), { env: { VALENCE_RESERVE: value } });
      expect(printed(exit)).to.deep.equal([`VALENCE_RESERVE must be a whole number from 0 to 16, got '${value}'`]);
    });
  }

  for (const [title, request] of [
    ['a persistent session', { partition: 'persist:second' }],
    ['a session without cache', { partition: 'second', options: { cache: false } }],
    ['a session with a user agent of its own', { partition: 'second', userAgent: 'Own/1.0' }],
    ['a session after a new Chromium switch', { partition: 'second', code: "app.commandLine.appendSwitch('late')" }],
  ] as const) {
    it(`is not for ${title}`, async () => {
      const { spawned, waiting } = await startWithReserve(undefined, 1);
      expect(waiting).not.to.include(await pidOfNext(spawned, request));
    });
  }

  it('is filled again', async () => {
    const { spawned, waiting } = await startWithReserve(undefined, 1);
    await pidOfNext(spawned, { partition: 'second' });
    await until('another one', () => spawned.browsers().length === 3);
    expect(spawned.browsers().map(({ pid }) => pid)).to.include.members(waiting);
  });

  it('ends with the app', async () => {
    const { spawned } = await startWithReserve(undefined, 1);
    spawned.kill('SIGTERM');
    await untilNothingIsLeft(spawned);
  });

  it('does without a Chromium that was killed while it waited', async () => {
    const { spawned, waiting } = await startWithReserve(undefined, 1);
    for (const pid of waiting) killIfAlive(pid);
    await Promise.all(waiting.map(untilGone));
    expect(waiting).not.to.include(await pidOfNext(spawned, { partition: 'second' }));
  });
});
