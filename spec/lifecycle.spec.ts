import { app, session } from 'electron';
import { expect } from 'chai';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  newAppHome,
  printed,
  runApp,
  source,
  sourceWhenReady,
  spawnApp,
  type AppHome,
  type SpawnedApp,
} from './lib/apps';
import { defer } from './lib/cleanup';
import { patience } from './lib/patience';
import {
  inMemoryDirectoriesOf,
  inMemoryDirectoriesOfNobody,
  isAlive,
  processesMarked,
  untilGone,
  untilNoneMarked,
} from './lib/processes';
import { listen } from './lib/servers';
import { browserPid, endBrowser, newSession, newWindow, nextEvent } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const COOKIE_URL = 'https://lifecycle.example/';
const LASTING = `{ url: '${COOKIE_URL}', name: 'kept', value: 'yes', expirationDate: Date.now() / 1000 + 10000 }`;

/** Kills a process that may have ended already. */
function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (isAlive(pid)) process.kill(pid, signal);
}

const supervisorsOf = (spawned: SpawnedApp): number[] =>
  spawned
    .processes()
    .filter(({ commandLine: [program = ''] }) => program.endsWith('/valence_supervisor'))
    .map(({ pid }) => pid);

/** Resolves when neither a process nor a directory in memory is left of an app. */
async function untilNothingIsLeft(spawned: SpawnedApp): Promise<void> {
  await spawned.exited;
  await untilNoneMarked(spawned.home.mark);
  const left = inMemoryDirectoriesOf([spawned.pid]);
  if (left.length > 0) throw new Error(`Left in memory: ${left.join(', ')}`);
}

/** The user-data directories of the app's in-memory sessions. */
const directoriesOf = (spawned: SpawnedApp): string[] => inMemoryDirectoriesOf([spawned.pid]);

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
    for (const pid of waiting) kill(pid);
    await Promise.all(waiting.map(untilGone));
    expect(waiting).not.to.include(await pidOfNext(spawned, { partition: 'second' }));
  });
});

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
    for (const pid of [...supervisorsOf(spawned), spawned.pid]) kill(pid);
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
        start: { executable, args, userDataDir, removeUserDataDir: true, lockTimeout: 1000, policies: '' },
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

