// Every promise that the library gives an app settles, whatever ends while it is pending: docs/development/promises.md.
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { printed, source, spawnApp, type SpawnedApp } from './lib/apps';
import { childrenWith, signalAll, untilGone } from './lib/processes';

const ROOT = path.join(__dirname, '..', '..', '..');

/** Calls by the name of their member: source of a function of `pages`, `ses`, `never` (a URL without an answer) and more. */
const OF_PAGES = {
  'contents.loadURL()': 'pages[0].webContents.loadURL(never)',
  'contents.loadFile()': "pages[1].webContents.loadFile('waits.html')",
  'contents.executeJavaScript()': "pages[2].webContents.executeJavaScript('new Promise(() => undefined)')",
  'frame.executeJavaScript()': "pages[2].webContents.mainFrame.executeJavaScript('new Promise(() => undefined)')",
  'contents.executeJavaScript() of a loop': "pages[3].webContents.executeJavaScript('for (;;);')",
  'contents.executeJavaScript() of a page that loads': "pages[0].webContents.executeJavaScript('1')",
  'contents.executeJavaScriptInIsolatedWorld()':
    "pages[2].webContents.executeJavaScriptInIsolatedWorld(1000, [{ code: 'new Promise(() => undefined)' }])",
  'contents.insertCSS()': "pages[3].webContents.insertCSS('a {}')",
  'contents.removeInsertedCSS()': "pages[3].webContents.removeInsertedCSS('none')",
  'debugger.sendCommand()': "pages[3].webContents.debugger.sendCommand('Runtime.evaluate', { expression: '1' })",
  'contents.capturePage()': 'pages[3].webContents.capturePage()',
  'win.capturePage()': 'pages[3].capturePage()',
  'contents.insertText()': "pages[3].webContents.insertText('a')",
  'contents.savePage()': "pages[3].webContents.savePage(__dirname + '/page.mhtml', 'MHTML')",
  'contents.takeHeapSnapshot()': "pages[3].webContents.takeHeapSnapshot(__dirname + '/heap')",
  'contents.printToPDF()': 'pages[3].webContents.printToPDF({})',
};
/** They wait for a server: windows have nothing to do with it, and a quit ends them without a word. */
const OF_SERVERS = {
  'ses.fetch()': 'ses.fetch(never)',
  'net.fetch()': 'net.fetch(never)',
  'response.text()': '(await ses.fetch(half)).text()',
};
const OF_SESSIONS = {
  'cookies.get()': 'ses.cookies.get({})',
  'cookies.set()': "ses.cookies.set({ url: 'https://promises.example/', name: 'a', value: 'b' })",
  'cookies.remove()': "ses.cookies.remove('https://promises.example/', 'a')",
  'cookies.flushStore()': 'ses.cookies.flushStore()',
  'ses.resolveHost()': "ses.resolveHost('localhost')",
  'net.resolveHost()': "net.resolveHost('localhost')",
  'ses.setProxy()': "ses.setProxy({ mode: 'direct' })",
  'ses.resolveProxy()': "ses.resolveProxy('http://promises.example/')",
  'ses.forceReloadProxyConfig()': 'ses.forceReloadProxyConfig()',
  'ses.closeAllConnections()': 'ses.closeAllConnections()',
  'ses.clearHostResolverCache()': 'ses.clearHostResolverCache()',
  'ses.clearAuthCache()': 'ses.clearAuthCache()',
  'permissionGrants.revoke()':
    "ses.permissionGrants.revoke({ origin: 'https://promises.example', permission: 'geolocation' })",
  'ses.getCacheSize()': 'ses.getCacheSize()',
  'ses.clearCache()': 'ses.clearCache()',
  'ses.clearStorageData()': 'ses.clearStorageData()',
  'ses.clearCodeCaches()': 'ses.clearCodeCaches({})',
  'ses.getBlobData()': "ses.getBlobData('blob:none')",
  'ses.loadExtension()': "ses.loadExtension(__dirname + '/extension')",
  'extensions.loadExtension()': "ses.extensions.loadExtension(__dirname + '/extension')",
  'ses.listWordsInSpellCheckerDictionary()': 'ses.listWordsInSpellCheckerDictionary()',
  'deviceGrants.setPersistent()': 'ses.deviceGrants.setPersistent(true)',
  'deviceGrants.getDevices()': 'ses.deviceGrants.getDevices()',
  'contentTracing.getCategories()': 'contentTracing.getCategories()',
  'contentTracing.startRecording()': 'contentTracing.startRecording({ included_categories: [] })',
  'contentTracing.getTraceBufferUsage()': 'contentTracing.getTraceBufferUsage()',
  'contentTracing.stopRecording()':
    'contentTracing.startRecording({ included_categories: [] }).then(() => contentTracing.stopRecording())',
};

const calls = (table: Record<string, string>): string =>
  Object.entries(table)
    .map(([name, call]) => `[${JSON.stringify(name)}, async () => ${call}]`)
    .join(',\n');

