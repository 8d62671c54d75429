import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

describe('the npm package', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'valence-pack-'));
  after(() => rmSync(scratch, { recursive: true }));

  /** @param {string} program @param {string[]} args */
  const runThere = (program, args) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: scratch, encoding: 'utf8', timeout: 120_000 });
    return { status, stdout, stderr };
  };

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
    writeFileSync(
      path.join(scratch, 'app.ts'),
      `/// <reference types="valence" />
       import { session } from 'electron';
       export const persistent: boolean = session.fromPartition('persist:x').isPersistent();`,
    );
    const modules = path.join(ROOT, 'node_modules');
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      types: ['node'],
      typeRoots: [path.join(modules, '@types')],
    };
    writeFileSync(path.join(scratch, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
    const { status, stdout } = runThere(process.execPath, [path.join(modules, 'typescript/bin/tsc'), '--project', '.']);
    assert.equal(status, 0, stdout);
  });
});
