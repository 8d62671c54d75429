/** The Menu and MenuItem classes (docs/api/menu.md, docs/api/menu-item.md). They need each other: an item holds a submenu. */
import { EventEmitter } from 'node:events';
import {
  invalidArgType,
  validateFunction,
  validateInteger,
  validateObject,
  validateOneOf,
} from '../../common/validators';
import { callApp } from '../app-calls';
import { desktop } from '../app/desktop';
import { sortItems, withoutExtraSeparators } from '../menu/item-order';
import { pressInMenu } from '../menu/application-menu';
import { menuChanged, watchFields } from '../menu/menu-changes';
import {
  actAs,
  isRole,
  roleAccelerator,
  roleChecked,
  roleLabel,
  roleRegistersAccelerator,
  roleSubmenu,
  roleType,
} from '../menu/roles';
import { warnOnce } from '../warn-once';
import { contentsHosts } from '../web-contents/contents-host';
import { editPage } from '../web-contents/edit-commands';
import { windowStates } from '../windows/window-states';
import { app } from './app';
import { BrowserWindow, leftKeys } from './browser-window';
import type { NativeImage } from './native-image';
import { session } from './session-module';
import type { WebContents } from './web-contents';

type Options = Electron.MenuItemConstructorOptions;
type Template = readonly (Options | MenuItem)[];
type ItemType = Electron.MenuItem['type'];

const TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio'] as const;

/** What a desktop that shows the item has to know of when it changes. */
const SHOWN_FIELDS = ['accelerator', 'enabled', 'icon', 'label', 'submenu', 'visible'];

let lastCommandId = 0;

export class MenuItem {
  id: string;
  label: string;
  click: (event?: unknown, window?: BrowserWindow | null, contents?: WebContents | null) => void;
  type: ItemType;
  role?: Options['role'];
  accelerator?: string;
  submenu?: Menu;
  icon?: NativeImage | string;
  sublabel: string;
  toolTip: string;
  enabled: boolean;
  visible: boolean;
  registerAccelerator: boolean;
  sharingItem: Electron.SharingItem;
  commandId: number;
  menu: Menu;
  readonly userAccelerator: string | null = null;
  #checked: boolean;

  constructor(options: Options) {
    validateObject(options, 'options');
    const { role, submenu = role === undefined ? undefined : roleSubmenu(role) } = options;
    if (role !== undefined && !isRole(role)) throw new Error(`Unknown role of a menu item: '${role}'`);
    if (options.click !== undefined) validateFunction(options.click, 'options.click');
    if (submenu !== undefined && !Array.isArray(submenu) && !(submenu instanceof Menu)) {
      throw invalidArgType('options.submenu', 'a Menu or an array of items', submenu);
    }
    this.type = options.type ?? (submenu !== undefined ? 'submenu' : role === undefined ? 'normal' : roleType(role));
    validateOneOf(this.type, 'options.type', TYPES);
    if (this.type === 'submenu' && submenu === undefined)
      throw new Error('A menu item of type submenu needs a submenu');
    this.role = role!;
    this.submenu = (submenu instanceof Menu || submenu === undefined ? submenu : Menu.buildFromTemplate(submenu))!;
    this.label = options.label ?? (role === undefined ? '' : roleLabel(role, app.name));
    this.accelerator = (options.accelerator ?? (role === undefined ? undefined : roleAccelerator(role)))!;
    this.registerAccelerator = options.registerAccelerator ?? (role === undefined || roleRegistersAccelerator(role));
    this.icon = options.icon as NativeImage;
    this.id = options.id!;
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.#checked = options.checked ?? false;
    this.sharingItem = options.sharingItem!;
    this.commandId = ++lastCommandId;
    this.menu = undefined as unknown as Menu;
    this.click = (event, window, contents) => this.#activate(options.click, event, window, contents);
    // As in Electron an app finds its own fields again.
    for (const [name, value] of Object.entries(options)) if (!(name in this)) Reflect.set(this, name, value);
    watchFields(this, SHOWN_FIELDS, () => menuChanged(this.menu));
  }

  /** As in Electron an item whose role knows it shows what holds for the focused window. */
  get checked(): boolean {
    const ofRole = this.role === undefined ? undefined : roleChecked(this.role, () => sessionOf(focusedContents()));
    return ofRole ?? this.#checked;
  }

  /** Of the radio items that stand together one is checked. */
  set checked(checked: boolean) {
    this.#checked = checked;
    if (this.type === 'radio' && checked) {
      for (const other of this.menu?.items ? neighborsOf(this) : []) other.#checked = false;
    }
    menuChanged(this.menu);
  }

