// The end of a Chromium, and the start of the next one.
import { app, session } from 'electron';
import { expect } from 'chai';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { supervisorsOf } from './lib/app-remains';
import { runApp, source, sourceWhenReady, spawnApp } from './lib/apps';
import { defer } from './lib/cleanup';
import { inMemoryDirectoriesOf, killIfAlive, processesMarked, untilGone } from './lib/processes';
import { listen } from './lib/servers';
import { browserPid, endBrowser, newSession, newWindow, nextEvent } from './lib/sessions';
import { setSwitch } from './lib/switches';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const COOKIE_URL = 'https://lifecycle.example/';

describe('end of Chromium', () => {
  describe('rejects what is pending', () => {
    const CALLS: [title: string, call: (window: Electron.BrowserWindow) => Promise<unknown>][] = [
      ['cookies.get()', ({ webContents }) => webContents.session.cookies.get({})],
      ['cookies.set()', ({ webContents }) => webContents.session.cookies.set({ url: COOKIE_URL, name: 'a' })],
      ['cookies.flushStore()', ({ webContents }) => webContents.session.cookies.flushStore()],
      ['loadURL()', (window) => window.loadURL('data:text/html,next')],
      ['executeJavaScript()', ({ webContents }) => webContents.executeJavaScript('new Promise(() => undefined)')],
      ['capturePage()', (window) => window.capturePage()],
      ['printToPDF()', ({ webContents }) => webContents.printToPDF({})],
    ];

    for (const [title, call] of CALLS) {
      it(`${title}: with an error that says why`, async () => {
        const window = newWindow();
        await window.loadURL('data:text/html,page');
        const ses = window.webContents.session;
        // A stopped process answers nothing: whatever is called now is pending when it is killed.
        process.kill(browserPid(ses), 'SIGSTOP');
        const pending = call(window).catch((error: unknown) => error);
        await endBrowser(ses);
        const error = (await pending) as Error & { code?: string };
        expect(error).to.be.an('error').with.property('code', 'ERR_BROWSER_GONE');
        expect(error.message).to.match(/Chromium was ended by SIGKILL$/);
      });
    }

    it('loadURL() of a document that has begun: with ERR_FAILED', async () => {
      const server = await listen(
        (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).write('<p>more'),
      );
      const window = newWindow();
      const began = nextEvent(window.webContents, 'did-navigate');
      const pending = window.loadURL(server.origin).catch((error: unknown) => error);
      await began;
      await endBrowser(window.webContents.session);
      expect(await pending).to.include({ code: 'ERR_FAILED', errno: -2 });
    });
  });

  it('is told with child-process-gone of the app', async () => {
    const ses = newSession();
    await ses.cookies.get({});
    const told = nextEvent<[Electron.Event, Electron.Details]>(app, 'child-process-gone');
    await endBrowser(ses);
    const [, details] = await told;
    expect(details).to.deep.equal({
      type: 'Unknown',
      reason: 'killed',
      exitCode: 9,
      serviceName: 'chromium',
      name: 'Chromium',
    });
  });

  it('is told with render-process-gone of the page and of the app', async () => {
    const window = newWindow();
    await window.loadURL('about:blank');
    const ofPage = nextEvent<[Electron.Event, Electron.RenderProcessGoneDetails]>(
      window.webContents,
      'render-process-gone',
    );
    const ofApp = nextEvent<[Electron.Event, Electron.WebContents, Electron.RenderProcessGoneDetails]>(
      app,
      'render-process-gone',
    );
    await endBrowser(window.webContents.session);
    const details = { reason: 'killed', exitCode: 9 };
    const [, contents, toApp] = await ofApp;
    expect([(await ofPage)[1], toApp, contents === window.webContents]).to.deep.equal([details, details, true]);
  });

  it('is not told when the app ends it by quitting', async () => {
    const code = `
      for (const name of ['child-process-gone', 'render-process-gone']) app.on(name, () => print(name));
      await new BrowserWindow().loadURL('about:blank');
    `;
    expect((await runApp(sourceWhenReady(code))).stdout).to.equal('');
  });

  it('lets the next use start another one on the same directory', async () => {
    const ses = newSession('persist:');
    await ses.cookies.set({ url: COOKIE_URL, name: 'flushed', expirationDate: Date.now() / 1000 + 1000 });
    await ses.cookies.flushStore();
    const [pid, { storagePath }] = [browserPid(ses), ses];
    await endBrowser(ses);
    expect((await ses.cookies.get({})).map(({ name }) => name)).to.deep.equal(['flushed']);
    expect(ses.storagePath).to.equal(storagePath);
    expect(browserPid(ses)).not.to.equal(pid);
  });

  it('leaves nothing in memory of an in-memory session', async () => {
    const ses = newSession();
    const before = inMemoryDirectoriesOf([process.pid]);
    await ses.cookies.get({});
    const directory = inMemoryDirectoriesOf([process.pid]).find((found) => !before.includes(found)) ?? '';
    await endBrowser(ses);
    expect([directory !== '', existsSync(directory)]).to.deep.equal([true, false]);
  });

  it('leaves the other sessions alone', async () => {
    const [ses, other] = [newSession(), newSession()];
    await ses.cookies.get({});
    await other.cookies.set({ url: COOKIE_URL, name: 'safe' });
    await endBrowser(ses);
    expect((await other.cookies.get({})).map(({ name }) => name)).to.deep.equal(['safe']);
  });

  it('leaves its windows, which load again', async () => {
    const server = await listen('<title>again</title>');
    const window = newWindow();
    await window.loadURL(server.origin);
    await endBrowser(window.webContents.session);
    expect([window.isDestroyed(), window.webContents.isCrashed()]).to.deep.equal([false, true]);
    await window.loadURL(server.origin);
    expect([window.webContents.getTitle(), window.webContents.isCrashed()]).to.deep.equal(['again', false]);
  });

  it('while it starts rejects the first use, and the next use works', async () => {
    const ses = newSession();
    const first = ses.cookies.get({}).then(
      () => 'resolved',
      (error: unknown) => (error as { code?: string }).code,
    );
    const told = nextEvent(app, 'child-process-gone');
    process.kill(await until('its process', () => browserPid(ses)), 'SIGKILL');
    await told;
    expect([await first, await ses.cookies.get({})]).to.deep.equal(['ERR_BROWSER_GONE', []]);
  });

  for (const [signal, reason] of [
    ['SIGSEGV', 'crashed'],
    ['SIGABRT', 'crashed'],
    ['SIGTERM', 'clean-exit'],
  ] as const) {
    it(`by ${signal} is told as ${reason}`, async () => {
      const ses = newSession();
      await ses.cookies.get({});
      const told = nextEvent<[Electron.Event, Electron.Details]>(app, 'child-process-gone');
      process.kill(browserPid(ses), signal);
      expect((await told)[1].reason).to.equal(reason);
    });
  }

  it('of its supervisor ends Chromium too, and the next use starts another one', async () => {
    const spawned = spawnApp(
      source(`
        app.on('child-process-gone', async (event, { reason }) => print([reason, await session.fromPartition('a').cookies.get({})]));
        app.whenReady().then(() => session.fromPartition('a').cookies.get({})).then(() => console.log('up'));
      `),
    );
    await spawned.untilPrinted('up');
    const [browser] = spawned.browsers();
    for (const pid of supervisorsOf(spawned)) killIfAlive(pid);
    expect(await spawned.report()).to.deep.equal(['killed', []]);
    await untilGone(browser!.pid);
  });

  it("of Chromium's network service, where it has a process of its own, does not end the session", async () => {
    const server = await listen('<title>up</title>');
    setSwitch('disable-features', 'NetworkServiceInProcess2');
    const window = newWindow();
    await window.loadURL(server.origin);
    const pid = browserPid(window.webContents.session);
    const network = processesMarked('network.mojom.NetworkService').find(({ parentPid }) => parentPid === pid);
    process.kill(network?.pid ?? 0, 'SIGKILL');
    await untilGone(network?.pid ?? 0);
    // Chromium gives up what it asked of the old one before it noticed.
    await until('a page', () =>
      window.loadURL(`${server.origin}/again`).then(
        () => true,
        () => false,
      ),
    );
    expect([browserPid(window.webContents.session), window.webContents.getTitle()]).to.deep.equal([pid, 'up']);
  });
});

