import { app } from 'electron';
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
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
  type AppOptions,
} from './lib/apps';
import { listen } from './lib/servers';
import { commandLineOf } from './lib/processes';
import { browserPid, newSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { defer } from './lib/cleanup';

/** Runs an app to its end; what it printed as JSON. */
const outputOf = async (code: string, options: AppOptions = {}): Promise<unknown[]> =>
  printed(await runApp(source(code), options));

/** The same for code that starts when the app is ready. */
const outputWhenReady = async (code: string, options: AppOptions = {}): Promise<unknown[]> =>
  printed(await runApp(sourceWhenReady(code), options));

/** Prints every event of the app's end. */
const LOG_EVENTS = `
  for (const name of ['ready', 'window-all-closed', 'before-quit', 'will-quit', 'quit']) app.on(name, () => print(name));
`;

describe('app module', () => {
  describe('events', () => {
    it('come in the order ready, before-quit, will-quit, quit', async () => {
      expect(await outputOf(`${LOG_EVENTS} app.whenReady().then(() => app.quit());`)).to.deep.equal([
        'ready',
        'before-quit',
        'will-quit',
        'quit',
      ]);
    });

    it('tell of ready before whenReady() resolves', async () => {
      const code =
        "app.on('ready', () => print('ready')); app.whenReady().then(() => { print('whenReady'); app.quit(); });";
      expect(await outputOf(code)).to.deep.equal(['ready', 'whenReady']);
    });

    it('tell of ready after the main file has run', async () => {
      const code =
        "app.on('ready', () => { print('ready'); app.quit(); }); Promise.resolve().then(() => print('main file'));";
      expect(await outputOf(code)).to.deep.equal(['main file', 'ready']);
    });

    it('tell windows to close between before-quit and will-quit', async () => {
      const code = `
        ${LOG_EVENTS}
        app.whenReady().then(async () => {
          const window = new BrowserWindow();
          for (const name of ['close', 'closed']) window.on(name, () => print(name));
          await window.loadURL('about:blank');
          app.quit();
        });
      `;
      const expected = ['ready', 'before-quit', 'close', 'closed', 'will-quit', 'quit'];
      expect(await outputOf(code)).to.deep.equal(expected);
    });

    it('tell of window-all-closed when the last of several windows is closed', async () => {
      const code = `
        app.on('window-all-closed', () => { print('window-all-closed'); app.quit(); });
        app.whenReady().then(() => {
          const windows = [new BrowserWindow(), new BrowserWindow()];
          for (const window of windows) { window.destroy(); print('destroyed'); }
        });
      `;
      expect(await outputOf(code)).to.deep.equal(['destroyed', 'window-all-closed', 'destroyed']);
    });

    it('quit the app when the last window is closed and nobody listens to window-all-closed', async () => {
      const { code, stdout } = await runApp(
        source("app.on('quit', () => print('quit')); app.whenReady().then(() => new BrowserWindow().destroy());"),
      );
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: '"quit"\n' });
    });

    it('do not quit the app when the last window is closed and somebody listens to window-all-closed', async () => {
      const code = `
        app.on('window-all-closed', () => setImmediate(() => { print('still here'); app.exit(5); }));
        app.whenReady().then(() => new BrowserWindow().destroy());
      `;
      const { code: exitCode, stdout } = await runApp(source(code));
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 5, stdout: '"still here"\n' });
    });

    for (const name of ['before-quit', 'will-quit']) {
      it(`keep the app running if ${name} is prevented`, async () => {
        const code = `
          app.once('${name}', (event) => { event.preventDefault(); setImmediate(() => { print('again'); app.quit(); }); });
          app.on('quit', () => print('quit'));
          app.whenReady().then(() => app.quit());
        `;
        expect(await outputOf(code)).to.deep.equal(['again', 'quit']);
      });
    }

    it('keep the app running if a window prevents its close', async () => {
      const code = `
        ${LOG_EVENTS}
        app.whenReady().then(() => {
          const window = new BrowserWindow();
          window.once('close', (event) => { event.preventDefault(); setImmediate(() => app.exit(7)); });
          app.quit();
        });
      `;
      expect(await outputOf(code)).to.deep.equal(['ready', 'before-quit', 'quit']);
    });

    it('give the exit code with quit', async () => {
      const code =
        "app.on('quit', (event, exitCode) => print([typeof event, exitCode])); app.whenReady().then(() => app.exit(9));";
      expect(await outputOf(code)).to.deep.equal([['object', 9]]);
    });

    it('tell of a new window with browser-window-created and web-contents-created', async () => {
      const code = `
        app.on('web-contents-created', (event, contents) => print(['web-contents-created', contents.getType()]));
        app.on('browser-window-created', (event, window) => print(['browser-window-created', window instanceof BrowserWindow]));
        app.whenReady().then(() => { new BrowserWindow(); app.exit(); });
      `;
      expect(await outputOf(code)).to.deep.equal([
        ['web-contents-created', 'window'],
        ['browser-window-created', true],
      ]);
    });
  });

  describe('app.whenReady(), app.isReady()', () => {
    it('tells whether the app is ready', async () => {
      expect(
        await outputOf('print(app.isReady()); app.whenReady().then(() => { print([app.isReady()]); app.quit(); });'),
      ).to.deep.equal([[true]]);
    });

    it('resolves for an app that is ready', async () => {
      expect(await app.whenReady()).to.equal(undefined);
    });

    it('lets no window be made before', async () => {
      const { stdout } = await runApp(
        source('try { new BrowserWindow(); } catch (error) { console.log(error.message); } app.exit();'),
      );
      expect(stdout).to.equal('Cannot create BrowserWindow before app is ready\n');
    });
  });

  describe('app.quit()', () => {
    it('ends the app with exit code 0', async () => {
      const { code, signal } = await runApp(source('app.whenReady().then(() => app.quit());'));
      expect({ code, signal }).to.deep.equal({ code: 0, signal: null });
    });

    it('ends an app that is not ready yet', async () => {
      expect((await runApp(source('app.quit();'))).code).to.equal(0);
    });

    it('emits the events once when called twice', async () => {
      const code = `${LOG_EVENTS} app.whenReady().then(() => { app.quit(); app.quit(); });`;
      expect(await outputOf(code)).to.deep.equal(['ready', 'before-quit', 'will-quit', 'quit']);
    });

    it('is asked for by SIGINT, SIGTERM and SIGHUP', async () => {
      const results = [];
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        const spawned = spawnApp(source(`${LOG_EVENTS} app.whenReady().then(() => console.log('up'));`));
        await spawned.untilPrinted('up');
        spawned.kill(signal);
        const exit = await spawned.exited;
        results.push([exit.code, printed(exit)]);
      }
      const expected = [0, ['ready', 'before-quit', 'will-quit', 'quit']];
      expect(results).to.deep.equal([expected, expected, expected]);
    });

    it('is not asked for by a signal that the app handles itself', async () => {
      const spawned = spawnApp(
        source(
          "process.on('SIGTERM', () => { print('mine'); app.exit(3); }); app.whenReady().then(() => console.log('up'));",
        ),
      );
      await spawned.untilPrinted('up');
      spawned.kill('SIGTERM');
      const exit = await spawned.exited;
      expect([exit.code, printed(exit)]).to.deep.equal([3, ['mine']]);
    });
  });

  describe('app.exit([exitCode])', () => {
    it('ends the app with the exit code, 0 by default', async () => {
      const exits = [await runApp(source('app.exit();')), await runApp(source('app.exit(42);'))];
      expect(exits.map(({ code }) => code)).to.deep.equal([0, 42]);
    });

    it('asks nobody: no before-quit, no will-quit, no close', async () => {
      const code = `
        ${LOG_EVENTS}
        app.whenReady().then(() => {
          const window = new BrowserWindow();
          for (const name of ['close', 'closed']) window.on(name, () => print(name));
          app.exit();
        });
      `;
      expect(await outputOf(code)).to.deep.equal(['ready', 'closed', 'quit']);
    });

    it('throws for anything but an integer', () => {
      expect(() => app.exit('1' as unknown as number)).to.throw(TypeError, 'exitCode must be an integer');
    });
  });

  describe('app.relaunch([options])', () => {
    /** An app that relaunches itself once: its second instance gets `--again`. */
    const relaunching = (call: string): string => `
      if (process.argv.includes('--again')) { print(process.argv.slice(2)); app.exit(); }
      else app.whenReady().then(() => { ${call}; app.exit(); });
    `;

    it('starts the app with other arguments when it has ended', async () => {
      const call = "app.relaunch({ args: [...process.argv.slice(1), '--again', 'x y'] })";
      expect(await outputOf(relaunching(call), { args: ['first'] })).to.deep.equal([['first', '--again', 'x y']]);
    });

    it('starts it with the same arguments by default', async () => {
      const code = `
        const fs = require('fs');
        if (fs.existsSync('second')) { print(process.argv.slice(2)); app.exit(); }
        else { fs.writeFileSync('second', ''); app.relaunch(); app.exit(); }
      `;
      expect(await outputOf(code, { args: ['--one=1', 'two'] })).to.deep.equal([['--one=1', 'two']]);
    });

    it('keeps the options in front of the app', async () => {
      const code = `
        const fs = require('fs');
        if (fs.existsSync('second')) { print([app.getPath('userData'), app.commandLine.hasSwitch('early')]); app.exit(); }
        else { fs.writeFileSync('second', ''); app.relaunch(); app.exit(); }
      `;
      const directory = tempDir();
      const launcherArgs = [`--user-data-dir=${directory}`, '--early'];
      expect(await outputOf(code, { launcherArgs })).to.deep.equal([[directory, true]]);
    });

    it('starts several instances when called several times', async () => {
      const call = "for (const name of ['a', 'b']) app.relaunch({ args: [process.argv[1], '--again', name] })";
      const found = (await outputOf(relaunching(call))) as string[][];
      expect(found.map(([, name]) => name)).to.have.members(['a', 'b']);
    });

    it('starts another program with execPath', async () => {
      const { stdout } = await runApp(
        source("app.relaunch({ execPath: '/bin/echo', args: ['from echo'] }); app.exit();"),
      );
      expect(stdout).to.equal('from echo\n');
    });

    it('starts nothing while the app runs', async () => {
      const code =
        "app.relaunch({ execPath: '/bin/echo', args: ['\"relaunched\"'] }); app.whenReady().then(() => { print('first'); app.quit(); });";
      expect(await outputOf(code)).to.deep.equal(['first', 'relaunched']);
    });
  });

  describe('app.getPath(name)', () => {
    const { HOME, XDG_CONFIG_HOME } = { HOME: '/home/spec', XDG_CONFIG_HOME: '/home/spec/.config' };
    const EXPECTED: Record<string, string> = {
      home: HOME,
      appData: XDG_CONFIG_HOME,
      userData: `${XDG_CONFIG_HOME}/Named`,
      sessionData: `${XDG_CONFIG_HOME}/Named`,
      temp: os.tmpdir(),
      exe: process.execPath,
      module: process.execPath,
      desktop: `${HOME}/Desktop`,
      documents: `${HOME}/Documents`,
      downloads: `${HOME}/Downloads`,
      music: `${HOME}/Music`,
      pictures: `${HOME}/Pictures`,
      videos: `${HOME}/Videos`,
      logs: `${XDG_CONFIG_HOME}/Named/logs`,
      crashDumps: `${XDG_CONFIG_HOME}/Named/Crashpad`,
    };
    let found: Record<string, string> = {};

    before(async () => {
      const code = `print(Object.fromEntries(${JSON.stringify(Object.keys(EXPECTED))}.map((name) => [name, app.getPath(name)]))); app.exit();`;
      const options = { env: { HOME, XDG_CONFIG_HOME }, packageJSON: { productName: 'Named' } };
      [found = {}] = (await outputOf(code, options)) as Record<string, string>[];
    });

    for (const [name, expected] of Object.entries(EXPECTED)) {
      it(`gives ${name}`, () => {
        expect(found[name]).to.equal(expected);
      });
    }

    it('follows user-dirs.dirs', async () => {
      const home = newAppHome();
      writeFileSync(path.join(home.configHome, 'user-dirs.dirs'), '# comment\nXDG_MUSIC_DIR="$HOME/Songs"\n');
      expect(
        await outputOf("print(app.getPath('music')); app.exit();", { home, env: { HOME: '/home/spec' } }),
      ).to.deep.equal(['/home/spec/Songs']);
    });

    it('throws for an unknown name', () => {
      expect(() => app.getPath('nowhere' as 'home')).to.throw("Failed to get 'nowhere' path");
    });

    it('gives the directory of --user-data-dir as userData', async () => {
      const directory = tempDir();
      const launcherArgs = [`--user-data-dir=${directory}`];
      expect(await outputOf("print(app.getPath('userData')); app.exit();", { launcherArgs })).to.deep.equal([
        directory,
      ]);
    });
  });

  describe('app.setPath(name, path)', () => {
    it('changes the path, and creates the directory', async () => {
      const directory = path.join(tempDir(), 'deep', 'er');
      const code = `app.setPath('music', '${directory}'); print(app.getPath('music')); app.exit();`;
      expect([await outputOf(code), existsSync(directory)]).to.deep.equal([[directory], true]);
    });

    it('moves the default session with sessionData', async () => {
      const directory = tempDir();
      const code = `app.setPath('sessionData', '${directory}'); app.whenReady().then(() => { print(session.defaultSession.storagePath); app.quit(); });`;
      expect(await outputOf(code)).to.deep.equal([directory]);
    });

    it('moves sessionData with userData', async () => {
      const directory = tempDir();
      expect(
        await outputOf(`app.setPath('userData', '${directory}'); print(app.getPath('sessionData')); app.exit();`),
      ).to.deep.equal([directory]);
    });

    it('throws for a path that is not absolute', () => {
      expect(() => app.setPath('music', 'songs')).to.throw("Path must be absolute, got 'songs'");
    });
  });

  describe('app.getName(), app.getVersion(), app.getAppPath(), app.isPackaged', () => {
    const CODE = 'print([app.getName(), app.name, app.getVersion(), app.getAppPath(), app.isPackaged]); app.exit();';

    it('come from package.json', async () => {
      const home = newAppHome();
      const packageJSON = { name: 'low', productName: 'High', version: '1.2.3' };
      expect(await outputOf(CODE, { home, packageJSON })).to.deep.equal([
        ['High', 'High', '1.2.3', home.directory, false],
      ]);
    });

    it('fall back to Electron and its version', async () => {
      const file = path.join(tempDir(), 'bare.js');
      writeFileSync(file, source(CODE));
      const [found] = printed(await runPath(file)) as unknown[][];
      expect(found?.slice(0, 3)).to.deep.equal(['Electron', 'Electron', process.versions.electron]);
    });

    it('change with app.setName(name) and app.name', async () => {
      const code = "app.setName('One'); print(app.name); app.name = 'Two'; print(app.getName()); app.exit();";
      expect(await outputOf(code)).to.deep.equal(['One', 'Two']);
    });
  });

  describe('app.commandLine', () => {
    it('knows the switches on both sides of the app', async () => {
      const code =
        "print(['before', 'after', 'other'].map((name) => [app.commandLine.hasSwitch(name), app.commandLine.getSwitchValue(name)])); app.exit();";
      const options = { launcherArgs: ['--before=1'], args: ['--after'] };
      expect(await outputOf(code, options)).to.deep.equal([
        [
          [true, '1'],
          [true, ''],
          [false, ''],
        ],
      ]);
    });

    it('does not take what follows -- for a switch', async () => {
      const code = "print([app.commandLine.hasSwitch('after'), process.argv.slice(2)]); app.exit();";
      expect(await outputOf(code, { args: ['--', '--after'] })).to.deep.equal([[false, ['--', '--after']]]);
    });

    it('does not tell upper from lower case in names', () => {
      app.commandLine.appendSwitch('Spec-Case', 'Value');
      defer(() => app.commandLine.removeSwitch('spec-case'));
      expect(app.commandLine.getSwitchValue('SPEC-CASE')).to.equal('Value');
    });

    it('forgets a switch with removeSwitch()', () => {
      app.commandLine.appendSwitch('spec-gone');
      app.commandLine.removeSwitch('spec-gone');
      expect(app.commandLine.hasSwitch('spec-gone')).to.equal(false);
    });

    it('gives switches to Chromium', async () => {
      app.commandLine.appendSwitch('spec-switch', 'on');
      defer(() => app.commandLine.removeSwitch('spec-switch'));
      const ses = newSession();
      await ses.cookies.get({});
      expect(commandLineOf(browserPid(ses))).to.include('--spec-switch=on');
    });

    it('gives arguments to Chromium', async () => {
      const code = `
        app.commandLine.appendArgument('data:text/html,spec-argument');
        await session.defaultSession.cookies.get({});
        print(require('fs').readFileSync('/proc/' + session.defaultSession.getBrowserProcessId() + '/cmdline', 'utf8').split('\\0'));
      `;
      const [found] = (await outputWhenReady(code)) as string[][];
      expect(found).to.include('data:text/html,spec-argument');
    });

    it("joins an app's disable-features with those of Valence", async () => {
      const code = `
        app.commandLine.appendSwitch('disable-features', 'SpecFeature');
        await session.defaultSession.cookies.get({});
        print(require('fs').readFileSync('/proc/' + session.defaultSession.getBrowserProcessId() + '/cmdline', 'utf8').split('\\0'));
      `;
      const [found] = (await outputWhenReady(code)) as string[][];
      const lists = found?.filter((argument) => argument.startsWith('--disable-features='));
      expect(lists).to.have.lengthOf(1);
      expect(lists?.[0]).to.match(/DestroyProfileOnBrowserClose.*,SpecFeature$/);
    });

    it('throws for names that are no strings', () => {
      expect(() => app.commandLine.appendSwitch(1 as unknown as string)).to.throw(TypeError, 'must be a string');
    });
  });
});

