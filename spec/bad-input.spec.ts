// What an app or a machine can get wrong: one clear error each, and nothing is lost.
import { app, BrowserWindow, session } from 'electron';
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, printed, runApp, source, sourceWhenReady, spawnApp } from './lib/apps';
import { messageOf, wrong } from './lib/bad-input';
import { defer } from './lib/cleanup';
import { patience } from './lib/patience';
import { untilNoneMarked } from './lib/processes';
import { endBrowser, newSession, randomPartition, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const URL_OF_ALL = 'https://bad.example/';

describe('bad input to session.fromPath(path[, options])', () => {
  const CASES: [title: string, value: unknown, type: ErrorConstructor, message: string][] = [
    ['an empty path', '', Error, 'An empty path was provided'],
    [
      'a relative path',
      'profiles/one',
      Error,
      "An absolute path was not provided: path must be absolute, got 'profiles/one'",
    ],
    ['a path with NUL', '/tmp/a\0b', Error, 'path must not contain NUL characters'],
    ['a number', 5, TypeError, 'path must be a string, got number'],
    ['nothing', undefined, TypeError, 'path must be a string, got undefined'],
  ];

  for (const [title, value, type, message] of CASES) {
    it(`is refused: ${title}`, () => {
      expect(() => session.fromPath(wrong(value))).to.throw(type, message);
    });
  }

  it('is refused: options that are no object', () => {
    expect(() => session.fromPath(tempDir(), wrong('cache'))).to.throw(TypeError, 'options must be an object');
  });

  it('is refused: cache that is no boolean', () => {
    expect(() => session.fromPath(tempDir(), { cache: wrong(1) })).to.throw(
      TypeError,
      'options.cache must be a boolean',
    );
  });

  it('is told with the first use: a path that is a file, and the file stays as it is', async () => {
    const file = path.join(tempDir(), 'file');
    writeFileSync(file, 'precious');
    const ses = session.fromPath(file);
    expect(await messageOf(ses.cookies.get({}))).to.equal(
      `Error: The session's storage path ${file} is not a directory: remove the file or choose another path.`,
    );
    expect(existsSync(file)).to.equal(true);
  });

  it('is told with the first use: a path below a file', async () => {
    const file = path.join(tempDir(), 'file');
    writeFileSync(file, '');
    expect(await messageOf(session.fromPath(path.join(file, 'below')).cookies.get({}))).to.include(
      'is not a directory',
    );
  });

  it('is told with the first use: a directory that cannot be created', async () => {
    // Not even root creates directories here.
    const ses = session.fromPath('/sys/valence-spec/profile');
    expect(await messageOf(ses.cookies.get({}))).to.match(
      /^Error: The session's storage path \/sys\/valence-spec\/profile cannot be created \(E[A-Z]+\): make its parent writable\.$/,
    );
  });

  it('is told with the first use: a directory that cannot be written', async () => {
    const ses = session.fromPath('/sys/kernel');
    expect(await messageOf(ses.cookies.get({}))).to.match(
      /^BrowserGoneError: .*The user-data directory \/sys\/kernel cannot be written: .*\. Use a directory that this user can write\.$/,
    );
  });

  it('is told by loadURL(), too', async () => {
    const file = path.join(tempDir(), 'file');
    writeFileSync(file, '');
    const window = new BrowserWindow({ webPreferences: { session: session.fromPath(file) } });
    defer(() => window.destroy());
    expect(await messageOf(window.loadURL('about:blank'))).to.include(`${file} is not a directory`);
  });

  it('loses nothing: the session works once the path does', async () => {
    const file = path.join(tempDir(), 'profile');
    writeFileSync(file, '');
    const ses = session.fromPath(file);
    defer(() => endBrowser(ses));
    const first = await messageOf(ses.cookies.get({}));
    rmSync(file);
    expect([first.includes('is not a directory'), await ses.cookies.get({})]).to.deep.equal([true, []]);
  });
});

describe('bad input to session.fromPartition(partition[, options])', () => {
  for (const [title, value, message] of [
    ['a number', 5, 'partition must be a string, got number'],
    ['null', null, 'partition must be a string, got object'],
    ['nothing', undefined, 'partition must be a string, got undefined'],
  ] as const) {
    it(`is refused: ${title}`, () => {
      expect(() => session.fromPartition(wrong(value))).to.throw(TypeError, message);
    });
  }

  it('is refused: options that are no object', () => {
    expect(() => session.fromPartition(randomPartition(), wrong(null))).to.throw(
      TypeError,
      'options must be an object',
    );
  });

  const STRANGE: [title: string, name: string][] = [
    ['NUL', 'a\0b'],
    ['a slash', 'a/b'],
    ['a path upwards', '../../escape'],
    ['two dots', '..'],
    ['one dot', '.'],
    ['an absolute path', '/etc/valence'],
    ['a backslash', 'a\\b'],
    ['an emoji', '👩‍🚀 ümläut'],
    ['a newline', 'a\nb'],
    ['a percent sign', '100%2F'],
    ['200 characters', 'x'.repeat(200)],
    ['2000 characters', 'y'.repeat(2000)],
    ['what Chromium puts into a profile', 'Default'],
  ];
  const partitions = path.join(app.getPath('sessionData'), 'Partitions');

  for (const [title, name] of STRANGE) {
    it(`is a directory of its own right below Partitions: ${title}`, () => {
      const { storagePath } = session.fromPartition(`persist:${name}`);
      expect(path.dirname(storagePath ?? '')).to.equal(partitions);
      expect(Buffer.byteLength(path.basename(storagePath ?? ''))).to.be.within(1, 255);
    });
  }

  it('is the default session: persist: without a name', () => {
    expect(session.fromPartition('persist:')).to.equal(session.defaultSession);
  });

  it('has a directory that no other name has', () => {
    const names = [...STRANGE.map(([, name]) => name), 'a%2Fb', 'a b', `${'x'.repeat(199)}y`, `${'y'.repeat(1999)}x`];
    const directories = names.map((name) => session.fromPartition(`persist:${name}`).storagePath);
    expect(new Set(directories).size).to.equal(names.length);
  });

  it('keeps data: NUL, slash, dots, emoji and 200 characters', async () => {
    const names = ['a\0b', 'a/b', '../../escape', '..', '👩‍🚀 ümläut', 'x'.repeat(200)];
    const code = (body: string): string => `
      const names = ${JSON.stringify(names)};
      const url = '${URL_OF_ALL}';
      ${body}
    `;
    const home = newAppHome();
    const set = `
      for (const [index, name] of names.entries()) {
        await session.fromPartition('persist:' + name).cookies.set({ url, name: 'own', value: String(index), expirationDate: Date.now() / 1000 + 1000 });
      }
    `;
    const get = `
      const found = await Promise.all(names.map(async (name) => (await session.fromPartition('persist:' + name).cookies.get({ url }))[0]?.value));
      print(found);
    `;
    await runApp(sourceWhenReady(code(set)), { home });
    const [found] = printed(await runApp(sourceWhenReady(code(get)), { home }));
    expect(found).to.deep.equal(names.map((_, index) => String(index)));
  });
});

describe('bad input: a directory in use', () => {
  /** Longer than a session waits for the browser before it to save its data. */
  const TIMEOUT_MS = 60_000;

  it('by another app is told with its process; the other app and a later try go on', async function () {
    this.timeout(patience(TIMEOUT_MS));
    const directory = path.join(tempDir(), 'shared');
    const first = spawnApp(
      source(`
        app.whenReady().then(async () => {
          const { cookies } = session.fromPath('${directory}');
          await cookies.set({ url: '${URL_OF_ALL}', name: 'first', value: '1' });
          console.log('up');
          process.stdin.once('data', async () => { print((await cookies.get({})).map(({ name }) => name)); app.quit(); });
        });
      `),
    );
    await first.untilPrinted('up');
    const ses = session.fromPath(directory);
    defer(() => endBrowser(ses));
    expect(await messageOf(ses.cookies.get({}))).to.include(
      `The user-data directory ${directory} is in use by a session of process ${first.pid}. ` +
        'Close that session first, or use another directory.',
    );
    first.send('');
    expect(await first.report()).to.deep.equal(['first']);
    await first.exited;
    expect(await ses.cookies.get({})).to.deep.equal([]);
  });

  it('by a Chromium of its own is told with its process', async function () {
    this.timeout(patience(TIMEOUT_MS));
    const directory = path.join(tempDir(), 'profile');
    const mark = `--user-data-dir=${directory}`;
    const foreign = spawn(
      process.env['VALENCE_CHROMIUM'] ?? '/usr/lib/chromium/chromium',
      [mark, '--headless', '--no-sandbox', '--remote-debugging-pipe', '--disable-breakpad'],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
        env: { ...process.env, BREAKPAD_DUMP_LOCATION: directory },
      },
    );
    defer(async () => {
      foreign.kill('SIGKILL');
      await untilNoneMarked(mark);
    });
    await until('its lock', () => existsSync(path.join(directory, 'Default')));
    const ses = session.fromPath(directory);
    expect(await messageOf(ses.cookies.get({}))).to.include(
      `The user-data directory ${directory} is in use by the Chromium with process id ${foreign.pid}`,
    );
  });

  it('by another process that has just ended is waited for', async () => {
    const directory = path.join(tempDir(), 'handed over');
    const code = `await session.fromPath('${directory}').cookies.set({ url: '${URL_OF_ALL}', name: 'first', expirationDate: Date.now() / 1000 + 1000 });`;
    const first = spawnApp(source(`app.whenReady().then(async () => { ${code} console.log('up'); });`));
    await first.untilPrinted('up');
    first.kill('SIGKILL');
    const ses = session.fromPath(directory);
    defer(() => endBrowser(ses));
    expect((await ses.cookies.get({})).map(({ name }) => name)).to.deep.equal(['first']);
  });

  it('of one app by two paths to it is one session', () => {
    const directory = tempDir();
    mkdirSync(path.join(directory, 'a'));
    expect(session.fromPath(path.join(directory, 'a', '..'))).to.equal(session.fromPath(directory));
  });
});

