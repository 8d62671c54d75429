// What an Edit menu does with a page: webContents.copy(), undo() and the like, for whatever has the focus in it.
import { Menu } from 'electron';
import { expect } from 'chai';
import { run } from './lib/preload';
import { listen } from './lib/servers';
import { newWindow, useSharedSession } from './lib/sessions';
import { until } from './lib/until';

const PAGE = `
  <input id="field" value="one two">
  <div id="text" contenteditable style="white-space: pre">three four</div>
  <div style="height: 5000px"></div><p id="far">far</p>`;

describe('commands for what has the focus in a page', () => {
  const shared = useSharedSession();
  let contents: Electron.WebContents;
  let window: Electron.BrowserWindow;

  beforeEach(async () => {
    const { origin } = await listen(PAGE);
    window = newWindow({ webPreferences: { session: shared() } });
    ({ webContents: contents } = window);
    await window.loadURL(origin);
  });

  const value = (): Promise<string> => run<string>(window, 'field.value');
  const becomes = (expected: string): Promise<unknown> =>
    until(`the field's text ${JSON.stringify(expected)}`, async () => (await value()) === expected);
  const select = (from: number, to: number): Promise<unknown> =>
    run(window, `field.focus(), field.setSelectionRange(${from}, ${to})`);

  it('webContents.insertText(text) resolves when the page has it', async () => {
    await select(3, 4);
    await run(window, 'events = [], field.oninput = (e) => events.push([e.isTrusted, e.inputType]), 0');
    await contents.insertText(' and ');
    expect(await value()).to.equal('one and two');
    expect(await run(window, 'events')).to.deep.equal([[true, 'insertText']]);
  });

  it('webContents.insertText(text) rejects for what is no text', async () => {
    const error = await contents.insertText(7 as unknown as string).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(TypeError).with.property('message').that.includes('text must be a string');
  });

  it('webContents.replace(text) takes the place of the selection', async () => {
    await select(0, 3);
    contents.replace('eleven');
    await becomes('eleven two');
  });

  it('webContents.delete(), undo() and redo()', async () => {
    await select(3, 7);
    contents.delete();
    await becomes('one');
    contents.undo();
    await becomes('one two');
    contents.redo();
    await becomes('one');
  });

  it('webContents.selectAll() and unselect()', async () => {
    await run(window, 'text.focus()');
    const selected = (): Promise<string> => run<string>(window, 'String(getSelection())');
    contents.selectAll();
    await until('a selection', async () => (await selected()) === 'three four');
    contents.unselect();
    await until('no selection', async () => (await selected()) === '');
  });

  it('webContents.copy(), cut(), paste() and pasteAndMatchStyle()', async () => {
    await run(window, 'copies = 0, field.oncopy = () => ++copies, 0');
    await select(0, 3);
    contents.copy();
    // Scripts do not wait for keys that are on their way.
    await until('the copy', () => run<boolean>(window, 'copies > 0'));
    await select(7, 7);
    contents.paste();
    await becomes('one twoone');
    await select(0, 4);
    contents.cut();
    await becomes('twoone');
    await select(6, 6);
    contents.pasteAndMatchStyle();
    await becomes('twooneone ');
  });

  it('webContents.adjustSelection(options) moves both ends of the selection of a field', async () => {
    await select(0, 3);
    contents.adjustSelection({ start: 1, end: 3 });
    const ends = (): Promise<number[]> => run<number[]>(window, '[field.selectionStart, field.selectionEnd]');
    await until('the other selection', async () => (await ends()).join() === '1,6');
    contents.adjustSelection({ end: -2 });
    await until('a shorter selection', async () => (await ends()).join() === '1,4');
  });

  it('webContents.adjustSelection(options) moves both ends of a selection of text', async () => {
    await run(window, 'text.focus(), getSelection().setBaseAndExtent(text.firstChild, 1, text.firstChild, 4)');
    contents.adjustSelection({ start: -1, end: 2 });
    await until('the other selection', async () => (await run(window, 'String(getSelection())')) === 'three ');
  });

  it('webContents.centerSelection() scrolls to the selection', async () => {
    await run(window, 'text.focus(), getSelection().selectAllChildren(far)');
    contents.centerSelection();
    await until('the selection in sight', () => run(window, 'far.getBoundingClientRect().top < innerHeight'));
  });

  it('webContents.scrollToBottom() and scrollToTop()', async () => {
    contents.scrollToBottom();
    await until('the end of the page', () => run(window, 'scrollY > 3000'));
    contents.scrollToTop();
    await until('its beginning', () => run(window, 'scrollY === 0'));
  });

  it('are what roles of menu items do', async () => {
    await select(0, 7);
    const [item] = Menu.buildFromTemplate([{ role: 'delete' }]).items;
    (item!.click as (...args: unknown[]) => void)({}, window, contents);
    await becomes('');
  });

  it('webContents.adjustSelection(options) throws for what is no number', () => {
    const options = { start: '1' } as unknown as Electron.AdjustSelectionOptions;
    expect(() => contents.adjustSelection(options)).to.throw(TypeError, /options.start must be an integer/);
  });
});