describe('apps', () => {
  const PRINT_PARTS =
    "console.log(JSON.stringify(['app', 'BrowserWindow', 'session', 'webContents'].map((name) => typeof parts[name])));";
  const PARTS = ['object', 'function', 'object', 'object'];

  const KINDS: [title: string, main: string, code: string, packageJSON?: Record<string, unknown>][] = [
    ['CommonJS, require()', 'main.js', `const parts = require('electron'); ${PRINT_PARTS} parts.app.exit();`],
    [
      'CommonJS, .cjs',
      'main.cjs',
      `const parts = require('electron/main'); ${PRINT_PARTS} parts.app.exit();`,
      { type: 'module' },
    ],
    ['ES modules, .mjs', 'main.mjs', `import * as parts from 'electron'; ${PRINT_PARTS} parts.app.exit();`],
    [
      'ES modules, "type": "module"',
      'main.js',
      `import * as parts from 'electron/main'; ${PRINT_PARTS} parts.app.exit();`,
      { type: 'module' },
    ],
    ['ES modules, default import', 'main.mjs', `import parts from 'electron'; ${PRINT_PARTS} parts.app.exit();`],
    [
      'ES modules, names',
      'main.mjs',
      `import { app, BrowserWindow, session, webContents } from 'electron'; const parts = { app, BrowserWindow, session, webContents }; ${PRINT_PARTS} app.exit();`,
    ],
    ['ES modules, import()', 'main.mjs', `const parts = await import('electron'); ${PRINT_PARTS} parts.app.exit();`],
    ['CommonJS, import()', 'main.js', `import('electron').then((parts) => { ${PRINT_PARTS} parts.app.exit(); });`],
    [
      'ES modules, createRequire()',
      'main.mjs',
      `import { createRequire } from 'node:module'; const parts = createRequire(import.meta.url)('electron'); ${PRINT_PARTS} parts.app.exit();`,
    ],
  ];

  for (const [title, main, code, packageJSON = {}] of KINDS) {
    it(`get the API: ${title}`, async () => {
      expect(printed(await runApp(code, { main, packageJSON }))).to.deep.equal([PARTS]);
    });
  }

  it('may wait for the app at the top level of an ES module', async () => {
    const code = `
      import { app, session } from 'electron';
      await app.whenReady();
      console.log(JSON.stringify([app.isReady(), session.defaultSession.isPersistent()]));
      app.quit();
    `;
    expect(printed(await runApp(code, { main: 'main.mjs' }))).to.deep.equal([[true, true]]);
  });

  it('are ready only when the main ES module has been evaluated', async () => {
    const code = `
      import { app } from 'electron';
      app.on('ready', () => { console.log('"ready"'); app.quit(); });
      await new Promise((resolve) => setTimeout(resolve, 50));
      console.log('"evaluated"');
    `;
    expect(printed(await runApp(code, { main: 'main.mjs' }))).to.deep.equal(['evaluated', 'ready']);
  });

  it('share one API between CommonJS and ES modules', async () => {
    const code = `
      import { app, session } from 'electron';
      import { createRequire } from 'node:module';
      const electron = createRequire(import.meta.url)('electron');
      console.log(JSON.stringify([electron.app === app, electron.session === session]));
      app.exit();
    `;
    expect(printed(await runApp(code, { main: 'main.mjs' }))).to.deep.equal([[true, true]]);
  });

  it('get the API in modules of theirs', async () => {
    const files = { 'node_modules/helper/index.js': "module.exports = require('electron').app;" };
    expect(
      await outputOf("print(require('helper') === app); print([require('helper') === app]); app.exit();", { files }),
    ).to.deep.equal([[true]]);
  });

  it('are the main module', async () => {
    expect(await outputOf('print([require.main === module, __filename]); app.exit();')).to.have.nested.property(
      '[0][0]',
      true,
    );
  });

  it('know their file and their arguments from process.argv', async () => {
    const home = newAppHome();
    const code = 'print(process.argv); app.exit();';
    expect(await outputOf(code, { home, args: ['a b', '--c'] })).to.deep.equal([
      [process.execPath, home.directory, 'a b', '--c'],
    ]);
  });

  it('see the processes and versions of Electron', async () => {
    const code = `
      const { electron, chrome, node, valence } = process.versions;
      print([process.type, electron, /^\\d+\\.\\d+\\.\\d+\\.\\d+$/.test(chrome), node === process.version.slice(1), typeof valence]);
      app.exit();
    `;
    expect(await outputOf(code)).to.deep.equal([['browser', '28.3.3', true, true, 'string']]);
  });
});

