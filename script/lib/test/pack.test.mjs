import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pack } from '../pack.mjs';
import { ROOT } from '../paths.mjs';

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
