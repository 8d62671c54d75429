import { Menu, MenuItem, nativeImage, Tray } from 'electron';
import { expect } from 'chai';
import * as path from 'node:path';
import { outputOf, outputWhenReady } from './lib/apps';
import { useBus } from './lib/bus';
import { defer } from './lib/cleanup';
import { nextEvent } from './lib/sessions';
import { TrayHost, type ShownIcon, type ShownItem } from './lib/tray-host';
import { nextUncaughtException } from './lib/uncaught';

const red = [0, 0, 255, 255];
const blueHalf = [128, 0, 0, 128];
/** Two pixels: opaque red, half transparent blue, as Electron's bitmaps have them. */
const image = nativeImage.createFromBitmap(Buffer.from([...red, ...blueHalf]), { width: 2, height: 1 });
const missing = path.resolve('I', 'Do', 'Not', 'Exist');

function newTray(...args: ConstructorParameters<typeof Tray>): Tray {
  const tray = new Tray(...args);
  defer(() => tray.destroy());
  return tray;
}

describe('Tray class', () => {
  describe('with a panel', () => {
    useBus();
    let host: TrayHost;

    before(async () => {
      host = await TrayHost.start();
    });
    after(() => host.stop());

    async function shown(): Promise<{ tray: Tray; icon: ShownIcon }> {
      const tray = newTray(image);
      return { tray, icon: await host.nextIcon() };
    }

    async function withMenu(...template: Electron.MenuItemConstructorOptions[]): Promise<{
      tray: Tray;
      icon: ShownIcon;
      menu: Menu;
      items: ShownItem[];
    }> {
      const menu = Menu.buildFromTemplate(template);
      const { tray, icon } = await shown();
      tray.setContextMenu(menu);
      await icon.signal('LayoutUpdated');
      return { tray, icon, menu, items: (await icon.layout()).children };
    }

    it('registers the icon, with its pixels as ARGB', async () => {
      const { icon } = await shown();
      const [[width, height, pixels] = [0, 0, Buffer.alloc(0)]] =
        await icon.property<[number, number, Buffer][]>('IconPixmap');
      expect([width, height, [...pixels]]).to.deep.equal([2, 1, [255, 255, 0, 0, 128, 0, 0, 255]]);
      expect(await icon.property('Category')).to.equal('ApplicationStatus');
      expect(await icon.property('Status')).to.equal('Active');
      expect(await icon.property('Menu')).to.equal('/com/canonical/dbusmenu');
    });

    it('shows another image, and none', async () => {
      const { tray, icon } = await shown();
      const green = nativeImage.createFromBitmap(Buffer.from([0, 255, 0, 255]), { width: 1, height: 1 });
      tray.setImage(green);
      await icon.signal('NewIcon');
      expect(await icon.property('IconPixmap')).to.deep.equal([[1, 1, Buffer.from([255, 0, 255, 0])]]);
      tray.setImage(nativeImage.createEmpty());
      await icon.signal('NewIcon');
      expect(await icon.property('IconPixmap')).to.deep.equal([]);
    });

    it('shows the largest picture of an image', async () => {
      const large = nativeImage.createFromBitmap(Buffer.alloc(16, 255), { width: 2, height: 2 });
      const both = nativeImage.createFromBitmap(Buffer.alloc(4, 255), { width: 1, height: 1 });
      both.addRepresentation({ scaleFactor: 2, buffer: large.toPNG() });
      newTray(both);
      const [[width, height] = []] = await (await host.nextIcon()).property<[number, number][]>('IconPixmap');
      expect([width, height]).to.deep.equal([2, 2]);
    });

    it('shows a tool tip', async () => {
      const { tray, icon } = await shown();
      tray.setToolTip('What it is');
      await icon.signal('NewToolTip');
      expect((await icon.property<unknown[]>('ToolTip'))[2]).to.equal('What it is');
    });

    it('emits click, right-click and middle-click', async () => {
      const { tray, icon } = await shown();
      const events = { Activate: 'click', ContextMenu: 'right-click', SecondaryActivate: 'middle-click' };
      for (const [member, event] of Object.entries(events)) {
        const heard = nextEvent<[Electron.KeyboardEvent, Electron.Rectangle]>(tray, event);
        await icon.do(member);
        const [keys, bounds] = await heard;
        expect(keys.triggeredByAccelerator).to.equal(false);
        expect(bounds).to.deep.equal({ x: 0, y: 0, width: 0, height: 0 });
      }
    });

    it('leaves the panel when it is destroyed', async () => {
      const { tray, icon } = await shown();
      tray.destroy();
      await icon.gone();
      expect(tray.isDestroyed()).to.equal(true);
      expect(() => tray.setToolTip('x')).to.throw('Tray is destroyed');
      tray.destroy();
    });

    it('has each icon by itself', async () => {
      const first = await shown();
      const second = await shown();
      expect(await first.icon.property('Id')).not.to.equal(await second.icon.property('Id'));
      const clicked = nextEvent(second.tray, 'click');
      first.tray.on('click', () => expect.fail('of another icon'));
      await second.icon.do('Activate');
      await clicked;
    });

    it('survives calls that make no sense', async () => {
      const { icon } = await shown();
      const refused = await icon.do('constructor').then(
        () => 'answered',
        () => 'refused',
      );
      expect(refused).to.equal('refused');
      icon.post('org.freedesktop.DBus.Properties', 'Get');
      icon.post('org.kde.StatusNotifierItem', 'Id');
      expect(await icon.property('Status')).to.equal('Active');
      const unknown = await icon.menu('Event', 'isvu', [7777, 'clicked', ['s', ''], 0]).then(
        () => 'answered',
        (error: unknown) => (error as Error).message,
      );
      expect(unknown).to.include('The menu has no item 7777');
      expect(await icon.menu('EventGroup', 'a(isvu)', [[[7777, 'clicked', ['s', ''], 0]]])).to.deep.equal([7777]);
    });

    describe('tray.setContextMenu(menu)', () => {
      it('shows labels, states and submenus', async () => {
        const { items, menu } = await withMenu(
          { label: '&File && a_b' },
          { type: 'separator' },
          { label: 'Check', type: 'checkbox', checked: true, enabled: false },
          { label: 'Radio', type: 'radio', visible: false },
          { label: 'More', submenu: [{ label: 'Inner', accelerator: 'CommandOrControl+Shift+I' }] },
        );
        expect(items.map(({ properties }) => properties)).to.deep.equal([
          { label: '_File & a__b' },
          { type: 'separator' },
          { 'label': 'Check', 'enabled': false, 'toggle-type': 'checkmark', 'toggle-state': 1 },
          { 'label': 'Radio', 'visible': false, 'toggle-type': 'radio', 'toggle-state': 0 },
          { 'label': 'More', 'children-display': 'submenu' },
        ]);
        expect(items.map(({ id }) => id)).to.deep.equal(menu.items.map(({ commandId }) => commandId));
        const [inner] = items[4]!.children;
        expect(inner!.properties).to.deep.equal({ label: 'Inner', shortcut: [['Control', 'Shift', 'i']] });
      });

      it('answers for a part of the menu, and for some properties', async () => {
        const { icon, items } = await withMenu({ label: 'A', enabled: false, submenu: [{ label: 'B' }] });
        const top = await icon.layout(0, 1, ['enabled']);
        expect(top.children).to.deep.equal([{ id: items[0]!.id, properties: { enabled: false }, children: [] }]);
        const { id } = items[0]!.children[0]!;
        expect((await icon.layout(id)).properties).to.deep.equal({ label: 'B' });
        expect(await icon.menu('GetGroupProperties', 'aias', [[id, 7777], []])).to.deep.equal([[id, { label: 'B' }]]);
        expect(await icon.menu('GetProperty', 'is', [id, 'label'])).to.equal('B');
        expect(await icon.menu('GetProperty', 'is', [id, 'visible'])).to.equal(true);
      });

      it('shows icons of items', async () => {
        const { items } = await withMenu({ label: 'A', icon: image }, { label: 'B', icon: missing });
        expect(items[0]!.properties['icon-data']).to.deep.equal(image.toPNG());
        expect(items[1]!.properties).to.deep.equal({ label: 'B' });
      });

      it("calls an item's click handler, also in a submenu", async () => {
        const clicked: unknown[][] = [];
        const click = (...args: unknown[]): void => void clicked.push(args);
        const { icon, items, menu } = await withMenu(
          { label: 'A', click },
          { label: 'B', submenu: [{ label: 'C', click }] },
        );
        await icon.choose(items[0]!.id);
        await icon.choose(items[1]!.children[0]!.id);
        expect(clicked.map(([item]) => item)).to.deep.equal([menu.items[0], menu.items[1]!.submenu!.items[0]]);
        expect(clicked[0]![2]).to.have.property('triggeredByAccelerator', false);
      });

      it('does not call the handler of a disabled item', async () => {
        const { icon, items } = await withMenu({ label: 'A', enabled: false, click: () => expect.fail('disabled') });
        await icon.choose(items[0]!.id);
      });

      it('reports an exception of a click handler as uncaught', async () => {
        const { icon, items } = await withMenu({
          label: 'A',
          click: () => {
            throw new Error('of the app');
          },
        });
        const uncaught = nextUncaughtException();
        await icon.choose(items[0]!.id);
        expect((await uncaught).message).to.equal('of the app');
      });

      it('tells of a check mark that a click changes, and of the other radio items', async () => {
        const { icon, items } = await withMenu(
          { label: 'A', type: 'checkbox' },
          { label: 'B', type: 'radio', checked: true },
          { label: 'C', type: 'radio' },
        );
        await icon.choose(items[0]!.id);
        expect(await icon.signal('ItemsPropertiesUpdated')).to.deep.equal([
          [[items[0]!.id, { 'toggle-state': 1 }]],
          [],
        ]);
        await icon.choose(items[2]!.id);
        const [updated] = await icon.signal('ItemsPropertiesUpdated');
        expect(updated).to.deep.equal([
          [items[1]!.id, { 'toggle-state': 0 }],
          [items[2]!.id, { 'toggle-state': 1 }],
        ]);
      });

      it('tells at once of all that the app changes in items', async () => {
        const { icon, menu, items } = await withMenu({ label: 'A', enabled: false }, { label: 'B' });
        menu.items[0]!.enabled = true;
        menu.items[0]!.label = 'New';
        menu.items[1]!.visible = false;
        const [updated, removed] = await icon.signal('ItemsPropertiesUpdated');
        expect(updated).to.deep.equal([
          [items[0]!.id, { label: 'New' }],
          [items[1]!.id, { visible: false }],
        ]);
        expect(removed).to.deep.equal([[items[0]!.id, ['enabled']]]);
      });

      it('tells of items that are added, also to a submenu', async () => {
        const { icon, menu } = await withMenu({ label: 'A', submenu: [] });
        menu.items[0]!.submenu!.append(new MenuItem({ label: 'B' }));
        await icon.signal('LayoutUpdated');
        expect((await icon.layout()).children[0]!.children[0]!.properties).to.deep.equal({ label: 'B' });
        menu.insert(0, new MenuItem({ label: 'C' }));
        await icon.signal('LayoutUpdated');
        expect((await icon.layout()).children.map(({ properties }) => properties['label'])).to.deep.equal(['C', 'A']);
      });

      it('takes the menu away with null', async () => {
        const { tray, icon } = await withMenu({ label: 'A' });
        tray.setContextMenu(null);
        await icon.signal('LayoutUpdated');
        expect((await icon.layout()).children).to.deep.equal([]);
      });

      it('emits menu-will-show and menu-will-close', async () => {
        const { icon, menu } = await withMenu({ label: 'A' });
        const shows = nextEvent(menu, 'menu-will-show');
        expect(await icon.menu('AboutToShow', 'i', [0])).to.equal(false);
        await shows;
        const closes = nextEvent(menu, 'menu-will-close');
        await icon.menu('Event', 'isvu', [0, 'closed', ['s', ''], 0]);
        await closes;
      });

      it('throws for what is no menu', async () => {
        const { tray } = await shown();
        expect(() => tray.setContextMenu({} as never)).to.throw(TypeError, 'Must pass Menu or null');
      });
    });
  });

  describe('with a panel that comes later, or again', () => {
    useBus();

    it('registers with each', async () => {
      const first = await TrayHost.start();
      newTray(image);
      const { service } = await first.nextIcon();
      await first.stop();
      const second = await TrayHost.start();
      defer(() => second.stop());
      const again = await second.nextIcon();
      expect(again.service).to.equal(service);
      expect(await again.property('Status')).to.equal('Active');
    });
  });

  describe('without a session bus', () => {
    it('does nothing, and lets the app end', async () => {
      const code = `
        delete process.env.DBUS_SESSION_BUS_ADDRESS;
        delete process.env.XDG_RUNTIME_DIR;
        const { Menu, nativeImage, Tray } = require('electron');
        const tray = new Tray(nativeImage.createEmpty());
        tray.setContextMenu(Menu.buildFromTemplate([{ label: 'A' }]));
        setImmediate(() => { tray.destroy(); print([tray.isDestroyed()]); app.quit(); });`;
      expect(await outputWhenReady(code)).to.deep.equal([[true]]);
    });
  });

  describe('without a panel', () => {
    useBus();

    it('does nothing, and lets the app end', async () => {
      const code = `
        const { nativeImage, Tray } = require('electron');
        globalThis.tray = new Tray(nativeImage.createEmpty());
        tray.setToolTip('x');
        setImmediate(() => { print([tray.isDestroyed()]); app.quit(); });`;
      expect(await outputWhenReady(code)).to.deep.equal([[false]]);
    });
  });

  it('cannot be made before the app is ready', async () => {
    const code = `
      const { nativeImage, Tray } = require('electron');
      try { new Tray(nativeImage.createEmpty()); } catch ({ message }) { print([message]); }
      app.quit();`;
    expect(await outputOf(code)).to.deep.equal([['Cannot create Tray before app is ready']]);
  });

  it('throws for an image that cannot be read', () => {
    const message = `Failed to load image from path '${missing}'`;
    expect(() => new Tray(missing)).to.throw(message);
    const tray = newTray(image);
    expect(() => tray.setImage(missing)).to.throw(message);
    expect(() => tray.setPressedImage(missing)).to.throw(message);
    expect(() => tray.setImage(1 as never)).to.throw(TypeError, 'image must be a NativeImage or a path, got number');
  });

  it('does nothing where Electron has it on macOS and Windows only', () => {
    const tray = newTray(image);
    tray.setPressedImage(image);
    tray.setTitle('Title');
    tray.setIgnoreDoubleClickEvents(true);
    tray.displayBalloon({ title: 'a', content: 'b' });
    tray.removeBalloon();
    tray.focus();
    tray.popUpContextMenu(new Menu(), { x: 1, y: 2 });
    tray.popUpContextMenu({ x: 1, y: 2 } as never);
    tray.closeContextMenu();
    expect(tray.getTitle()).to.equal('');
    expect(tray.getIgnoreDoubleClickEvents()).to.equal(false);
    expect(tray.getBounds()).to.deep.equal({ x: 0, y: 0, width: 0, height: 0 });
    expect(() => tray.displayBalloon({ title: 'a' } as never)).to.throw("'title' and 'content' must be defined");
    expect(() => tray.popUpContextMenu({} as never)).to.throw(TypeError, 'menu.x must be a number');
    expect(() => tray.popUpContextMenu(new Menu(), {} as never)).to.throw(TypeError, 'position.x must be a number');
  });
});
