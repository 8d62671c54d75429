// What the app's process keeps of Chromiums that have ended: nothing.
import { expect } from 'chai';
import { printed, runApp, sourceWhenReady } from './lib/apps';
import { patience } from './lib/patience';

const RESTARTS = 20;

/** `use(session, restart)` has a Chromium that ends again; `collected` are the restarts whose browser is no object any more. */
const PROLOGUE = `
  const { once } = require('events');
  const { readdirSync, readlinkSync } = require('fs');
  require('v8').setFlagsFromString('--expose-gc');
  const collectGarbage = require('vm').runInNewContext('gc');
  const { contextOf } = globalThis[Symbol.for('valence.internals')];
  const collected = new Set();
  const registry = new FinalizationRegistry((restart) => collected.add(restart));
  const use = async (ses, restart) => {
    await ses.cookies.get({});
    registry.register(await contextOf(ses).browser(), restart);
    const ended = once(app, 'child-process-gone');
    process.kill(ses.getBrowserProcessId(), 'SIGKILL');
    await ended;
  };
  const descriptors = () => readdirSync('/proc/self/fd').map((fd) => {
    try { return readlinkSync('/proc/self/fd/' + fd).replace(/\\d+/g, 'N'); } catch { return 'the listing'; }
  }).sort();
  /** What there is beside \`before\`, at last: what a browser leaves may be closed a moment after its end is told. */
  const descriptorsBeside = async (before) => {
    for (let round = 0; ; round++) {
      const rest = [...before];
      const left = descriptors().filter((one) => !rest.includes(one) || !rest.splice(rest.indexOf(one), 1));
      if (left.length === 0 || round === 200) return left;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  /** How many are collected, at most \`count\`: no event but the collector's says that nothing refers to a browser. */
  const untilCollected = async (count) => {
    for (let round = 0; collected.size < count && round < 200; round++) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return Math.min(collected.size, count);
  };`;

// The libraries of the device fixtures keep descriptors of their own.
const OPTIONS = { env: { LD_PRELOAD: undefined, VALENCE_EXPOSE_INTERNALS: '1' } };

describe('browsers that have ended', function () {
  this.timeout(patience(120_000));

  it('leave neither a descriptor nor an object when a session starts another one', async () => {
    const exit = await runApp(
      sourceWhenReady(`${PROLOGUE}
        const ses = session.fromPartition('memory');
        await use(ses, 0);
        const before = descriptors();
        for (let restart = 1; restart <= ${RESTARTS}; restart++) await use(ses, restart);
        // The last one is still the session's.
        print([await untilCollected(${RESTARTS}), await descriptorsBeside(before)]);`),
      OPTIONS,
    );
    expect(printed(exit), exit.stderr).to.deep.equal([[RESTARTS, []]]);
  });

  it('leave no descriptor when sessions come and go', async () => {
    const exit = await runApp(
      sourceWhenReady(`${PROLOGUE}
        await use(session.fromPartition('first'), 0);
        const before = descriptors();
        for (let restart = 1; restart <= ${RESTARTS}; restart++) await use(session.fromPartition('memory' + restart), restart);
        print(await descriptorsBeside(before));`),
      OPTIONS,
    );
    expect(printed(exit), exit.stderr).to.deep.equal([[]]);
  });
});
