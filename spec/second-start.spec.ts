// What happens to an app that is started while another one has its data, and what keeps no app from its data.
import { expect } from 'chai';
import { lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  newAppHome,
  printed,
  runApp,
  runPath,
  source,
  sourceWhenReady,
  spawnApp,
  type AppExit,
  type AppHome,
  type SpawnedApp,
} from './lib/apps';
import { startDisplay } from './lib/display';
import { patience } from './lib/patience';

const NO_DISPLAY = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined };

/** As in Electron's quick start; it prints when it has its page. */
const WINDOW_APP = source(`
  app.whenReady().then(() => {
    const win = new BrowserWindow();
    win.webContents.on('did-finish-load', () => console.log('up'));
    win.loadURL('data:text/html,x');
  });
  app.on('window-all-closed', () => app.quit());
`);

const USE = `await session.defaultSession.cookies.get({});`;

/** Starts an app that uses its default session and stays. */
async function startOwner(home: AppHome): Promise<SpawnedApp> {
  const owner = spawnApp(source(`app.whenReady().then(async () => { ${USE} console.log('up'); });`), { home });
  await owner.untilPrinted('up');
  return owner;
}

/** The lines of stderr, without what Node.js adds to warnings and what is said to root. */
const messages = ({ stderr }: AppExit): string[] =>
  stderr.split('\n').filter((line) => line !== '' && !/VALENCE_NO_SANDBOX|--trace-warnings/.test(line));

const inUse = (directory: string, owner: SpawnedApp): string =>
  `The user-data directory ${directory} is in use by a session of process ${owner.pid}. `;

/** Each test starts several apps with a Chromium each. */
const TIMEOUT_MS = patience(90_000);

describe('a second start on the same data', function () {
  this.timeout(TIMEOUT_MS);

  it('ends with exit code 1 and one message if the app has no other window', async () => {
    const home = newAppHome();
    const owner = spawnApp(WINDOW_APP, { home });
    await owner.untilPrinted('up');
    const second = await runApp(WINDOW_APP, { home });
    expect(second).to.include({ code: 1, signal: null, stdout: '' });
    expect(messages(second)).to.have.length(1);
    expect(messages(second)[0]).to.include(inUse(home.userData, owner));
    expect(owner.browsers()).to.have.length(1);
  });

  it('emits closed of the window and window-all-closed, behind the rejection of loadURL()', async () => {
    const home = newAppHome();
    await startOwner(home);
    const second = await runApp(
      source(`
        app.whenReady().then(() => {
          const win = new BrowserWindow();
          win.on('closed', () => print('closed'));
          win.loadURL('data:text/html,x').catch(({ code }) => print(code));
        });
        app.on('window-all-closed', () => { print('window-all-closed'); app.exit(5); });
      `),
      { home },
    );
    expect(printed(second)).to.deep.equal(['ERR_BROWSER_GONE', 'closed', 'window-all-closed']);
    expect(second.code).to.equal(5);
  });

  it('goes on if the app opens another window instead', async () => {
    const home = newAppHome();
    await startOwner(home);
    const second = await runApp(
      source(`
        app.whenReady().then(async () => {
          const win = new BrowserWindow();
          await win.loadURL('data:text/html,x').catch(async () => {
            const other = new BrowserWindow({ webPreferences: { partition: 'other' } });
            await other.loadURL('data:text/html,<title>instead</title>');
            print(other.getTitle());
            app.quit();
          });
        });
      `),
      { home },
    );
    expect(printed(second)).to.deep.equal(['instead']);
    expect(second.code).to.equal(0);
  });

  it('rejects the use of a session at once, and the session works once the other app has ended', async () => {
    const home = newAppHome();
    const owner = await startOwner(home);
    const second = spawnApp(
      source(`
        app.whenReady().then(async () => {
          const start = performance.now();
          const message = await session.defaultSession.cookies.get({}).catch(({ message }) => message);
          print({ message, took: performance.now() - start });
          process.stdin.once('data', async () => { ${USE} print('works'); app.quit(); });
        });
      `),
      { home },
    );
    const { message, took } = await second.report<{ message: string; took: number }>();
    expect(message).to.include(inUse(home.userData, owner));
    // Without a busy machine it is a fraction of a second; an owner that is ending would be waited for 12,000 ms.
    expect(took).to.be.below(12_000);
    owner.kill();
    await owner.exited;
    second.send('');
    expect(await second.report(1)).to.equal('works');
    expect((await second.exited).code).to.equal(0);
  });

  it('waits for an app that is quitting', async () => {
    const home = newAppHome();
    const owner = spawnApp(
      source(`
        app.whenReady().then(async () => { ${USE} console.log('up'); });
        app.on('quit', () => console.log('quitting'));
      `),
      { home },
    );
    await owner.untilPrinted('up');
    const code = source(`
      app.whenReady().then(async () => {
        console.log('ready');
        process.stdin.once('data', async () => { ${USE} print('works'); app.quit(); });
      });
    `);
    const second = spawnApp(code, { home });
    await second.untilPrinted('ready');
    // Held until the second app looks at its directory.
    const [browser] = owner.browsers();
    process.kill(browser?.pid ?? 0, 'SIGSTOP');
    owner.kill('SIGTERM');
    await owner.untilPrinted('quitting');
    second.send('');
    expect(await second.report()).to.equal('works');
    expect((await owner.exited).code).to.equal(0);
  });

  describe('of a page: valence page.html', () => {
    const start = async (env: NodeJS.ProcessEnv): Promise<void> => {
      const home = newAppHome();
      const userData = path.join(home.configHome, 'Valence');
      const launcherArgs = [`--user-data-dir=${userData}`];
      const owner = spawnApp(source(`app.whenReady().then(async () => { ${USE} console.log('up'); });`), {
        home,
        launcherArgs,
      });
      await owner.untilPrinted('up');
      writeFileSync(path.join(home.directory, 'page.html'), '<title>page</title>');
      const second = await runPath('page.html', { home, env, launcherArgs });
      expect(second).to.include({ code: 1, stdout: '' });
      expect(messages(second)).to.have.length(1);
      expect(messages(second)[0])
        .to.match(/^valence: /)
        .and.to.include(inUse(userData, owner));
    };

    it('ends with exit code 1 and the message without a display', () => start(NO_DISPLAY));

    it('ends with exit code 1 and the message on a display', async () =>
      start({ DISPLAY: await startDisplay(), WAYLAND_DISPLAY: undefined }));
  });
});

