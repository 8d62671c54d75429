// Windows that Chromium opens for clicks with a modifier, which pages can pretend.
import { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { defer } from './lib/cleanup';
import { contextOf } from './lib/internals';
import { run } from './lib/preload';
import { listen, sendPage, type LocalServer } from './lib/servers';
import { destroyWindow, newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const pages = (): Promise<LocalServer> =>
  listen((request, response) => sendPage(response, `<title>${request.url}</title>`));

const untilAt = (window: BrowserWindow, path: string): Promise<boolean> =>
  until(path, () => window.webContents.getURL().endsWith(path) && !window.webContents.isLoading());

describe('webContents.setWindowOpenHandler(handler): clicks with ctrl, shift and the middle button', () => {
  const shared = useSharedSession();

  const CLICKS = [
    ['ctrl', '{ ctrlKey: true }', 'background-tab'],
    ['shift', '{ shiftKey: true }', 'new-window'],
    ['ctrl and shift', '{ ctrlKey: true, shiftKey: true }', 'background-tab'],
    ['the middle button', '{ button: 1 }', 'background-tab'],
  ] as const;
  const click = (init: string, times = 1): string => `
    for (let i = 0; i < ${times}; i++) {
      const link = Object.assign(document.createElement('a'), { href: '/linked' });
      link.dispatchEvent(new MouseEvent('click', ${init}));
    }
    null`;
  const targets = (): number =>
    [...contextOf(shared()).current.targets.all()].filter(({ type }) => type === 'page').length;

  for (const [what, init, disposition] of CLICKS) {
    it(`asks about ${what}, and opens and requests nothing when denied`, async () => {
      const server = await pages();
      const opener = newWindow({ webPreferences: { session: shared() } });
      await opener.loadURL(`${server.origin}/opener`);
      const before = targets();
      const asked: Electron.HandlerDetails[] = [];
      opener.webContents.setWindowOpenHandler((details) => {
        asked.push(details);
        return { action: 'deny' };
      });
      await run(opener, click(init, 5));
      await until('five questions', () => asked.length === 5);
      expect(asked.map(({ url, disposition: told }) => [url, told])).to.deep.equal(
        Array.from({ length: 5 }, () => [`${server.origin}/linked`, disposition]),
      );
      await until('the end of their targets', () => targets() <= before);
      await run(opener, "fetch('/later').then(() => null)");
      expect(server.requests.map(({ url }) => url)).to.not.include('/linked');
    });
  }

  it('makes a window of the app when allowed: its page is requested once', async () => {
    const server = await pages();
    const opener = newWindow({ webPreferences: { session: shared() } });
    await opener.loadURL(`${server.origin}/opener`);
    opener.webContents.setWindowOpenHandler(() => ({
      action: 'allow',
      overrideBrowserWindowOptions: { width: 321 },
    }));
    const created = nextEvent<[BrowserWindow, Electron.DidCreateWindowDetails]>(
      opener.webContents,
      'did-create-window',
    );
    await run(opener, click('{ ctrlKey: true }'));
    const [popup, details] = await created;
    defer(() => destroyWindow(popup));
    await untilAt(popup, '/linked');
    expect([popup.getSize()[0], details.disposition]).to.deep.equal([321, 'background-tab']);
    expect(server.requests.filter(({ url }) => url === '/linked').length).to.equal(1);
  });

  it('makes a window of the app without a handler, which getAllWindows() tells', async () => {
    const server = await pages();
    const opener = newWindow({ webPreferences: { session: shared() } });
    await opener.loadURL(`${server.origin}/opener`);
    const created = nextEvent<[BrowserWindow]>(opener.webContents, 'did-create-window');
    await run(opener, click('{ shiftKey: true }'));
    const [popup] = await created;
    defer(() => destroyWindow(popup));
    expect(BrowserWindow.getAllWindows()).to.include(popup);
    await untilAt(popup, '/linked');
  });

  it('asks about clicks in a frame of another site', async () => {
    const server = await pages();
    const opener = newWindow({ webPreferences: { session: shared() } });
    await opener.loadURL(`${server.origin}/opener`);
    const asked = new Promise<string>((resolve) => {
      opener.webContents.setWindowOpenHandler(({ url }) => {
        resolve(url);
        return { action: 'deny' };
      });
    });
    const other = server.origin.replace('127.0.0.1', 'localhost');
    await run(
      opener,
      `new Promise((resolve) => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      frame.onload = () => resolve(null);
      frame.src = '${other}/frame';
    })`,
    );
    const [frame] = opener.webContents.mainFrame.frames;
    await frame!.executeJavaScript(click('{ ctrlKey: true }'));
    expect(await asked).to.equal(`${other}/linked`);
  });
});
