import { app, BrowserWindow, Menu, MenuItem } from 'electron';
import { expect } from 'chai';
import { outputOf, outputWhenReady } from './lib/apps';
import { newWindow, nextEvent } from './lib/sessions';
import { until } from './lib/until';

type Template = Electron.MenuItemConstructorOptions[];

const shape = ({ items }: Menu): string[] =>
  items.map(({ type, label, id }) => (type === 'separator' ? '-' : id || label));
const built = (template: Template): string[] => shape(Menu.buildFromTemplate(template));

describe('Menu.buildFromTemplate(template)', () => {
  it('makes an item of each element, and menus of submenus', () => {
    const menu = Menu.buildFromTemplate([
      { label: 'A', submenu: [{ label: 'B', id: 'b' }] },
      new MenuItem({ label: 'C', type: 'checkbox', checked: true }),
      { label: 'D', own: 1 } as never,
    ]);
    expect(menu.items.map(({ type }) => type)).to.deep.equal(['submenu', 'checkbox', 'normal']);
    expect(menu.items[0]!.submenu).to.be.instanceOf(Menu);
    expect(menu.getMenuItemById('b')!.menu).to.equal(menu.items[0]!.submenu);
    expect(menu.getMenuItemById('c')).to.equal(null);
    expect(menu.items[1]!.checked).to.equal(true);
    expect(menu.items[2]).to.have.property('own', 1);
    expect(new Set(menu.items.map(({ commandId }) => commandId)).size).to.equal(3);
  });

  it('gives roles their label, accelerator and submenu', () => {
    const menu = Menu.buildFromTemplate([
      { role: 'editMenu' },
      { role: 'about' },
      { role: 'CUT' as 'cut', label: 'Away' },
    ]);
    expect(menu.items.map(({ label }) => label)).to.deep.equal(['Edit', `About ${app.name}`, 'Away']);
    expect(menu.items[2]!.accelerator).to.equal('CommandOrControl+X');
    expect(menu.items[2]!.registerAccelerator).to.equal(false);
    expect(menu.items[0]!.submenu!.items.map(({ role }) => role)).to.deep.equal([
      'undo',
      'redo',
      undefined,
      'cut',
      'copy',
      'paste',
      'delete',
      undefined,
      'selectAll',
    ]);
  });

  it('sorts by before and after', () => {
    const [a, b, c] = [
      { label: 'a', id: 'a' },
      { label: 'b', id: 'b' },
      { label: 'c', id: 'c' },
    ];
    expect(built([a, b, { ...c, before: ['a'] }])).to.deep.equal(['c', 'a', 'b']);
    expect(built([{ ...a, after: ['c'] }, b, c])).to.deep.equal(['c', 'a', 'b']);
    expect(built([{ ...a, after: ['nothing'] }, b])).to.deep.equal(['a', 'b']);
  });

  it('sorts groups', () => {
    const line = { type: 'separator' } as const;
    const template: Template = [
      { label: 'a', id: 'a' },
      line,
      { label: 'b', id: 'b' },
      line,
      { label: 'c', id: 'c', beforeGroupContaining: ['a'] },
    ];
    expect(built(template)).to.deep.equal(['c', '-', 'a', '-', 'b']);
    expect(built([...template.slice(0, 3), { label: 'd', id: 'd', after: ['a'] }])).to.deep.equal(['a', 'd', '-', 'b']);
  });

  it('leaves out separators that separate nothing', () => {
    const line = { type: 'separator' } as const;
    expect(built([line, { label: 'a' }, line, line, { label: 'b' }, line])).to.deep.equal(['a', '-', 'b']);
    const hidden = { label: 'h', visible: false };
    expect(built([{ label: 'a' }, line, hidden, line, { label: 'b' }])).to.deep.equal(['a', 'h', '-', 'b']);
  });

  it('throws for what is no template', () => {
    expect(() => Menu.buildFromTemplate('x' as never)).to.throw(TypeError, 'template must be an array, got string');
    expect(() => Menu.buildFromTemplate([{ visible: true }])).to.throw('Invalid template for MenuItem');
    expect(() => new MenuItem({ role: 'bad' as never })).to.throw("Unknown role of a menu item: 'bad'");
    expect(() => new MenuItem({ type: 'bad' as never })).to.throw(TypeError, 'options.type must be one of normal');
    expect(() => new MenuItem({ type: 'submenu' })).to.throw('needs a submenu');
    expect(() => new MenuItem({ label: 'x', submenu: 1 as never })).to.throw(
      'options.submenu must be a Menu or an array',
    );
  });
});

describe('menu.insert(pos, menuItem)', () => {
  it('adds items at a position', () => {
    const menu = Menu.buildFromTemplate([{ label: 'a' }, { label: 'b' }]);
    menu.insert(1, new MenuItem({ label: 'between' }));
    menu.append(new MenuItem({ label: 'end' }));
    expect(shape(menu)).to.deep.equal(['a', 'between', 'b', 'end']);
    expect(() => menu.insert(9, new MenuItem({ label: 'x' }))).to.throw(RangeError, 'cannot be greater');
    expect(() => menu.insert(-1, new MenuItem({ label: 'x' }))).to.throw(RangeError, 'cannot be less');
    expect(() => menu.append({} as never)).to.throw(TypeError, 'menuItem must be a MenuItem');
  });
});

