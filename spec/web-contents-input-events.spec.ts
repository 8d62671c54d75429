// What a WebContents and its window report of the user's keys, mouse and wheel, and of a page that moves its window.
import { type BrowserWindow } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

describe('WebContents: events of the user', () => {
  const shared = useSharedSession();

  async function open(body: string): Promise<BrowserWindow> {
    const window = newWindow({ webPreferences: { session: shared() } });
    await window.loadURL(`data:text/html,${encodeURIComponent(`<body style="margin: 0">${body}`)}`);
    return window;
  }

  /**
   * Resolves when the document knows what the app listens to. What is sent with sendInputEvent() comes behind that by itself, but waits
   * two seconds at most.
   */
  async function untilTold(window: BrowserWindow): Promise<void> {
    await run(window, '0');
    await run(window, '0');
  }

  const wheel = (window: BrowserWindow, deltaY: number, modifiers: Electron.InputEvent['modifiers'] = []): void =>
    window.webContents.sendInputEvent({ type: 'mouseWheel', x: 20, y: 20, deltaX: 0, deltaY, modifiers });

  const move = (window: BrowserWindow, x: number, y: number): void =>
    window.webContents.sendInputEvent({ type: 'mouseMove', x, y });

  describe('input-event', () => {
    it('tells keys and mouse, and not what scripts make up', async () => {
      const window = await open('text');
      const events: [string, string[] | undefined][] = [];
      window.webContents.on('input-event', (_, { type, modifiers }) => events.push([type, modifiers]));
      await untilTold(window);
      await run(window, `document.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))`);
      const position = { x: 20, y: 20 };
      window.webContents.sendInputEvent({
        type: 'mouseDown',
        button: 'left',
        ...position,
        modifiers: ['leftbuttondown' as 'left'],
      });
      window.webContents.sendInputEvent({ type: 'mouseUp', button: 'left', ...position, modifiers: ['shift'] });
      window.webContents.sendInputEvent({ type: 'keyDown', keyCode: 'a' });
      window.webContents.sendInputEvent({ type: 'char', keyCode: 'a' });
      window.webContents.sendInputEvent({ type: 'keyUp', keyCode: 'a' });
      await until('the key', () => events.some(([type]) => type === 'keyUp'));
      expect(events.filter(([type]) => type !== 'mouseMove')).to.deep.equal([
        ['mouseDown', ['leftbuttondown']],
        ['mouseUp', ['shift']],
        ['rawKeyDown', []],
        ['char', []],
        ['keyUp', []],
      ]);
    });

    it('describes a key as before-input-event does', async () => {
      const window = await open('text');
      const told = nextEvent<[unknown, Record<string, unknown>]>(window.webContents, 'input-event');
      await untilTold(window);
      window.webContents.sendInputEvent({ type: 'keyDown', keyCode: 'K', modifiers: ['control'] });
      const [, input] = await told;
      expect(input).to.include({ type: 'rawKeyDown', code: 'KeyK', control: true, shift: false, isAutoRepeat: false });
      expect(input['modifiers']).to.deep.equal(['control']);
    });
  });

  describe('cursor-changed', () => {
    it('tells each other cursor once', async () => {
      const window = await open(`
        <div style="height: 100px">text</div>
        <a href="#a" style="display: block; height: 100px">link</a>
        <div style="height: 100px; cursor: wait"></div>
        <div style="height: 100px; cursor: url(data:image/png;base64,), grab"></div>`);
      const cursors: string[] = [];
      window.webContents.on('cursor-changed', (_, type) => cursors.push(type));
      await untilTold(window);
      const places: [x: number, y: number, cursor: string][] = [
        [10, 10, 'text'],
        [600, 50, 'default'],
        [10, 150, 'pointer'],
        [50, 160, 'pointer'],
        [10, 250, 'wait'],
        [10, 350, 'custom'],
      ];
      for (const [x, y, cursor] of places) {
        move(window, x, y);
        await until(cursor, () => cursors.at(-1) === cursor);
      }
      expect(cursors).to.deep.equal(['text', 'default', 'pointer', 'wait', 'custom']);
    });
  });

  describe('zoom-changed', () => {
    it('tells the direction of the wheel, and leaves the zoom to the app', async () => {
      const window = await open('text');
      const directions: string[] = [];
      window.webContents.on('zoom-changed', (_, direction) => directions.push(direction));
      await untilTold(window);
      wheel(window, 120, ['control']);
      wheel(window, -120, ['control']);
      wheel(window, -120);
      await until('both', () => directions.length === 2);
      expect(directions).to.deep.equal(['in', 'out']);
      expect(await run(window, 'devicePixelRatio')).to.equal(1);
    });

    it('does not come for what the page prevents', async () => {
      const window = await open('text');
      await run(
        window,
        `window.count = 0;
        addEventListener('wheel', (event) => { ++count; if (count === 1) event.preventDefault(); }, { passive: false })`,
      );
      const directions: string[] = [];
      window.webContents.on('zoom-changed', (_, direction) => directions.push(direction));
      await untilTold(window);
      wheel(window, 120, ['control']);
      await until('the first', () => run<boolean>(window, 'count === 1'));
      wheel(window, -120, ['control']);
      await until('the second', () => directions.length > 0);
      expect(directions).to.deep.equal(['out']);
    });
  });

  describe('BrowserWindow: app-command', () => {
    it('comes for the buttons of a mouse that lead through the history', async () => {
      const window = await open('text');
      const commands: string[] = [];
      window.on('app-command', (_, command) => commands.push(command));
      const { debugger: devtools } = window.webContents;
      devtools.attach();
      await untilTold(window);
      for (const button of ['back', 'forward']) {
        for (const type of ['mousePressed', 'mouseReleased']) {
          await devtools.sendCommand('Input.dispatchMouseEvent', { type, button, x: 20, y: 20, clickCount: 1 });
        }
      }
      await until('both', () => commands.length === 2);
      expect(commands).to.deep.equal(['browser-backward', 'browser-forward']);
    });
  });

  describe('content-bounds-updated', () => {
    it('comes before a page moves its window, which it does then', async () => {
      const window = await open('text');
      const told = nextEvent<[unknown, Electron.Rectangle]>(window.webContents, 'content-bounds-updated');
      const resized = nextEvent(window, 'resize');
      await untilTold(window);
      await run(window, 'resizeTo(500, 400)');
      const [, { width, height }] = await told;
      await resized;
      expect([width, height]).to.deep.equal([500, 400]);
      expect(window.getSize()).to.deep.equal([500, 400]);
    });

    it('can prevent it', async () => {
      const window = await open('text');
      const before = window.getBounds();
      window.webContents.on('content-bounds-updated', (event) => event.preventDefault());
      const told = nextEvent<[unknown, Electron.Rectangle]>(window.webContents, 'content-bounds-updated');
      await untilTold(window);
      await run(window, 'moveBy(30, 40); moveTo.name');
      const [, { width }] = await told;
      expect(width).to.be.greaterThan(100);
      expect(window.getBounds()).to.deep.equal(before);
    });
  });
});
