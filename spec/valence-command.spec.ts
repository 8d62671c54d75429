import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, outputOf, printed, runApp, runPath, source, spawnApp, type AppExit } from './lib/apps';
import { listen } from './lib/servers';
import { tempDir } from './lib/temp';

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

    it('may be a switch, as chromedriver has it: what stands in its place is an argument', async () => {
      const file = path.join(tempDir(), 'one.js');
      writeFileSync(file, source("print([...process.argv.slice(1), app.commandLine.hasSwitch('app')]); app.exit();"));
      for (const named of [`--app=${file}`, `--${file}`]) {
        const launcherArgs = ['--disable-sync', named, '--test-type=webdriver'];
        expect(printed(await runPath('data:,', { launcherArgs }))).to.deep.equal([[file, 'data:,', false]]);
      }
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

    it('is an absolute path of an executable', () => {
      expect(path.isAbsolute(process.execPath)).to.equal(true);
      expect(run('--version').status).to.equal(0);
    });
  });

  describe('ELECTRON_RUN_AS_NODE', () => {
    /** What Node.js prints that the launcher has become. */
    const runAsNode = (code: string, env: NodeJS.ProcessEnv = {}): unknown => {
      const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
        encoding: 'utf8',
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...env },
      });
      expect(stderr).to.equal('');
      return JSON.parse(stdout);
    };
    const IDENTITY = '[process.versions.electron, process.versions.chrome, process.execPath]';
    const OWN = [process.versions.electron, process.versions.chrome, process.execPath];

    it('makes it Node.js: no process.type, no API', () => {
      const code = "console.log(JSON.stringify([process.type ?? null, require.resolve.paths('x') !== null]))";
      expect(runAsNode(code)).to.deep.equal([null, true]);
    });

    it('leaves the versions and the launcher as process.execPath', () => {
      expect(runAsNode(`console.log(JSON.stringify(${IDENTITY}))`)).to.deep.equal(OWN);
    });

    it('leaves them in worker threads', () => {
      const worker = `require('worker_threads').parentPort.postMessage(${IDENTITY})`;
      const code = `
        const { Worker } = require('worker_threads');
        new Worker(${JSON.stringify(worker)}, { eval: true }).on('message', (found) => console.log(JSON.stringify(found)));
      `;
      expect(runAsNode(code)).to.deep.equal(OWN);
    });

    it("gives the user's own arguments and flags only", () => {
      const code = 'console.log(JSON.stringify([process.argv.slice(1), process.execArgv.slice(0, -1)]))';
      expect(runAsNode(code)).to.deep.equal([[], ['-e']]);
    });

    it('reaches what child_process.fork() starts, with any environment', () => {
      const child = path.join(tempDir(), 'child.js');
      writeFileSync(child, `process.send(${IDENTITY});`);
      const code = `
        const env = { PATH: process.env.PATH, VALENCE_CHROMIUM: process.env.VALENCE_CHROMIUM ?? '' };
        const child = require('child_process').fork(${JSON.stringify(child)}, [], { env });
        child.on('message', (found) => console.log(JSON.stringify(found)));
      `;
      expect(runAsNode(code)).to.deep.equal(OWN);
    });

    it('prints the version of Node.js', () => {
      const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
      const { stdout } = spawnSync(process.execPath, ['--version'], { encoding: 'utf8', env });
      expect(stdout).to.equal(`${process.version}\n`);
    });

    it('counts as not set when it is empty', async () => {
      const env = { ELECTRON_RUN_AS_NODE: '' };
      expect(await outputOf('print([process.type]); app.exit();', { env })).to.deep.equal([['browser']]);
    });
  });

  describe('process.defaultApp', () => {
    it('is true for an app that was named by its path', async () => {
      expect(await outputOf('print([process.defaultApp]); app.exit();')).to.deep.equal([[true]]);
    });
  });

  describe('process.resourcesPath', () => {
    it('is a folder beside the launcher', async () => {
      const expected = path.join(path.dirname(process.execPath), 'resources');
      expect(await outputOf('print([process.resourcesPath]); app.exit();')).to.deep.equal([[expected]]);
    });

    it('may be changed by the app', async () => {
      const code = "process.resourcesPath = '/mine'; print([process.resourcesPath]); app.exit();";
      expect(await outputOf(code)).to.deep.equal([['/mine']]);
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
