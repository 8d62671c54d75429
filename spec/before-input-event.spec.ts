// Keys that the app hears of before the page does: of real input in real pages.
import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { collectUncaught } from './lib/uncaught';
import { listen, type LocalServer } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

type Heard = [event: Electron.Event, input: Electron.Input];
type Modifiers = Electron.KeyboardInputEvent['modifiers'];

/** Writes down the key events that a document gets, and what is typed. */
const RECORDER = `
  <script>
    seen = [];
    for (const type of ['keydown', 'keypress', 'input', 'keyup']) {
      addEventListener(type, (event) => {
        seen.push(type + ' ' + (event.key ?? event.data) + (event.isTrusted ? '' : ' untrusted'));
        if (type === 'keyup') document.title = seen.join(', ');
      }, true);
    }
  </script>`;

describe("contents event 'before-input-event'", () => {
  const shared = useSharedSession();

  async function open(body = '', options: Electron.WebPreferences = {}) {
    const window = newWindow({ webPreferences: { session: shared(), ...options } });
    const server = await listen(`<!DOCTYPE html><meta charset="utf-8"><body>${body}${RECORDER}`);
    await window.loadURL(server.origin);
    return { window, server, contents: window.webContents };
  }

  const FIELD = '<textarea id="field" autofocus></textarea>';

  /** A page with the focus in a field. */
  async function openField(): Promise<{ window: BrowserWindow; server: LocalServer; contents: Electron.WebContents }> {
    const page = await open(FIELD);
    await page.contents.executeJavaScript('field.focus()');
    return page;
  }

  function press(contents: Electron.WebContents, keyCode: string, modifiers: Modifiers = []): void {
    contents.sendInputEvent({ type: 'keyDown', keyCode, modifiers });
    if (/^(.|Space|Enter)$/.test(keyCode) && !modifiers.includes('control'))
      contents.sendInputEvent({ type: 'char', keyCode });
    contents.sendInputEvent({ type: 'keyUp', keyCode, modifiers });
  }

  const value = (contents: Electron.WebContents): Promise<string> =>
    contents.executeJavaScript('field.value') as Promise<string>;

  const seen = (contents: Electron.WebContents): Promise<string[]> =>
    contents.executeJavaScript('seen') as Promise<string[]>;

  /** All inputs from now on, by type and key. */
  function inputsOf(contents: Electron.WebContents): string[] {
    const inputs: string[] = [];
    contents.on('before-input-event', (_, { type, key }) => inputs.push(`${type} ${key}`));
    return inputs;
  }

  const untilSeen = (contents: Electron.WebContents, last: string): Promise<unknown> =>
    until(last, async () => (await seen(contents)).includes(last));

  it('describes the key', async () => {
    const { contents } = await open();
    const heard = nextEvent<Heard>(contents, 'before-input-event');
    press(contents, 'a', ['shift', 'control']);
    const [event, input] = await heard;
    expect(event).to.include({ sender: contents, defaultPrevented: false });
    expect(input).to.deep.equal({
      type: 'keyDown',
      key: 'A',
      code: 'KeyA',
      isAutoRepeat: false,
      isComposing: false,
      shift: true,
      control: true,
      alt: false,
      meta: false,
      location: 0,
      modifiers: ['shift', 'control'],
    });
  });

  it('comes for keys that go down and up, before the page hears of them', async () => {
    const { contents } = await open();
    const inputs = inputsOf(contents);
    press(contents, 'Escape');
    await untilSeen(contents, 'keyup Escape');
    expect(inputs).to.deep.equal(['keyDown Escape', 'keyUp Escape']);
    expect(await seen(contents)).to.deep.equal(['keydown Escape', 'keyup Escape']);
  });

  it('keeps a prevented key from the page', async () => {
    const { contents } = await openField();
    contents.on('before-input-event', (event, { key }) => key === 'a' && event.preventDefault());
    press(contents, 'a');
    press(contents, 'b');
    await untilSeen(contents, 'keyup b');
    expect(await value(contents)).to.equal('b');
    expect((await seen(contents)).filter((entry) => entry.endsWith(' a'))).to.deep.equal([]);
  });

  it('leaves the page what it does with a key', async () => {
    const { contents } = await openField();
    inputsOf(contents);
    press(contents, 'x');
    await untilSeen(contents, 'keyup x');
    expect(await seen(contents)).to.deep.equal(['keydown x', 'keypress x', 'input x', 'keyup x']);
    expect(await value(contents)).to.equal('x');
  });

  it('keeps the order of keys that come fast', async () => {
    const { contents } = await openField();
    const inputs = inputsOf(contents);
    const text = 'the quick brown fox jumps';
    for (const key of text) {
      press(contents, key === ' ' ? 'Space' : key);
    }
    await until('the text', async () => (await value(contents)).length === text.length);
    expect(await value(contents)).to.equal(text);
    expect(inputs.filter((input) => input.startsWith('keyDown'))).to.deep.equal(
      text.split('').map((key) => `keyDown ${key}`),
    );
  });

  for (const [what, keyCode, modifiers, markup, outcome] of [
    [
      'Enter sends a form',
      'Enter',
      [],
      '<form onsubmit="document.title = \'done\'; return false"><input id="field"></form>',
      'done',
    ],
    [
      'Enter presses a button',
      'Enter',
      [],
      '<button id="field" onclick="document.title = \'done\'">x</button>',
      'done',
    ],
    [
      'Backspace takes a letter away',
      'Backspace',
      [],
      '<input id="field" value="ab" oninput="document.title = value">',
      'a',
    ],
    [
      'Control and A select all',
      'a',
      ['control'],
      '<input id="field" value="ab" onselect="document.title = \'done\'">',
      'done',
    ],
    ['Tab moves the focus', 'Tab', [], '<input id="field"><input onfocus="document.title = \'done\'">', 'done'],
  ] as const) {
    it(`leaves what Chromium does: ${what}`, async () => {
      const { contents } = await open(markup.replaceAll('document.title', 'globalThis.outcome'));
      await contents.executeJavaScript('field.focus(); field.setSelectionRange?.(9, 9)');
      const heard = nextEvent(contents, 'before-input-event');
      press(contents, keyCode, [...modifiers]);
      await heard;
      await until(what, async () => (await contents.executeJavaScript('globalThis.outcome')) === outcome);
    });
  }

  it('leaves what keys of a keyboard type', async () => {
    const { contents } = await openField();
    const inputs = inputsOf(contents);
    press(contents, 'Escape');
    await until('the first key', () => inputs.length === 2); // DevTools does not wait until the page holds its keys
    contents.debugger.attach();
    for (const [key, code, text] of [
      ['Q', 'KeyQ', 'Q'],
      ['Enter', 'Enter', '\r'],
      ['€', 'KeyE', '€'],
    ] as const) {
      const physical = { key, code, windowsVirtualKeyCode: key === 'Enter' ? 13 : code.charCodeAt(3), text };
      await contents.debugger.sendCommand('Input.dispatchKeyEvent', { type: 'keyDown', ...physical });
    }
    await until('the text', async () => (await value(contents)).length === 3);
    expect(await value(contents)).to.equal('Q\n€');
    expect(inputs).to.include.members(['keyDown Q', 'keyDown Enter', 'keyDown €']);
  });

  for (const host of ['127.0.0.1', 'localhost']) {
    it(`comes of frames: ${host}`, async () => {
      const { contents, server } = await open();
      const inputs = inputsOf(contents);
      await contents.executeJavaScript(`new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.onload = () => (frame.focus(), resolve());
        frame.src = 'http://${host}:${server.port}/frame';
        document.body.append(frame);
      })`);
      const frame = contents.mainFrame.frames[0]!;
      await until('the focus', () => frame.executeJavaScript('document.hasFocus()') as Promise<boolean>);
      press(contents, 'k');
      await until('the key', async () => ((await frame.executeJavaScript('seen')) as string[]).includes('keyup k'));
      expect(inputs).to.deep.equal(['keyDown k', 'keyUp k']);
      expect(await frame.executeJavaScript('seen')).to.deep.equal(['keydown k', 'keypress k', 'keyup k']);
    });
  }

  it('comes of the next documents, of windows that a page opens, and after a crash', async () => {
    const { window, contents, server } = await open();
    const inputs = inputsOf(contents);
    await window.loadURL(`${server.origin}/next`);
    press(contents, 'F1');
    await untilSeen(contents, 'keyup F1');
    const opened = nextEvent<[BrowserWindow]>(contents, 'did-create-window');
    await contents.executeJavaScript(`open('${server.origin}/popup', '', 'width=300,height=200'); null`, true);
    const [{ webContents: popup }] = await opened;
    const ofPopup = inputsOf(popup);
    if (popup.isLoading()) await nextEvent(popup, 'did-stop-loading');
    press(popup, 'F2');
    await untilSeen(popup, 'keyup F2');
    const gone = nextEvent(contents, 'render-process-gone');
    contents.forcefullyCrashRenderer();
    await gone;
    await window.loadURL(server.origin);
    press(contents, 'F3');
    await untilSeen(contents, 'keyup F3');
    expect(inputs).to.deep.equal(['keyDown F1', 'keyUp F1', 'keyDown F3', 'keyUp F3']);
    expect(ofPopup).to.deep.equal(['keyDown F2', 'keyUp F2']);
  });

  it('comes before the preload script of the page hears of the key', async () => {
    const window = newWindow({ webPreferences: { session: shared() } });
    const { webContents: contents } = window;
    contents.on('before-input-event', (event, { key }) => key === 'F6' && event.preventDefault());
    const server = await listen(RECORDER);
    await window.loadURL(server.origin);
    press(contents, 'F6');
    press(contents, 'F7');
    await untilSeen(contents, 'keyup F7');
    expect(await seen(contents)).to.deep.equal(['keydown F7', 'keyup F7']);
  });

  it('lets keys pass again when nobody listens any more', async () => {
    const { contents } = await openField();
    const prevent = (event: Electron.Event): void => event.preventDefault();
    contents.on('before-input-event', prevent);
    const heard = nextEvent(contents, 'before-input-event');
    press(contents, 'Escape');
    await heard;
    contents.off('before-input-event', prevent);
    press(contents, 'y');
    await untilSeen(contents, 'keyup y');
    expect(await value(contents)).to.equal('y');
  });

  it('comes of a document that a script has opened again', async () => {
    const { contents } = await open();
    const inputs = inputsOf(contents);
    press(contents, 'F1');
    await untilSeen(contents, 'keyup F1');
    await contents.executeJavaScript("document.open(); document.write('<p>new'); document.close(); null");
    press(contents, 'F2');
    await until('the second key', () => inputs.includes('keyUp F2'));
  });

  it('does not come of what a script of the page says in the words of the library', async () => {
    const { contents } = await open();
    const inputs = inputsOf(contents);
    await contents.executeJavaScript(`{
      const { stringify } = JSON;
      const press = { type: 'keydown', key: 'v', code: 'KeyV', keyCode: 86, location: 0, repeat: false };
      const flags = { isComposing: false, shift: false, control: true, alt: false, meta: false, capsLock: false, numLock: false };
      let id = 1000;
      for (const message of [
        { topic: 'keys', kind: 'hold', press: { ...press, ...flags } },
        { topic: 'keys', kind: 'release', held: 1 },
      ]) {
        JSON.stringify = () => stringify({ ...message, id: ++id });
        void navigator.permissions.query({ name: 'geolocation' });
      }
      JSON.stringify = stringify;
      null;
    }`);
    press(contents, 'F5');
    await untilSeen(contents, 'keyup F5');
    expect(inputs).to.deep.equal(['keyDown F5', 'keyUp F5']);
    expect(await seen(contents)).to.deep.equal(['keydown F5', 'keyup F5']);
  });

  it('is heard in the page whose keys they are only', async () => {
    const [one, two] = [await open(), await open()];
    const inputs = inputsOf(one.contents);
    press(two.contents, 'F8');
    await untilSeen(two.contents, 'keyup F8');
    press(one.contents, 'F9');
    await untilSeen(one.contents, 'keyup F9');
    expect(inputs).to.deep.equal(['keyDown F9', 'keyUp F9']);
  });

  it('passes what a listener throws to the app, and the key to the page', async () => {
    const uncaught = collectUncaught();
    const { contents } = await open();
    contents.once('before-input-event', () => {
      throw new Error('of the listener');
    });
    press(contents, 'F4');
    await untilSeen(contents, 'keyup F4');
    expect(uncaught).to.deep.equal(['uncaughtException: of the listener']);
  });

  it('does not come of events that a script of the page makes, which it gets', async () => {
    const { contents } = await open();
    const inputs = inputsOf(contents);
    await contents.executeJavaScript(
      "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', bubbles: true }))",
    );
    press(contents, 'F5');
    await untilSeen(contents, 'keyup F5');
    expect(inputs).to.deep.equal(['keyDown F5', 'keyUp F5']);
    expect((await seen(contents))[0]).to.equal('keydown z untrusted');
  });

  it('leaves nothing in a page that is there, and comes of one that has replaced what it needs', async () => {
    const { contents } = await open();
    const names = (): Promise<unknown> => contents.executeJavaScript('Object.getOwnPropertyNames(globalThis).sort()');
    const before = await names();
    await contents.executeJavaScript(`
      EventTarget.prototype.addEventListener = JSON.stringify = Map.prototype.get = () => { throw 1; };
      Event.prototype.preventDefault = Event.prototype.stopImmediatePropagation = () => undefined;
      null`);
    const heard = nextEvent<Heard>(contents, 'before-input-event');
    contents.on('before-input-event', (event) => event.preventDefault());
    press(contents, 'F10');
    expect((await heard)[1].key).to.equal('F10');
    expect(await seen(contents)).to.deep.equal([]);
    expect(await names()).to.deep.equal(before);
  });
});
