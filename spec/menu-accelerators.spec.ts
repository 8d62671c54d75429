// Accelerators of the app's menu in its windows, and keys that Chromium's own windows would take.
import { Menu, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { once } from 'node:events';
import { spawnApp } from './lib/apps';
import { defer } from './lib/cleanup';
import { startDisplay } from './lib/display';
import { listen } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

type Template = Electron.MenuItemConstructorOptions[];
type Modifiers = Electron.KeyboardInputEvent['modifiers'];

function useMenu(template: Template | null): void {
  const before = Menu.getApplicationMenu();
  Menu.setApplicationMenu(template && Menu.buildFromTemplate(template));
  defer(() => Menu.setApplicationMenu(before));
}

function press({ webContents }: BrowserWindow, keyCode: string, modifiers: Modifiers = []): void {
  webContents.sendInputEvent({ type: 'keyDown', keyCode, modifiers });
  webContents.sendInputEvent({ type: 'keyUp', keyCode, modifiers });
}

describe('accelerators of the application menu', () => {
  const shared = useSharedSession();

  async function open(body = ''): Promise<BrowserWindow> {
    const window = newWindow({ webPreferences: { session: shared() } });
    const server = await listen(`<!DOCTYPE html><body>${body}`);
    await window.loadURL(server.origin);
    return window;
  }

  /** A menu whose items write down their labels; the last accelerator ends a test. */
  function useRecorder(accelerators: readonly string[], more: Partial<Template[number]> = {}): string[] {
    const clicked: string[] = [];
    const item = (label: string, options = {}): Template[number] => ({
      label,
      accelerator: label,
      click: () => clicked.push(label),
      ...options,
    });
    useMenu([{ label: 'All', submenu: [...accelerators.map((label) => item(label, more)), item('F8')] }]);
    return clicked;
  }

  /** Presses a key; resolves when it goes up in the page. */
  async function upOf(window: BrowserWindow, name: string): Promise<void> {
    await window.webContents.executeJavaScript('onkeyup = ({ key }) => (globalThis.up = key); globalThis.up = null');
    press(window, name);
    await until(name, async () => (await window.webContents.executeJavaScript('up')) === name);
  }

  /** Chromium and the app have seen every key before. */
  async function untilLast(window: BrowserWindow, clicked: string[]): Promise<void> {
    press(window, 'F8');
    await until('the last key', () => clicked.includes('F8'));
  }

  it('choose the item, with the keys that were held, the window and its contents', async () => {
    const window = await open();
    const clicked = new Promise<unknown[]>((resolve) => {
      useMenu([
        { label: 'A', submenu: [{ label: 'B', accelerator: 'Ctrl+Shift+K', click: (...args) => resolve(args) }] },
      ]);
    });
    press(window, 'k', ['control', 'shift']);
    const [item, ofWindow, event] = await clicked;
    expect([(item as Electron.MenuItem).label, ofWindow]).to.deep.equal(['B', window]);
    expect(event).to.deep.equal({
      ctrlKey: true,
      metaKey: false,
      shiftKey: true,
      altKey: false,
      triggeredByAccelerator: true,
    });
  });

  it('work for roles of the default menu', async () => {
    const window = await open();
    const loaded = once(window.webContents, 'did-finish-load');
    press(window, 'r', ['control']);
    await loaded;
  });

  it('know keys by their names', async () => {
    const window = await open();
    const accelerators = ['CommandOrControl+Plus', 'Alt+Left', 'Escape', 'Ctrl+Alt+F2', 'Super+9', 'Ctrl+/', 'J'];
    const clicked = useRecorder(accelerators);
    press(window, '=', ['control', 'shift']);
    press(window, 'Left', ['alt']);
    press(window, 'Escape');
    press(window, 'F2', ['control', 'alt']);
    press(window, '9', ['meta']);
    press(window, '/', ['control']);
    press(window, 'j');
    await untilLast(window, clicked);
    expect(clicked).to.deep.equal([...accelerators, 'F8']);
  });

  it('are other keys with other modifiers', async () => {
    const window = await open();
    const clicked = useRecorder(['Ctrl+K', 'Command+L']);
    press(window, 'k');
    press(window, 'k', ['control', 'shift']);
    press(window, 'l', ['meta']);
    await untilLast(window, clicked);
    expect(clicked).to.deep.equal(['F8']);
  });

  it('are not chosen by a key that the page takes', async () => {
    const window = await open();
    const clicked = useRecorder(['Ctrl+K']);
    await window.webContents.executeJavaScript(
      "addEventListener('keydown', (event) => event.key === 'k' && event.preventDefault()); null",
    );
    press(window, 'k', ['control']);
    await untilLast(window, clicked);
    expect(clicked).to.deep.equal(['F8']);
  });

  it('are not chosen by a key that before-input-event prevents', async () => {
    const window = await open();
    const clicked = useRecorder(['Ctrl+K']);
    window.webContents.on('before-input-event', (event, { key }) => key === 'k' && event.preventDefault());
    press(window, 'k', ['control']);
    await untilLast(window, clicked);
    expect(clicked).to.deep.equal(['F8']);
  });

  it('are chosen by a key that before-input-event leaves', async () => {
    const window = await open();
    const clicked = useRecorder(['Ctrl+K']);
    window.webContents.on('before-input-event', () => undefined);
    press(window, 'k', ['control']);
    await untilLast(window, clicked);
    expect(clicked).to.deep.equal(['Ctrl+K', 'F8']);
  });

  for (const [what, more] of [
    ['are disabled', { enabled: false }],
    ['do not register theirs', { registerAccelerator: false }],
  ] as const) {
    it(`do nothing for items that ${what}`, async () => {
      const window = await open();
      const clicked = useRecorder(['Ctrl+K'], more);
      press(window, 'k', ['control']);
      await untilLast(window, clicked);
      expect(clicked).to.deep.equal(['F8']);
    });
  }

  it('leave a field what is typed there', async () => {
    const window = await open('<input id="field">');
    const clicked = useRecorder(['K', 'Delete', 'Left', 'Ctrl+A', 'Ctrl+K', 'Ctrl+Shift+C']);
    await window.webContents.executeJavaScript('field.focus()');
    for (const key of ['k', 'Delete', 'Left']) press(window, key);
    press(window, 'a', ['control']);
    press(window, 'k', ['control']);
    press(window, 'c', ['control', 'shift']);
    await untilLast(window, clicked);
    expect(clicked).to.deep.equal(['Ctrl+K', 'Ctrl+Shift+C', 'F8']);
  });

  it('work in frames of other origins', async () => {
    const window = await open();
    const clicked = useRecorder(['Ctrl+K']);
    const { port } = new URL(window.webContents.getURL());
    await window.webContents.executeJavaScript(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.onload = () => (frame.focus(), resolve());
      frame.src = 'http://localhost:${port}/frame';
      document.body.append(frame);
    })`);
    const [frame] = window.webContents.mainFrame.frames;
    await until('the focus', () => frame!.executeJavaScript('document.hasFocus()') as Promise<boolean>);
    press(window, 'k', ['control']);
    await untilLast(window, clicked);
    expect(clicked).to.deep.equal(['Ctrl+K', 'F8']);
  });

  it('are not chosen by what a script of the page says in the words of the library', async () => {
    const window = await open();
    const clicked = useRecorder(['Ctrl+K']);
    await window.webContents.executeJavaScript(`{
      const { stringify } = JSON;
      const press = { type: 'keydown', key: 'k', code: 'KeyK', keyCode: 75, location: 0, repeat: false };
      const flags = { isComposing: false, shift: false, control: true, alt: false, meta: false, capsLock: false, numLock: false };
      JSON.stringify = () => stringify({ topic: 'shortcuts', id: 1000, press: { ...press, ...flags } });
      void navigator.permissions.query({ name: 'geolocation' });
      JSON.stringify = stringify;
      null;
    }`);
    await untilLast(window, clicked);
    expect(clicked).to.deep.equal(['F8']);
  });

  it('work in a document that a script has opened again', async () => {
    const window = await open();
    const clicked = useRecorder([]);
    await window.webContents.executeJavaScript("document.write('<p>new'); document.close(); null");
    await untilLast(window, clicked);
  });

  it('do nothing without a menu', async () => {
    const window = await open();
    const clicked = useRecorder(['Ctrl+K']);
    Menu.setApplicationMenu(null);
    press(window, 'k', ['control']);
    await upOf(window, 'F9');
    expect(clicked).to.deep.equal([]);
  });

  describe('contents.setIgnoreMenuShortcuts(ignore)', () => {
    it('keeps keys of the page from the menu, until it is told otherwise', async () => {
      const window = await open();
      const clicked = useRecorder(['Ctrl+K']);
      window.webContents.setIgnoreMenuShortcuts(true);
      press(window, 'k', ['control']);
      await upOf(window, 'F9');
      window.webContents.setIgnoreMenuShortcuts(false);
      await untilLast(window, clicked);
      expect(clicked).to.deep.equal(['F8']);
    });

    it('rejects what is no boolean', async () => {
      const { webContents } = newWindow({ webPreferences: { session: shared() } });
      expect(() => webContents.setIgnoreMenuShortcuts(1 as unknown as boolean)).to.throw(TypeError, 'ignore');
    });
  });
});

describe("keys of Chromium's own windows", () => {
  const shared = useSharedSession();

  /** As from a keyboard: Chromium's window gets what the page leaves. */
  async function pressNative(contents: Electron.WebContents, key: string, code: number, modifiers = 0): Promise<void> {
    const params = { key, windowsVirtualKeyCode: code, nativeVirtualKeyCode: code, modifiers };
    for (const type of ['rawKeyDown', 'keyUp']) {
      await contents.debugger.sendCommand('Input.dispatchKeyEvent', { type, ...params });
    }
  }

  for (const [what, key, code, modifiers] of [
    ['F5 reloads nothing', 'F5', 116, 0],
    ['Alt and an arrow go nowhere', 'ArrowLeft', 37, 1],
    ['Control and U open nothing', 'u', 85, 2],
    ['Control and a plus zoom nothing', '+', 187, 2],
    ['F12 opens nothing', 'F12', 123, 0],
  ] as const) {
    it(what, async () => {
      useMenu(null);
      const server = await listen((request, response) => response.end(request.url));
      const window = newWindow({ webPreferences: { session: shared() } });
      await window.loadURL(`${server.origin}/one`);
      await window.loadURL(`${server.origin}/two`);
      const { webContents: contents } = window;
      contents.debugger.attach();
      const targets = async (): Promise<string[]> => {
        const { targetInfos } = (await contents.debugger.sendCommand('Target.getTargets')) as {
          targetInfos: { type: string; targetId: string }[];
        };
        return targetInfos.filter(({ type }) => type === 'page').map(({ targetId }) => targetId);
      };
      const before = await targets();
      const started: string[] = [];
      contents.on('did-start-navigation', ({ url }) => started.push(url));
      await pressNative(contents, key, code, modifiers);
      // The page answers behind the key.
      const state: unknown = await contents.executeJavaScript('[location.pathname, devicePixelRatio]');
      expect([window.isDestroyed(), state, await targets()]).to.deep.equal([false, ['/two', 1], before]);
      expect(started).to.deep.equal([]);
    });
  }

  it("are nobody's on a display either: tabs and windows", async () => {
    const app = spawnApp(
      `const { app, BrowserWindow, Menu } = require('electron');
      Menu.setApplicationMenu(null);
      app.whenReady().then(async () => {
        const { webContents } = new BrowserWindow();
        await webContents.loadURL('data:text/html,<p>page');
        const { debugger: client } = webContents;
        client.attach();
        for (const [key, code, modifiers] of [['t', 84, 2], ['n', 78, 2], ['N', 78, 10], ['w', 87, 2]]) {
          const params = { key, windowsVirtualKeyCode: code, nativeVirtualKeyCode: code, modifiers };
          for (const type of ['rawKeyDown', 'keyUp']) await client.sendCommand('Input.dispatchKeyEvent', { type, ...params });
          await webContents.executeJavaScript('1');
          const { targetInfos } = await client.sendCommand('Target.getTargets');
          console.log(key, targetInfos.filter(({ type }) => type === 'page').length);
        }
        app.quit();
      });`,
      { env: { DISPLAY: await startDisplay(), WAYLAND_DISPLAY: undefined } },
    );
    const { code, stdout, stderr } = await app.exited;
    expect([code, stdout.trim().split('\n')], stderr).to.deep.equal([0, ['t 1', 'n 1', 'N 1', 'w 1']]);
  });
});
