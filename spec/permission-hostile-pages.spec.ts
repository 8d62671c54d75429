// Pages that do what they can to get at what the app denies: docs/development/security.md has the table of these tests.
import { session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { HELPERS, REALMS } from './lib/hostile-page';
import { patience } from './lib/patience';
import { emulateUser, HELD_BACK_KINDS, PERMISSION_KINDS, titleOf, useFakeMedia } from './lib/permission-kinds';
import { listenUntilClosed, sendPage, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, newWindow, openWindow, randomPartition } from './lib/sessions';
import { until } from './lib/until';

type Callback = (granted: boolean) => void;

describe('permissions and hostile pages', () => {
  useFakeMedia();
  let server: LocalServer;
  let ses: Electron.Session;
  let window: BrowserWindow;
  let tests = 0;

  before(async () => {
    server = await listenUntilClosed((_, response) => sendPage(response, '<title>Hostile</title>'));
    ses = session.fromPartition(randomPartition());
  });
  beforeEach(async () => {
    tests += 1;
    window = openWindow({ webPreferences: { session: ses } });
    await window.loadURL(origin());
    await emulateUser(window.webContents);
    await inPage(HELPERS);
  });
  afterEach(() => {
    closeAllWindows();
    ses.setPermissionRequestHandler(null);
  });
  after(async () => {
    await endBrowser(ses);
    await server.close();
  });

  const inPage = (code: string, contents = window.webContents): Promise<unknown> =>
    contents.executeJavaScript(`(async () => { ${code} })()`, true) as Promise<unknown>;
  const origin = (): string => `http://a${tests}.localhost:${server.port}`;
  const otherOrigin = (): string => `http://b${tests}.localhost:${server.port}`;
  /** Denies, but for the names in `granted`. */
  function decide(granted: readonly string[] = []): string[] {
    const asked: string[] = [];
    ses.setPermissionRequestHandler((_contents, permission, callback) => {
      asked.push(permission);
      callback(granted.includes(permission));
    });
    return asked;
  }

  const held = HELD_BACK_KINDS.map(({ name, use, denied, api }) => ({ title: name, use, denied, granted: 'ok', api }));
  // Notifications need no request: the check handler decides (permission-checks.spec.ts).
  const enforced = PERMISSION_KINDS.filter(({ name }) => name !== 'notifications').map((kind) => ({
    ...kind,
    title: titleOf(kind),
  }));

  for (const kind of [...held, ...enforced]) {
    const api = 'api' in kind ? kind.api : undefined;

    describe(kind.title, () => {
      it('gives nothing to what is taken from a realm of its own', async () => {
        decide();
        for (const [place, realm] of Object.entries(REALMS)) {
          const got = await inPage(`
            const realm = await ${realm};
            // In the realm itself, with its own globals; where Chromium lets it run there.
            return Promise.race([
              realm.eval(${JSON.stringify(kind.use)}).catch(({ name }) => name),
              new Promise((resolve) => setTimeout(resolve, 1000, 'never')),
            ]);`);
          expect(got, place).not.to.equal(kind.granted);
        }
      });

      if (api) {
        it('gives nothing to natives of another realm', async () => {
          decide();
          const got = await inPage(`
            const realm = await ${REALMS['a fresh iframe']!};
            return realm.${api.owner}.${api.method}.call(${api.self}, ...${api.args}).then(() => 'ok', ({ name }) => name);`);
          expect(got).to.equal(kind.denied.split(':')[0]);
        });

        it('gives nothing to a page that deletes the wrappers', async () => {
          decide();
          expect(await inPage(`delete ${api.owner}.${api.method}; return typeof ${api.self}.${api.method};`)).to.equal(
            'undefined',
          );
        });
      }

      it('gives nothing to a page that replaces what the wrappers use', async () => {
        // What the page may have, it may ask for in place of what it may not.
        decide(['notifications']);
        const got = await inPage(`
          let receiver = null;
          const { defineProperty, getOwnPropertyNames } = Object;
          const { stringify } = JSON;
          const { get, set } = Map.prototype;
          const { then } = Promise.prototype;
          Object.defineProperty = (owner, name, property) => {
            if (owner === globalThis) receiver = property.value;
            return defineProperty(owner, name, property);
          };
          Reflect.apply = (_method, _self, args) => args;
          JSON.stringify = (message) => stringify({ ...message, permission: 'notifications' });
          Object.prototype.toJSON = function () { return { ...this, permission: 'notifications', toJSON: undefined }; };
          Map.prototype.get = function (id) {
            const settle = get.call(this, id);
            return typeof settle === 'function' ? () => settle('granted') : settle;
          };
          Map.prototype.set = function (id, settle) {
            return set.call(this, id, typeof settle === 'function' ? () => settle('granted') : settle);
          };
          Array.prototype[Symbol.iterator] = function* () {
            for (let i = 0; i < this.length; ++i) yield this[i];
            yield 1;
          };
          const before = new Set(getOwnPropertyNames(globalThis));
          try {
            const used = ${kind.use};
            for (const name of getOwnPropertyNames(globalThis)) {
              if (!before.has(name) && typeof globalThis[name] === 'function') receiver = globalThis[name];
            }
            for (let id = 1; id < 9; ++id) receiver?.({ ids: [id], answer: 'granted' });
            return await used;
          } catch ({ name }) {
            return name;
          } finally {
            delete Object.prototype.toJSON;
          }`);
        expect(got).not.to.equal(kind.granted);
      });

      it('gives each of two origins that ask at once what it was granted', async () => {
        const other = newWindow({ webPreferences: { session: ses } });
        await other.loadURL(otherOrigin());
        await emulateUser(other.webContents);
        const asked: [contents: Electron.WebContents, callback: Callback][] = [];
        ses.setPermissionRequestHandler((contents, _permission, callback) => void asked.push([contents, callback]));
        const mine = inPage(`return ${kind.use}`);
        const theirs = inPage(`return ${kind.use}`, other.webContents);
        await until('both requests', () => asked.length === 2);
        for (const [contents, callback] of asked) callback(contents === other.webContents);
        expect([await mine, await theirs]).to.deep.equal([kind.denied, kind.granted]);
      });

      it('bounds a flood of 10,000 requests and keeps the app responsive', async () => {
        const callbacks: Callback[] = [];
        ses.setPermissionRequestHandler((_contents, _permission, callback) => void callbacks.push(callback));
        const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>;
        const other = newWindow({ webPreferences: { session: ses } });
        await other.loadURL(`${origin()}/other`);
        const flood = inPage(`
          let refused = 0;
          return new Promise((resolve) => {
            const done = () => ++refused === 9984 && resolve(refused);
            for (let i = 0; i < 10000; ++i) void ${kind.use}.then(done, done);
          });`);
        // So many calls may take longer than their gesture lasts: this one is behind them.
        const gesture = inPage('');
        await until('the first request', () => callbacks.length > 0);
        // Milliseconds that the app itself was busy: a machine that stops in between makes no app unresponsive.
        const times: number[] = [];
        while (callbacks.length < 16 || times.length < 20) {
          const start = process.cpuUsage();
          await other.webContents.executeJavaScript('1');
          const { user, system } = process.cpuUsage(start);
          times.push((user + system) / 1000);
        }
        await gesture;
        expect(await flood).to.equal(9984);
        expect(callbacks).to.have.length(16);
        expect(Math.max(...times)).to.be.lessThan(patience(1000));
        expect((await warned)[0].code).to.equal('VALENCE_PERMISSION_FLOOD');
      });
    });
  }

  it('gives nothing to a worker', async () => {
    decide();
    const code = `Promise.all([
      navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state),
      navigator.wakeLock?.request?.('screen').then(() => 'lock', ({ name }) => name),
      new Promise((resolve) => resolve(Notification.permission)),
      typeof queryLocalFonts,
      typeof navigator.mediaDevices,
      typeof navigator.geolocation,
      typeof navigator.requestMediaKeySystemAccess,
    ]).then(postMessage)`;
    await inPage('await Notification.requestPermission()');
    expect(await inPage(`return inWorker(${JSON.stringify(code)})`)).to.deep.equal([
      'prompt',
      undefined,
      'denied',
      'undefined',
      'undefined',
      'undefined',
      'undefined',
    ]);
  });
});
