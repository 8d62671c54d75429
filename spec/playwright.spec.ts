import { expect } from 'chai';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { newAppHome, type AppHome } from './lib/apps';
import { defer } from './lib/cleanup';
import { startDisplay } from './lib/display';
import { runGuideTest, writeGuide } from './lib/guides';
import { patience } from './lib/patience';
import { processesMarked, untilNoneMarked } from './lib/processes';
import { tempDir } from './lib/temp';

/** As an app's author writes it. */
const MAIN = `
  const { app, BrowserWindow, ipcMain } = require('electron');
  const path = require('node:path');

  ipcMain.handle('double', (event, number) => 2 * number);

  app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 400,
    height: 300,
    webPreferences: { preload: path.join(__dirname, 'preload.js') },
  });
  window.loadFile('index.html');
  });

  app.on('window-all-closed', () => app.quit());
`;

const FILES = {
  'main.js': MAIN,
  'preload.js': `
  const { contextBridge, ipcRenderer } = require('electron');
  contextBridge.exposeInMainWorld('api', { double: (number) => ipcRenderer.invoke('double', number) });
  `,
  'index.html': `
  <!doctype html>
  <title>Counter</title>
  <button onclick="api.double(21).then((answer) => (this.textContent = answer))">Ask</button>
  <a href="javascript:void open('other.html', '', 'width=300,height=200')">More</a>
  `,
  'other.html': '<title>Other</title>',
};

const PNG = Buffer.from('\x89PNG', 'latin1');

/** Of each step. Playwright's own limit knows nothing of a busy machine. */
const limit = (): number => patience(30_000);

type Launch = (home: AppHome, env?: NodeJS.ProcessEnv) => Promise<ElectronApplication>;

const variables = (home: AppHome, env: NodeJS.ProcessEnv): Record<string, string> => ({
  ...(process.env as Record<string, string>),
  VALENCE_RESERVE: '0',
  VALENCE_SPEC_APP: home.mark,
  XDG_CONFIG_HOME: home.configHome,
  ...(env as Record<string, string>),
});

const withExecutablePath: Launch = (home, env = {}) =>
  _electron.launch({
    executablePath: process.execPath,
    args: [home.directory],
    env: variables(home, env),
    timeout: limit(),
  });

/** Playwright asks the package `electron`, and loads a module of its own before the app. */
const withPackage: Launch = async (home, env = {}) => {
  const dist = tempDir();
  symlinkSync(process.execPath, path.join(dist, 'electron'));
  const before = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dist;
  try {
    return await _electron.launch({ args: [home.directory], env: variables(home, env), timeout: limit() });
  } finally {
    if (before === undefined) delete process.env['ELECTRON_OVERRIDE_DIST_PATH'];
    else process.env['ELECTRON_OVERRIDE_DIST_PATH'] = before;
  }
};

interface Started {
  app: ElectronApplication;
  home: AppHome;
  process: ChildProcess;
}

async function start(launch: Launch, env?: NodeJS.ProcessEnv): Promise<Started> {
  const home = newAppHome();
  const files = { ...FILES, 'package.json': JSON.stringify({ name: home.mark, main: 'main.js' }) };
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(home.directory, file), text);
  const app = await launch(home, env);
  app.context().setDefaultTimeout(limit());
  // Playwright does not give it any more once the app has ended.
  const child = app.process();
  defer(() => void child.kill('SIGKILL'));
  return { app, home, process: child };
}

const firstWindow = (app: ElectronApplication): Promise<Page> => app.firstWindow({ timeout: limit() });

const indexOf = ({ directory }: AppHome): string => pathToFileURL(path.join(directory, 'index.html')).href;

describe("Playwright's _electron.launch()", () => {
  it('evaluates in the main process', async () => {
    const { app, home } = await start(withExecutablePath);
    expect(await app.evaluate(({ app: electronApp }) => electronApp.getName())).to.equal(home.mark);
    await app.close();
  });

  it("gives the first window with the app's own page", async () => {
    const { app, home } = await start(withExecutablePath);
    const page = await firstWindow(app);
    expect(page.url()).to.equal(indexOf(home));
    // A page is there before its document is whole.
    await page.waitForLoadState();
    expect(await page.title()).to.equal('Counter');
    await app.close();
  });

  it('clicks, and reads what the main process has answered', async () => {
    const { app } = await start(withExecutablePath);
    const page = await firstWindow(app);
    await page.click('button');
    await page.waitForSelector('text=42');
    await app.close();
  });

  it('gives the BrowserWindow of a page', async () => {
    const { app } = await start(withExecutablePath);
    const window = await app.browserWindow(await firstWindow(app));
    const found = await window.evaluate((browserWindow: Electron.BrowserWindow) => browserWindow.getBounds());
    expect(found).to.include({ width: 400, height: 300 });
    await app.close();
  });

  it('sees a window that a page opens', async () => {
    const { app } = await start(withExecutablePath);
    const page = await firstWindow(app);
    const opened = app.waitForEvent('window', { timeout: limit() });
    await page.click('a');
    const other = await opened;
    await other.waitForURL('**/other.html');
    expect(await other.title()).to.equal('Other');
    await app.close();
  });

  it('takes a screenshot', async () => {
    const { app } = await start(withExecutablePath);
    const page = await firstWindow(app);
    const picture = await page.screenshot();
    expect(picture.subarray(0, 4)).to.deep.equal(PNG);
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).to.deep.equal(
      await page.evaluate(() => [innerWidth, innerHeight]),
    );
    await app.close();
  });

  it('traces', async () => {
    const { app } = await start(withExecutablePath);
    const page = await firstWindow(app);
    await app.context().tracing.start({ screenshots: true, snapshots: true });
    await page.click('button');
    const file = path.join(tempDir(), 'trace.zip');
    await app.context().tracing.stop({ path: file });
    expect(readFileSync(file).subarray(0, 2).toString()).to.equal('PK');
    await app.close();
  });

  it('closes the app, and nothing is left', async () => {
    const { app, home, process: child } = await start(withExecutablePath);
    await firstWindow(app);
    expect(processesMarked(home.mark).length).to.be.above(1);
    await app.close();
    await untilNoneMarked(home.mark);
    expect(child.exitCode).to.equal(0);
  });

  it('works on a display', async () => {
    const { app, home } = await start(withExecutablePath, { DISPLAY: await startDisplay() });
    const page = await firstWindow(app);
    expect(page.url()).to.equal(indexOf(home));
    await page.click('button');
    await page.waitForSelector('text=42');
    await app.close();
  });

  it('needs no executablePath with the package electron, and holds `ready` back as it does with Electron', async () => {
    const { app, home, process: child } = await start(withPackage);
    const page = await firstWindow(app);
    expect(page.url()).to.equal(indexOf(home));
    await page.click('button');
    await page.waitForSelector('text=42');
    const argv = await app.evaluate(() => process.argv.slice(1));
    expect(argv).to.deep.equal([home.directory]);
    await app.close();
    expect(child.exitCode).to.equal(0);
  });

  it('runs the test of the guide', async () => {
    const home = newAppHome();
    writeGuide('playwright.md', home, ['playwright-core']);
    const output = await runGuideTest(home, variables(home, {}));
    expect(output).to.match(/^# pass 1$/m);
    expect(readFileSync(path.join(home.directory, 'cart.png')).subarray(0, 4)).to.deep.equal(PNG);
  });
});
