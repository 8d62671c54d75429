import { ipcMain, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { defer } from './lib/cleanup';
import { run, windowWithPreload } from './lib/preload';
import { listen, sendPage } from './lib/servers';
import { useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const PRELOAD = `
  const { contextBridge, webFrame } = require('electron');
  globalThis.ofPreload = 1;
  const settled = (promise) => promise.then(
    (value) => ['resolved', value],
    ({ name, message, cause }) => ['rejected', name + ': ' + message, cause && cause.message]
  );
  contextBridge.exposeInMainWorld('frame', {
    execute: (code) => settled(webFrame.executeJavaScript(code)),
    executeWithCallback: (code) => new Promise((resolve) => {
      webFrame.executeJavaScript(code, false, (result, error) => resolve([result, error && error.message])).catch(() => 0);
    }),
    executeInWorld: (id, code) => settled(webFrame.executeJavaScriptInIsolatedWorld(id, [{ code }])),
    insertCSS: (css) => webFrame.insertCSS(css),
    removeInsertedCSS: (key) => webFrame.removeInsertedCSS(key),
    insertText: (text) => webFrame.insertText(text),
    use: (member) => { try { webFrame[member]; } catch ({ message }) { return message; } }
  });
`;

describe('webFrame module', () => {
  const shared = useSharedSession();
  const open = async (
    body = '<title>page</title>',
    preferences: Electron.WebPreferences = {},
  ): Promise<BrowserWindow> => {
    const { origin } = await listen((request, response) =>
      sendPage(response, request.url === '/' ? body : '<title>inner</title>', {
        'content-security-policy': "script-src 'none'",
      }),
    );
    const window = windowWithPreload(PRELOAD, { session: shared(), ...preferences });
    await window.loadURL(origin);
    return window;
  };

  describe('webFrame.executeJavaScript(code[, userGesture, callback])', () => {
    it('runs in the world of the page', async () => {
      const window = await open();
      await run(window, '{ window.ofPage = new Map([[1, 2n]]); }');
      const result = await run(window, "frame.execute('[typeof ofPreload, ofPage]')");
      expect(result).to.deep.equal(['resolved', ['undefined', new Map([[1, 2n]])]]);
    });

    it('rejects with what the code threw or rejected with', async () => {
      const window = await open();
      const [state, message, cause] = await run<string[]>(window, "frame.execute('nobodyDefinesThis')");
      expect([state, cause]).to.deep.equal(['rejected', 'nobodyDefinesThis is not defined']);
      expect(message).to.include('Script failed to execute');
      const rejected = await run(window, 'frame.execute("Promise.reject(new TypeError(\'odd\'))")');
      expect(rejected).to.deep.equal(['rejected', 'TypeError: odd', undefined]);
    });

    it('tells its callback', async () => {
      const window = await open();
      expect(await run(window, "frame.executeWithCallback('1 + 1')")).to.deep.equal([2, undefined]);
    });

    it('runs in the frame that asks', async () => {
      const window = await open('<title>outer</title><iframe src=/inner></iframe>', {
        nodeIntegrationInSubFrames: true,
      });
      const [inner] = window.webContents.mainFrame.frames;
      expect(await inner!.executeJavaScript("frame.execute('document.title')")).to.deep.equal(['resolved', 'inner']);
    });
  });

  describe('webFrame.executeJavaScriptInIsolatedWorld(worldId, scripts[, userGesture, callback])', () => {
    it('reaches the world of preload scripts with 999, and others', async () => {
      const window = await open();
      const found = [
        await run(window, "frame.executeInWorld(999, 'ofPreload')"),
        await run(window, "frame.executeInWorld(1001, 'typeof ofPreload')"),
      ];
      expect(found).to.deep.equal([
        ['resolved', 1],
        ['resolved', 'undefined'],
      ]);
    });
  });

  describe('webFrame.insertCSS(css), webFrame.removeInsertedCSS(key)', () => {
    it('change the document and undo it', async () => {
      const window = await open();
      const color = (): Promise<string> => run(window, 'getComputedStyle(document.body).color');
      const key = await run<string>(window, "frame.insertCSS('body { color: rgb(1, 2, 3) }')");
      await until('the color', async () => (await color()) === 'rgb(1, 2, 3)');
      await run(window, `frame.removeInsertedCSS('${key}')`);
      await until('the color before', async () => (await color()) === 'rgb(0, 0, 0)');
    });
  });

  describe('webFrame.insertText(text)', () => {
    it('types where the focus is', async () => {
      const window = await open('<input autofocus>');
      await run(window, "{ document.querySelector('input').focus(); frame.insertText('typed'); }");
      await until('the text', () => run(window, "document.querySelector('input').value === 'typed'"));
    });
  });

  describe('webFrame.routingId', () => {
    it('is that of the frame, before any script of the page runs', async () => {
      const { origin } = await listen((request, response) =>
        sendPage(response, request.url === '/' ? '<iframe src="/inner"></iframe>' : '<title>inner</title>'),
      );
      const told: [url: string, own: number, sent: number][] = [];
      const onTold = ({ senderFrame }: Electron.IpcMainEvent, id: number): void => {
        told.push([senderFrame.url, senderFrame.routingId, id]);
      };
      ipcMain.on('routing-id', onTold);
      defer(() => ipcMain.off('routing-id', onTold));
      const preload =
        "const { ipcRenderer, webFrame } = require('electron'); ipcRenderer.send('routing-id', webFrame.routingId);";
      const window = windowWithPreload(preload, { session: shared(), nodeIntegrationInSubFrames: true });
      await window.loadURL(origin);
      await until('both frames', () => told.length === 2);
      expect(told.map(([url]) => url)).to.have.members([`${origin}/`, `${origin}/inner`]);
      for (const [url, own, sent] of told) expect(sent, url).to.equal(own);
    });
  });

  it('throws for members that stock Chromium has no means for', async () => {
    const window = await open();
    expect(await run(window, "frame.use('getZoomLevel')")).to.include('webFrame.getZoomLevel is not available');
  });
});
