// Windows that are large, small, in front and behind: what the app asks for, and what it is told. Nobody else is there.
import { app, BrowserWindow, Menu } from 'electron';
import { expect } from 'chai';
import { defer } from './lib/cleanup';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

/** Writes down the events of these names. */
function collect(emitter: object, names: readonly string[]): string[] {
  const seen: string[] = [];
  for (const name of names) (emitter as NodeJS.EventEmitter).on(name, () => seen.push(name));
  return seen;
}

describe('the state of a BrowserWindow', () => {
  const shared = useSharedSession();

  const open = (options: Electron.BrowserWindowConstructorOptions = {}): BrowserWindow =>
    newWindow({ ...options, webPreferences: { session: shared() } });

  async function openLoaded(options: Electron.BrowserWindowConstructorOptions = {}): Promise<BrowserWindow> {
    const window = open(options);
    await window.loadURL('data:text/html,<p>page');
    return window;
  }

  const states = (window: BrowserWindow): boolean[] => [
    window.isNormal(),
    window.isMinimized(),
    window.isMaximized(),
    window.isFullScreen(),
  ];
  const NORMAL = [true, false, false, false];

  for (const [method, end, begins, ends, state] of [
    ['maximize', 'unmaximize', 'maximize', 'unmaximize', [false, false, true, false]],
    ['minimize', 'restore', 'minimize', 'restore', [false, true, false, false]],
  ] as const) {
    it(`win.${method}() and win.${end}() emit when it is so`, async () => {
      const window = await openLoaded();
      const seen = collect(window, ['maximize', 'unmaximize', 'minimize', 'restore']);
      const begun = nextEvent(window, begins);
      window[method]();
      await begun;
      expect(states(window)).to.deep.equal(state);
      const ended = nextEvent(window, ends);
      window[end]();
      await ended;
      expect(states(window)).to.deep.equal(NORMAL);
      expect(seen).to.deep.equal([begins, ends]);
    });
  }

  it('win.setFullScreen(flag) emits when it is so', async () => {
    const window = await openLoaded();
    const entered = nextEvent(window, 'enter-full-screen');
    window.setFullScreen(true);
    await entered;
    expect(states(window)).to.deep.equal([false, false, false, true]);
    const left = nextEvent(window, 'leave-full-screen');
    window.setFullScreen(false);
    await left;
    expect(states(window)).to.deep.equal(NORMAL);
  });

  it('is asked for before there is a page, too', async () => {
    const window = open();
    const maximized = nextEvent(window, 'maximize');
    window.maximize();
    await maximized;
    expect(window.isMaximized()).to.equal(true);
  });

  it('win.maximize() shows a hidden window, which stays so when it is hidden and shown again', async () => {
    const window = await openLoaded({ show: false });
    const seen = collect(window, ['show', 'maximize', 'unmaximize']);
    const maximized = nextEvent(window, 'maximize');
    window.maximize();
    await maximized;
    window.hide();
    window.show();
    // Chromium has done what was asked for before.
    const full = nextEvent(window, 'enter-full-screen');
    window.setFullScreen(true);
    await full;
    expect(window.isVisible()).to.equal(true);
    expect(seen).to.deep.equal(['show', 'maximize', 'show', 'unmaximize']);
  });

  it('is that of the last call, however fast they come', async () => {
    const window = open({ fullscreen: true });
    window.setFullScreen(false);
    await window.loadURL('data:text/html,<p>page');
    const maximized = nextEvent(window, 'maximize');
    window.maximize();
    await maximized;
    expect(states(window)).to.deep.equal([false, false, true, false]);
  });

  it('is as it was when a page leaves while an element is as large as the screen', async () => {
    const window = await openLoaded();
    const seen = collect(window, ['enter-full-screen', 'leave-full-screen']);
    const entered = nextEvent(window, 'enter-html-full-screen');
    await window.webContents.executeJavaScript('document.body.requestFullscreen().then(() => null)', true);
    await entered;
    const left = nextEvent(window, 'leave-html-full-screen');
    await window.loadURL('data:text/html,<p>another');
    await left;
    expect(seen).to.deep.equal(['enter-full-screen', 'leave-full-screen']);
    expect(window.isFullScreen()).to.equal(false);
  });

  it('is what the option fullscreen says', async () => {
    await nextEvent(open({ fullscreen: true }), 'enter-full-screen');
  });

  it('win.setFullScreen(flag) rejects what is no boolean', () => {
    expect(() => open().setFullScreen(1 as unknown as boolean)).to.throw(TypeError, 'flag');
  });

  it('win.setMinimumSize() and win.setMaximumSize() limit what the app sets', () => {
    const window = open({ width: 400, height: 300, minWidth: 200, maxHeight: 500 });
    expect([window.getMinimumSize(), window.getMaximumSize()]).to.deep.equal([[200, 0], [0, 500]]); // prettier-ignore
    window.setSize(100, 600);
    expect(window.getSize()).to.deep.equal([200, 500]);
    window.setMinimumSize(300, 550);
    window.setMaximumSize(0, 0);
    window.setSize(100, 100);
    expect(window.getSize()).to.deep.equal([300, 550]);
  });

  it('getters give what the options have asked for', () => {
    const window = open({ resizable: false, alwaysOnTop: true, opacity: 0.5, backgroundColor: '#123456' });
    expect([window.isResizable(), window.isAlwaysOnTop(), window.getOpacity()]).to.deep.equal([false, true, 0.5]);
    expect(window.getBackgroundColor()).to.equal('#123456');
  });

  it('setters without an effect are read again, and say so once', () => {
    const warnings: string[] = [];
    const emitter: NodeJS.EventEmitter = process;
    const onWarning = ({ message }: Error): void => void warnings.push(message);
    emitter.on('warning', onWarning);
    defer(() => emitter.off('warning', onWarning));
    const window = open();
    expect([window.isResizable(), window.isAlwaysOnTop(), window.getOpacity()]).to.deep.equal([true, false, 1]);
    const changed = collect(window, ['always-on-top-changed']);
    window.setResizable(false);
    window.setAlwaysOnTop(true);
    window.setAlwaysOnTop(true);
    window.setOpacity(2);
    window.setAutoHideMenuBar(true);
    expect([window.isResizable(), window.isAlwaysOnTop(), window.getOpacity()]).to.deep.equal([false, true, 1]);
    expect(changed).to.deep.equal(['always-on-top-changed']);
    return until('the warnings', () => warnings.length >= 2);
  });
});

