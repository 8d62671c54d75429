import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';

describe('webContents.openDevTools([options]), closeDevTools(), isDevToolsOpened(), toggleDevTools()', () => {
  const shared = useSharedSession();
  const open = async (): Promise<BrowserWindow> => {
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL('data:text/html,<title>page</title>');
    return window;
  };

  it('open and close them, with events, and the page goes on', async () => {
    const window = await open();
    const { webContents: contents } = window;
    const opened = nextEvent(contents, 'devtools-opened');
    contents.openDevTools({ mode: 'detach' });
    await opened;
    const states = [contents.isDevToolsOpened()];
    const closed = nextEvent(contents, 'devtools-closed');
    contents.closeDevTools();
    await closed;
    states.push(contents.isDevToolsOpened());
    expect([states, await run(window, '1 + 1')]).to.deep.equal([[true, false], 2]);
  });

  it('may be opened again, and before the window has a page', async () => {
    const { webContents: contents } = newWindow({ webPreferences: { session: shared() } });
    for (const _ of [1, 2]) {
      const opened = nextEvent(contents, 'devtools-opened');
      contents.toggleDevTools();
      await opened;
      const closed = nextEvent(contents, 'devtools-closed');
      contents.toggleDevTools();
      await closed;
    }
  });

  it('end with the window', async () => {
    const window = await open();
    const opened = nextEvent(window.webContents, 'devtools-opened');
    window.webContents.openDevTools();
    await opened;
    window.destroy();
    expect(window.webContents.isDestroyed()).to.equal(true);
  });
});
