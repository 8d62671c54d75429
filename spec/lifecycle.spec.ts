// The end of an app, however it comes: nothing is left.
import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { supervisorsOf, untilNothingIsLeft } from './lib/app-remains';
import { printed, runApp, source, sourceWhenReady, spawnApp, type SpawnedApp } from './lib/apps';
import { inMemoryDirectoriesOf, killIfAlive, untilNoneMarked } from './lib/processes';
import { until } from './lib/until';

const LASTING =
  "{ url: 'https://lifecycle.example/', name: 'kept', value: 'yes', expirationDate: Date.now() / 1000 + 10000 }";

/** The user-data directories of the app's in-memory sessions. */
const directoriesOf = (spawned: SpawnedApp): string[] => inMemoryDirectoriesOf([spawned.pid]);

describe('end of the app', () => {
  /** An app with a persistent and an in-memory session that are in use; `code` runs then. */
  const appThat = (code: string): string =>
    source(`
      app.whenReady().then(async () => {
        const kept = session.fromPartition('persist:kept');
        const memory = session.fromPartition('memory');
        await Promise.all([kept.cookies.set(${LASTING}), memory.cookies.set(${LASTING})]);
        const flush = () => kept.cookies.flushStore();
        ${code}
        console.log('up');
      });
    `);

  /** The cookies of the persistent session, read by a further run of the app. */
  async function cookiesOfNextRun(spawned: SpawnedApp): Promise<string[]> {
    const code = "print((await session.fromPartition('persist:kept').cookies.get({})).map(({ name }) => name));";
    const [names] = printed(await runApp(sourceWhenReady(code), { home: spawned.home })) as string[][];
    return names ?? [];
  }

  const ENDS: [title: string, code: string, end: (spawned: SpawnedApp) => void, exit: object][] = [
    ['app.quit()', "console.log('up'); app.quit();", () => undefined, { code: 0, signal: null }],
    ['app.exit(4)', "console.log('up'); app.exit(4);", () => undefined, { code: 4, signal: null }],
    ['SIGINT', '', (spawned) => spawned.kill('SIGINT'), { code: 0, signal: null }],
    ['SIGTERM', '', (spawned) => spawned.kill('SIGTERM'), { code: 0, signal: null }],
    ['SIGHUP, as at the end of its terminal', '', (spawned) => spawned.kill('SIGHUP'), { code: 0, signal: null }],
    ['process.exit(3)', "console.log('up'); process.exit(3);", () => undefined, { code: 3, signal: null }],
    [
      'an uncaught error',
      "console.log('up'); setImmediate(() => { throw new Error('uncaught'); });",
      () => undefined,
      { code: 1, signal: null },
    ],
    ['SIGKILL', '', (spawned) => spawned.kill('SIGKILL'), { code: null, signal: 'SIGKILL' }],
    ['process.abort()', "console.log('up'); process.abort();", () => undefined, { code: null, signal: 'SIGABRT' }],
  ];

  for (const [title, code, end, expected] of ENDS) {
    describe(`by ${title}`, () => {
      it('leaves no process, no directory in memory, and loses no cookie', async () => {
        const spawned = spawnApp(appThat(code));
        await spawned.untilPrinted('up');
        end(spawned);
        const { code: exitCode, signal } = await spawned.exited;
        await untilNothingIsLeft(spawned);
        expect([{ code: exitCode, signal }, await cookiesOfNextRun(spawned)]).to.deep.equal([expected, ['kept']]);
      });
    });
  }

  it('by Ctrl-C in a terminal lets Chromium save its data', async () => {
    const spawned = spawnApp(appThat(''), { detached: true });
    await spawned.untilPrinted('up');
    process.kill(-spawned.pid, 'SIGINT');
    await untilNothingIsLeft(spawned);
    expect(await cookiesOfNextRun(spawned)).to.deep.equal(['kept']);
  });

  it('leaves nothing of windows that are open', async () => {
    const code =
      "const window = new BrowserWindow({ webPreferences: { session: memory } }); await window.loadURL('data:text/html,open');";
    const spawned = spawnApp(appThat(code));
    await spawned.untilPrinted('up');
    spawned.kill('SIGKILL');
    await untilNothingIsLeft(spawned);
  });

  it('leaves nothing of a Chromium that is just starting', async () => {
    const spawned = spawnApp(
      source("app.whenReady().then(() => { void session.fromPartition('a').cookies.get({}); console.log('up'); });"),
    );
    await spawned.untilPrinted('up');
    await until('a supervisor', () => supervisorsOf(spawned).length > 0);
    spawned.kill('SIGKILL');
    await untilNothingIsLeft(spawned);
  });

  it('leaves no Chromium when supervisors are killed with it; the next start sweeps the directories', async () => {
    const spawned = spawnApp(appThat(''));
    await spawned.untilPrinted('up');
    const directories = directoriesOf(spawned);
    for (const pid of [...supervisorsOf(spawned), spawned.pid]) killIfAlive(pid);
    await spawned.exited;
    await untilNoneMarked(spawned.home.mark);
    const before = directories.map((directory) => existsSync(directory));
    await runApp(sourceWhenReady("session.fromPartition('sweep');"), { home: spawned.home });
    expect([before, directories.map((directory) => existsSync(directory))]).to.deep.equal([[true], [false]]);
  });

  it('of a worker ends its Chromium, not the app', async () => {
    const worker = `
      const { workerData, parentPort } = require('worker_threads');
      const module_ = { exports: {} };
      process.dlopen(module_, workerData.addon);
      const { NativeBrowser } = module_.exports.linkedBinding('electron_browser_session');
      const native = new NativeBrowser({ onMessages: () => parentPort.postMessage('answered'), onExit: () => undefined });
      const env = Object.entries(process.env).map(([name, value]) => name + '=' + value);
      native.start({ ...workerData.start, env });
      native.send(1, 'Browser.getVersion', null, null);
    `;
    const code = `
      const { Worker } = require('worker_threads');
      const { path: executable } = process._linkedBinding('electron_common_chromium').locate();
      const userDataDir = '/dev/shm/valence-' + process.getuid() + '/' + app.name;
      const args = ['--no-sandbox', '--ozone-platform=headless', '--no-startup-window', '--no-first-run', '--user-agent=' + app.name];
      const workerData = {
        addon: require('path').join(require('path').dirname(process.execPath), 'valence.node'),
        start: { executable, args, userDataDir, removeUserDataDir: true, lockTimeout: 1000, echoStderr: false, policies: '' },
      };
      const worker = new Worker(${JSON.stringify(worker)}, { eval: true, workerData });
      await new Promise((resolve) => worker.once('message', resolve));
      print(['running', require('fs').existsSync(userDataDir)]);
      await worker.terminate();
      print(['ended', require('fs').existsSync(userDataDir)]);
      await new Promise((resolve) => process.stdin.once('data', resolve));
    `;
    const spawned = spawnApp(sourceWhenReady(code));
    expect([await spawned.report(0), await spawned.report(1)]).to.deep.equal([
      ['running', true],
      ['ended', false],
    ]);
    expect(spawned.processes().map(({ pid }) => pid)).to.deep.equal([spawned.pid]);
  });
});
