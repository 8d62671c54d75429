// What preload scripts send while their document ends.
import { ipcMain, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { defer } from './lib/cleanup';
import { run, windowWithPreload } from './lib/preload';
import { handle, page } from './lib/protocol';
import { listen, type LocalServer } from './lib/servers';
import { useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const EVENTS = ['beforeunload', 'pagehide', 'visibilitychange', 'unload'];
const PRELOAD = `
  const { ipcRenderer } = require('electron');
  const send = (type) => ipcRenderer.send('leaving', type, location.pathname);
  for (const type of ['beforeunload', 'pagehide', 'unload']) addEventListener(type, () => send(type));
  document.addEventListener('visibilitychange', () => document.hidden && send('visibilitychange'));
`;

describe('ipcRenderer.send(channel, ...args) of a page that is left', () => {
  const shared = useSharedSession();
  let server: LocalServer;
  let heard: [type: string, path: string, frame: Electron.WebFrameMain][];
  beforeEach(async () => {
    server = await listen('<a href="/next">next</a>');
    heard = [];
    const onLeaving = (event: Electron.IpcMainEvent, type: string, from: string): void =>
      void heard.push([type, from, event.senderFrame]);
    ipcMain.on('leaving', onLeaving);
    defer(() => ipcMain.off('leaving', onLeaving));
  });
  const open = async (path = '/page', preferences: Electron.WebPreferences = {}): Promise<BrowserWindow> => {
    const window = windowWithPreload(PRELOAD, { session: shared(), ...preferences });
    await window.loadURL(server.origin + path);
    return window;
  };

  const WAYS: [how: string, leave: (window: BrowserWindow) => unknown][] = [
    ['a link', (window) => run(window, "document.querySelector('a').click()")],
    ['location', (window) => run(window, "{ location.href = '/next'; }")],
    ['loadURL()', (window) => window.loadURL(`${server.origin}/next`)],
    ['reload()', (window) => window.webContents.reload()],
  ];
  for (const [how, leave] of WAYS) {
    it(`arrives when it is left by ${how}, in the order of the events`, async () => {
      const window = await open();
      await leave(window);
      await until('all of them', () => heard.length === EVENTS.length);
      expect(heard.map(([type, path]) => [type, path])).to.deep.equal(EVENTS.map((type) => [type, '/page']));
      for (const [, , frame] of heard) expect(frame).to.equal(window.webContents.mainFrame);
    });
  }

  it('arrives when it goes back', async () => {
    const window = await open();
    await window.loadURL(`${server.origin}/next`);
    await until('the first page’s', () => heard.length === EVENTS.length);
    window.webContents.goBack();
    await until('the second page’s', () => heard.length === 2 * EVENTS.length);
    expect(heard.slice(EVENTS.length).map(([type, path]) => [type, path])).to.deep.equal(
      EVENTS.map((type) => [type, '/next']),
    );
  });

  it('arrives without context isolation', async () => {
    const window = await open('/page', { contextIsolation: false });
    window.webContents.reload();
    await until('all of them', () => heard.length === EVENTS.length);
  });

  it('arrives from a page of a custom scheme', async () => {
    handle(shared(), 'app', () => page());
    const window = windowWithPreload(PRELOAD, { session: shared() });
    await window.loadURL('app://host/page');
    void window.loadURL('app://host/next');
    await until('all of them', () => heard.length === EVENTS.length);
  });

  it('arrives from a window that closes', async () => {
    const window = await open();
    window.close();
    await until('all of them', () => heard.length === EVENTS.length);
  });

  it('arrives from an iframe that goes with its page, or is removed', async () => {
    const window = await open('/page', { nodeIntegrationInSubFrames: true });
    const addFrame = (): Promise<unknown> =>
      run(
        window,
        `new Promise((resolve) => {
        document.body.append(Object.assign(document.createElement('iframe'), { src: '/frame', onload: () => resolve() }));
      })`,
      );
    const ofFrame = (): string[] => heard.filter(([, path]) => path === '/frame').map(([type]) => type);
    await addFrame();
    await run(window, "document.querySelector('iframe').remove()");
    await until('those of the frame', () => ofFrame().includes('unload'));
    await addFrame();
    heard = [];
    window.webContents.reload();
    await until(
      'those of both',
      () => ofFrame().includes('unload') && heard.some(([type, path]) => type === 'unload' && path === '/page'),
    );
    expect(ofFrame()).to.include('pagehide');
  });
});