describe('start of Chromium', () => {
  const windowsOf = (directory: string, code: string): string =>
    source(`
      app.on('window-all-closed', () => undefined);
      app.whenReady().then(async () => {
        const ses = session.fromPath('${directory}');
        const open = (url) => new BrowserWindow({ webPreferences: { session: ses } }).loadURL(url);
        ${code}
      });
    `);

  it('brings back no page of an earlier run, however that ended', async () => {
    const server = await listen();
    const directory = tempDir();
    const first = spawnApp(windowsOf(directory, `await open('${server.origin}/old'); console.log('up');`));
    await first.untilPrinted('up');
    await first.killAll();
    const before = server.requests.length;
    const second = spawnApp(windowsOf(directory, `await open('${server.origin}/new'); app.quit();`));
    await second.exited;
    expect(server.requests.slice(before).map(({ url }) => url)).not.to.include('/old');
  });

  it('works with a TMPDIR that is too long for a socket, which the app keeps', async () => {
    const directory = path.join(tempDir(), 'x'.repeat(80));
    mkdirSync(directory);
    const code = "print([await session.fromPartition('a').cookies.get({}), app.getPath('temp')]);";
    const { stdout } = await runApp(sourceWhenReady(code), { env: { TMPDIR: directory } });
    expect(JSON.parse(stdout)).to.deep.equal([[], directory]);
  });

  it('leaves the profile of a Chromium of its own as it is', async () => {
    const directory = tempDir();
    const profile = path.join(directory, 'Default');
    mkdirSync(path.join(profile, 'Sessions'), { recursive: true });
    writeFileSync(path.join(profile, 'Sessions', 'Session_1'), 'tabs');
    writeFileSync(path.join(profile, 'Preferences'), '{"spec":{"own":1}}');
    const ses = session.fromPath(directory);
    defer(() => endBrowser(ses));
    await ses.cookies.get({});
    expect(existsSync(path.join(profile, 'Sessions', 'Session_1'))).to.equal(true);
  });
});