describe('valence command', () => {
  const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, args, { encoding: 'utf8' });

  describe('path of the app', () => {
    it('may be a file', async () => {
      const file = path.join(tempDir(), 'one.js');
      writeFileSync(file, source('print([app.getAppPath()]); app.exit();'));
      expect(printed(await runPath(file))).to.deep.equal([[path.dirname(file)]]);
    });

    it('may be relative to the working directory', async () => {
      const home = newAppHome();
      writeFileSync(path.join(home.directory, 'one.js'), source("print(['found']); app.exit();"));
      expect(printed(await runPath('one.js', { home }))).to.deep.equal([['found']]);
    });

    it('may be a folder with an index.js', async () => {
      const directory = tempDir();
      writeFileSync(path.join(directory, 'index.js'), source("print(['index']); app.exit();"));
      expect(printed(await runPath(directory))).to.deep.equal([['index']]);
    });

    it('may be a folder whose "main" has no extension', async () => {
      expect(await outputOf("print(['main']); app.exit();", { packageJSON: { main: './main' } })).to.deep.equal([
        ['main'],
      ]);
    });

    it('may be a file: URL', async () => {
      const file = path.join(tempDir(), 'with space.js');
      writeFileSync(file, source("print(['url']); app.exit();"));
      expect(printed(await runPath(new URL(`file://${file}`).href))).to.deep.equal([['url']]);
    });

    it('may be a link', async () => {
      const home = newAppHome();
      writeFileSync(path.join(home.directory, 'real.js'), source("print(['linked']); app.exit();"));
      symlinkSync('real.js', path.join(home.directory, 'link.js'));
      expect(printed(await runPath('link.js', { home }))).to.deep.equal([['linked']]);
    });
  });

  describe('-r, --require', () => {
    for (const [title, ...option] of [
      ['-r MODULE', '-r', './setup.js'],
      ['--require MODULE', '--require', './setup.js'],
      ['--require=MODULE', '--require=./setup.js'],
    ] as const) {
      it(`loads a module before the app: ${title}`, async () => {
        const files = { 'setup.js': "globalThis.setUp = typeof require('electron').app;" };
        expect(await outputOf('print([globalThis.setUp]); app.exit();', { launcherArgs: option, files })).to.deep.equal(
          [['object']],
        );
      });
    }

    it('loads several modules in their order', async () => {
      const files = { 'one.js': "globalThis.log = ['one'];", 'two.js': "globalThis.log.push('two');" };
      const launcherArgs = ['-r', './one.js', '-r', './two.js'];
      expect(await outputOf('print(globalThis.log); app.exit();', { launcherArgs, files })).to.deep.equal([
        ['one', 'two'],
      ]);
    });

    it('is refused without a module', () => {
      const { status, stderr } = run('-r');
      expect({ status, stderr }).to.deep.equal({
        status: 1,
        stderr: 'valence: -r needs the name of a module: -r ./setup.js\n',
      });
    });

    it('fails with the name of a module that is not there', async () => {
      const { code, stderr } = await runApp(source('app.exit();'), { launcherArgs: ['-r', './nothing.js'] });
      expect(code).to.equal(1);
      expect(stderr).to.include("Cannot find module './nothing.js'");
    });
  });

  describe('options', () => {
    for (const option of ['-v', '--version']) {
      it(`${option} prints the version of Electron`, () => {
        expect(run(option)).to.include({ status: 0, stdout: `v${process.versions.electron}\n` });
      });
    }

    for (const option of ['-h', '--help']) {
      it(`${option} prints how to use it`, () => {
        const { status, stdout } = run(option);
        expect(status).to.equal(0);
        expect(stdout)
          .to.match(/^Usage: valence \[options\] \[path\]/)
          .and.to.include('VALENCE_CHROMIUM');
      });
    }

    for (const option of ['-a', '--abi']) {
      it(`${option} prints the ABI version`, () => {
        expect(run(option)).to.include({ status: 0, stdout: `${process.versions.modules}\n` });
      });
    }

    it('-i opens a REPL in the main process, and its end quits the app', async () => {
      const spawned = spawnApp(source("app.whenReady().then(() => console.log('up'));"), { launcherArgs: ['-i'] });
      await spawned.untilPrinted('up');
      spawned.send("JSON.stringify([typeof require('electron').app.quit])");
      spawned.send('.exit');
      const { code, stdout } = await spawned.exited;
      expect(code).to.equal(0);
      expect(stdout).to.include('["function"]');
    });

    it('--js-flags reach V8', async () => {
      const launcherArgs = ['--js-flags=--expose-gc'];
      expect(await outputOf('print([typeof gc]); app.exit();', { launcherArgs })).to.deep.equal([['function']]);
    });

    it("Node's flags reach Node", async () => {
      const launcherArgs = ['--no-warnings', '--stack-trace-limit=3'];
      const [found] = await outputOf('print(process.execArgv); app.exit();', { launcherArgs });
      expect(found).to.include.members(launcherArgs);
    });

    it("--inspect opens Node's inspector", async () => {
      const { stderr } = await runApp(source('app.exit();'), { launcherArgs: ['--inspect=127.0.0.1:0'] });
      expect(stderr).to.match(/^Debugger listening on ws:\/\/127\.0\.0\.1:\d+\//);
    });
  });

  describe('an app that cannot run', () => {
    /** How often the message stands in the output. */
    const countOf = (message: string, { stdout, stderr }: AppExit): number =>
      (stdout + stderr).split(message).length - 1;

    it('is not there', async () => {
      const target = path.join(tempDir(), 'nothing.js');
      const { code, stderr } = await runPath(target);
      const message = `valence: Unable to find Electron app at ${target}: there is no such file or folder.\n`;
      expect({ code, stderr }).to.deep.equal({ code: 1, stderr: message });
    });

    it('is an empty folder', async () => {
      const { code, stderr } = await runPath(tempDir());
      expect(code).to.equal(1);
      expect(stderr).to.match(/^valence: Unable to find Electron app at .*: it has neither a package\.json.*\n$/);
    });

    it('is a folder whose "main" is not there', async () => {
      const { code, stderr } = await runApp('', { packageJSON: { main: 'gone.js' } });
      expect(code).to.equal(1);
      expect(stderr).to.match(/^valence: Unable to find Electron app at .*"main": "gone\.js", which is not there\.\n$/);
    });

    it('has a package.json that is no JSON', async () => {
      const directory = tempDir();
      writeFileSync(path.join(directory, 'package.json'), '{ "main": ');
      const { code, stderr } = await runPath(directory);
      expect(code).to.equal(1);
      expect(stderr).to.match(/^valence: Unable to parse .*package\.json: .*\n$/);
    });

    const BROKEN: [title: string, main: string, code: string, message: string][] = [
      ['has a syntax error', 'main.js', 'const broken = ;', 'SyntaxError: Unexpected token'],
      ['has a syntax error in an ES module', 'main.mjs', 'const broken = ;', 'SyntaxError: Unexpected token'],
      ['throws', 'main.js', "throw new TypeError('thrown at start');", 'TypeError: thrown at start'],
      ['throws in an ES module', 'main.mjs', "throw new TypeError('thrown at start');", 'TypeError: thrown at start'],
      [
        'throws after a wait at the top level of an ES module',
        'main.mjs',
        "await null; throw new TypeError('thrown later');",
        'TypeError: thrown later',
      ],
      [
        'throws when the app is ready',
        'main.js',
        "require('electron').app.on('ready', () => { throw new TypeError('thrown when ready'); });",
        'TypeError: thrown when ready',
      ],
      ['needs a module that is not there', 'main.js', "require('./nothing');", "Error: Cannot find module './nothing'"],
      [
        'throws what sounds like our own errors',
        'main.js',
        "throw new Error('Unable to go on');",
        'Error: Unable to go on',
      ],
    ];

    for (const [title, main, code, message] of BROKEN) {
      it(`${title}: exit code 1, stack shown once`, async () => {
        const exit = await runApp(code, { main });
        expect(exit.code).to.equal(1);
        expect(countOf(message, exit)).to.equal(1);
        // The app's own line, in the stack or above it.
        expect(exit.stderr).to.include(main);
      });
    }
  });

  describe('process.execPath', () => {
    it('runs another app when it is spawned with its path', async () => {
      const files = { 'other/main.js': source("print(['other', process.type, process.argv[2]]); app.exit();") };
      const code = `
        const { spawnSync } = require('child_process');
        const { stdout } = spawnSync(process.execPath, [require('path').join(__dirname, 'other/main.js'), 'argument'], { encoding: 'utf8' });
        console.log(stdout.trim());
        app.exit();
      `;
      expect(await outputOf(code, { files })).to.deep.equal([['other', 'browser', 'argument']]);
    });

    it('is Node with ELECTRON_RUN_AS_NODE', () => {
      const code = 'console.log([process.type, process.versions.electron, process.argv.length].join())';
      const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
      const { stdout } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', env });
      expect(stdout).to.equal(',,1\n');
    });

    it('is an absolute path of an executable', () => {
      expect(path.isAbsolute(process.execPath)).to.equal(true);
      expect(run('--version').status).to.equal(0);
    });
  });

  describe('child_process.fork(modulePath[, args][, options])', () => {
    const CHILD = {
      'child.js': 'process.send([process.type ?? null, process.argv.slice(2), process.env.GIVEN ?? null]);',
    };
    const CALLS: [title: string, call: string, expected: unknown[]][] = [
      ['alone', "fork('./child.js')", [null, [], null]],
      ['with arguments', "fork('./child.js', ['a', 'b'])", [null, ['a', 'b'], null]],
      ['with options', "fork('./child.js', { env: { ...process.env, GIVEN: 'yes' } })", [null, [], 'yes']],
      ['with both', "fork('./child.js', ['a'], { env: { ...process.env, GIVEN: 'yes' } })", [null, ['a'], 'yes']],
    ];

    for (const [title, call, expected] of CALLS) {
      it(`starts a Node process that talks to the app: ${title}`, async () => {
        const code = `
          const { fork } = require('child_process');
          ${call}.on('message', (message) => { print(message); app.exit(); });
        `;
        expect(await outputOf(code, { files: CHILD })).to.deep.equal([expected]);
      });
    }

    it('works for an ES module that imports fork', async () => {
      const code = `
        import { app } from 'electron';
        import { fork } from 'node:child_process';
        fork('./child.js').on('message', (message) => { console.log(JSON.stringify(message)); app.exit(); });
      `;
      expect(printed(await runApp(code, { main: 'main.mjs', files: CHILD }))).to.deep.equal([[null, [], null]]);
    });
  });

  describe('a page instead of an app', () => {
    /** What the default app's window shows. */
    const titleOfPage = async (target: string): Promise<string> => {
      const setup = path.join(tempDir(), 'setup.js');
      writeFileSync(
        setup,
        source(`
          app.on('web-contents-created', (event, contents) => contents.on('did-finish-load', () => {
            console.log(JSON.stringify([contents.getTitle()]));
            app.exit();
          }));
        `),
      );
      const [found] = printed(await runPath(target, { launcherArgs: ['-r', setup] })) as string[][];
      return found?.[0] ?? '';
    };

    it('is opened in a window: an http: URL', async () => {
      const server = await listen('<title>From the server</title>');
      expect(await titleOfPage(`${server.origin}/page`)).to.equal('From the server');
    });

    it('is opened in a window: an .html file', async () => {
      const directory = path.join(tempDir(), 'pages');
      mkdirSync(directory);
      const file = path.join(directory, 'page.html');
      writeFileSync(file, '<title>From the file</title>');
      expect(await titleOfPage(file)).to.equal('From the file');
    });
  });
});