describe('end of Chromium', () => {
  describe('rejects what is pending', () => {
    const CALLS: [title: string, call: (window: Electron.BrowserWindow) => Promise<unknown>][] = [
      ['cookies.get()', ({ webContents }) => webContents.session.cookies.get({})],
      ['cookies.set()', ({ webContents }) => webContents.session.cookies.set({ url: COOKIE_URL, name: 'a' })],
      ['cookies.flushStore()', ({ webContents }) => webContents.session.cookies.flushStore()],
      ['loadURL()', (window) => window.loadURL('data:text/html,next')],
      ['executeJavaScript()', ({ webContents }) => webContents.executeJavaScript('new Promise(() => undefined)')],
      ['capturePage()', (window) => window.capturePage()],
      ['printToPDF()', ({ webContents }) => webContents.printToPDF({})],
    ];

    for (const [title, call] of CALLS) {
      it(`${title}: with an error that says why`, async () => {
        const window = newWindow();
        await window.loadURL('data:text/html,page');
        const ses = window.webContents.session;
        // A stopped process answers nothing: whatever is called now is pending when it is killed.
        process.kill(browserPid(ses), 'SIGSTOP');
        const pending = call(window).catch((error: unknown) => error);
        await endBrowser(ses);
        const error = (await pending) as Error & { code?: string };
        expect(error).to.be.an('error').with.property('code', 'ERR_BROWSER_GONE');
        expect(error.message).to.match(/Chromium was ended by SIGKILL$/);
      });
    }

    it('loadURL() of a document that has begun: with ERR_FAILED', async () => {
      const server = await listen(
        (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).write('<p>more'),
      );
      const window = newWindow();
      const began = nextEvent(window.webContents, 'did-navigate');
      const pending = window.loadURL(server.origin).catch((error: unknown) => error);
      await began;
      await endBrowser(window.webContents.session);
      expect(await pending).to.include({ code: 'ERR_FAILED', errno: -2 });
    });
  });

  it('is told with child-process-gone of the app', async () => {
    const ses = newSession();
    await ses.cookies.get({});
    const told = nextEvent<[Electron.Event, Electron.Details]>(app, 'child-process-gone');
    await endBrowser(ses);
    const [, details] = await told;
    expect(details).to.deep.equal({
      type: 'Unknown',
      reason: 'killed',
      exitCode: 9,
      serviceName: 'chromium',
      name: 'Chromium',
    });
  });

  it('is told with render-process-gone of the page and of the app', async () => {
    const window = newWindow();
    await window.loadURL('about:blank');
    const ofPage = nextEvent<[Electron.Event, Electron.RenderProcessGoneDetails]>(
      window.webContents,
      'render-process-gone',
    );
    const ofApp = nextEvent<[Electron.Event, Electron.WebContents, Electron.RenderProcessGoneDetails]>(
      app,
      'render-process-gone',
    );
    await endBrowser(window.webContents.session);
    const details = { reason: 'killed', exitCode: 9 };
    const [, contents, toApp] = await ofApp;
    expect([(await ofPage)[1], toApp, contents === window.webContents]).to.deep.equal([details, details, true]);
  });

  it('is not told when the app ends it by quitting', async () => {
    const code = `
      for (const name of ['child-process-gone', 'render-process-gone']) app.on(name, () => print(name));
      await new BrowserWindow().loadURL('about:blank');
    `;
    expect((await runApp(sourceWhenReady(code))).stdout).to.equal('');
  });

  it('lets the next use start another one on the same directory', async () => {
    const ses = newSession('persist:');
    await ses.cookies.set({ url: COOKIE_URL, name: 'flushed', expirationDate: Date.now() / 1000 + 1000 });
    await ses.cookies.flushStore();
    const [pid, { storagePath }] = [browserPid(ses), ses];
    await endBrowser(ses);
    expect((await ses.cookies.get({})).map(({ name }) => name)).to.deep.equal(['flushed']);
    expect(ses.storagePath).to.equal(storagePath);
    expect(browserPid(ses)).not.to.equal(pid);
  });

  it('leaves nothing in memory of an in-memory session', async () => {
    const ses = newSession();
    const before = inMemoryDirectoriesOf([process.pid]);
    await ses.cookies.get({});
    const directory = inMemoryDirectoriesOf([process.pid]).find((found) => !before.includes(found)) ?? '';
    await endBrowser(ses);
    expect([directory !== '', existsSync(directory)]).to.deep.equal([true, false]);
  });

  it('leaves the other sessions alone', async () => {
    const [ses, other] = [newSession(), newSession()];
    await ses.cookies.get({});
    await other.cookies.set({ url: COOKIE_URL, name: 'safe' });
    await endBrowser(ses);
    expect((await other.cookies.get({})).map(({ name }) => name)).to.deep.equal(['safe']);
  });

  it('leaves its windows, which load again', async () => {
    const server = await listen('<title>again</title>');
    const window = newWindow();
    await window.loadURL(server.origin);
    await endBrowser(window.webContents.session);
    expect([window.isDestroyed(), window.webContents.isCrashed()]).to.deep.equal([false, true]);
    await window.loadURL(server.origin);
    expect([window.webContents.getTitle(), window.webContents.isCrashed()]).to.deep.equal(['again', false]);
  });

  it('while it starts rejects the first use, and the next use works', async () => {
    const ses = newSession();
    const first = ses.cookies.get({}).then(
      () => 'resolved',
      (error: unknown) => (error as { code?: string }).code,
    );
    const told = nextEvent(app, 'child-process-gone');
    process.kill(await until('its process', () => browserPid(ses)), 'SIGKILL');
    await told;
    expect([await first, await ses.cookies.get({})]).to.deep.equal(['ERR_BROWSER_GONE', []]);
  });

  for (const [signal, reason] of [
    ['SIGSEGV', 'crashed'],
    ['SIGABRT', 'crashed'],
    ['SIGTERM', 'clean-exit'],
  ] as const) {
    it(`by ${signal} is told as ${reason}`, async () => {
      const ses = newSession();
      await ses.cookies.get({});
      const told = nextEvent<[Electron.Event, Electron.Details]>(app, 'child-process-gone');
      process.kill(browserPid(ses), signal);
      expect((await told)[1].reason).to.equal(reason);
    });
  }

  it('of its supervisor ends Chromium too, and the next use starts another one', async () => {
    const spawned = spawnApp(
      source(`
        app.on('child-process-gone', async (event, { reason }) => print([reason, await session.fromPartition('a').cookies.get({})]));
        app.whenReady().then(() => session.fromPartition('a').cookies.get({})).then(() => console.log('up'));
      `),
    );
    await spawned.untilPrinted('up');
    const [browser] = spawned.browsers();
    for (const pid of supervisorsOf(spawned)) kill(pid);
    expect(await spawned.report()).to.deep.equal(['killed', []]);
    expect(isAlive(browser?.pid ?? 0)).to.equal(false);
  });

  it("is not the end of Chromium's network service: the session goes on", async () => {
    const server = await listen('<title>up</title>');
    const window = newWindow();
    await window.loadURL(server.origin);
    const pid = browserPid(window.webContents.session);
    const network = processesMarked('network.mojom.NetworkService').find(({ parentPid }) => parentPid === pid);
    process.kill(network?.pid ?? 0, 'SIGKILL');
    await untilGone(network?.pid ?? 0);
    // Chromium gives up what it asked of the old one before it noticed.
    await until('a page', () =>
      window.loadURL(`${server.origin}/again`).then(
        () => true,
        () => false,
      ),
    );
    expect([browserPid(window.webContents.session), window.webContents.getTitle()]).to.deep.equal([pid, 'up']);
  });
});

describe('start of Chromium', () => {
  const windowsOf = (directory: string, code: string): string =>
    source(`
      app.on('window-all-closed', () => undefined);
      app.whenReady().then(async () => {
        const ses = session.fromPath('${directory}');
        const open = (url) => new BrowserWindow({ webPreferences: { session: ses } }).loadURL(url);
        ${code}
      });
    `);

  it('brings back no page of an earlier run, however that ended', async () => {
    const server = await listen();
    const directory = tempDir();
    const first = spawnApp(windowsOf(directory, `await open('${server.origin}/old'); console.log('up');`));
    await first.untilPrinted('up');
    await first.killAll();
    const before = server.requests.length;
    const second = spawnApp(windowsOf(directory, `await open('${server.origin}/new'); app.quit();`));
    await second.exited;
    expect(server.requests.slice(before).map(({ url }) => url)).not.to.include('/old');
  });

  it('leaves the profile of a Chromium of its own as it is', async () => {
    const directory = tempDir();
    const profile = path.join(directory, 'Default');
    mkdirSync(path.join(profile, 'Sessions'), { recursive: true });
    writeFileSync(path.join(profile, 'Sessions', 'Session_1'), 'tabs');
    writeFileSync(path.join(profile, 'Preferences'), '{"spec":{"own":1}}');
    const ses = session.fromPath(directory);
    defer(() => endBrowser(ses));
    await ses.cookies.get({});
    expect(existsSync(path.join(profile, 'Sessions', 'Session_1'))).to.equal(true);
  });
});

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
      kill(pid);
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
