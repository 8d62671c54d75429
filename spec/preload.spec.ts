import { ipcMain } from 'electron';
import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { defer } from './lib/cleanup';
import { listen } from './lib/servers';
import { preloadFile, run, windowWithPreload } from './lib/preload';
import { newSession, newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';

const BLANK = 'data:text/html,<title>preload</title>';

describe('preload scripts', () => {
  const shared = useSharedSession();

  it('run before any script of the page', async () => {
    const server = await listen('<script>window.seen = typeof early;</script>');
    const window = windowWithPreload(`require('electron').contextBridge.exposeInMainWorld('early', { here: true });`, {
      session: shared(),
    });
    await window.loadURL(server.origin);
    expect(await run(window, 'seen')).to.equal('object');
  });

  it('share no globals with the page', async () => {
    const window = windowWithPreload(`globalThis.leak = 1; Array.prototype.leak = 2;`, { session: shared() });
    await window.loadURL(BLANK);
    expect(await run(window, '[typeof leak, typeof [].leak, typeof require, typeof process]')).to.deep.equal(
      Array.from({ length: 4 }, () => 'undefined'),
    );
  });

  it('share the page’s globals without context isolation, and leave no require there', async () => {
    const window = windowWithPreload(`window.shared = 'yes';`, { session: shared(), contextIsolation: false });
    await window.loadURL(BLANK);
    expect(await run(window, '[shared, typeof require, typeof process]')).to.deep.equal([
      'yes',
      'undefined',
      'undefined',
    ]);
  });

  it('see the process of a sandboxed renderer', async () => {
    const window = windowWithPreload(
      `require('electron').contextBridge.exposeInMainWorld('seen', {
         type: process.type, chrome: process.versions.chrome, isolated: process.contextIsolated, argv: process.argv.slice(-1)
       });`,
      { session: shared(), additionalArguments: ['--answer=42'] },
    );
    await window.loadURL(BLANK);
    expect(await run(window, 'seen')).to.deep.equal({
      type: 'renderer',
      chrome: process.versions['chrome'],
      isolated: true,
      argv: ['--answer=42'],
    });
  });

  it('cannot require what only Node.js has', async () => {
    const window = windowWithPreload(
      `let message = 'loaded';
       try { require('fs'); } catch (error) { message = error.message; }
       require('electron').contextBridge.exposeInMainWorld('outcome', message);`,
      { session: shared() },
    );
    await window.loadURL(BLANK);
    expect(await run(window, 'outcome')).to.equal('module not found: fs');
  });

  it('require files and packages with `sandbox: false`, each once, but nothing of Node.js', async () => {
    const files = {
      'preload.js': `
        const { names } = require('./lib/names');
        names.push(require('a-package'), require('./data.json').name, require('./lib/names').names === names);
        try { require('./gone'); } catch (error) { names.push(error.message); }
        try { require('./lib/needs-node.js'); } catch (error) { names.push(error.message); }
        require('electron').contextBridge.exposeInMainWorld('names', names);`,
      'lib/names.js': `'use strict'; exports.names = [typeof this, require('path-like').of(__filename), require('../data')];`,
      'lib/needs-node.js': `require('fs');`,
      'data.json': '{ "name": "json" }',
      'node_modules/a-package/package.json': '{ "main": "index.cjs" }',
      'node_modules/a-package/index.cjs': `#!/usr/bin/env node\nmodule.exports = typeof require('electron').ipcRenderer;`,
      'node_modules/path-like/index.js': `exports.of = (file) => file.split('/').pop();`,
    };
    const directory = tempDir();
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(directory, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const webPreferences = { session: shared(), sandbox: false, preload: path.join(directory, 'preload.js') };
    const window = newWindow({ webPreferences });
    await window.loadURL(BLANK);
    expect(await run(window, 'names')).to.deep.equal([
      'object',
      'names.js',
      { name: 'json' },
      'object',
      'json',
      true,
      'module not found: ./gone',
      'module not found: fs',
    ]);
  });

  it('do not run in frames unless nodeIntegrationInSubFrames says so', async () => {
    const server = await listen('<iframe srcdoc="<p>frame</p>"></iframe>');
    const window = windowWithPreload(`require('electron').contextBridge.exposeInMainWorld('here', true);`, {
      session: shared(),
    });
    await window.loadURL(server.origin);
    expect(await run(window, '[typeof here, typeof frames[0].here]')).to.deep.equal(['boolean', 'undefined']);
  });

  it('run in frames with nodeIntegrationInSubFrames', async () => {
    const server = await listen('<iframe srcdoc="<p>frame</p>"></iframe>');
    const window = windowWithPreload(`require('electron').contextBridge.exposeInMainWorld('here', true);`, {
      session: shared(),
      nodeIntegrationInSubFrames: true,
    });
    await window.loadURL(server.origin);
    expect(await run(window, 'typeof frames[0].here')).to.equal('boolean');
  });

  it('run in windows that a page opens', async () => {
    const window = windowWithPreload(`require('electron').contextBridge.exposeInMainWorld('here', true);`, {
      session: shared(),
    });
    const server = await listen();
    await window.loadURL(server.origin);
    const opened = nextEvent(window.webContents, 'did-create-window');
    const seen = await run(window, `(() => { window.child = open('about:blank'); return typeof child.here; })()`);
    await opened;
    expect(seen).to.equal('boolean');
  });

  it('of the session run before the window’s own', async () => {
    const ses = newSession();
    const say = (word: string): string => `require('electron').ipcRenderer.send('preload-order', '${word}');`;
    ses.setPreloads([preloadFile(say('session'))]);
    const order: string[] = [];
    const listener = (_event: unknown, word: string): void => void order.push(word);
    ipcMain.on('preload-order', listener);
    const window = newWindow({ webPreferences: { session: ses, preload: preloadFile(say('window')) } });
    await window.loadURL(BLANK);
    await window.webContents.executeJavaScript('1');
    ipcMain.off('preload-order', listener);
    expect(order).to.deep.equal(['session', 'window']);
  });

  it('that throw are reported and do not stop the next', async () => {
    const ses = newSession();
    const broken = preloadFile(`throw new TypeError('broken preload');`);
    ses.setPreloads([broken]);
    const window = newWindow({
      webPreferences: {
        session: ses,
        preload: preloadFile(`require('electron').contextBridge.exposeInMainWorld('next', true);`),
      },
    });
    const reported = nextEvent<[unknown, string, Error]>(window.webContents, 'preload-error');
    await window.loadURL(BLANK);
    const [, file, error] = await reported;
    expect(file).to.equal(broken);
    expect(error.message).to.equal('broken preload');
    expect(await run(window, 'next')).to.equal(true);
  });

  it('that are missing are reported', async () => {
    const window = newWindow({ webPreferences: { session: shared(), preload: '/nonexistent/preload.js' } });
    const reported = nextEvent<[unknown, string, Error]>(window.webContents, 'preload-error');
    await window.loadURL(BLANK);
    const [, file, error] = await reported;
    expect(file).to.equal('/nonexistent/preload.js');
    expect(error.message).to.include('ENOENT');
  });
});

describe('ses.setPreloads(preloads)', () => {
  it('leaves out a relative path, with a line on the console', async () => {
    const printed: unknown[] = [];
    const { error } = console;
    console.error = (text: unknown) => printed.push(text);
    defer(() => (console.error = error));
    const ses = newSession();
    ses.setPreloads(['preload.js', preloadFile("window.ran = 'absolute'")]);
    const window = newWindow({ webPreferences: { session: ses, contextIsolation: false } });
    await window.loadURL('data:text/html,<title>page</title>');
    expect(await run(window, 'ran')).to.equal('absolute');
    expect(printed).to.deep.equal(['preload script must have absolute path: preload.js']);
  });

  it('refuses anything but an array of strings', () => {
    expect(() => newSession().setPreloads('x' as unknown as string[])).to.throw(TypeError, 'preloads');
  });
});

describe('ses.getPreloads()', () => {
  it('returns what was set', () => {
    const ses = newSession();
    expect(ses.getPreloads()).to.deep.equal([]);
    ses.setPreloads(['/a.js', '/b.js']);
    expect(ses.getPreloads()).to.deep.equal(['/a.js', '/b.js']);
  });
});

describe('webPreferences.nodeIntegration', () => {
  const shared = useSharedSession();
  const open = async (preferences: Electron.WebPreferences, url = BLANK): Promise<Electron.BrowserWindow> => {
    const window = newWindow({ webPreferences: { session: shared(), nodeIntegration: true, ...preferences } });
    await window.loadURL(url);
    return window;
  };

  it('gives scripts of a page without context isolation what preload scripts have', async () => {
    const window = await open({ contextIsolation: false });
    const types =
      '[typeof require, typeof process, typeof Buffer, typeof setImmediate, typeof module, global === window]';
    expect(await run(window, types)).to.deep.equal(['function', 'object', 'function', 'function', 'object', true]);
    expect(await run(window, "require('url').parse('http://host/path').pathname")).to.equal('/path');
  });

  it('lets the first script of a page send messages, also after a reload', async () => {
    const { origin } = await listen(
      "<script>require('electron').ipcRenderer.send('node-page', location.pathname)</script>",
    );
    const first = nextEvent(ipcMain, 'node-page');
    const window = await open({ contextIsolation: false }, `${origin}/one`);
    expect((await first)[1]).to.equal('/one');
    const second = nextEvent(ipcMain, 'node-page');
    window.webContents.reload();
    expect((await second)[1]).to.equal('/one');
  });

  it('gives modules of Node.js to nobody', async () => {
    const window = await open({ contextIsolation: false });
    const message = "try { require('fs') } catch (error) { error.message }";
    expect(await window.webContents.executeJavaScript(message)).to.equal('module not found: fs');
  });

  it('gives pages nothing with context isolation', async () => {
    const window = await open({});
    expect(await run(window, '[typeof require, typeof process]')).to.deep.equal(['undefined', 'undefined']);
  });

  it('gives frames nothing without nodeIntegrationInSubFrames', async () => {
    const { origin } = await listen((request, response) =>
      response
        .setHeader('content-type', 'text/html')
        .end(request.url === '/' ? '<iframe src="/frame"></iframe>' : '<script>top.seen = typeof require</script>'),
    );
    const window = await open({ contextIsolation: false }, origin);
    expect(await run(window, '[seen, typeof require]')).to.deep.equal(['undefined', 'function']);
  });
});
