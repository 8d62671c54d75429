import { app } from 'electron';
import { expect } from 'chai';
import { outputOf, printed, runApp, source, spawnApp } from './lib/apps';
import { tempDir } from './lib/temp';

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
});
