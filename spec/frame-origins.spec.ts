// Which origin a frame has: Chromium's, not the one in its URL.
import { ipcMain, type BrowserWindow, type WebFrameMain } from 'electron';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { defer } from './lib/cleanup';
import { preloadFile } from './lib/preload';
import { listen, sendPage } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const FRAMES = `
  <iframe name=plain src=/inner></iframe>
  <iframe name=scripts sandbox=allow-scripts src=/inner></iframe>
  <iframe name=nothing sandbox src=/inner></iframe>
  <iframe name=sameOrigin sandbox=allow-same-origin src=/inner></iframe>
  <iframe name=blank></iframe>
  <iframe name=srcdoc srcdoc=text></iframe>
  <iframe name=sandboxedSrcdoc sandbox=allow-scripts srcdoc=text></iframe>
  <iframe name=data src="data:text/html,text"></iframe>`;

describe('frame.origin', () => {
  const shared = useSharedSession();
  const open = (webPreferences: Electron.WebPreferences = {}): BrowserWindow =>
    newWindow({ webPreferences: { ...webPreferences, session: shared() } });
  const named = (window: BrowserWindow, name: string): WebFrameMain => {
    const frame = window.webContents.mainFrame.frames.find((candidate) => candidate.name === name);
    if (!frame) throw new Error(`There is no frame ${name}`);
    return frame;
  };

  it('is the one that Chromium enforces, for every kind of iframe', async () => {
    const server = await listen((request, response) => sendPage(response, request.url === '/' ? FRAMES : 'inner'));
    const window = open();
    await window.loadURL(server.origin);
    const { frames } = window.webContents.mainFrame;
    const expected = {
      plain: server.origin,
      scripts: 'null',
      nothing: 'null',
      sameOrigin: server.origin,
      blank: server.origin,
      srcdoc: server.origin,
      sandboxedSrcdoc: 'null',
      data: 'null',
    };
    const names = Object.keys(expected);
    expect(Object.fromEntries(frames.map(({ origin }, index) => [names[index], origin]))).to.deep.equal(expected);
  });

  it('is opaque for a page that its server puts into a sandbox, until the next page', async () => {
    const server = await listen((request, response) =>
      sendPage(
        response,
        'page',
        request.url === '/sandbox' ? { 'content-security-policy': 'sandbox allow-scripts' } : {},
      ),
    );
    const window = open();
    await window.loadURL(`${server.origin}/sandbox`);
    const sandboxed = window.webContents.mainFrame.origin;
    await window.loadURL(`${server.origin}/next`);
    expect([sandboxed, window.webContents.mainFrame.origin]).to.deep.equal(['null', server.origin]);
  });

  it('is that of its opener for a blank window, and opaque for one of a sandboxed frame', async () => {
    const server = await listen((request, response) =>
      sendPage(
        response,
        request.url === '/' ? '<iframe name=s sandbox="allow-scripts allow-popups" src=/i></iframe>' : '',
      ),
    );
    const window = open();
    await window.loadURL(server.origin);
    const opened = nextEvent<[BrowserWindow]>(window.webContents, 'did-create-window');
    await window.webContents.executeJavaScript("open('about:blank'); 0");
    const [own] = await opened;
    defer(() => own.destroy());
    const openedByFrame = nextEvent<[BrowserWindow]>(window.webContents, 'did-create-window');
    await named(window, 's').executeJavaScript("open('about:blank'); 0");
    const [sandboxed] = await openedByFrame;
    defer(() => sandboxed.destroy());
    await until('the origin of the opener', () => own.webContents.mainFrame.origin === server.origin);
    await until('a document', () => sandboxed.webContents.mainFrame.url === 'about:blank');
    expect(sandboxed.webContents.mainFrame.origin).to.equal('null');
  });

  it('is opaque, and the URL empty, for a window that has loaded nothing', async () => {
    const window = open();
    const { mainFrame } = window.webContents;
    const atOnce = [mainFrame.url, mainFrame.origin, mainFrame.name];
    await nextEvent(window.webContents, 'frame-created');
    expect([atOnce, [mainFrame.url, mainFrame.origin, mainFrame.name]]).to.deep.equal([
      ['', 'null', ''],
      ['', 'null', ''],
    ]);
  });

  it('is what an ipc listener hears of a sandboxed frame with a trusted URL', async () => {
    const channel = randomUUID();
    defer(() => ipcMain.removeAllListeners(channel));
    const server = await listen((request, response) =>
      sendPage(response, request.url === '/' ? '<iframe sandbox=allow-scripts src=/trusted></iframe>' : 'trusted'),
    );
    const senders: [url: string, origin: string][] = [];
    ipcMain.on(channel, ({ senderFrame: { url, origin } }) => senders.push([url, origin]));
    const preload = preloadFile(`require('electron').ipcRenderer.send('${channel}');`);
    const window = open({ preload, nodeIntegrationInSubFrames: true });
    await window.loadURL(server.origin);
    await until('both messages', () => senders.length === 2);
    expect(senders).to.deep.equal([
      [`${server.origin}/`, server.origin],
      [`${server.origin}/trusted`, 'null'],
    ]);
  });
});
