// Debian's chromedriver drives an app in the place of a browser: WebDriver's own protocol, without a client library.
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { newAppHome, type AppHome } from './lib/apps';
import { defer } from './lib/cleanup';
import { runGuideTest, writeGuide } from './lib/guides';
import { patience } from './lib/patience';
import { processesMarked, type ProcessInfo } from './lib/processes';
import { until } from './lib/until';

const FILES = {
  'main.js': `
    const { app, BrowserWindow } = require('electron');
    app.whenReady().then(() => new BrowserWindow().loadFile('index.html'));
  `,
  'index.html': `
    <!doctype html>
    <title>Counter</title>
    <button onclick="this.textContent = 'Clicked'">Click</button>
  `,
};

const variables = ({ mark, configHome }: AppHome): NodeJS.ProcessEnv => ({
  ...process.env,
  VALENCE_RESERVE: '0',
  VALENCE_SPEC_APP: mark,
  XDG_CONFIG_HOME: configHome,
});

function newApp(): AppHome {
  const home = newAppHome();
  const files = { ...FILES, 'package.json': JSON.stringify({ name: home.mark, main: 'main.js' }) };
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(home.directory, file), text);
  return home;
}

/** Sends a command; its value, or an error with chromedriver's message. */
type Call = (method: string, command: string, body?: object) => Promise<unknown>;

/** Its apps have the mark of `home`. */
async function startDriver(home: AppHome): Promise<Call> {
  const driver = spawn('chromedriver', ['--port=0'], { env: variables(home), stdio: ['ignore', 'pipe', 'inherit'] });
  defer(() => driver.kill('SIGKILL'));
  const port = await new Promise<string>((resolve, reject) => {
    let output = '';
    driver.stdout.setEncoding('utf8').on('data', (text: string) => {
      const [, found] = /started successfully on port (\d+)\./.exec((output += text)) ?? [];
      if (found !== undefined) resolve(found);
    });
    driver.once('error', reject);
    driver.once('exit', () => reject(new Error(`chromedriver ended: ${output}`)));
  });
  return async (method, command, body) => {
    const init = { method, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await fetch(`http://127.0.0.1:${port}${command}`, init);
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error((value as { message: string }).message);
    return value;
  };
}

/** The path of a new session, whose app `args` name. */
async function newSession(call: Call, args: string[]): Promise<string> {
  const alwaysMatch = {
    'browserName': 'chrome',
    'timeouts': { implicit: patience(30_000) },
    'goog:chromeOptions': { binary: process.execPath, args },
  };
  const { sessionId } = (await call('POST', '/session', { capabilities: { alwaysMatch } })) as { sessionId: string };
  return `/session/${sessionId}`;
}

async function findButton(call: Call, session: string): Promise<string> {
  const found = await call('POST', `${session}/element`, { using: 'css selector', value: 'button' });
  const [id = ''] = Object.values(found as Record<string, string>);
  return `${session}/element/${id}`;
}

/** Its processes; the driver has the same environment. */
const ofApp = ({ mark }: AppHome): ProcessInfo[] =>
  processesMarked(mark).filter(({ commandLine: [program = ''] }) => path.basename(program) !== 'chromedriver');

describe('chromedriver', () => {
  it('starts an app with --app=PATH, clicks in its page and ends it, and nothing is left', async () => {
    const home = newApp();
    const call = await startDriver(home);
    const session = await newSession(call, [`--app=${home.directory}`]);
    const button = await findButton(call, session);
    await call('POST', `${button}/click`, {});
    expect(await call('GET', `${button}/text`)).to.equal('Clicked');
    expect(await call('GET', `${session}/url`)).to.equal(pathToFileURL(path.join(home.directory, 'index.html')).href);
    expect(await call('GET', `${session}/window/handles`)).to.have.lengthOf(1);
    expect(ofApp(home).length).to.be.above(1);
    await call('DELETE', session);
    await until('nothing of the app runs', () => ofApp(home).length === 0);
  });

  it('starts an app whose path is an argument of its own', async () => {
    const home = newApp();
    const call = await startDriver(home);
    const session = await newSession(call, [home.directory]);
    await findButton(call, session);
    expect(await call('GET', `${session}/title`)).to.equal('Counter');
    await call('DELETE', session);
  });

  it('runs the test of the guide', async () => {
    const home = newAppHome();
    writeGuide('webdriver.md', home);
    expect(await runGuideTest(home, variables(home))).to.match(/^# pass 1$/m);
  });
});
