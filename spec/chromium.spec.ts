import { expect } from 'chai';
import { chmodSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { runApp } from './lib/apps';
import { tempDir } from './lib/temp';

/** An app that loads a page and prints why it could not. */
const APP = `
  const { app, BrowserWindow } = require('electron');
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

describe('VALENCE_CHROMIUM', () => {
  const messageWith = async (chromium: string): Promise<string> =>
    (await runApp(APP, { env: { VALENCE_CHROMIUM: chromium } })).stdout;

  it('that is missing is told with its path and the way out', async () => {
    const message = await messageWith('/nonexistent/chromium');
    expect(message).to.include('/nonexistent/chromium').and.include('VALENCE_CHROMIUM');
  });

  it('that is not executable is told with its path', async () => {
    const file = program('exit 0', 0o644);
    expect(await messageWith(file)).to.include(file);
  });

  it('below the tested floor is refused with both milestones', async () => {
    const message = await messageWith(program('echo "Chromium 120.0.6099.56"'));
    expect(message).to.include('120.0.6099.56').and.include('150');
  });

  it('whose version cannot be read is refused', async () => {
    const file = program('echo "no number here"');
    expect(await messageWith(file)).to.include(file);
  });

  it('that dies at its start is told with its exit code and its last words', async () => {
    const message = await messageWith(
      program('[ "$1" = --version ] && echo "Chromium 156.0.1.2" && exit; echo "libwanted.so: not found" >&2; exit 3'),
    );
    expect(message).to.include('exited with code 3').and.include('libwanted.so: not found');
  });

  it('above the tested milestones runs, with a warning', async () => {
    const { stderr } = await runApp(APP, {
      env: { VALENCE_CHROMIUM: program('[ "$1" = --version ] && echo "Chromium 999.0.1.2" && exit; exit 1') },
    });
    expect(stderr).to.include('VALENCE_CHROMIUM_UNTESTED').and.include('999.0.1.2');
  });
});
