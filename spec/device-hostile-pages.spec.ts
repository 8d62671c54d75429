// Pages that do what they can to get at devices: docs/development/security.md has the table of these tests.
import { session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { chooseFirst, chooseNone, collectRequests, DEVICE_KINDS, type DeviceKind } from './lib/device-kinds';
import { useDeviceFixtures, type PluggedDevice } from './lib/device-fixtures';
import { HELPERS, REALMS } from './lib/hostile-page';
import { deviceGrantsOf, evaluateNatively, questionsOf } from './lib/internals';
import { sendPage, listenUntilClosed, type LocalServer } from './lib/servers';
import { closeAllWindows, endBrowser, newWindow, openWindow, randomPartition } from './lib/sessions';
import { until } from './lib/until';

describe('devices and hostile pages', () => {
  const fixtures = useDeviceFixtures();
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
    await inPage(HELPERS);
  });
  afterEach(() => {
    closeAllWindows();
    for (const { select, revoked } of DEVICE_KINDS) {
      (ses as NodeJS.EventEmitter).removeAllListeners(select).removeAllListeners(revoked);
    }
  });
  after(async () => {
    await endBrowser(ses);
    await server.close();
  });

  const inPage = (code: string, gesture = true): Promise<unknown> =>
    window.webContents.executeJavaScript(`(async () => { ${code} })()`, gesture) as Promise<unknown>;
  /** Other origins for every test, because grants live as long as their session. */
  const origin = (): string => `http://a${tests}.localhost:${server.port}`;
  const otherOrigin = (): string => `http://b${tests}.localhost:${server.port}`;

  /** Resolves when Chromium itself knows the devices, which it learns of beside the main process. */
  async function untilShown({ name, list }: DeviceKind, devices: readonly PluggedDevice[]): Promise<void> {
    const policies = deviceGrantsOf(ses);
    const grants = devices.map(({ vendorId, productId }) => ({ kind: name, origin: origin(), vendorId, productId }));
    await Promise.all(grants.map((grant) => policies.grant(grant)));
    const shown = `navigator.${name}.${list}.then((all) => all.length)`;
    const countShown = (): Promise<unknown> => evaluateNatively(window.webContents, shown);
    await until('all devices', async () => (await countShown()) === devices.length);
    await Promise.all(grants.map((grant) => policies.revoke(grant)));
  }

  for (const kind of DEVICE_KINDS) {
    const { name, request, list, prototype, method } = kind;

    describe(name, () => {
      const count = `(await navigator.${name}.${list}).length`;
      /** How many devices a request gives. */
      const outcome = (call: string): string => `await ${call}.then((got) => [got].flat().length, () => 0)`;

      for (const [place, realm] of Object.entries(REALMS)) {
        it(`gives nothing to what is taken from ${place}`, async () => {
          await fixtures.plug(kind.fixture);
          const asked = collectRequests(ses, kind, chooseNone);
          const [own, taken, listed] = (await inPage(`
            const realm = await ${realm};
            const natives = realm.${prototype}.prototype;
            return [
              ${outcome(`realm.navigator.${name}.${request}`)},
              ${outcome(`natives.${method}.call(navigator.${name}, { filters: [] })`)},
              ${count},
            ];`)) as number[];
          expect([own, taken, listed]).to.deep.equal([0, 0, 0]);
          // Not more often than it was asked, and never by Chromium's chooser, for which this would wait forever.
          expect(asked.length).to.be.lessThan(3);
        });
      }

      it('gives a worker nothing of another origin, and no way to ask', async () => {
        await fixtures.plug(kind.fixture);
        const asked = collectRequests(ses, kind, chooseFirst);
        const code = `(async () => {
          const api = navigator.${name};
          if (!api) return 'none';
          return [typeof api.${method}, (await api.${list}).length];
        })().then(postMessage, ({ name }) => postMessage(name))`;
        const ask = `return inWorker(${JSON.stringify(code)})`;
        await window.loadURL(otherOrigin());
        await inPage(HELPERS);
        expect(await inPage(`return ${outcome(`navigator.${name}.${request}`)}`)).to.equal(1);
        expect(await inPage(ask)).to.deep.equal(['undefined', 1]);
        await window.loadURL(origin());
        await inPage(HELPERS);
        const questions = questionsOf(window.webContents);
        expect(await inPage(ask)).to.deep.equal(['undefined', 0]);
        expect(questions).to.deep.equal([]);
        expect(asked).to.have.length(1);
      });

      it('gives nothing to a page that deletes the wrappers', async () => {
        await fixtures.plug(kind.fixture);
        expect(
          await inPage(`
            delete ${prototype}.prototype.${method};
            const gone = typeof navigator.${name}.${method};
            return [gone, ${count}];`),
        ).to.deep.equal(['undefined', 0]);
      });

      it('gives nothing to a page that replaces what the wrappers use', async () => {
        await fixtures.plug(kind.fixture);
        collectRequests(ses, kind, chooseNone);
        expect(
          await inPage(`
            const { get } = Map.prototype;
            Array.prototype.filter = function () { return this; };
            Array.prototype.some = () => true;
            Map.prototype.get = function (id) {
              const settle = get.call(this, id);
              return settle && (() => settle([{ vendorId: 0x1209, productId: 1 }]));
            };
            return [${count}, ${count}];`),
        ).to.deep.equal([0, 0]);
      });

      it('asks the app for no page that pretends a gesture', async () => {
        await fixtures.plug(kind.fixture);
        const asked = collectRequests(ses, kind, chooseFirst);
        await window.loadURL(`${origin()}/still`);
        const questions = questionsOf(window.webContents);
        expect(
          await inPage(
            `Object.defineProperty(UserActivation.prototype, 'isActive', { get: () => true });
             return [${outcome(`navigator.${name}.${request}`)}, ${count}];`,
            false,
          ),
        ).to.deep.equal([0, 0]);
        // The main process was asked, and refused.
        expect(questions.filter(({ type }) => type === 'request')).to.have.length(1);
        expect(asked).to.have.length(0);
        // With a gesture the same page gets what it asks for.
        expect(await inPage(`return ${outcome(`navigator.${name}.${request}`)}`)).to.equal(1);
        expect(asked).to.have.length(1);
      });

      it('tells a frame without permission nothing, whatever it forges', async () => {
        await fixtures.plug(kind.fixture);
        const asked = collectRequests(ses, kind, chooseFirst);
        expect(await inPage(`return ${outcome(`navigator.${name}.${request}`)}`)).to.equal(1);
        await inPage(`await frame({ src: ${JSON.stringify(`${otherOrigin()}/frame`)} })`);
        const frame = await until('the frame', () =>
          window.webContents.mainFrame.framesInSubtree.find(({ url }) => url.endsWith('/frame')),
        );
        // Every message it sends asks for the devices, with what the wrappers look at replaced.
        const told = await frame.executeJavaScript(
          `(async () => {
            document.featurePolicy.__proto__.allowsFeature = () => true;
            const heard = [];
            const { set } = Map.prototype;
            Map.prototype.set = function (id, settle) {
              return set.call(this, id, (answer) => { heard.push(answer); settle(answer); });
            };
            const { stringify } = JSON;
            JSON.stringify = (message) => stringify({ ...message, type: 'list', seen: [] });
            await navigator.${name}.${request}.catch(() => undefined);
            return heard;
          })()`,
          true,
        );
        expect(told).to.deep.equal([null]);
        expect(asked).to.have.length(1);
      });

      it('takes messages for what they are, however they are forged', async () => {
        await fixtures.plug(kind.fixture);
        const asked = collectRequests(ses, kind, chooseNone);
        const forged = [
          '',
          '7',
          'null',
          '{',
          '[]',
          '{"type":"grant"}',
          `{"topic":"devices","type":"grant","kind":"${name}","id":1}`,
          `{"topic":"__proto__","type":"request","kind":"${name}","id":1,"filters":[],"exclusionFilters":[]}`,
          `{"topic":"devices","type":"request","kind":"__proto__","id":1,"filters":[],"exclusionFilters":[]}`,
          `{"topic":"devices","type":"request","kind":"${name}","id":1e400,"filters":[],"exclusionFilters":[]}`,
          `{"topic":"devices","type":"list","kind":"${name}","id":1,"origin":"${otherOrigin()}"}`,
          `{"topic":"devices","type":"forget","kind":"${name}","id":1,"device":{"vendorId":"1"}}`,
          `{"topic":"devices","type":"request","kind":"${name}","id":1,"filters":[{"vendorId":{}}],"exclusionFilters":[]}`,
        ];
        const listed = await inPage(`
          const { stringify } = JSON;
          for (const text of ${JSON.stringify(forged)}) {
            JSON.stringify = () => text;
            void navigator.${name}.${request}.catch(() => undefined);
            await navigator.${name === 'hid' ? 'usb.getDevices()' : 'hid.getDevices()'}.constructor.resolve();
          }
          JSON.stringify = stringify;
          return ${count};`);
        expect(listed).to.equal(0);
        expect(asked.length).to.be.lessThan(2);
      });

      it('counts an answer once: what an old request was given opens nothing after it was revoked', async () => {
        await fixtures.plug(kind.fixture);
        const asked = collectRequests(ses, kind, chooseFirst);
        expect(
          await inPage(`
            const answers = [];
            const { set } = Map.prototype;
            Map.prototype.set = function (id, settle) {
              return set.call(this, id, (answer) => { answers.push(answer); settle(answer); });
            };
            const { get } = Map.prototype;
            await navigator.${name}.${request};
            const [device] = await navigator.${name}.${list};
            await device.forget();
            // From now on every answer is the one that granted.
            const [grant] = answers.filter((answer) => answer?.length > 0);
            Map.prototype.get = function (id) {
              const settle = get.call(this, id);
              return settle && ((answer) => settle(grant));
            };
            return ${count};`),
        ).to.equal(0);
        expect(asked).to.have.length(1);
      });

      // What stock Chromium cannot keep apart: docs/limits.md.
      it('shows a worker what was granted and its twin, a page the one that was granted', async () => {
        const one = await fixtures.plug(kind.fixture, { serialNumber: 'ONE' });
        const two = await fixtures.plug(kind.fixture, { serialNumber: 'TWO' });
        const other = await fixtures.plug(kind.fixture, { productId: '7777', serialNumber: 'OTHER' });
        await untilShown(kind, [one, two, other]);
        collectRequests(ses, kind, chooseFirst);
        // Of HID devices no page is told a serial number: the wrappers cannot tell twins apart either.
        const given = name === 'hid' ? 2 : 1;
        expect(await inPage(`return ${outcome(`navigator.${name}.${request}`)}`)).to.equal(given);
        const all = await inPage(`return inWorker("navigator.${name}.${list}.then((all) => postMessage(all.length))")`);
        expect([await inPage(`return ${count}`), all]).to.deep.equal([name === 'usb' ? 1 : 2, 2]);
      });

      it('forgets an open request when the page navigates: no other origin gets the device', async () => {
        await fixtures.plug(kind.fixture);
        const asked = collectRequests(ses, kind);
        void inPage(`navigator.${name}.${request}.catch(() => undefined); return 1;`);
        const [first] = await until('the request', () => (asked.length > 0 ? asked : undefined));
        await window.loadURL(`${otherOrigin()}/after`);
        if (first) chooseFirst(first);
        expect(await inPage(`return ${count}`)).to.equal(0);
        await window.loadURL(`${origin()}/back`);
        expect(await inPage(`return ${count}`)).to.equal(0);
      });

      it('gives each of two origins that ask at once what it was granted', async () => {
        await fixtures.plug(kind.fixture);
        const other = newWindow({ webPreferences: { session: ses } });
        await other.loadURL(otherOrigin());
        const asked = collectRequests(ses, kind);
        const ask = (contents: Electron.WebContents): Promise<unknown> =>
          contents.executeJavaScript(
            `(async () => { return [${outcome(`navigator.${name}.${request}`)}, ${count}]; })()`,
            true,
          );
        const mine = ask(window.webContents);
        await until('the first request', () => asked.length === 1);
        const theirs = ask(other.webContents);
        await until('the second request', () => asked.length === 2);
        const [first, second] = asked;
        if (second) chooseFirst(second);
        expect(await theirs).to.deep.equal([1, 1]);
        expect(await inPage(`return ${count}`)).to.equal(0);
        if (first) chooseNone(first);
        expect(await mine).to.deep.equal([0, 0]);
      });

      it('gives a frame that was swapped while the app decides nothing', async () => {
        await fixtures.plug(kind.fixture);
        const asked = collectRequests(ses, kind);
        const source = `${otherOrigin()}/asking`;
        await inPage(`
          const inner = await frame({ src: '/inner' });
          globalThis.inner = inner;`);
        await inPage(`inner.navigator.${name}.${request}.catch(() => undefined);`);
        const [first] = await until('the request', () => (asked.length > 0 ? asked : undefined));
        await inPage(`
          const element = document.querySelector('iframe');
          await new Promise((resolve) => { element.onload = resolve; element.src = ${JSON.stringify(source)}; });`);
        if (first) chooseFirst(first);
        const swapped = await until('the other document', () =>
          window.webContents.mainFrame.framesInSubtree.find(({ url }) => url === source),
        );
        expect(
          await swapped.executeJavaScript(`navigator.${name}.${list}.then((all) => all.length, ({ name }) => name)`),
        ).to.be.oneOf([0, 'SecurityError']);
        expect(await inPage(`return ${count}`)).to.equal(0);
      });

      it('bounds a flood of 10,000 requests and keeps the app responsive', async () => {
        await fixtures.plug(kind.fixture);
        const asked = collectRequests(ses, kind);
        const warned = once(process, 'warning') as Promise<[Error & { code?: string }]>;
        const other = newWindow({ webPreferences: { session: ses } });
        await other.loadURL(`${origin()}/other`);
        const flood = inPage(`
          let refused = 0;
          const done = () => { refused += 1; };
          await new Promise((resolve) => {
            for (let i = 0; i < 10000; ++i) {
              void navigator.${name}.${request}.then((got) => Array.isArray(got) && done(), done).then(() => refused === 9984 && resolve());
            }
          });
          return refused;`);
        // Behind the loop, which may last longer than a gesture, and before Chromium is asked for one.
        void inPage('return 1;');
        // The app's own time between two answers: how long the machine takes for them says nothing of the app.
        const times: number[] = [];
        while (asked.length < 16 || times.length < 20) {
          const start = process.cpuUsage();
          await other.webContents.executeJavaScript('1');
          const { user, system } = process.cpuUsage(start);
          times.push((user + system) / 1000);
        }
        expect(await flood).to.equal(9984);
        expect(asked).to.have.length(16);
        expect(Math.max(...times)).to.be.lessThan(1000);
        expect((await warned)[0].code).to.equal('VALENCE_DEVICE_FLOOD');
        // One that is answered makes room.
        if (asked[0]) chooseNone(asked[0]);
        void inPage(`navigator.${name}.${request}.catch(() => undefined); return 1;`);
        await until('one more', () => asked.length === 17);
      });
    });
  }
});
