import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import * as path from 'node:path';
import { run, windowWithPreload } from '../lib/preload';
import { listen, sendPage } from '../lib/servers';
import { commandLineOf, descendantsOf } from '../lib/processes';
import { browserPid, newSession, newWindow, nextEvent } from '../lib/sessions';

describe('chromium-surfaces: switches', () => {
  it('--ozone-override-screen-size gives windows a screen without a display', async () => {
    const window = newWindow();
    await window.loadURL('data:text/html,x');
    expect(await run<number>(window, 'screen.width')).to.be.at.least(1280);
  });

  it('--disable-blink-features=AutomationControlled leaves navigator.webdriver false', async () => {
    const window = newWindow();
    await window.loadURL('data:text/html,x');
    expect(await run(window, 'navigator.webdriver')).to.equal(false);
  });

  it('--disable-features=BackForwardCache loads a page again that is gone back to', async () => {
    const server = await listen((request, response) => sendPage(response, `<title>${request.url}</title>`));
    const window = newWindow();
    await window.loadURL(`${server.origin}/one`);
    await window.loadURL(`${server.origin}/two`);
    const finished = nextEvent(window.webContents, 'did-finish-load');
    window.webContents.goBack();
    await finished;
    expect(window.webContents.getURL()).to.equal(`${server.origin}/one`);
  });

  it('--disable-features=RenderDocument tells what a page calls while it is unloaded', async () => {
    const server = await listen((request, response) => sendPage(response, `<title>${request.url}</title>`));
    const window = windowWithPreload(
      "addEventListener('unload', () => require('electron').ipcRenderer.send('unloaded'))",
    );
    await window.loadURL(`${server.origin}/one`);
    const unloaded = nextEvent(window.webContents.ipc, 'unloaded');
    await window.loadURL(`${server.origin}/two`);
    await unloaded;
  });

  it('--disk-cache-dir keeps the HTTP cache in the session’s directory', async () => {
    const server = await listen((_, response) => sendPage(response, 'cached', { 'cache-control': 'max-age=3600' }));
    const ses = newSession('persist:');
    const window = newWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
    expect(existsSync(path.join(ses.storagePath ?? '', 'Default', 'Cache'))).to.equal(true);
  });

  it('--remote-debugging-pipe opens no TCP port', async () => {
    const ses = newSession();
    await ses.cookies.get({});
    const pids = [browserPid(ses), ...descendantsOf(browserPid(ses)).map(({ pid }) => pid)];
    const LISTEN = '0A';
    const listening = pids.flatMap((pid) =>
      ['tcp', 'tcp6'].flatMap((table) => socketsIn(pid, table).filter(({ state }) => state === LISTEN)),
    );
    const own = new Set(pids.flatMap(inodesOf));
    expect(listening.filter(({ inode }) => own.has(inode))).to.deep.equal([]);
  });

  it('secrets are in no command line', async () => {
    const ses = newSession();
    await ses.cookies.set({ url: 'https://secret.test', name: 'token', value: 'hunter2hunter2' });
    // Read at once: a process of Chromium may end meanwhile.
    const children = descendantsOf(browserPid(ses)).map(({ commandLine }) => commandLine);
    const lines = [commandLineOf(browserPid(ses)), ...children];
    expect(lines.flat().some((argument) => argument.includes('hunter2'))).to.equal(false);
  });
});

function socketsIn(pid: number, table: string): { state: string; inode: string }[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/net/${table}`, 'utf8');
  } catch {
    return []; // the process has ended
  }
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .map((fields) => ({ state: fields[3] ?? '', inode: fields[9] ?? '' }));
}

/** What the open files of a process are. */
function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return []; // the process has ended
  }
}

function inodesOf(pid: number): string[] {
  return descriptorsOf(pid)
    .map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1])
    .filter((inode) => inode !== undefined);
}
