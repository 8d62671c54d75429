// Packages for Electron, as they come from npm, that need an app of their own: they start before it is ready, or have a part in pages.
import { expect } from 'chai';
import { buildSync } from 'esbuild';
import * as path from 'node:path';
import { outputOf, printed, runApp, source } from './lib/apps';
import { listen } from './lib/servers';

const MODULES = path.join(__dirname, '..', '..', '..', 'node_modules');

/** The absolute path of a package, for apps in temporary directories. */
const at = (name: string): string => JSON.stringify(path.join(MODULES, name));

/** A preload script in one file, as apps bundle theirs. */
function bundle(contents: string): string {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: MODULES },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'browser',
    external: ['electron', 'path', 'fs'],
  });
  return outputFiles[0]!.text;
}

/** An ES module whose app is ready when `code` runs. */
const runModule = async (imports: string, code: string, files: Record<string, string> = {}): Promise<unknown[]> =>
  printed(
    await runApp(
      `import { app, BrowserWindow } from 'electron';
      ${imports}
      const print = (value) => console.log(JSON.stringify(value));
      await app.whenReady();
      ${code}
      app.quit();`,
      { main: 'main.mjs', files },
    ),
  );

describe('packages of npm in apps of their own', () => {
  it('electron-serve serves a folder by a scheme', async () => {
    const [title, origin] = await runModule(
      `import serve from ${at('electron-serve/index.js')}; const load = serve({ directory: 'web' });`,
      `const window = new BrowserWindow({ show: false });
      await load(window);
      print(window.getTitle());
      print(await window.webContents.executeJavaScript('fetch("more.json").then((more) => more.json())'));`,
      { 'web/index.html': '<title>served</title>', 'web/more.json': '{"more":1}' },
    );
    expect([title, origin]).to.deep.equal(['served', { more: 1 }]);
  });

  it('electron-unhandled logs what nobody has caught', async () => {
    const messages = await runModule(
      `import unhandled from ${at('electron-unhandled/index.js')};`,
      `const logged = new Promise((resolve) => unhandled({ showDialog: false, logger: ({ message }) => (print(message), resolve()) }));
      Promise.reject(new Error('lost'));
      await logged;`,
    );
    expect(messages).to.deep.equal(['lost']);
  });

  it('electron-util knows the app, and sets a policy for its pages', async () => {
    const { origin } = await listen('<script>document.title = "ran"</script>');
    const [isDev, isFirst, isActive, info, title] = await runModule(
      `import * as util from ${at('electron-util/distribution/main/index.js')};`,
      `print([util.isDev]);
      print([util.isFirstAppLaunch(), util.isFirstAppLaunch()]);
      await util.setContentSecurityPolicy("script-src 'none';");
      const window = new BrowserWindow();
      print([util.activeWindow() === window]);
      print(util.debugInfo());
      await window.loadURL('${origin}');
      print(window.webContents.getTitle());`,
    );
    expect([isDev, isFirst, isActive]).to.deep.equal([[true], [true, false], [true]]);
    expect(info).to.contain('Electron 28');
    expect(title).to.not.equal('ran');
  });

  it('@electron/remote gives a preload script objects of the main process', async () => {
    const preload = bundle(`
      const remote = require('@electron/remote');
      const window = remote.getCurrentWindow();
      window.setTitle('set by the page');
      window.once('show', () => require('electron').ipcRenderer.send('heard', remote.app.getName(), remote.process.type));`);
    const [title, heard] = await outputOf(
      `const remote = require(${at('@electron/remote/main')});
      const { ipcMain } = require('electron');
      remote.initialize();
      app.whenReady().then(async () => {
        const window = new BrowserWindow({ show: false, webPreferences: { preload: __dirname + '/preload.js' } });
        remote.enable(window.webContents);
        const heard = new Promise((resolve) => ipcMain.once('heard', (_, ...args) => resolve(args)));
        await window.loadURL('data:text/html,page');
        print(window.getTitle());
        window.show();
        const [name, type] = await heard;
        print([name === app.getName(), type]);
        app.quit();
      });`,
      { files: { 'preload.js': preload } },
    );
    expect([title, heard]).to.deep.equal(['set by the page', [true, 'browser']]);
  });

  it('electron-redux keeps the stores of both sides the same', async () => {
    const reducer = `(state = { count: 0 }, { type, payload }) => (type === 'add' ? { count: state.count + payload } : state)`;
    const preload = bundle(`require('electron-redux/preload');`);
    const script = bundle(`
      const { legacy_createStore: createStore } = require('redux');
      const { stateSyncEnhancer } = require('electron-redux/renderer');
      globalThis.store = createStore(${reducer}, stateSyncEnhancer());`);
    const [main, page] = await outputOf(
      `const { legacy_createStore: createStore } = require(${at('redux')});
      const { stateSyncEnhancer } = require(${at('electron-redux/main')});
      const store = createStore(${reducer}, stateSyncEnhancer());
      app.whenReady().then(async () => {
        store.dispatch({ type: 'add', payload: 1 });
        const window = new BrowserWindow({ show: false, webPreferences: { preload: __dirname + '/preload.js' } });
        await window.loadFile('page.html');
        const run = (code) => window.webContents.executeJavaScript(code);
        const changed = new Promise((resolve) => store.subscribe(resolve));
        await run('store.dispatch({ type: "add", payload: 2 }); 0');
        await changed;
        print([store.getState().count]);
        store.dispatch({ type: 'add', payload: 4 });
        const look = 'new Promise((resolve) => { const look = () => store.getState().count === 7 ? resolve([7]) : setTimeout(look); look(); })';
        print(await run(look));
        app.quit();
      });`,
      { files: { 'preload.js': preload, 'page.js': script, 'page.html': '<script src="page.js"></script>' } },
    );
    expect([main, page]).to.deep.equal([[3], [7]]);
  });

  it('custom-electron-titlebar draws a title bar with the menu', async () => {
    const preload = bundle(`
      const { Titlebar } = require('custom-electron-titlebar');
      addEventListener('DOMContentLoaded', () => new Titlebar({}));`);
    const [labels, title, isMaximized] = await outputOf(
      `const { setupTitlebar, attachTitlebarToWindow } = require(${at('custom-electron-titlebar/main')});
      const { Menu } = require('electron');
      setupTitlebar();
      app.whenReady().then(async () => {
        Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: 'Things', submenu: [{ label: 'One' }] }]));
        const window = new BrowserWindow({ show: false, webPreferences: { preload: __dirname + '/preload.js' } });
        attachTitlebarToWindow(window);
        await window.loadURL('data:text/html,<title>titled</title>');
        const run = (code) => window.webContents.executeJavaScript(code);
        const look = \`new Promise((resolve) => {
          const look = () => {
            const labels = [...document.querySelectorAll('.cet-menubar-menu-title')].map((title) => title.textContent);
            if (labels.length > 1) resolve(labels.filter(Boolean));
            else setTimeout(look);
          };
          look();
        })\`;
        print(await run(look));
        print(await run('document.querySelector(".cet-title").textContent'));
        const closed = new Promise((resolve) => window.once('closed', resolve));
        await run('document.querySelector(".cet-control-close").click()');
        await closed;
        print(['closed']);
        app.quit();
      });`,
      { files: { 'preload.js': preload } },
    );
    expect([labels, title, isMaximized]).to.deep.equal([['Things'], 'titled', ['closed']]);
  });

  it('@sentry/electron sends what it is told', async () => {
    const bodies: Promise<string>[] = [];
    const { port } = await listen((request, response) => {
      const body = new Promise<string>((resolve) => {
        const pieces: Buffer[] = [];
        request
          .on('data', (piece: Buffer) => pieces.push(piece))
          .on('end', () => resolve(Buffer.concat(pieces).toString()));
      });
      bodies.push(body);
      void body.then(() => response.setHeader('content-type', 'application/json').end('{}'));
    });
    const { code } = await runApp(
      source(`
        const Sentry = require(${at('@sentry/electron/main')});
        Sentry.init({ dsn: 'http://key@127.0.0.1:${port}/1' });
        app.whenReady().then(async () => {
          Sentry.captureException(new Error('told to the server'));
          await Sentry.flush(600_000); // the limit of the spec comes first
          app.quit();
        });`),
    );
    expect(code).to.equal(0);
    expect((await Promise.all(bodies)).join('\n')).to.contain('told to the server');
  });
});
