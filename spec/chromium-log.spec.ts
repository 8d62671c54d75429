import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { newAppHome, runApp, sourceWhenReady, type AppOptions } from './lib/apps';
import { tempDir } from './lib/temp';

describe("Chromium's log", () => {
  /** Its page writes this to its console. */
  const SPOKEN = 'spoken by the page';
  /** What Chromium makes of it. */
  const LOGGED = `CONSOLE:1] "${SPOKEN}"`;
  const CODE = `
    const window = new BrowserWindow({ show: false });
    await window.loadURL('data:text/html,<script>console.log("${SPOKEN}")</script>');
  `;
  const stderrOf = async (options: AppOptions, before = ''): Promise<string> => {
    const { code, stderr } = await runApp(`${before}${sourceWhenReady(CODE)}`, options);
    expect(code).to.equal(0);
    return stderr;
  };

  it('is not on stderr by itself', async () => {
    expect(await stderrOf({})).not.to.include(SPOKEN);
  });

  it('is on stderr with ELECTRON_ENABLE_LOGGING', async () => {
    expect(await stderrOf({ env: { ELECTRON_ENABLE_LOGGING: '1' } })).to.include(LOGGED);
  });

  it('is on stderr with --enable-logging before the app', async () => {
    expect(await stderrOf({ launcherArgs: ['--enable-logging'] })).to.include(LOGGED);
  });

  it('is on stderr with --enable-logging behind the app', async () => {
    expect(await stderrOf({ args: ['--enable-logging'] })).to.include(LOGGED);
  });

  it('is on stderr with app.commandLine.appendSwitch()', async () => {
    const before = "require('electron').app.commandLine.appendSwitch('enable-logging');";
    expect(await stderrOf({}, before)).to.include(LOGGED);
  });

  it('is in the file of --log-file with --enable-logging=file', async () => {
    const file = path.join(tempDir(), 'chromium.log');
    await stderrOf({ launcherArgs: ['--enable-logging=file', `--log-file=${file}`] });
    expect(readFileSync(file, 'utf8')).to.include(LOGGED);
  });

  it('is in ELECTRON_LOG_FILE with ELECTRON_ENABLE_LOGGING=file', async () => {
    const file = path.join(tempDir(), 'chromium.log');
    await stderrOf({ env: { ELECTRON_ENABLE_LOGGING: 'file', ELECTRON_LOG_FILE: file } });
    expect(readFileSync(file, 'utf8')).to.include(LOGGED);
  });

  it("is in the session's directory if no file is named", async () => {
    const home = newAppHome();
    await stderrOf({ home, launcherArgs: ['--enable-logging=file'] });
    const file = path.join(home.userData, 'chrome_debug.log');
    expect(existsSync(file) && readFileSync(file, 'utf8')).to.include(LOGGED);
  });
});
