import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pack } from '../pack.mjs';
import { ROOT } from '../paths.mjs';

/** Pids of processes whose environment holds `mark`. @param {string} mark */
const processesMarked = (mark) =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
    } catch {
      return false; // it has ended, or is somebody else's
    }
  });

/** @param {string} directory @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const runIn = (directory, program, args, env = {}) => {
  const options = { cwd: directory, encoding: /** @type {const} */ ('utf8'), timeout: 120_000 };
  const { status, stdout, stderr } = spawnSync(program, args, { ...options, env: { ...process.env, ...env } });
  return { status, stdout, stderr };
};

const MODULES = path.join(ROOT, 'node_modules');

/** Compiles app.ts as an author's project does. @param {string} directory @param {string} source */
const compileIn = (directory, source) => {
  writeFileSync(path.join(directory, 'app.ts'), source);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    types: ['node'],
    typeRoots: [path.join(MODULES, '@types')],
  };
  writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
  return runIn(directory, process.execPath, [path.join(MODULES, 'typescript/bin/tsc'), '--project', '.']);
};

describe('the npm package', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'valence-pack-'));
  after(() => rmSync(scratch, { recursive: true }));

  /** @param {string} program @param {string[]} args */
  const runThere = (program, args) => runIn(scratch, program, args);

  before(async () => {
    const archive = await pack(scratch);
    writeFileSync(path.join(scratch, 'package.json'), '{ "name": "app", "private": true }');
    const installed = runThere('npm', ['install', '--offline', '--no-audit', '--no-fund', archive]);
    assert.equal(installed.status, 0, installed.stderr);
  });

  it('runs an app with npx valence and passes its arguments and exit code on', () => {
    writeFileSync(
      path.join(scratch, 'app.js'),
      `const { app } = require('electron');
       app.whenReady().then(() => {
         console.log(process.versions.electron, process.argv.slice(2).join());
         app.exit(7);
       });`,
    );
    const { status, stdout, stderr } = runThere('npx', ['--no', 'valence', 'app.js', 'one', 'two']);
    assert.match(stdout, /^28\.\d+\.\d+ one,two$/m, stderr);
    assert.equal(status, 7);
  });

  it('runs the app in the place of the command, so that a SIGKILL leaves nothing', { timeout: 120_000 }, async () => {
    const mark = `valence-pack-${process.pid}-${Date.now()}`;
    writeFileSync(
      path.join(scratch, 'stay.js'),
      `const { app, session } = require('electron');
       app.whenReady().then(() => session.fromPartition('x').cookies.get({})).then(() => console.log(process.pid));`,
    );
    const env = { ...process.env, VALENCE_PACK_TEST: mark, XDG_CONFIG_HOME: path.join(scratch, 'config') };
    const child = spawn('node_modules/.bin/valence', ['stay.js'], {
      cwd: scratch,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = await once(child.stdout, 'data');
    assert.equal(Number(String(pid)), child.pid);
    assert.ok(processesMarked(mark).length > 1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    // Chromium saves its data before it ends. No event: these are nobody's children here.
    while (processesMarked(mark).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('is the path of the launcher for require()', () => {
    const { stdout } = runThere(process.execPath, ['-p', 'require("valence")']);
    assert.equal(stdout.trim(), path.join(scratch, 'node_modules/valence/dist/valence'));
  });

  it('brings types that an app compiles with', () => {
    const { status, stdout } = compileIn(
      scratch,
      `/// <reference types="valence" />
       import { session } from 'electron';
       export const persistent: boolean = session.fromPartition('persist:x').isPersistent();`,
    );
    assert.equal(status, 0, stdout);
  });
});

describe('the npm package under the name electron', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'valence-alias-'));
  after(() => rmSync(scratch, { recursive: true }));
  const installed = path.join(scratch, 'node_modules/electron');
  const launcher = path.join(installed, 'dist/electron');

  before(async () => {
    const archive = await pack(scratch, { alias: true });
    assert.equal(path.basename(archive), 'electron-28.3.3.tgz');
    // As most packages that work with Electron.
    const plugin = { name: 'plugin', version: '1.0.0', peerDependencies: { electron: '>=20' } };
    mkdirSync(path.join(scratch, 'plugin'));
    writeFileSync(path.join(scratch, 'plugin/package.json'), JSON.stringify(plugin));
    writeFileSync(path.join(scratch, 'plugin/index.js'), "exports.name = () => require('electron').app.getName();");
    const app = {
      name: 'my-app',
      main: 'main.js',
      devDependencies: { electron: `file:${archive}` },
      dependencies: { plugin: 'file:plugin' },
    };
    writeFileSync(path.join(scratch, 'package.json'), JSON.stringify(app));
    writeFileSync(
      path.join(scratch, 'main.js'),
      `const { app } = require('electron');
       app.whenReady().then(() => {
         console.log(JSON.stringify([require('plugin').name(), process.versions.electron, process.execPath, process.argv.slice(2)]));
         app.exit(7);
       });`,
    );
    const { status, stderr } = runIn(scratch, 'npm', [
      'install',
      '--offline',
      '--no-audit',
      '--no-fund',
      '--install-links',
    ]);
    assert.equal(status, 0, stderr);
  });

  it('runs an app with `electron .`', () => {
    const { status, stdout, stderr } = runIn(scratch, 'npx', ['--no', 'electron', '.', 'one']);
    assert.deepEqual(JSON.parse(stdout), ['my-app', '28.3.3', launcher, ['one']], stderr);
    assert.equal(status, 7);
  });

  it('has the command valence, too', () => {
    const { stdout } = runIn(scratch, 'node_modules/.bin/valence', ['--version']);
    assert.equal(stdout, 'v28.3.3\n');
  });

  it("is the path of the launcher for Node.js's require()", () => {
    const { stdout } = runIn(scratch, process.execPath, ['-p', 'require("electron")']);
    assert.equal(stdout, `${launcher}\n`);
  });

  it('is the path of the launcher with ELECTRON_RUN_AS_NODE', () => {
    const { stdout } = runIn(scratch, launcher, ['-p', 'require("electron")'], { ELECTRON_RUN_AS_NODE: '1' });
    assert.equal(stdout, `${launcher}\n`);
  });

  it('honors ELECTRON_OVERRIDE_DIST_PATH', () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: '/elsewhere' };
    const { stdout } = runIn(scratch, process.execPath, ['-p', 'require("electron")'], env);
    assert.equal(stdout, '/elsewhere/electron\n');
  });

  it("has the files of Electron's package that tools read", () => {
    const read = (/** @type {string} */ file) => readFileSync(path.join(installed, file), 'utf8');
    assert.equal(read('path.txt'), 'electron');
    assert.equal(read('dist/version'), '28.3.3');
    const { name, version, bin } = JSON.parse(read('package.json'));
    assert.deepEqual(
      [name, version, bin],
      ['electron', '28.3.3', { electron: 'dist/electron', valence: 'dist/valence' }],
    );
  });

  it('brings the documentation that warnings point to', () => {
    assert.match(readFileSync(path.join(installed, 'docs/limits.md'), 'utf8'), /^# Limits$/m);
  });

  it("can be used by Electron's own package", () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: path.join(installed, 'dist') };
    const electron = path.join(MODULES, 'electron/index.js');
    const { stdout } = runIn(scratch, process.execPath, ['-p', `require(${JSON.stringify(electron)})`], env);
    assert.equal(stdout, `${launcher}\n`);
    const run = runIn(scratch, process.execPath, [path.join(MODULES, 'electron/cli.js'), '--version'], env);
    assert.equal(run.stdout, 'v28.3.3\n', run.stderr);
  });

  it('brings types that TypeScript finds without an entry in "types"', () => {
    const { status, stdout } = compileIn(
      scratch,
      `import { session } from 'electron';
       import { app } from 'electron/main';
       import { ipcRenderer } from 'electron/renderer';
       export const name: string = app.name;
       export const send: Function = ipcRenderer.send;
       export const persistent: boolean = session.fromPartition('persist:x').isPersistent();`,
    );
    assert.equal(status, 0, stdout);
  });
});