describe('the focus of windows', () => {
  const shared = useSharedSession();
  const open = (options: Electron.BrowserWindowConstructorOptions = {}): BrowserWindow =>
    newWindow({ ...options, webPreferences: { session: shared() } });

  it('goes to a new window, to the one that is focused, and back from one that ends', async () => {
    const one = open();
    const seen: string[] = [];
    const watch = (name: string, window: BrowserWindow): void => {
      window.on('focus', () => seen.push(`${name} focus`));
      window.on('blur', () => seen.push(`${name} blur`));
    };
    watch('one', one);
    await nextEvent(one, 'focus');
    const two = open();
    watch('two', two);
    expect([one.isFocused(), two.isFocused()]).to.deep.equal([false, true]);
    await nextEvent(two, 'focus');
    one.focus();
    await nextEvent(one, 'focus');
    expect(BrowserWindow.getFocusedWindow()).to.equal(one);
    two.focus();
    await nextEvent(two, 'focus');
    two.destroy();
    await nextEvent(one, 'focus');
    expect(seen).to.deep.equal([
      'one focus',
      'one blur',
      'two focus',
      'two blur',
      'one focus',
      'one blur',
      'two focus',
      'one focus',
    ]);
  });

  it('is told by the app and by the contents, too', async () => {
    const heard = nextEvent<[Electron.Event, BrowserWindow]>(app, 'browser-window-focus');
    const window = open();
    const ofContents = nextEvent(window.webContents, 'focus');
    expect((await heard)[1]).to.equal(window);
    await ofContents;
    const lost = nextEvent<[Electron.Event, BrowserWindow]>(app, 'browser-window-blur');
    const ofContentsLost = nextEvent(window.webContents, 'blur');
    window.hide();
    expect((await lost)[1]).to.equal(window);
    await ofContentsLost;
    expect(window.isFocused()).to.equal(false);
  });

  it('does not go to a window that is not shown', async () => {
    const shown = open();
    open({ show: false });
    await nextEvent(shown, 'focus');
    expect(BrowserWindow.getFocusedWindow()).to.equal(shown);
  });

  it('win.blur() takes it away', async () => {
    const window = open();
    await nextEvent(window, 'focus');
    const lost = nextEvent(window, 'blur');
    window.blur();
    await lost;
    expect(BrowserWindow.getFocusedWindow()).to.equal(null);
  });
});

describe('win.setMenu(menu)', () => {
  const shared = useSharedSession();

  it('has the accelerators of the window in place of those of the app', async () => {
    const before = Menu.getApplicationMenu();
    defer(() => Menu.setApplicationMenu(before));
    const clicked: string[] = [];
    const menuOf = (label: string): Menu =>
      Menu.buildFromTemplate([{ label, submenu: [{ label, accelerator: 'F8', click: () => clicked.push(label) }] }]);
    Menu.setApplicationMenu(menuOf('app'));
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL('data:text/html,<p>page');
    const press = (): void => {
      window.webContents.sendInputEvent({ type: 'keyDown', keyCode: 'F8' });
      window.webContents.sendInputEvent({ type: 'keyUp', keyCode: 'F8' });
    };
    window.setMenu(menuOf('window'));
    press();
    await until('the item of the window', () => clicked.length === 1);
    window.removeMenu();
    press();
    await window.webContents.executeJavaScript('onkeyup = ({ key }) => (globalThis.up = key); null');
    window.webContents.sendInputEvent({ type: 'keyDown', keyCode: 'F9' });
    window.webContents.sendInputEvent({ type: 'keyUp', keyCode: 'F9' });
    await until('F9', async () => (await window.webContents.executeJavaScript('globalThis.up')) === 'F9');
    expect(clicked).to.deep.equal(['window']);
  });

  it('rejects what is no menu', () => {
    const window = newWindow({ webPreferences: { session: shared() } });
    expect(() => window.setMenu({} as Menu)).to.throw(TypeError, 'menu');
  });
});
