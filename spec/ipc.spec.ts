import { BrowserWindow, ipcMain } from 'electron';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { listen } from './lib/servers';
import { defer } from './lib/cleanup';
import { collectGarbage } from './lib/garbage';
import { run, windowWithPreload } from './lib/preload';
import { nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const BLANK = 'data:text/html,<title>ipc</title>';

/** Exposes the part of ipcRenderer that a page of these specs drives. */
const PRELOAD = `
  const { contextBridge, ipcRenderer } = require('electron');
  contextBridge.exposeInMainWorld('ipc', {
    send: (channel, ...args) => ipcRenderer.send(channel, ...args),
    invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
    next: (channel) => new Promise((resolve) => ipcRenderer.once(channel, (event, ...args) => resolve(args)))
  });
`;

const isSyntax = (pattern: string): boolean => {
  try {
    return new RegExp(pattern).test('Ab');
  } catch {
    return false;
  }
};

describe('ipcMain module', () => {
  const shared = useSharedSession();
  const open = async (url = BLANK, preferences: Electron.WebPreferences = {}): Promise<Electron.BrowserWindow> => {
    const window = windowWithPreload(PRELOAD, { session: shared(), ...preferences });
    await window.loadURL(url);
    return window;
  };
  /** A channel of its own, without listeners or handler after the test. */
  const newChannel = (): string => {
    const channel = randomUUID();
    defer(() => {
      ipcMain.removeAllListeners(channel);
      ipcMain.removeHandler(channel);
    });
    return channel;
  };

  describe('ipcMain.on(channel, listener)', () => {
    it('gets the arguments that ipcRenderer.send() was given', async () => {
      const channel = newChannel();
      const window = await open();
      const message = nextEvent(ipcMain, channel);
      await run(window, `ipc.send('${channel}', 1, 'two', { three: [3, null] })`);
      expect((await message).slice(1)).to.deep.equal([1, 'two', { three: [3, null] }]);
    });

    it('gets what structured clone can carry', async () => {
      const channel = newChannel();
      const window = await open();
      const message = nextEvent(ipcMain, channel);
      await run(window, `ipc.send('${channel}', new Map([[1, new Set([2n])]]), new Date(5), new Uint8Array([6]), NaN)`);
      const [, map, date, bytes, number] = await message;
      expect(map).to.deep.equal(new Map([[1, new Set([2n])]]));
      expect(date).to.deep.equal(new Date(5));
      expect(bytes).to.deep.equal(new Uint8Array([6]));
      expect(number).to.be.NaN;
    });

    it('gets a property named __proto__ beside what JSON cannot carry', async () => {
      const channel = newChannel();
      const window = await open();
      const message = nextEvent<[unknown, Map<string, object>]>(ipcMain, channel);
      await run(window, `ipc.send('${channel}', new Map([['m', { ['__proto__']: { polluted: NaN }, b: [1n] }]]))`);
      const [, map] = await message;
      const value = map.get('m') as Record<string, unknown>;
      expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
      expect(Object.entries(value)).to.deep.equal([
        ['__proto__', { polluted: NaN }],
        ['b', [1n]],
      ]);
      expect('polluted' in value).to.equal(false);
    });

    it('gets the named properties of arrays, in both directions', async () => {
      const channel = newChannel();
      ipcMain.handle(channel, (_, list: unknown[] & { name: string }) =>
        Object.assign([...list, 3n], { name: `${list.name} back`, elements: list.length }),
      );
      const answered = nextEvent(ipcMain, channel);
      const window = windowWithPreload(
        `const { ipcRenderer } = require('electron');
        ipcRenderer.invoke('${channel}', Object.assign([1, , 2], { name: 'there' })).then((list) => {
          ipcRenderer.send('${channel}', Object.entries(list));
        });`,
        { session: shared() },
      );
      await window.loadURL(BLANK);
      expect((await answered)[1]).to.deep.equal([
        ['0', 1],
        ['1', undefined],
        ['2', 2],
        ['3', 3n],
        ['name', 'there back'],
        ['elements', 3],
      ]);
    });

    it('knows the WebContents and the frame of the sender', async () => {
      const channel = newChannel();
      const window = await open();
      const message = nextEvent<[Electron.IpcMainEvent]>(ipcMain, channel);
      await run(window, `ipc.send('${channel}')`);
      const [event] = await message;
      expect(event.sender).to.equal(window.webContents);
      expect(event.senderFrame).to.equal(window.webContents.mainFrame);
      expect(event.frameId).to.equal(window.webContents.mainFrame.routingId);
    });

    it('keeps the order of 500 messages', async () => {
      const channel = newChannel();
      const window = await open();
      const seen: number[] = [];
      const all = new Promise<void>((resolve) => {
        ipcMain.on(channel, (_event, index: number) => {
          if (seen.push(index) === 500) resolve();
        });
      });
      await run(window, `for (let i = 0; i < 500; i++) ipc.send('${channel}', i)`);
      await all;
      expect(seen).to.deep.equal(Array.from({ length: 500 }, (_, index) => index));
    });
  });

  describe('ipcRenderer: values that the main process does not have', () => {
    /** Values that stock Chromium has and Node.js 20 has not; a Node.js that has them receives them. */
    const VALUES: [what: string, code: string, known: () => boolean][] = [
      ['a Float16Array', '[new Float16Array(1)]', () => 'Float16Array' in globalThis],
      ['a RegExp of a newer syntax', '[/(?i:a)b/]', () => isSyntax('(?i:a)b')],
      ['both in a Map', 'new Map([[1, new Float16Array(1)], [2, /(?i:a)b/]])', () => 'Float16Array' in globalThis],
    ];
    const PROBE = `
      const { contextBridge, ipcRenderer } = require('electron');
      const errors = [];
      addEventListener('error', ({ message }) => errors.push(message));
      const attempt = (method, channel, code) => {
        try { return ipcRenderer[method](channel, eval(code)); } catch (error) { errors.push(error.message); }
      };
      contextBridge.exposeInMainWorld('probe', {
        invoke: (channel, code) => Promise.resolve(attempt('invoke', channel, code)).then(() => 'fine', (error) => error.message),
        send: (channel, code) => void attempt('send', channel, code),
        post: (channel, code) => void attempt('postMessage', channel, code),
        ping: (channel) => ipcRenderer.invoke(channel, 'ping').then(() => errors),
      });
    `;
    for (const [what, code, known] of VALUES) {
      it(`rejects ${what} given to invoke(), and throws or reports it for send() and postMessage()`, async () => {
        const channel = newChannel();
        const heard: unknown[] = [];
        ipcMain.handle(channel, (_event, value) => void (value === 'ping' || heard.push(value)));
        ipcMain.on(channel, (_event, value) => heard.push(value));
        const window = windowWithPreload(PROBE, { session: shared() });
        await window.loadURL(BLANK);
        const [answer, errors] = await run<[string, string[]]>(
          window,
          `(async () => {
            const answer = await probe.invoke('${channel}', ${JSON.stringify(code)});
            probe.send('${channel}', ${JSON.stringify(code)});
            probe.post('${channel}', ${JSON.stringify(code)});
            return [answer, await probe.ping('${channel}')];
          })()`,
        );
        if (known()) {
          expect([answer, errors.length, heard.length]).to.deep.equal(['fine', 0, 3]);
          return;
        }
        expect(answer).to.equal('An object could not be cloned.');
        expect(errors).to.have.lengthOf(2);
        for (const error of errors) expect(error).to.include('An object could not be cloned.');
        expect(heard).to.deep.equal([]);
      });
    }
  });

  describe('event.reply(channel, ...args)', () => {
    it('reaches the frame that sent the message', async () => {
      const channel = newChannel();
      ipcMain.on(channel, (event) => event.reply(`${channel}-reply`, 'here'));
      const window = await open();
      const reply = await run(
        window,
        `(() => { const reply = ipc.next('${channel}-reply'); ipc.send('${channel}'); return reply; })()`,
      );
      expect(reply).to.deep.equal(['here']);
    });
  });

  describe('ipcMain.handle(channel, listener)', () => {
    it('rejects in the page when nobody can settle the promise of a handler any more', async () => {
      const channel = newChannel();
      let isCalled = false;
      ipcMain.handle(channel, () => {
        isCalled = true;
        return new Promise(() => undefined);
      });
      const window = await open();
      let message: unknown;
      void run(window, `ipc.invoke('${channel}').catch((error) => error.message)`).then((text) => (message = text));
      await until('the call', () => isCalled);
      await until('the rejection', () => {
        collectGarbage();
        return message !== undefined;
      });
      expect(message).to.equal(`Error invoking remote method '${channel}': reply was never sent`);
    });

    it('answers ipcRenderer.invoke() with what the handler returns', async () => {
      const channel = newChannel();
      ipcMain.handle(channel, (_event, a: number, b: number) => ({ sum: a + b }));
      expect(await run(await open(), `ipc.invoke('${channel}', 2, 3)`)).to.deep.equal({ sum: 5 });
    });

    it('answers with what a promise of the handler resolves to', async () => {
      const channel = newChannel();
      ipcMain.handle(channel, async () => Promise.resolve(new Map([['a', 1]])));
      expect(await run(await open(), `ipc.invoke('${channel}')`)).to.deep.equal(new Map([['a', 1]]));
    });

    it('carries what the handler throws', async () => {
      const channel = newChannel();
      ipcMain.handle(channel, () => {
        throw new TypeError('not today');
      });
      const message = await run(await open(), `ipc.invoke('${channel}').catch((error) => error.message)`);
      expect(message).to.equal(`Error invoking remote method '${channel}': TypeError: not today`);
    });

    it('rejects a result that cannot be cloned', async () => {
      const channel = newChannel();
      ipcMain.handle(channel, () => () => 1);
      const message = await run<string>(await open(), `ipc.invoke('${channel}').catch((error) => error.message)`);
      expect(message).to.include('An object could not be cloned.');
    });

    for (const [what, result] of [
      ['a window', (event) => BrowserWindow.fromWebContents(event.sender)],
      ["the app's object of a page, in a list", (event) => [new Date(), event.sender]],
      ['a session, in a map', (event) => new Map([['session', event.sender.session]])],
      ['a frame', (event) => event.senderFrame],
    ] as [string, (event: Electron.IpcMainInvokeEvent) => unknown][]) {
      it(`rejects a result that is an object of the library: ${what}`, async () => {
        const channel = newChannel();
        ipcMain.handle(channel, result);
        const message = await run<string>(await open(), `ipc.invoke('${channel}').catch((error) => error.message)`);
        expect(message).to.include('An object could not be cloned.');
      });
    }

    it('rejects a channel without a handler', async () => {
      const channel = newChannel();
      const message = await run<string>(await open(), `ipc.invoke('${channel}').catch((error) => error.message)`);
      expect(message).to.include(`No handler registered for '${channel}'`);
    });

    it('refuses a second handler', () => {
      const channel = newChannel();
      ipcMain.handle(channel, () => 1);
      expect(() => ipcMain.handle(channel, () => 2)).to.throw(
        `Attempted to register a second handler for '${channel}'`,
      );
    });

    it('answers 100 calls under way at once, each its own', async () => {
      const channel = newChannel();
      ipcMain.handle(channel, (_event, index: number) => index * 2);
      const answers = await run(
        await open(),
        `Promise.all(Array.from({ length: 100 }, (_, i) => ipc.invoke('${channel}', i)))`,
      );
      expect(answers).to.deep.equal(Array.from({ length: 100 }, (_, index) => index * 2));
    });
  });

  describe('ipcMain.handleOnce(channel, listener)', () => {
    it('answers one call', async () => {
      const channel = newChannel();
      ipcMain.handleOnce(channel, () => 'once');
      const answers = await run<string[]>(
        await open(),
        `(async () => [await ipc.invoke('${channel}'), await ipc.invoke('${channel}').catch((e) => e.message)])()`,
      );
      expect(answers[0]).to.equal('once');
      expect(answers[1]).to.include('No handler registered');
    });
  });

  describe('webContents.ipc', () => {
    it('hears its own page before ipcMain does', async () => {
      const channel = newChannel();
      const window = await open();
      const heard: string[] = [];
      window.webContents.mainFrame.ipc.on(channel, () => heard.push('frame'));
      window.webContents.ipc.on(channel, () => heard.push('contents'));
      const last = nextEvent(ipcMain, channel);
      await run(window, `ipc.send('${channel}')`);
      await last;
      expect(heard).to.deep.equal(['frame', 'contents']);
    });

    it('does not hear other pages', async () => {
      const channel = newChannel();
      const [one, other] = [await open(), await open()];
      let heard = 0;
      other.webContents.ipc.on(channel, () => (heard += 1));
      const message = nextEvent(ipcMain, channel);
      await run(one, `ipc.send('${channel}')`);
      await message;
      expect(heard).to.equal(0);
    });
  });

  describe('webContents.send(channel, ...args)', () => {
    it('reaches ipcRenderer listeners', async () => {
      const window = await open();
      await run(window, `void (window.got = ipc.next('news'))`);
      window.webContents.send('news', 1, { b: 2n });
      expect(await run(window, 'got')).to.deep.equal([1, { b: 2n }]);
    });

    it('reaches a document that is on its way', async () => {
      const window = windowWithPreload(
        `${PRELOAD} const early = new Promise((resolve) => ipcRenderer.once('early', (event, value) => resolve(value)));
         contextBridge.exposeInMainWorld('early', early);`,
        { session: shared() },
      );
      await window.loadURL(BLANK);
      const loaded = window.loadURL(`${BLANK}#again`).then(() => window.loadURL('data:text/html,<title>next</title>'));
      window.webContents.once('did-navigate', () => window.webContents.send('early', 'bird'));
      await loaded;
      expect(await run(window, 'early')).to.equal('bird');
    });
  });

  describe('webFrameMain.send(channel, ...args)', () => {
    it('reaches a frame of another process only', async () => {
      const server = await listen();
      const frame = `http://localhost:${server.port}/`;
      const parent = await listen(`<iframe src="${frame}"></iframe>`);
      const window = await open(parent.origin, { nodeIntegrationInSubFrames: true });
      const child = window.webContents.mainFrame.frames[0];
      expect(child?.url).to.equal(frame);
      await child?.executeJavaScript(`void (window.got = ipc.next('to-frame'))`);
      child?.send('to-frame', 'hello frame');
      expect(await child?.executeJavaScript('got')).to.deep.equal(['hello frame']);
    });
  });
});
