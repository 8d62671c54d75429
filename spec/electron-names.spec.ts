// Every name that Electron 28 exports exists, in CommonJS and as an ES module, and starts nothing when it is imported.
import * as electron from 'electron';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { printed, runApp } from './lib/apps';

const ROOT = path.join(__dirname, '..', '..', '..');
const types = readFileSync(path.join(ROOT, 'node_modules', 'electron', 'electron.d.ts'), 'utf8');

/** The values that a namespace of electron.d.ts exports. */
function namesOf(namespace: string): string[] {
  const start = types.indexOf(`\n  namespace ${namespace} {\n`);
  const body = types.slice(start, types.indexOf('\n  }\n', start));
  return [...body.matchAll(/^ {4}(?:const|class) (\w+)/gm)].map(([, name = '']) => name);
}

const esm = async (code: string): Promise<unknown[]> => {
  const source = `const print = (value) => console.log(JSON.stringify(value));\n${code}\nelectron.app.quit();`;
  const exit = await runApp(`import * as all from 'electron'; import electron from 'electron';\n${source}`, {
    main: 'main.mjs',
  });
  expect(exit.code, exit.stderr).to.equal(0);
  return printed(exit);
};

describe("require('electron')", () => {
  it('has every name of the main process', () => {
    const names = [...namesOf('Main'), ...namesOf('Common')];
    expect(names.length).to.be.greaterThan(30);
    expect(names.filter((name) => Reflect.get(electron, name) === undefined)).to.deep.equal([]);
  });

  it('gives an app the same names as electron/main and electron/common', async () => {
    const code = `
      const { app } = require('electron');
      const missing = (names, module) => names.filter((name) => require(module)[name] !== require('electron')[name]);
      console.log(JSON.stringify(missing(${JSON.stringify(namesOf('Main'))}, 'electron/main')));
      console.log(JSON.stringify(missing(${JSON.stringify(namesOf('Common'))}, 'electron/common')));
      app.quit();`;
    expect(printed(await runApp(code))).to.deep.equal([[], []]);
  });

  it('starts no process for any of them', async () => {
    const code = `
      const electron = require('electron');
      const { readFileSync } = require('node:fs');
      for (const name of Object.keys(electron)) void electron[name];
      const children = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8');
      console.log(JSON.stringify([children]));
      electron.app.quit();`;
    expect(printed(await runApp(code))).to.deep.equal([['']]);
  });
});

describe("require('original-fs')", () => {
  it('is fs, as an ES module too', async () => {
    const code = `
      const { app } = require('electron');
      import('original-fs').then(({ readFileSync }) => {
        console.log(JSON.stringify([require('original-fs') === require('fs'), typeof readFileSync]));
        app.quit();
      });`;
    expect(printed(await runApp(code))).to.deep.equal([[true, 'function']]);
  });
});

describe("import … from 'electron'", () => {
  it('has every name of all processes, those of others undefined', async () => {
    const names = namesOf('CrossProcessExports');
    expect(names.length).to.be.greaterThan(30);
    const others = ['contextBridge', 'ipcRenderer', 'parentPort', 'webFrame'];
    const [missing, defined, different] = await esm(`
      const names = ${JSON.stringify(names)};
      print(names.filter((name) => !(name in all)));
      print(${JSON.stringify(others)}.filter((name) => all[name] !== undefined));
      print(names.filter((name) => all[name] !== electron[name]));`);
    expect({ missing, defined, different }).to.deep.equal({ missing: [], defined: [], different: [] });
  });

  it('has the shared names in electron/common', async () => {
    const names = namesOf('Common').join(', ');
    const exit = await runApp(
      `import { ${names} } from 'electron/common'; import { app } from 'electron/main';
       console.log(JSON.stringify([${names}].map((value) => typeof value))); app.quit();`,
      { main: 'main.mjs' },
    );
    expect(exit.code, exit.stderr).to.equal(0);
    expect((printed(exit)[0] as string[]).includes('undefined')).to.equal(false);
  });
});

describe('a name that nothing stands behind', () => {
  const CODE = 'ERR_VALENCE_UNAVAILABLE';

  for (const name of ['BrowserView', 'TouchBar', 'ShareMenu'] as const) {
    it(`is a class whose constructor throws: ${name}`, () => {
      const Class = electron[name] as new (...args: unknown[]) => object;
      expect(() => new Class({}))
        .to.throw(`new ${name}() is not available`)
        .with.property('code', CODE);
    });
  }

  it('throws from members without a promise', () => {
    expect(() => electron.inAppPurchase.canMakePayments())
      .to.throw('inAppPurchase.canMakePayments() is not available: ')
      .with.property('code', CODE);
  });

  it('rejects from members with a promise', async () => {
    const error: unknown = await electron.inAppPurchase.getProducts([]).catch((e: unknown) => e);
    expect(error).to.be.an('error').with.property('code', CODE);
  });

  it('takes listeners', () => {
    expect(
      electron.inAppPurchase.on('transactions-updated', () => undefined).listenerCount('transactions-updated'),
    ).to.equal(1);
    electron.inAppPurchase.removeAllListeners();
  });
});
