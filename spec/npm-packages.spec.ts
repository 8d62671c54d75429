// Widely used packages for Electron, as they come from npm, each at its main job. Downloads: spec/electron-dl.spec.ts.
import { app, Menu, nativeImage, shell, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import contextMenu from 'electron-context-menu';
import electronDebug from 'electron-debug';
import defaultMenu from 'electron-default-menu';
import is from 'electron-is';
import localShortcut from 'electron-localshortcut';
import log from 'electron-log/main';
import Store from 'electron-store';
import windowStateKeeper from 'electron-window-state';
import { menubar } from 'menubar';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { defer } from './lib/cleanup';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const PAGE = 'data:text/html,<title>page</title><a href="https://link.test/">A link</a>';

describe('packages of npm', () => {
  const shared = useSharedSession();

  async function open(): Promise<BrowserWindow> {
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL(PAGE);
    return window;
  }

  function press(
    window: BrowserWindow,
    keyCode: string,
    modifiers: Electron.KeyboardInputEvent['modifiers'] = [],
  ): void {
    for (const type of ['keyDown', 'keyUp'] as const) window.webContents.sendInputEvent({ type, keyCode, modifiers });
  }

  it('electron-context-menu makes items for what was clicked', async () => {
    const window = await open();
    const labels: (string | undefined)[] = [];
    const dispose = contextMenu({
      window,
      prepend: (_, { linkURL }) => [{ label: linkURL }],
      menu: (actions, { linkURL }) => {
        const items = [actions.copyLink({}), actions.inspect()];
        labels.push(linkURL, ...items.map(({ label }) => label));
        return items;
      },
    });
    defer(dispose);
    window.webContents.sendInputEvent({ type: 'contextMenu', x: 20, y: 16 });
    await until('the items', () => labels.length > 0);
    expect(labels).to.deep.equal(['https://link.test/', 'Copy Lin&k', 'I&nspect Element']);
  });

  it('electron-debug opens the developer tools of a window', async () => {
    const window = await open();
    const opened = nextEvent(window.webContents, 'devtools-opened');
    electronDebug.devTools(window);
    await opened;
    const closed = nextEvent(window.webContents, 'devtools-closed');
    electronDebug.devTools(window);
    await closed;
  });

  it('electron-default-menu gives a menu whose accelerators work', async () => {
    const before = Menu.getApplicationMenu();
    defer(() => Menu.setApplicationMenu(before));
    Menu.setApplicationMenu(Menu.buildFromTemplate(defaultMenu(app, shell)));
    const window = await open();
    const loaded = nextEvent(window.webContents, 'did-finish-load');
    press(window, 'r', ['control']);
    await loaded;
  });

  it('electron-is knows the main process', () => {
    expect([is.main(), is.renderer(), is.linux(), is.macOS()]).to.deep.equal([true, false, true, false]);
  });

  it('electron-localshortcut hears of the keys of one window', async () => {
    const [window, other] = [await open(), await open()];
    let count = 0;
    localShortcut.register(window, 'Ctrl+K', () => (count += 1));
    expect(localShortcut.isRegistered(window, 'Ctrl+K')).to.equal(true);
    press(other, 'k', ['control']);
    window.focus();
    await nextEvent(window, 'focus');
    press(window, 'k', ['control']);
    await until('the key', () => count === 1);
    localShortcut.unregisterAll(window);
  });

  it('electron-log writes into the folder of the app', () => {
    log.transports.console.level = false;
    log.info('a line of the log');
    const { path: file } = log.transports.file.getFile();
    expect(path.dirname(file)).to.equal(app.getPath('logs'));
    expect(readFileSync(file, 'utf8')).to.contain('a line of the log');
  });

  it('electron-store keeps what it is given', () => {
    const cwd = tempDir();
    new Store({ cwd }).set('window.width', 640);
    expect(new Store({ cwd }).get('window.width')).to.equal(640);
    expect(path.dirname(new Store().path)).to.equal(app.getPath('userData'));
  });

  it('electron-window-state keeps where a window was', async () => {
    const options = { path: tempDir(), defaultWidth: 640, defaultHeight: 480 };
    const window = await open();
    const state = windowStateKeeper(options);
    expect([state.width, state.height]).to.deep.equal([640, 480]);
    state.manage(window);
    window.setBounds({ x: 20, y: 30, width: 500, height: 400 });
    state.saveState(window);
    state.unmanage();
    const { x, y, width, height, isMaximized } = windowStateKeeper(options);
    expect({ x, y, width, height, isMaximized }).to.deep.equal({
      x: 20,
      y: 30,
      width: 500,
      height: 400,
      isMaximized: false,
    });
  });

  it('menubar shows and hides a window at an icon', async () => {
    const icon = path.join(tempDir(), 'icon.png');
    writeFileSync(icon, nativeImage.createFromBitmap(Buffer.alloc(16 * 16 * 4, 99), { width: 16, height: 16 }).toPNG());
    const bar = menubar({
      index: PAGE,
      icon,
      preloadWindow: true,
      browserWindow: { webPreferences: { session: shared() } },
    });
    await new Promise((resolve) => bar.once('ready', () => resolve(null)));
    defer(() => {
      bar.window?.destroy();
      bar.tray.destroy();
    });
    await bar.showWindow();
    expect(bar.window?.isVisible()).to.equal(true);
    bar.hideWindow();
    expect(bar.window?.isVisible()).to.equal(false);
  });
});