describe('a user-data directory', function () {
  this.timeout(TIMEOUT_MS);

  /** What Chromium refuses a directory for, and how it gets there. */
  const marks: Record<string, (lock: string) => void> = {
    'a file in place of the lock of Chromium (a copied directory)': (lock) => writeFileSync(lock, ''),
    'a directory in place of the lock of Chromium': (lock) => mkdirSync(path.join(lock, 'x'), { recursive: true }),
    'a lock of Chromium from an earlier name of the machine (a container)': (lock) => symlinkSync('other-host-1', lock),
  };
  for (const [what, leave] of Object.entries(marks)) {
    it(`is used again with ${what}`, async () => {
      const home = newAppHome();
      const app = sourceWhenReady(`${USE} print('works');`);
      expect(printed(await runApp(app, { home }))).to.deep.equal(['works']);
      const lock = path.join(home.userData, 'SingletonLock');
      expect(lstatSync(lock, { throwIfNoEntry: false })).to.equal(undefined);
      leave(lock);
      const { stdout, stderr, code } = await runApp(app, { home });
      expect({ stdout, code }, stderr).to.deep.equal({ stdout: '"works"\n', code: 0 });
    });
  }

  it('is made for its user only by app.setPath()', async () => {
    const home = newAppHome();
    const directory = path.join(home.directory, 'a', 'b');
    const umask = process.umask(0o022);
    try {
      await runApp(source(`app.setPath('userData', ${JSON.stringify(directory)}); app.exit();`), { home });
    } finally {
      process.umask(umask);
    }
    const modes = [path.dirname(directory), directory].map((each) => statSync(each).mode & 0o777);
    expect(modes).to.deep.equal([0o700, 0o700]);
  });
});
