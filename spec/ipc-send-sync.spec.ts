import { ipcMain, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { defer } from './lib/cleanup';
import { preloadFile, run, windowWithPreload } from './lib/preload';
import { listen, sendPage } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { collectUncaught } from './lib/uncaught';
import { until } from './lib/until';

const BLANK = 'data:text/html,<title>sync</title>';
const PRELOAD = `
  const { contextBridge, ipcRenderer } = require('electron');
  contextBridge.exposeInMainWorld('ipc', { sendSync: (...args) => ipcRenderer.sendSync(...args) });
`;

describe('ipcRenderer.sendSync(channel, ...args)', () => {
  const shared = useSharedSession();
  const open = async (url = BLANK, preferences: Electron.WebPreferences = {}): Promise<BrowserWindow> => {
    const window = windowWithPreload(PRELOAD, { session: shared(), ...preferences });
    await window.loadURL(url);
    return window;
  };
  /** A channel of its own with this listener. */
  const answer = (listener: (event: Electron.IpcMainEvent, ...args: unknown[]) => unknown): string => {
    const channel = randomUUID();
    ipcMain.on(channel, listener);
    defer(() => ipcMain.removeAllListeners(channel));
    return channel;
  };
  const thrownBy = (window: BrowserWindow, code: string): Promise<string> =>
    run(window, `(() => { try { ${code}; return 'nothing'; } catch ({ message }) { return message; } })()`);

  it('returns what a listener sets as event.returnValue', async () => {
    const channel = answer((event, ...args) => {
      event.returnValue = { args, bytes: new Uint8Array([1]), text: 'ä\u2028\ud800\0' };
    });
    const window = await open();
    const result = await run(window, `ipc.sendSync('${channel}', 1, { two: [null] }, new Date(5))`);
    expect(result).to.deep.equal({
      args: [1, { two: [null] }, new Date(5)],
      bytes: new Uint8Array([1]),
      text: 'ä\u2028\ud800\0',
    });
  });

  it('waits for a listener that answers later', async () => {
    const channel = answer((event) => setImmediate(() => (event.returnValue = 'later')));
    expect(await run(await open(), `ipc.sendSync('${channel}')`)).to.equal('later');
  });

  it('returns each answer to its own call, 50 times', async () => {
    const channel = answer((event, number) => (event.returnValue = number));
    const window = await open();
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    expect(await run(window, `${JSON.stringify(numbers)}.map((n) => ipc.sendSync('${channel}', n))`)).to.deep.equal(
      numbers,
    );
  });

  it('carries 5 MB there and 12 MB back', async () => {
    const channel = answer((event, text) => (event.returnValue = String(text).length + 'y'.repeat(12_000_000)));
    const result = await run<string>(await open(), `ipc.sendSync('${channel}', 'x'.repeat(5_000_000))`);
    expect([result.slice(0, 8), result.length]).to.deep.equal(['5000000y', 12_000_007]);
  });

  it('returns undefined if nobody listens', async () => {
    expect(await run(await open(), `ipc.sendSync('${randomUUID()}')`)).to.equal(undefined);
  });

  it('throws in the page, and in the listener, for an answer that cannot be cloned', async () => {
    let thrown = '';
    const channel = answer((event) => {
      try {
        event.returnValue = () => undefined;
      } catch (error) {
        thrown = (error as Error).message;
      }
    });
    const message = await thrownBy(await open(), `ipc.sendSync('${channel}')`);
    expect([message, thrown]).to.deep.equal(Array(2).fill('An object could not be cloned.'));
  });

  it('takes the first answer only', async () => {
    const channel = answer((event) => {
      event.returnValue = 1;
      event.returnValue = 2;
    });
    expect(await run(await open(), `ipc.sendSync('${channel}')`)).to.equal(1);
  });

  it('comes to ipc-message-sync, frame.ipc, webContents.ipc and ipcMain, in this order', async () => {
    const window = await open();
    const seen: string[] = [];
    const channel = answer((event) => {
      seen.push('ipcMain');
      event.returnValue = 'done';
    });
    window.webContents.on('ipc-message-sync', (_, on) => on === channel && seen.push('ipc-message-sync'));
    window.webContents.mainFrame.ipc.on(channel, () => seen.push('frame.ipc'));
    window.webContents.ipc.on(channel, () => seen.push('webContents.ipc'));
    await run(window, `ipc.sendSync('${channel}')`);
    expect(seen).to.deep.equal(['ipc-message-sync', 'frame.ipc', 'webContents.ipc', 'ipcMain']);
  });

  it('works while a preload script runs, under a policy that allows nothing', async () => {
    const channel = answer((event) => (event.returnValue = 7));
    const server = await listen((_, response) =>
      sendPage(response, '<title>page</title>', { 'content-security-policy': "default-src 'none'" }),
    );
    const preload = preloadFile(`
      const { contextBridge, ipcRenderer } = require('electron');
      contextBridge.exposeInMainWorld('early', ipcRenderer.sendSync('${channel}'));`);
    const window = newWindow({ webPreferences: { session: shared(), preload } });
    await window.loadURL(server.origin);
    expect(await run(window, 'early')).to.equal(7);
  });

  it('works in an iframe of the same site', async () => {
    const channel = answer((event) => (event.returnValue = event.senderFrame.url));
    const server = await listen((request, response) =>
      sendPage(response, request.url === '/' ? '<iframe src=/inner></iframe>' : ''),
    );
    const window = await open(server.origin, { nodeIntegrationInSubFrames: true });
    const [inner] = window.webContents.mainFrame.frames;
    expect(await inner!.executeJavaScript(`ipc.sendSync('${channel}')`)).to.equal(`${server.origin}/inner`);
  });

  it('throws in a sandboxed frame without allow-modals', async () => {
    const channel = answer((event) => (event.returnValue = 1));
    const server = await listen((request, response) =>
      sendPage(response, request.url === '/' ? '<iframe sandbox=allow-scripts src=/inner></iframe>' : ''),
    );
    const window = await open(server.origin, { nodeIntegrationInSubFrames: true });
    const [inner] = window.webContents.mainFrame.frames;
    const message: unknown = await inner!.executeJavaScript(
      `(() => { try { return ipc.sendSync('${channel}'); } catch ({ message }) { return message; } })()`,
    );
    expect(message).to.include('is not available in this document');
  });

  it('gives nothing to a page that opens prompts of its own', async () => {
    let asked = 0;
    const channel = answer((event) => {
      asked++;
      event.returnValue = 'secret';
    });
    const window = await open(BLANK, {});
    const own = await run(window, "[prompt('valence-sync:'), prompt('valence-sync:x:1-2-3-4-1:0'), prompt('')]");
    const replaced = await run(window, `{ window.prompt = () => 'forged'; ipc.sendSync('${channel}'); }`);
    expect([own, replaced, asked]).to.deep.equal([[null, null, null], 'secret', 1]);
  });

  it('does not keep a window open that is destroyed meanwhile', async () => {
    const channel = answer(() => undefined);
    const window = await open();
    const asked = nextEvent(ipcMain, channel);
    const result = run(window, `ipc.sendSync('${channel}')`).catch((error: unknown) => error);
    await asked;
    window.destroy();
    expect(await result).to.be.instanceOf(Error);
  });

  it('ends with an exception of the listener that comes before it answers', async () => {
    const uncaught = collectUncaught();
    const channel = answer(() => {
      throw new Error('no answer');
    });
    const message = await thrownBy(await open(), `ipc.sendSync('${channel}')`);
    await until('the exception', () => uncaught.length === 1);
    expect(message).to.equal('reply was never sent');
  });
});