describe('item.click()', () => {
  const click = (item: MenuItem, ...args: unknown[]): void => void Reflect.apply(item.click, item, args);

  it('calls the listener with the item and the window', () => {
    const calls: unknown[][] = [];
    const window = newWindow();
    const item = new MenuItem({ label: 'x', click: (...args) => calls.push(args) });
    const event = { ctrlKey: true };
    click(item, event, window, window.webContents);
    expect(calls).to.have.lengthOf(1);
    expect(calls[0]![0]).to.equal(item);
    expect(calls[0]![1]).to.equal(window);
    expect(calls[0]![2]).to.equal(event);
    item.enabled = false;
    click(item);
    expect(calls).to.have.lengthOf(1);
  });

  it('toggles a check box, and checks one of the radio items that stand together', () => {
    const { items } = Menu.buildFromTemplate([
      { label: 'box', type: 'checkbox' },
      { label: '1', type: 'radio', checked: true },
      { label: '2', type: 'radio' },
      { type: 'separator' },
      { label: '3', type: 'radio', checked: true },
    ]);
    const checked = (): string[] => items.filter((item) => item.checked).map(({ label }) => label);
    click(items[0]!);
    click(items[2]!);
    expect(checked()).to.deep.equal(['box', '2', '3']);
    click(items[0]!);
    expect(checked()).to.deep.equal(['2', '3']);
    items[1]!.checked = true;
    expect(checked()).to.deep.equal(['1', '3']);
  });

  it('turns the spell checker of the session off and on by role', () => {
    const { webContents } = newWindow();
    const item = new MenuItem({ role: 'toggleSpellChecker' });
    expect([item.type, item.label]).to.deep.equal(['checkbox', 'Check Spelling While Typing']);
    const { session: ses } = webContents;
    click(item, {}, undefined, webContents);
    expect(ses.isSpellCheckerEnabled()).to.equal(false);
    click(item, {}, undefined, webContents);
    expect(ses.isSpellCheckerEnabled()).to.equal(true);
  });

  it('is checked by role while the spell checker of the focused window is on', async () => {
    const window = newWindow();
    const focused = BrowserWindow.getFocusedWindow() === window ? null : nextEvent(window, 'focus');
    window.focus();
    await focused;
    const item = new MenuItem({ role: 'toggleSpellChecker' });
    expect(item.checked).to.equal(true);
    window.webContents.session.setSpellCheckerEnabled(false);
    expect(item.checked).to.equal(false);
  });

  it('edits the page by role', async () => {
    const window = newWindow();
    await window.loadURL('data:text/html,<input id=i value=before>');
    const value = (): Promise<unknown> => window.webContents.executeJavaScript('i.focus(), i.value');
    await value();
    const act = (role: 'selectAll' | 'delete' | 'undo'): void =>
      click(new MenuItem({ role }), {}, window, window.webContents);
    act('selectAll');
    act('delete');
    // Chromium carries them out beside the scripts of the page.
    await until('nothing is left', async () => (await value()) === '');
    act('undo');
    await until('the text', async () => (await value()) === 'before');
  });

  it('zooms and closes by role', async () => {
    const window = newWindow();
    await window.loadURL('data:text/html,x');
    click(new MenuItem({ role: 'zoomIn' }), {}, window, window.webContents);
    expect(window.webContents.zoomLevel).to.be.closeTo(0.5, 0.001);
    click(new MenuItem({ role: 'resetZoom' }), {}, window, window.webContents);
    expect(window.webContents.zoomLevel).to.equal(0);
    const closed = new Promise<void>((resolve) => void window.once('closed', resolve));
    click(new MenuItem({ role: 'close' }), {}, window, window.webContents);
    await closed;
  });

  it('reports an exception of the listener as uncaught', async () => {
    const code = `
      const { MenuItem } = require('electron');
      process.on('uncaughtException', (error) => { print([error.message]); app.quit(); });
      new MenuItem({ label: 'x', click: () => { throw new Error('of the app'); } }).click();
      print(['goes on']);`;
    expect(await outputWhenReady(code)).to.deep.equal([['goes on'], ['of the app']]);
  });
});

describe('Menu.setApplicationMenu(menu)', () => {
  it('keeps the menu; the default one is there once the app is ready', async () => {
    const code = `
      const { Menu } = require('electron');
      print([Menu.getApplicationMenu()]);
      app.whenReady().then(() => {
        print(Menu.getApplicationMenu().items.map(({ label }) => label));
        const menu = new Menu();
        Menu.setApplicationMenu(menu);
        print([Menu.getApplicationMenu() === menu]);
        Menu.setApplicationMenu(null);
        print([Menu.getApplicationMenu()]);
        app.quit();
      });`;
    expect(await outputOf(code)).to.deep.equal([[null], ['File', 'Edit', 'View', 'Window', 'Help'], [true], [null]]);
    expect(() => Menu.setApplicationMenu({} as never)).to.throw(TypeError, 'menu must be a Menu or null, got object');
  });
});

describe('menu.popup(options)', () => {
  it('warns and calls back', async () => {
    const code = `
      const { Menu } = require('electron');
      process.on('warning', ({ code }) => print([code]));
      await new Promise((callback) => new Menu().popup({ callback }));
      print(['called back']);
      new Menu().popup();`;
    expect(await outputWhenReady(code)).to.have.deep.members([['VALENCE_NO_MENU'], ['called back']]);
    expect(BrowserWindow.getAllWindows()).to.be.an('array');
  });
});
