import { expect } from 'chai';
import { chmodSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { runApp, type AppExit } from './lib/apps';
import { tempDir } from './lib/temp';

/** An app that waits for ready, loads a page and prints why it could not. */
const APP = `
  const { app, BrowserWindow } = require('electron');
  console.log('runs');
  app.whenReady().then(async () => {
    try {
      const win = new BrowserWindow({ webPreferences: { partition: 'x' } });
      await win.loadURL('data:text/html,x');
      console.log('loaded');
    } catch (error) {
      console.log(error.message);
    }
    app.exit();
  });
`;

/** A program in the place of Chromium. */
function program(script: string, mode = 0o755): string {
  const file = path.join(tempDir(), 'chromium');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, mode);
  return file;
}

/** Answers --version with `version`, and everything else with `script`. */
const withVersion = (version: string, script: string): string =>
  program(`[ "$1" = --version ] && echo "Chromium ${version}" && exit; ${script}`);

describe('VALENCE_CHROMIUM', () => {
  const runWith = (chromium: string): Promise<AppExit> => runApp(APP, { env: { VALENCE_CHROMIUM: chromium } });

  /** Runs the app, which must end before its first line. Resolves with what stderr says. */
  async function messageWith(chromium: string): Promise<string> {
    const { code, stdout, stderr } = await runWith(chromium);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    expect(stderr).to.match(/^valence: [^\n]*\n$/);
    return stderr;
  }

  it('ends the app with its path and the fix if there is no such file', async () => {
    const message = await messageWith('/nonexistent/chromium');
    expect(message).to.include('/nonexistent/chromium').and.include('VALENCE_CHROMIUM');
  });

  it('ends the app with its path if it is not executable', async () => {
    const file = program('exit 0', 0o644);
    expect(await messageWith(file)).to.include(file);
  });

  it('ends the app with its path if it is a directory', async () => {
    const directory = tempDir();
    expect(await messageWith(directory)).to.include(directory);
  });

  it('ends the app with both milestones if it is below the tested floor', async () => {
    const message = await messageWith(program('echo "Chromium 120.0.6099.56"'));
    expect(message).to.include('120.0.6099.56').and.include('150');
  });

  it('ends the app with its path if its version cannot be read', async () => {
    const file = program('echo "no number here"');
    expect(await messageWith(file)).to.include(file);
  });

  it('ends the app with what it printed if it fails to tell its version', async () => {
    const message = await messageWith(program('echo "libwanted.so: not found" >&2; exit 127'));
    expect(message).to.include('exit code 127').and.include('libwanted.so: not found');
  });

  it('rejects the first use of a session with exit code and last output if it dies at its start', async () => {
    const { code, stdout } = await runWith(withVersion('156.0.1.2', 'echo "libwanted.so: not found" >&2; exit 3'));
    expect(stdout).to.include('runs\n').and.include('exited with code 3').and.include('libwanted.so: not found');
    expect(code).to.equal(0);
  });

  it('runs with a warning if it is above the tested milestones', async () => {
    const { stderr } = await runWith(withVersion('999.0.1.2', 'exit 1'));
    expect(stderr).to.include('VALENCE_CHROMIUM_UNTESTED').and.include('999.0.1.2');
  });
});
