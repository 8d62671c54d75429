// What the app's process keeps of Chromiums that have ended: nothing.
import { expect } from 'chai';
import { readdirSync, readlinkSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { contextOf } from './lib/internals';
import { endBrowser, newSession } from './lib/sessions';
import { until } from './lib/until';

const RESTARTS = 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What the open descriptors of this process are, without the number of each. */
function descriptors(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`).replace(/\d+/g, 'N')];
    } catch {
      return []; // that of the listing
    }
  });
}

describe('restarts of a session’s Chromium', function () {
  this.timeout(240_000);

  it('leave neither a descriptor nor an object of the one before', async () => {
    const ses = newSession();
    const gone = new Set<number>();
    const registry = new FinalizationRegistry<number>((restart) => gone.add(restart));
    const use = async (restart: number): Promise<void> => {
      await ses.cookies.get({});
      registry.register(await contextOf(ses).browser(), restart);
      await endBrowser(ses);
    };
    await use(0);
    const before = descriptors();
    for (let restart = 1; restart <= RESTARTS; restart++) await use(restart);
    // The last one is still the session's.
    await until('the browsers collected', () => {
      collectGarbage();
      return gone.size >= RESTARTS;
    });
    expect(descriptors().sort()).to.deep.equal(before.sort());
  });
});
