// Right clicks, as the app hears of them: of real input in real pages.
import type { BrowserWindow } from 'electron';
import { expect } from 'chai';
import { collectUncaught } from './lib/uncaught';
import { listen, type LocalServer } from './lib/servers';
import { newWindow, nextEvent, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

type Params = Electron.ContextMenuParams;

const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

describe("contents event 'context-menu'", () => {
  const shared = useSharedSession();

  async function open(body: string): Promise<{ window: BrowserWindow; server: LocalServer }> {
    const window = newWindow({ webPreferences: { session: shared() } });
    const server = await listen(
      `<!DOCTYPE html><meta charset="utf-8"><style>body { margin: 0 } body > * { display: block }</style><body>${body}`,
    );
    await window.loadURL(server.origin);
    return { window, server };
  }

  const rightClick = ({ webContents }: BrowserWindow, x: number, y: number): void => {
    for (const type of ['mouseDown', 'mouseUp'] as const) {
      webContents.sendInputEvent({ type, button: 'right', x, y, clickCount: 1 });
    }
  };

  const nextMenu = ({ webContents }: BrowserWindow): Promise<[Electron.Event & { sender: unknown }, Params]> =>
    nextEvent(webContents, 'context-menu');

  async function paramsAt(window: BrowserWindow, x = 10, y = 10): Promise<Params> {
    const heard = nextMenu(window);
    rightClick(window, x, y);
    return (await heard)[1];
  }

  const paramsIn = async (body: string): Promise<Params> => paramsAt((await open(body)).window);

  it('has the event and the params', async () => {
    const { window } = await open('text');
    const heard = nextMenu(window);
    rightClick(window, 30, 40);
    const [event, params] = await heard;
    expect(event.sender).to.equal(window.webContents);
    expect(params).to.include({ x: 30, y: 40, menuSourceType: 'mouse', mediaType: 'none', misspelledWord: '' });
    expect(params.dictionarySuggestions).to.deep.equal([]);
  });

  it('has page, frame and charset of the main frame', async () => {
    const { window, server } = await open('text');
    const params = await paramsAt(window);
    expect(params).to.include({ pageURL: `${server.origin}/`, frameURL: '', frameCharset: 'UTF-8' });
    expect(params.frame).to.equal(window.webContents.mainFrame);
  });

  it('describes links', async () => {
    const { window, server } = await open('<a href="/there" download="it.txt" title="Where"><b>To</b> it</a>');
    expect(await paramsAt(window)).to.include({
      linkURL: `${server.origin}/there`,
      linkText: 'To it',
      titleText: 'Where',
      suggestedFilename: 'it.txt',
    });
  });

  it('describes images', async () => {
    const params = await paramsIn(`<img src="${PIXEL}" alt="A dot" width="100" height="100">`);
    expect(params).to.include({ mediaType: 'image', srcURL: PIXEL, altText: 'A dot', hasImageContents: true });
  });

  it('describes images that are not there', async () => {
    const params = await paramsIn('<img src="data:image/png," width="100" height="100">');
    expect(params).to.include({ mediaType: 'image', hasImageContents: false });
  });

  it('describes canvases', async () => {
    expect(await paramsIn('<canvas width="100" height="100"></canvas>')).to.include({ mediaType: 'canvas' });
  });

  it('describes videos, and what they do', async () => {
    const params = await paramsIn('<video controls loop muted width="300" height="200"></video>');
    expect(params.mediaType).to.equal('video');
    expect(params.mediaFlags).to.include({ isPaused: true, isLooping: true, isMuted: true, isControlsVisible: true });
  });

  it('describes fields', async () => {
    const params = await paramsIn('<textarea style="width: 200px; height: 100px">some text</textarea>');
    expect(params).to.include({ isEditable: true, formControlType: 'text-area', spellcheckEnabled: true });
    expect(params.editFlags).to.include({ canPaste: true, canCopy: false, canCut: false, canEditRichly: false });
  });

  for (const [markup, formControlType, inputFieldType, isEditable] of [
    ['<input>', 'input-text', 'plainText', true],
    ['<input readonly>', 'input-text', 'plainText', false],
    ['<input type="password" value="secret">', 'input-password', 'password', true],
    ['<input type="tel">', 'input-telephone', 'plainText', true],
    ['<input type="checkbox" style="width: 100px; height: 100px">', 'input-checkbox', 'other', false],
    ['<button>Do it now, please</button>', 'submit-button', 'none', false],
    ['<button type="button">Do it now, please</button>', 'button-button', 'none', false],
    ['<output style="height: 100px">1</output>', 'output', 'none', false],
    ['<div contenteditable style="height: 100px">1</div>', 'none', 'none', true],
  ] as const) {
    it(`names the form control: ${markup}`, async () => {
      expect(await paramsIn(markup)).to.include({ formControlType, inputFieldType, isEditable });
    });
  }

  it('has the selection', async () => {
    const { window } = await open('<div id="of">what is selected</div>');
    await window.webContents.executeJavaScript('getSelection().setBaseAndExtent(of.firstChild, 5, of.firstChild, 7)');
    const { x } = (await window.webContents.executeJavaScript(
      'getSelection().getRangeAt(0).getBoundingClientRect().toJSON()',
    )) as { x: number };
    const params = await paramsAt(window, Math.ceil(x) + 2, 8);
    expect(params).to.include({ selectionText: 'is', selectionStartOffset: 5 });
    expect(params.selectionRect).to.include({ x: Math.round(x), y: 0 });
    expect(params.editFlags).to.include({ canCopy: true, canCut: false, canPaste: false });
  });

  it('has the selection of a field, but not that of a password', async () => {
    const { window } = await open('<input id="field" value="some text" style="width: 300px; height: 50px">');
    const select = 'field.focus(); field.setSelectionRange(5, 9)';
    await window.webContents.executeJavaScript(select);
    const params = await paramsAt(window, 45, 25);
    expect([params.selectionText, params.editFlags.canCut]).to.deep.equal(['text', true]);
    await window.webContents.executeJavaScript(`field.type = 'password'; ${select}`);
    const hidden = await paramsAt(window, 45, 25);
    expect([hidden.selectionText, hidden.editFlags.canCopy]).to.deep.equal(['', false]);
  });

  it('comes of frames of the same and of other origins, with positions in the window', async () => {
    const { window, server } = await open('');
    const { port } = new URL(server.origin);
    for (const origin of [server.origin, `http://localhost:${port}`]) {
      await window.webContents.executeJavaScript(`new Promise((resolve) => {
        document.body.innerHTML = '<iframe style="border: 5px solid; margin: 100px 0 0 50px"></iframe>';
        const frame = document.querySelector('iframe');
        frame.onload = () => requestAnimationFrame(() => setTimeout(resolve));
        frame.src = '${origin}/frame';
      }).then(() => null)`);
      // Chromium leads input to a frame once it has drawn it, which may be later than its load.
      const frame = window.webContents.mainFrame.frames[0]!;
      await frame.executeJavaScript("addEventListener('mousemove', () => (globalThis.moved = true)); null");
      await until('the mouse in the frame', () => {
        window.webContents.sendInputEvent({ type: 'mouseMove', x: 80, y: 140 });
        return frame.executeJavaScript('globalThis.moved === true') as Promise<boolean>;
      });
      const params = await paramsAt(window, 80, 140);
      expect(params).to.include({ x: 80, y: 140, pageURL: `${server.origin}/`, frameURL: `${origin}/frame` });
      expect(params.frame).to.equal(window.webContents.mainFrame.frames[0]);
    }
  });

  it('has positions in the window of a page that is zoomed', async () => {
    const { window } = await open('text');
    window.webContents.setZoomFactor(2);
    // The window may get its size meanwhile.
    await window.webContents.executeJavaScript(`new Promise((resolve) => {
      const look = () => devicePixelRatio === 2 && resolve();
      addEventListener('resize', look);
      look();
    })`);
    expect(await paramsAt(window, 80, 60)).to.include({ x: 80, y: 60 });
  });

  it('comes of elements in shadow trees', async () => {
    const { window } = await open('<div id="host"></div>');
    await window.webContents.executeJavaScript(
      `host.attachShadow({ mode: 'open' }).innerHTML = '<canvas width="100" height="100"></canvas>'; null`,
    );
    expect(await paramsAt(window)).to.include({ mediaType: 'canvas' });
  });

  it('does not come where the page has a menu of its own, however late it decides', async () => {
    const { window } = await open('<div id="own" style="height: 100px">own</div><canvas></canvas>');
    await window.webContents.executeJavaScript(
      "addEventListener('contextmenu', (event) => event.target.id === 'own' && event.preventDefault()); null",
    );
    const heard: Params[] = [];
    window.webContents.on('context-menu', (_, params) => heard.push(params));
    rightClick(window, 10, 10);
    expect((await paramsAt(window, 10, 110)).mediaType).to.equal('canvas');
    expect(heard.map(({ mediaType }) => mediaType)).to.deep.equal(['canvas']);
  });

  it('does not come of events that a script of the page makes', async () => {
    const { window } = await open('<canvas width="100" height="100"></canvas>');
    const heard: Params[] = [];
    window.webContents.on('context-menu', (_, params) => heard.push(params));
    await window.webContents.executeJavaScript(
      "document.body.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))",
    );
    await paramsAt(window);
    expect(heard).to.have.length(1);
  });

  it('comes of a page that has replaced what it needs', async () => {
    const { window } = await open('text');
    await window.webContents.executeJavaScript(`
      EventTarget.prototype.addEventListener = Event.prototype.composedPath = JSON.stringify = () => { throw 1; };
      Event.prototype.preventDefault = () => undefined;
      null`);
    await paramsAt(window);
  });

  it('passes what a listener throws to the app, and comes again', async () => {
    const uncaught = collectUncaught();
    const { window } = await open('text');
    window.webContents.once('context-menu', () => {
      throw new Error('of the listener');
    });
    rightClick(window, 10, 10);
    await paramsAt(window);
    expect(uncaught).to.deep.equal(['uncaughtException: of the listener']);
  });

  it('comes of windows that a page opens, and after a crash', async () => {
    const { window, server } = await open('text');
    const opened = nextEvent<[BrowserWindow]>(window.webContents, 'did-create-window');
    await window.webContents.executeJavaScript(
      `open('${server.origin}/popup', '', 'width=300,height=200'); null`,
      true,
    );
    const [popup] = await opened;
    const { webContents: contents } = popup;
    await until('the popup', () => contents.getURL() === `${server.origin}/popup` && !contents.isLoading());
    expect((await paramsAt(popup)).pageURL).to.equal(`${server.origin}/popup`);
    const gone = nextEvent(window.webContents, 'render-process-gone');
    window.webContents.forcefullyCrashRenderer();
    await gone;
    await window.loadURL(server.origin);
    await paramsAt(window);
  });
});
