// Members of BrowserWindow that apps and packages use here and there.
import { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

describe('BrowserWindow: further members', () => {
  const shared = useSharedSession();

  async function open(body = ''): Promise<BrowserWindow> {
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL(`data:text/html,${encodeURIComponent(body)}`);
    return window;
  }

  it('setEnabled(false) keeps input from the page', async () => {
    const window = await open('<script>count = 0; addEventListener("mousedown", () => ++count)</script>');
    const click = (): void => {
      for (const type of ['mouseDown', 'mouseUp'] as const) {
        window.webContents.sendInputEvent({ type, button: 'left', x: 10, y: 10 });
      }
    };
    window.setEnabled(false);
    expect(window.isEnabled()).to.equal(false);
    click();
    await run(window, '0');
    await run(window, '0');
    window.setEnabled(true);
    click();
    await until('a click', () => run<boolean>(window, 'count > 0'));
    expect(await run(window, 'count')).to.equal(1);
  });

  it('send(), getURL() and the like are those of the page', async () => {
    const window = (await open()) as BrowserWindow & {
      getURL(): string;
      getBackgroundThrottling(): boolean;
      isDevToolsOpened(): boolean;
    };
    expect(window.getURL()).to.equal(window.webContents.getURL());
    expect([window.getBackgroundThrottling(), window.isDevToolsOpened()]).to.deep.equal([true, false]);
  });

  it('children end with their parent', async () => {
    const parent = await open();
    const child = new BrowserWindow({
      parent,
      modal: true,
      width: 300,
      height: 200,
      webPreferences: { session: shared() },
    });
    const other = new BrowserWindow({ webPreferences: { session: shared() } });
    other.setParentWindow(child);
    expect([parent.getChildWindows(), child.getParentWindow(), child.isModal()]).to.deep.equal([[child], parent, true]);
    expect(() => parent.setParentWindow(other)).to.throw(Error, 'cannot be the parent');
    const closed = Promise.all([nextEvent(child, 'closed'), nextEvent(other, 'closed')]);
    parent.destroy();
    await closed;
  });

  it('properties are the same as their methods', async () => {
    const window = await open();
    window.title = 'another';
    expect(window.getTitle()).to.equal('another');
    const names = ['resizable', 'movable', 'closable', 'fullScreen', 'kiosk', 'shadow', 'autoHideMenuBar'] as const;
    expect(names.map((name) => window[name])).to.deep.equal([true, true, true, false, false, true, true]);
  });

  it('what cannot be throws with a code, and there is no BrowserView', async () => {
    const window = await open();
    for (const call of [
      () => window.getNativeWindowHandle(),
      () => window.addBrowserView({} as Electron.BrowserView),
    ]) {
      expect(call).to.throw(Error, 'is not available').with.property('code', 'ERR_VALENCE_UNAVAILABLE');
    }
    expect([window.getBrowserView(), window.getBrowserViews()]).to.deep.equal([null, []]);
  });
});