/** Reads a word from its stdin for each step, and prints the names of what is pending at last: when nothing is, or at its end. */
const APP = source(`
  const { contentTracing, net } = require('electron');
  const http = require('node:http');
  const { once } = require('node:events');
  const words = require('node:readline').createInterface({ input: process.stdin });
  const word = async () => (await once(words, 'line'))[0];
  app.on('window-all-closed', () => undefined);

  const pending = new Set();
  let reported = false;
  const report = () => {
    if (!reported) print([...pending]);
    reported = true;
  };
  const start = (table) => {
    for (const [name, call] of table) {
      pending.add(name);
      void call().catch(() => undefined).then(() => pending.delete(name));
    }
  };
  process.on('exit', report);

  app.whenReady().then(async () => {
    let asked = 0;
    const untilAsked = [];
    const server = http.createServer(({ url }, response) => {
      if (url === '/') response.setHeader('content-type', 'text/html').end('<title>page</title>');
      if (url === '/half') response.writeHead(200, { 'content-length': 10 }).write('half');
      if (url !== '/') ++asked;
      for (const look of untilAsked) look();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = 'http://127.0.0.1:' + server.address().port;
    const [never, half] = [origin + '/never', origin + '/half'];
    require('node:fs').writeFileSync(__dirname + '/waits.html', '<title>waits</title><img src="' + never + '">');
    const ses = session.defaultSession;
    const pages = await Promise.all(Array.from({ length: 4 }, async () => {
      const window = new BrowserWindow();
      await window.loadURL(origin + '/');
      return window;
    }));
    await ses.fetch(origin + '/').then((response) => response.text());
    await ses.resolveHost('localhost');

    pages[3].webContents.debugger.attach();
    start([${calls(OF_PAGES)}]);
    start([${calls(OF_SERVERS)}]);
    // A page, an image of a file, three requests of the main process.
    await new Promise((resolve) => {
      const look = () => asked >= 5 && resolve();
      untilAsked.push(look);
      look();
    });
    print({ pid: ses.getBrowserProcessId() });
    await word();
    start([${calls(OF_SESSIONS)}]);
    setImmediate(() => print('started'));
    const end = await word();
    if (end !== 'look') for (const name of ${JSON.stringify(Object.keys(OF_SERVERS))}) pending.delete(name);
    if (end === 'destroy') for (const window of pages) window.destroy();
    if (end === 'quit') app.quit();
    const look = setInterval(() => {
      if (pending.size > 0) return;
      clearInterval(look);
      report();
    }, 20);
    await word();
    report();
    app.exit();
  });
`);

/** Members of a page of docs/api that return a promise: "ses.fetch". */
const promisesOf = (page: string): string[] =>
  page
    .split(/^#+ /m)
    .filter((section) => section.includes('Returns `Promise'))
    .map((section) => /^`([\w.]+)\(/.exec(section)?.[1] ?? section.slice(0, 40));

describe('promises that are pending', () => {
  /** An app with all of them; what `stop` says does not answer before it ends. */
  async function start(stop: (browser: number) => readonly number[]): Promise<{
    spawned: SpawnedApp;
    browser: number;
    stopped: readonly number[];
  }> {
    const manifest = JSON.stringify({ manifest_version: 3, name: 'Promises', version: '1' });
    const spawned = spawnApp(APP, { files: { 'extension/manifest.json': manifest } });
    const { pid: browser } = await spawned.report<{ pid: number }>();
    const stopped = stop(browser);
    await signalAll(stopped, 'SIGSTOP');
    spawned.send('start');
    await spawned.report(1);
    return { spawned, browser, stopped };
  }

  const unsettled = (spawned: SpawnedApp): Promise<unknown> => spawned.report(2);

  it('are all in docs/development/promises.md', () => {
    const table = readFileSync(path.join(ROOT, 'docs/development/promises.md'), 'utf8');
    const members = readdirSync(path.join(ROOT, 'docs/api'))
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) => promisesOf(readFileSync(path.join(ROOT, 'docs/api', file), 'utf8')));
    expect(members.length).to.be.greaterThan(20);
    expect(members.filter((member) => !table.includes(`\`${member}()\``))).to.deep.equal([]);
  });

  it('settle when every renderer of the session dies', async () => {
    const { spawned, stopped } = await start((browser) => childrenWith(browser, '--type=renderer'));
    await signalAll(stopped, 'SIGKILL');
    spawned.send('look');
    expect(await unsettled(spawned)).to.deep.equal([]);
    await spawned.killAll();
  });

  it('settle when their windows are destroyed', async () => {
    const { spawned } = await start(() => []);
    spawned.send('destroy');
    expect(await unsettled(spawned)).to.deep.equal([]);
    await spawned.killAll();
  });

  it('settle when the Chromium of the session dies', async () => {
    const { spawned, browser } = await start((pid) => [pid]);
    await signalAll([browser], 'SIGKILL');
    await untilGone(browser);
    spawned.send('look');
    expect(await unsettled(spawned)).to.deep.equal([]);
    await spawned.killAll();
  });

  for (const [what, stop] of [
    ['', () => []],
    [', and Chromium does not answer', (browser: number) => [browser]],
  ] as const) {
    it(`settle when the app quits${what}`, async () => {
      const { spawned } = await start(stop);
      spawned.send('quit');
      const exit = await spawned.exited;
      expect([exit.code, printed(exit)[2]]).to.deep.equal([0, []]);
    });
  }
});
