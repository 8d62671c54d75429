// A user that may start no further process or thread (ulimit -u).
import { expect } from 'chai';
import { printed, runApp, sourceWhenReady } from './lib/apps';
import { CAN_RUN_UNPRIVILEGED, unprivilegedApp } from './lib/other-user';

/** Of the app's process only. Threads of Node's own run by then. */
const limitTo = (processes: number): string => `
  await require('fs').promises.readFile(__filename);
  require('child_process').execFileSync('prlimit', ['--pid', String(process.pid), '--nproc=${processes}']);`;

if (CAN_RUN_UNPRIVILEGED) {
  describe('limit of processes', () => {
    it('rejects the start of a session, and the app goes on', async () => {
      const code = `
        ${limitTo(1)}
        const { message } = await session.fromPartition('a').cookies.get({}).catch((error) => error);
        print([message]);
        const window = new BrowserWindow();
        await window.loadURL('data:text/html,x').catch(() => print(['rejected']));
        print(['alive']);`;
      const exit = await runApp(sourceWhenReady(code), unprivilegedApp());
      const [[message] = [], ...rest] = printed(exit) as string[][];
      expect(message, exit.stderr).to.include('Resource temporarily unavailable');
      expect(rest).to.deep.equal([['rejected'], ['alive']]);
      expect([exit.code, exit.stderr.includes('Uncaught')]).to.deep.equal([0, false]);
    });

    it('leaves the reserve empty, and the app goes on', async () => {
      // Longer than the reserve waits before it starts one; there is no event for what does not happen.
      const code = `
        await session.fromPartition('a').cookies.get({});
        ${limitTo(1)}
        await new Promise((resolve) => setTimeout(resolve, 2500));
        print(['alive']);`;
      const options = unprivilegedApp();
      const exit = await runApp(sourceWhenReady(code), { ...options, env: { ...options.env, VALENCE_RESERVE: '1' } });
      expect([printed(exit), exit.code], exit.stderr).to.deep.equal([[['alive']], 0]);
    });
  });
}