describe('bad input to ses.setUserAgent(userAgent[, acceptLanguages])', () => {
  it('is refused: a user agent that is no string', () => {
    const ses = session.fromPartition(randomPartition());
    expect(() => ses.setUserAgent(wrong(5))).to.throw(TypeError, 'userAgent must be a string, got number');
  });

  it('is refused: languages that are no string', () => {
    const ses = session.fromPartition(randomPartition());
    expect(() => ses.setUserAgent('Spec/1.0', wrong(['de']))).to.throw(TypeError, 'acceptLanguages must be a string');
  });

  it('leaves the user agent as it was', () => {
    const ses = session.fromPartition(randomPartition());
    const before = ses.getUserAgent();
    expect(() => ses.setUserAgent('Spec/1.0', wrong(5))).to.throw(TypeError);
    expect(ses.getUserAgent()).to.equal(before);
  });
});

describe('bad input to ses.clearStorageData([options])', () => {
  const shared = useSharedSession();

  const CASES: [title: string, options: unknown, error: RegExp][] = [
    ['options that are no object', 'cookies', /^TypeError: options must be an object$/],
    [
      'an unknown storage',
      { storages: ['cookies', 'biscuits'] },
      /^Error: options\.storages has the unknown name 'biscuits': use /,
    ],
    [
      'storages that are no array',
      { storages: 'cookies' },
      /^TypeError: options\.storages must be an array of strings/,
    ],
    ['an unknown quota', { quotas: ['endless'] }, /^Error: options\.quotas has the unknown name 'endless'/],
    [
      'an origin without scheme',
      { origin: 'bad.example' },
      /^Error: options\.origin must be scheme:\/\/host:port .*, got 'bad\.example'$/,
    ],
    ['an origin with a scheme that has no storage', { origin: 'ftp://bad.example' }, /^Error: options\.origin must be/],
    ['an origin that is no string', { origin: 5 }, /^TypeError: options\.origin must be a string, got number$/],
    ['an empty origin', { origin: '' }, /^Error: options\.origin must be/],
  ];

  for (const [title, options, error] of CASES) {
    it(`is refused: ${title}`, async () => {
      expect(await messageOf(shared().clearStorageData(wrong(options)))).to.match(error);
    });
  }

  it('clears nothing', async () => {
    const ses = newSession();
    await ses.cookies.set({ url: URL_OF_ALL, name: 'kept' });
    await Promise.allSettled(CASES.map(([, options]) => ses.clearStorageData(wrong(options))));
    expect((await ses.cookies.get({})).map(({ name }) => name)).to.deep.equal(['kept']);
  });
});

