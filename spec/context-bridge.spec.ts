import { ipcMain } from 'electron';
import { expect } from 'chai';
import { listen } from './lib/servers';
import { run, windowWithPreload } from './lib/preload';
import { nextEvent, useSharedSession } from './lib/sessions';

const BLANK = 'data:text/html,<title>bridge</title>';

describe('contextBridge module', () => {
  const shared = useSharedSession();
  const expose = async (api: string, url = BLANK, rest = ''): Promise<Electron.BrowserWindow> => {
    const window = windowWithPreload(
      `const { contextBridge, ipcRenderer } = require('electron'); ${rest}
       contextBridge.exposeInMainWorld('api', ${api});`,
      { session: shared() },
    );
    await window.loadURL(url);
    return window;
  };

  describe('contextBridge.exposeInMainWorld(apiKey, api)', () => {
    it('carries values', async () => {
      const window = await expose(`{ n: 1, s: 'two', list: [3, { deep: null }], when: new Date(5) }`);
      expect(await run(window, 'api')).to.deep.equal({ n: 1, s: 'two', list: [3, { deep: null }], when: new Date(5) });
    });

    it('carries functions, their arguments and results', async () => {
      const window = await expose(
        `{ add: (a, b) => a + b, nested: { list: (n) => Array.from({ length: n }, (_, i) => i) } }`,
      );
      expect(await run(window, '[api.add(1, 2), api.nested.list(3)]')).to.deep.equal([3, [0, 1, 2]]);
    });

    it('carries functions of the page to the preload script', async () => {
      const window = await expose(`{ twice: (f) => [f(1), f(2)] }`);
      expect(await run(window, 'api.twice((n) => n * 10)')).to.deep.equal([10, 20]);
    });

    it('carries promises', async () => {
      const window = await expose(
        `{ later: () => Promise.resolve('done'), never: () => Promise.reject(new Error('no')) }`,
      );
      expect(await run(window, `api.later()`)).to.equal('done');
      expect(await run(window, `api.never().catch((error) => error.message)`)).to.equal('no');
    });

    it('carries symbols: what is equal in one world is equal in the other', async () => {
      const rest = `const own = Symbol('own');`;
      const api = `{
        own, holder: { [own]: 1, [Symbol.iterator]: 2, [Symbol.for('shared')]: 3 },
        get: () => own, isOwn: (symbol) => symbol === own, same: (symbol) => symbol,
        keysOf: (object) => Object.getOwnPropertySymbols(object).length,
      }`;
      const window = await expose(api, BLANK, rest);
      const equal = `{
        const mine = Symbol('mine');
        [
          api.own === api.get(), api.isOwn(api.own), api.isOwn(Symbol('own')), api.own.description,
          api.holder[api.own], api.holder[Symbol.iterator], api.holder[Symbol.for('shared')],
          api.same(mine) === mine, api.keysOf({ [mine]: 1, [Symbol('other')]: 2 }),
        ];
      }`;
      expect(await window.webContents.executeJavaScript(equal)).to.deep.equal([
        true,
        true,
        false,
        'own',
        1,
        2,
        3,
        true,
        2,
      ]);
    });

    it('reads nothing that a page has put on Array.prototype', async () => {
      const window = await expose(`{ get: () => ({ n: 1 }), symbol: () => Symbol() }`);
      const result = `{
        let reads = 0;
        for (const index of [2, 3]) Object.defineProperty(Array.prototype, index, { get: () => void reads++, configurable: true });
        const got = [Object.keys(api.get()).join(), api.symbol().description === undefined];
        delete Array.prototype[2];
        delete Array.prototype[3];
        [...got, reads];
      }`;
      expect(await window.webContents.executeJavaScript(result)).to.deep.equal(['n', true, 0]);
    });

    it('carries what a function throws as an error of the page', async () => {
      const window = await expose(`{ fail: () => { throw new Error('bad luck'); } }`);
      const outcome = await run(
        window,
        `(() => { try { api.fail(); } catch (error) { return [error instanceof Error, error.message]; } })()`,
      );
      expect(outcome).to.deep.equal([true, 'bad luck']);
    });

    it('freezes what it exposes', async () => {
      const window = await expose(`{ inner: { n: 1 } }`);
      expect(
        await run(
          window,
          `(() => { api.inner.n = 2; delete api.inner; window.api = 3; return [api.inner.n, Object.isFrozen(api)]; })()`,
        ),
      ).to.deep.equal([1, true]);
    });

    it('gives copies, not the objects of the preload script', async () => {
      const window = await expose(
        `{ get: () => state, change: () => { state.n = 2; } }`,
        BLANK,
        'const state = { n: 1 };',
      );
      expect(
        await run(window, `(() => { const before = api.get(); api.change(); return [before.n, api.get().n]; })()`),
      ).to.deep.equal([1, 2]);
    });

    it('refuses a key that the window has', async () => {
      const window = windowWithPreload(
        `const { contextBridge, ipcRenderer } = require('electron');
         try { contextBridge.exposeInMainWorld('document', {}); }
         catch (error) { ipcRenderer.send('bridge-refused', error.message); }`,
        { session: shared() },
      );
      const refused = nextEvent(ipcMain, 'bridge-refused');
      await window.loadURL(BLANK);
      expect((await refused)[1]).to.equal('Cannot bind an API on top of an existing property on the window object');
    });
  });

  describe('against a hostile page', () => {
    const HOSTILE = `<script>
      const log = window.stolen = [];
      for (const object of [Array.prototype, Object, Function.prototype, Promise.prototype, EventTarget.prototype, JSON, Reflect, Map.prototype]) {
        for (const name of Object.getOwnPropertyNames(object)) {
          const native = object[name];
          if (typeof native !== 'function' || name === 'constructor') continue;
          try { object[name] = function (...args) { log.push(name); return native.apply(this, args); }; } catch {}
        }
      }
    </script>`;

    it('works although the page replaced every method it can reach', async () => {
      const server = await listen(HOSTILE);
      const window = await expose(`{ echo: (value) => value }`, server.origin);
      expect(await run(window, 'api.echo({ list: [1, 2], text: "x" })')).to.deep.equal({ list: [1, 2], text: 'x' });
    });

    it('leaves no global of the bridge in the page', async () => {
      const server = await listen('<script>window.names = Object.getOwnPropertyNames(window);</script>');
      const window = await expose(`{ n: 1 }`, server.origin);
      const names = await run<string[]>(window, 'names.filter((name) => /valence|electron/i.test(name))');
      expect(names).to.deep.equal([]);
    });
  });
});