  /** What the user's choice does, and item.click() of an app. */
  #activate(
    click: Options['click'],
    event: unknown = {},
    window: BrowserWindow | null | undefined = BrowserWindow.getFocusedWindow(),
    contents: WebContents | null | undefined = window?.webContents,
  ): void {
    if (!this.enabled) return;
    if (this.type === 'checkbox') this.checked = !this.#checked;
    else if (this.type === 'radio') this.checked = true;
    const target = {
      app,
      session: () => sessionOf(contents),
      window: window ?? undefined,
      contents: contents ?? undefined,
      edit: (command: string) => {
        if (contents && !contents.isDestroyed()) editPage(contentsHosts.of(contents), command);
      },
    };
    if (this.role !== undefined && actAs(this.role, target)) return;
    if (!click) return;
    const args = [this, window ?? undefined, event] as unknown as Parameters<typeof click>;
    callApp(click, args, () => undefined);
  }
}

const focusedContents = (): WebContents | undefined => BrowserWindow.getFocusedWindow()?.webContents;

const sessionOf = (contents: WebContents | null | undefined): Electron.Session =>
  contents && !contents.isDestroyed() ? contents.session : (session.defaultSession as unknown as Electron.Session);

/** The other radio items without another kind of item between. */
function neighborsOf(item: MenuItem): MenuItem[] {
  const { items } = item.menu;
  const at = items.indexOf(item);
  const isOther = ({ type }: MenuItem): boolean => type !== 'radio';
  const start = items.slice(0, at).findLastIndex(isOther) + 1;
  const length = items.slice(at).findIndex(isOther);
  return items.slice(start, length < 0 ? items.length : at + length).filter((other) => other !== item);
}

/** What the app has set; undefined: nothing, which is the default menu. */
let applicationMenu: Menu | null | undefined;

export class Menu extends EventEmitter {
  items: MenuItem[] = [];

  /** Throws for an item without label, role and type. */
  static buildFromTemplate(template: Template): Menu {
    if (!Array.isArray(template)) throw invalidArgType('template', 'an array', template);
    const items = template as (Options | MenuItem)[];
    if (
      !items.every(
        (item) =>
          typeof item === 'object' && item !== null && ('label' in item || 'role' in item || item.type === 'separator'),
      )
    ) {
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
    }
    const menu = new Menu();
    for (const item of withoutExtraSeparators(sortItems(items as Options[]))) {
      menu.append(item instanceof MenuItem ? item : new MenuItem(item));
    }
    return menu;
  }

  /** The default menu, once the app is ready, if the app has set none. */
  static getApplicationMenu(): Menu | null {
    if (applicationMenu === undefined && app.isReady()) {
      const roles = ['fileMenu', 'editMenu', 'viewMenu', 'windowMenu'] as const;
      applicationMenu = Menu.buildFromTemplate([...roles.map((role) => ({ role })), { role: 'help', submenu: [] }]);
    }
    return applicationMenu ?? null;
  }

  static setApplicationMenu(menu: Menu | null): void {
    if (menu !== null && !(menu instanceof Menu)) throw invalidArgType('menu', 'a Menu or null', menu);
    applicationMenu = menu;
  }

  /** Of macOS. */
  static sendActionToFirstResponder(): void {
    // As in Electron on Linux.
  }

  append(menuItem: MenuItem): void {
    this.insert(this.items.length, menuItem);
  }

  insert(pos: number, menuItem: MenuItem): void {
    if (!(menuItem instanceof MenuItem)) throw invalidArgType('menuItem', 'a MenuItem', menuItem);
    validateInteger(pos, 'pos');
    if (pos < 0) throw new RangeError(`Position ${pos} cannot be less than 0`);
    if (pos > this.items.length)
      throw new RangeError(`Position ${pos} cannot be greater than the total MenuItem count`);
    this.items.splice(pos, 0, menuItem);
    menuItem.menu = this;
    menuChanged(this);
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }

  /** Nothing can be shown: as if the user had closed the menu at once. */
  popup(options: { callback?: () => void } = {}): void {
    validateObject(options, 'options');
    if (options.callback !== undefined) validateFunction(options.callback, 'options.callback');
    warnOnce('VALENCE_NO_MENU', 'popup', 'menu.popup() shows nothing in Valence: see "Menus" in docs/limits.md');
    const { callback } = options;
    if (callback) setImmediate(() => callApp(callback, [], () => undefined));
  }

  closePopup(): void {
    // No menu is open.
  }
}

desktop.setMenu({
  get: () => Menu.getApplicationMenu() as unknown as Electron.Menu | null,
  set: (menu) => Menu.setApplicationMenu(menu as unknown as Menu | null),
});

leftKeys.onKey((press, window) => {
  const { menu } = windowStates.of(window);
  const shown = menu === undefined ? Menu.getApplicationMenu() : (menu as unknown as Menu | null);
  pressInMenu(shown, press, window, window.webContents);
});