describe('bad input to new BrowserWindow([options])', () => {
  const CASES: [title: string, options: unknown, message: string][] = [
    ['options that are no object', 5, 'options must be an object'],
    ['webPreferences that are no object', { webPreferences: 'x' }, 'webPreferences must be an object'],
    ['a session that is none', { webPreferences: { session: {} } }, 'webPreferences.session must be a Session'],
    ['a partition that is no string', { webPreferences: { partition: 5 } }, 'partition must be a string'],
    ['a preload that is no string', { webPreferences: { preload: 5 } }, 'webPreferences.preload must be a string'],
    ['a width that is no number', { width: 'wide' }, 'options.width must be a number'],
  ];

  for (const [title, options, message] of CASES) {
    it(`is refused: ${title}`, () => {
      const before = BrowserWindow.getAllWindows().length;
      expect(() => new BrowserWindow(wrong(options))).to.throw(TypeError, message);
      expect(BrowserWindow.getAllWindows()).to.have.lengthOf(before);
    });
  }

  it('is warned of once by name: a preference that has no effect', async () => {
    const code = `
      for (let i = 0; i < 2; i++) new BrowserWindow({ webPreferences: { partition: 'a', nodeIntegration: true } }).destroy();
      app.exit();
    `;
    const { stderr } = await runApp(
      source(`app.on('window-all-closed', () => undefined); app.whenReady().then(() => { ${code} });`),
    );
    expect(stderr.match(/webPreferences\.nodeIntegration/g)).to.have.lengthOf(1);
  });
});
