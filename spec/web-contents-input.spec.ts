// Styles, worlds and input that the app brings into pages.
import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run, windowWithPreload } from './lib/preload';
import { listen, sendPage } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

describe('WebContents: styles, worlds and input', () => {
  const shared = useSharedSession();
  const open = async (body = ''): Promise<BrowserWindow> => {
    const { origin } = await listen((_, response) =>
      sendPage(response, body, { 'content-security-policy': "default-src 'none'" }),
    );
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL(origin);
    return window;
  };

  describe('webContents.insertCSS(css[, options])', () => {
    const color = (window: BrowserWindow): Promise<string> => run(window, 'getComputedStyle(document.body).color');

    it('acts at once, unseen by the page, whatever its policy', async () => {
      const window = await open();
      await window.webContents.insertCSS('body { color: rgb(1, 2, 3) }');
      expect(await color(window)).to.equal('rgb(1, 2, 3)');
      const seen =
        'document.styleSheets.length + document.adoptedStyleSheets.length + document.querySelectorAll("style").length';
      expect(await run(window, seen)).to.equal(0);
    });

    it('is undone by removeInsertedCSS(key), each by its own', async () => {
      const window = await open();
      const first = await window.webContents.insertCSS('body { color: rgb(1, 1, 1) }');
      const second = await window.webContents.insertCSS('body { color: rgb(2, 2, 2) }');
      const colors = [await color(window)];
      await window.webContents.removeInsertedCSS(second);
      colors.push(await color(window));
      await window.webContents.removeInsertedCSS(first);
      colors.push(await color(window));
      await window.webContents.removeInsertedCSS(first);
      expect(colors).to.deep.equal(['rgb(2, 2, 2)', 'rgb(1, 1, 1)', 'rgb(0, 0, 0)']);
    });

    it('ends with the document', async () => {
      const window = await open();
      const key = await window.webContents.insertCSS('body { color: rgb(1, 2, 3) }');
      await window.loadURL('data:text/html,next');
      expect(await color(window)).to.equal('rgb(0, 0, 0)');
      await window.webContents.removeInsertedCSS(key);
    });
  });

  describe('webContents.executeJavaScriptInIsolatedWorld(worldId, scripts[, userGesture])', () => {
    it('runs in a world that shares the document and no variables', async () => {
      const window = await open('<p>text</p>');
      const { webContents: contents } = window;
      const text: unknown = await contents.executeJavaScriptInIsolatedWorld(1004, [
        { code: "var own = 1; document.querySelector('p').textContent" },
        { code: 'var second = 2;' },
      ]);
      const kept: unknown = await contents.executeJavaScriptInIsolatedWorld(1004, [{ code: '[own, second]' }]);
      const other: unknown = await contents.executeJavaScriptInIsolatedWorld(1005, [{ code: 'typeof own' }]);
      expect([text, kept, other, await run(window, 'typeof own')]).to.deep.equal([
        'text',
        [1, 2],
        'undefined',
        'undefined',
      ]);
    });

    it('reaches the page with 0 and preload scripts with 999', async () => {
      const window = windowWithPreload('globalThis.ofPreload = 1;', { session: shared() });
      await window.loadURL('data:text/html,<script>var ofPage = 2</script>');
      const { webContents: contents } = window;
      const found = await Promise.all(
        [0, 999].map((world) =>
          contents.executeJavaScriptInIsolatedWorld(world, [{ code: '[typeof ofPage, typeof ofPreload]' }]),
        ),
      );
      expect(found).to.deep.equal([
        ['number', 'undefined'],
        ['undefined', 'number'],
      ]);
    });

    it('rejects for scripts that are no list of sources', async () => {
      const { webContents: contents } = await open();
      const error: unknown = await contents
        .executeJavaScriptInIsolatedWorld(1, [{}] as Electron.WebSource[])
        .catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(TypeError).with.property('message').that.includes('scripts[0].code');
    });
  });

  describe('webContents.sendInputEvent(inputEvent)', () => {
    const openLogging = async (): Promise<{ window: BrowserWindow; log: (count: number) => Promise<string[]> }> => {
      const window = await open('<input>');
      await run(
        window,
        `{
          window.log = [];
          for (const type of ['mousedown', 'mouseup', 'click', 'dblclick', 'contextmenu', 'keydown', 'keypress', 'keyup', 'wheel']) {
            addEventListener(type, (e) => log.push([type, e.key ?? e.deltaY ?? e.button, e.code ?? e.clientX].join()), true);
          }
          document.querySelector('input').focus();
        }`,
      );
      const log = (count: number): Promise<string[]> =>
        until(`${count} events`, async () => {
          const found = await run<string[]>(window, 'log');
          return found.length >= count ? found : null;
        });
      return { window, log };
    };

    it('types characters', async () => {
      const { window, log } = await openLogging();
      for (const [keyCode, modifiers] of [
        ['a', []],
        ['B', ['shift']],
      ] as const) {
        for (const type of ['keyDown', 'char', 'keyUp'] as const) {
          window.webContents.sendInputEvent({ type, keyCode, modifiers: [...modifiers] });
        }
      }
      expect(await log(6)).to.deep.equal([
        'keydown,a,KeyA',
        'keypress,a,KeyA',
        'keyup,a,KeyA',
        'keydown,B,KeyB',
        'keypress,B,KeyB',
        'keyup,B,KeyB',
      ]);
      expect(await run(window, "document.querySelector('input').value")).to.equal('aB');
    });

    it('types characters by their names', async () => {
      const { window, log } = await openLogging();
      for (const keyCode of ['Plus', 'Space', 'Plus']) window.webContents.sendInputEvent({ type: 'char', keyCode });
      expect(await log(3)).to.deep.equal(['keypress,+,Equal', 'keypress, ,Space', 'keypress,+,Equal']);
      expect(await run(window, "document.querySelector('input').value")).to.equal('+ +');
    });

    it('presses named keys', async () => {
      const { window, log } = await openLogging();
      for (const keyCode of ['Enter', 'Left', 'F5', '!']) window.webContents.sendInputEvent({ type: 'keyUp', keyCode });
      expect(await log(4)).to.deep.equal([
        'keyup,Enter,Enter',
        'keyup,ArrowLeft,ArrowLeft',
        'keyup,F5,F5',
        'keyup,!,Digit1',
      ]);
    });

    it('clicks, and scrolls the other way round than the wheel event', async () => {
      const { window, log } = await openLogging();
      const place = { x: 300, y: 100 };
      window.webContents.sendInputEvent({ type: 'mouseDown', ...place, button: 'left', clickCount: 1 });
      window.webContents.sendInputEvent({ type: 'mouseUp', ...place, button: 'left', clickCount: 1 });
      window.webContents.sendInputEvent({ type: 'mouseWheel', ...place, deltaX: 0, deltaY: -120 });
      expect(await log(4)).to.deep.equal(['mousedown,0,300', 'mouseup,0,300', 'click,0,300', 'wheel,120,300']);
    });

    it('throws for what is no input event', async () => {
      const { webContents: contents } = await open();
      expect(() => contents.sendInputEvent({ type: 'shake' as 'char', keyCode: 'a' })).to.throw(
        TypeError,
        'inputEvent.type',
      );
      expect(() => contents.sendInputEvent({ type: 'char' } as never)).to.throw(TypeError, 'inputEvent.keyCode');
      expect(() => contents.sendInputEvent({ type: 'mouseMove', x: 1 } as never)).to.throw(TypeError, 'inputEvent.y');
    });
  });
});
