// Members of WebContents and BrowserWindow that apps and packages use here and there.
import { BrowserWindow, webContents } from 'electron';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { preloadFile, run } from './lib/preload';
import { listen } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';
import { until } from './lib/until';

const FIELD = '<textarea>one two</textarea>';

describe('WebContents and BrowserWindow: further members', () => {
  const shared = useSharedSession();

  async function open(body = '', webPreferences: Electron.WebPreferences = {}): Promise<BrowserWindow> {
    const window = newWindow({ webPreferences: { ...webPreferences, session: shared() } });
    await window.loadURL(`data:text/html,${encodeURIComponent(body)}`);
    return window;
  }

  async function openField(): Promise<BrowserWindow> {
    const window = await open(FIELD);
    await run(window, `document.querySelector('textarea').focus()`);
    return window;
  }

  const value = (window: BrowserWindow): Promise<string> => run(window, `document.querySelector('textarea').value`);
  const selected = (window: BrowserWindow): Promise<string> => run(window, 'String(getSelection())');
  const untilValue = async (window: BrowserWindow, text: string): Promise<void> => {
    await until(text, async () => (await value(window)) === text);
  };

  describe('editing', () => {
    it('selectAll(), delete(), undo() and redo() act on what has the focus', async () => {
      const window = await openField();
      const { webContents: contents } = window;
      contents.selectAll();
      contents.delete();
      await untilValue(window, '');
      contents.undo();
      await untilValue(window, 'one two');
      contents.redo();
      await untilValue(window, '');
    });

    it('insertText(), replace() and replaceMisspelling() write', async () => {
      const window = await openField();
      const { webContents: contents } = window;
      contents.selectAll();
      await contents.insertText('a wrod here');
      await untilValue(window, 'a wrod here');
      await run(window, `document.querySelector('textarea').setSelectionRange(3, 3)`);
      contents.replaceMisspelling('word');
      await untilValue(window, 'a word here');
      await run(window, `document.querySelector('textarea').setSelectionRange(0, 1)`);
      contents.replace('the');
      await untilValue(window, 'the word here');
    });

    it('adjustSelection() and unselect() change the selection', async () => {
      const window = await open('<p>a selection</p>');
      await run(
        window,
        `getSelection().setBaseAndExtent(...((node) => [node, 3, node, 5])(document.querySelector('p').firstChild))`,
      );
      expect(await selected(window)).to.equal('el');
      window.webContents.adjustSelection({ start: -1, end: 2 });
      await until('the selection', async () => (await selected(window)) === 'selec');
      window.webContents.unselect();
      await until('no selection', async () => (await selected(window)) === '');
    });

    it('scrollToBottom(), scrollToTop() and centerSelection() scroll', async () => {
      const window = await open('<div style="height: 5000px">top</div><p>end</p><div style="height: 5000px"></div>');
      const { webContents: contents } = window;
      const position = (): Promise<number> => run(window, 'scrollY');
      contents.scrollToBottom();
      await until('the end', () =>
        run<boolean>(window, 'scrollY + innerHeight >= document.documentElement.scrollHeight - 1'),
      );
      contents.scrollToTop();
      await until('the top', async () => (await position()) === 0);
      await run(window, `getSelection().selectAllChildren(document.querySelector('p'))`);
      contents.centerSelection();
      await until('the middle', async () => (await position()) > 4000);
    });
  });

  describe('history', () => {
    it('goToOffset() and goToIndex() go to entries that exist', async () => {
      const { origin } = await listen('page');
      const window = newWindow({ webPreferences: { session: shared() } });
      for (const name of ['a', 'b', 'c']) await window.loadURL(`${origin}/${name}`);
      const { webContents: contents } = window;
      await until('the history', () => contents.canGoToOffset(-2));
      expect([-3, -2, -1, 0, 1].map((offset) => contents.canGoToOffset(offset))).to.deep.equal([
        false,
        true,
        true,
        true,
        false,
      ]);
      const loaded = nextEvent(contents, 'did-finish-load');
      contents.goToOffset(-2);
      await loaded;
      expect(contents.getURL()).to.equal(`${origin}/a`);
      await until('the history', () => contents.canGoToOffset(2));
      const again = nextEvent(contents, 'did-finish-load');
      contents.goToIndex(1);
      await again;
      expect(contents.getURL()).to.equal(`${origin}/b`);
    });
  });

  describe('files', () => {
    it("savePage() of 'HTMLOnly' and 'MHTML'", async () => {
      const { origin } = await listen('<p>saved</p>');
      const window = newWindow({ webPreferences: { session: shared() } });
      await window.loadURL(origin);
      const folder = tempDir();
      await window.webContents.savePage(path.join(folder, 'page.html'), 'HTMLOnly');
      expect(readFileSync(path.join(folder, 'page.html'), 'utf8')).to.equal('<p>saved</p>');
      await window.webContents.savePage(path.join(folder, 'page.mhtml'), 'MHTML');
      expect(readFileSync(path.join(folder, 'page.mhtml'), 'utf8')).to.match(/^From: .*Blink[^]*saved/);
      const complete = window.webContents.savePage(path.join(folder, 'complete.html'), 'HTMLComplete');
      expect(await complete.catch((error: unknown) => (error as { code: string }).code)).to.equal(
        'ERR_VALENCE_UNAVAILABLE',
      );
    });

    it('takeHeapSnapshot() writes one', async () => {
      const window = await open('page');
      const file = path.join(tempDir(), 'page.heapsnapshot');
      await window.webContents.takeHeapSnapshot(file);
      expect(JSON.parse(readFileSync(file, 'utf8'))).to.include.keys('snapshot', 'nodes', 'strings');
    });
  });

  it('enableDeviceEmulation() shows the page as another screen', async () => {
    const window = await open('page');
    const { webContents: contents } = window;
    const size = (): Promise<number[]> => run(window, '[innerWidth, innerHeight, devicePixelRatio]');
    const before = await size();
    contents.enableDeviceEmulation({
      screenPosition: 'desktop',
      screenSize: { width: 400, height: 300 },
      viewPosition: { x: 0, y: 0 },
      viewSize: { width: 320, height: 240 },
      deviceScaleFactor: 2,
      scale: 1,
    });
    await until('the size', async () => String(await size()) === '320,240,2');
    contents.disableDeviceEmulation();
    await until('the size of before', async () => String(await size()) === String(before));
  });

  it('sendToFrame() sends to one frame', async () => {
    const preload = preloadFile(`
      const { ipcRenderer } = require('electron');
      ipcRenderer.on('ping', () => ipcRenderer.send('pong', window.top === window));`);
    const window = await open('<iframe srcdoc="frame"></iframe>', { preload, nodeIntegrationInSubFrames: true });
    const { webContents: contents } = window;
    const [frame] = contents.mainFrame.frames;
    const answer = nextEvent(contents, 'ipc-message');
    contents.sendToFrame([frame!.processId, frame!.routingId], 'ping');
    const [, channel, isTop] = await answer;
    expect([channel, isTop]).to.deep.equal(['pong', false]);
  });

  it('opener is the frame that has opened the page', async () => {
    const window = await open('page');
    expect(window.webContents.opener).to.equal(null);
    const created = nextEvent<[BrowserWindow]>(window.webContents, 'did-create-window');
    run(window, `open('about:blank', '', 'width=300,height=200'); 0`).catch(() => undefined);
    const [child] = await created;
    expect(child.webContents.opener).to.equal(window.webContents.mainFrame);
    child.destroy();
  });

  it('isFocused() and webContents.getFocusedWebContents() follow the window', async () => {
    const [first, second] = [await open(), await open()];
    second.focus();
    expect([first, second].map(({ webContents: contents }) => contents.isFocused())).to.deep.equal([false, true]);
    expect(webContents.getFocusedWebContents()).to.equal(second.webContents);
    first.focus();
    expect(webContents.getFocusedWebContents()).to.equal(first.webContents);
  });

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
    const { webContents: contents } = window;
    for (const call of [
      () => contents.startDrag({ file: '/tmp', icon: '' }),
      () => contents.getOSProcessId(),
      () => window.getNativeWindowHandle(),
      () => window.addBrowserView({} as Electron.BrowserView),
    ]) {
      expect(call).to.throw(Error, 'is not available').with.property('code', 'ERR_VALENCE_UNAVAILABLE');
    }
    expect([window.getBrowserView(), window.getBrowserViews()]).to.deep.equal([null, []]);
  });
});
