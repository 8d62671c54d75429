import { expect } from 'chai';
import { newAppHome, outputOf, printed, runApp } from './lib/apps';

describe('apps', () => {
  const PRINT_PARTS =
    "console.log(JSON.stringify(['app', 'BrowserWindow', 'session', 'webContents'].map((name) => typeof parts[name])));";
  const PARTS = ['object', 'function', 'object', 'object'];

  const KINDS: [title: string, main: string, code: string, packageJSON?: Record<string, unknown>][] = [
    ['CommonJS, require()', 'main.js', `const parts = require('electron'); ${PRINT_PARTS} parts.app.exit();`],
    [
      'CommonJS, .cjs',
      'main.cjs',
      `const parts = require('electron/main'); ${PRINT_PARTS} parts.app.exit();`,
      { type: 'module' },
    ],
    ['ES modules, .mjs', 'main.mjs', `import * as parts from 'electron'; ${PRINT_PARTS} parts.app.exit();`],
    [
      'ES modules, "type": "module"',
      'main.js',
      `import * as parts from 'electron/main'; ${PRINT_PARTS} parts.app.exit();`,
      { type: 'module' },
    ],
    ['ES modules, default import', 'main.mjs', `import parts from 'electron'; ${PRINT_PARTS} parts.app.exit();`],
    [
      'ES modules, names',
      'main.mjs',
      `import { app, BrowserWindow, session, webContents } from 'electron'; const parts = { app, BrowserWindow, session, webContents }; ${PRINT_PARTS} app.exit();`,
    ],
    ['ES modules, import()', 'main.mjs', `const parts = await import('electron'); ${PRINT_PARTS} parts.app.exit();`],
    ['CommonJS, import()', 'main.js', `import('electron').then((parts) => { ${PRINT_PARTS} parts.app.exit(); });`],
    [
      'ES modules, createRequire()',
      'main.mjs',
      `import { createRequire } from 'node:module'; const parts = createRequire(import.meta.url)('electron'); ${PRINT_PARTS} parts.app.exit();`,
    ],
  ];

  for (const [title, main, code, packageJSON = {}] of KINDS) {
    it(`get the API: ${title}`, async () => {
      expect(printed(await runApp(code, { main, packageJSON }))).to.deep.equal([PARTS]);
    });
  }

  it('may wait for the app at the top level of an ES module', async () => {
    const code = `
      import { app, session } from 'electron';
      await app.whenReady();
      console.log(JSON.stringify([app.isReady(), session.defaultSession.isPersistent()]));
      app.quit();
    `;
    expect(printed(await runApp(code, { main: 'main.mjs' }))).to.deep.equal([[true, true]]);
  });

  it('are ready only when the main ES module has been evaluated', async () => {
    const code = `
      import { app } from 'electron';
      app.on('ready', () => { console.log('"ready"'); app.quit(); });
      await new Promise((resolve) => setTimeout(resolve, 50));
      console.log('"evaluated"');
    `;
    expect(printed(await runApp(code, { main: 'main.mjs' }))).to.deep.equal(['evaluated', 'ready']);
  });

  it('share one API between CommonJS and ES modules', async () => {
    const code = `
      import { app, session } from 'electron';
      import { createRequire } from 'node:module';
      const electron = createRequire(import.meta.url)('electron');
      console.log(JSON.stringify([electron.app === app, electron.session === session]));
      app.exit();
    `;
    expect(printed(await runApp(code, { main: 'main.mjs' }))).to.deep.equal([[true, true]]);
  });

  it('get the API in modules of theirs', async () => {
    const files = { 'node_modules/helper/index.js': "module.exports = require('electron').app;" };
    expect(
      await outputOf("print(require('helper') === app); print([require('helper') === app]); app.exit();", { files }),
    ).to.deep.equal([[true]]);
  });

  it('are the main module', async () => {
    expect(await outputOf('print([require.main === module, __filename]); app.exit();')).to.have.nested.property(
      '[0][0]',
      true,
    );
  });

  it('know their file and their arguments from process.argv', async () => {
    const home = newAppHome();
    const code = 'print(process.argv); app.exit();';
    expect(await outputOf(code, { home, args: ['a b', '--c'] })).to.deep.equal([
      [process.execPath, home.directory, 'a b', '--c'],
    ]);
  });

  it('see the processes and versions of Electron', async () => {
    const code = `
      const { electron, chrome, node, valence } = process.versions;
      print([process.type, electron, /^\\d+\\.\\d+\\.\\d+\\.\\d+$/.test(chrome), node === process.version.slice(1), typeof valence]);
      app.exit();
    `;
    expect(await outputOf(code)).to.deep.equal([['browser', '28.3.3', true, true, 'string']]);
  });
});
