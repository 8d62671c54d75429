/** What the roles of menu items mean on Linux: their labels, accelerators and submenus, and what they do. */

type Template = Electron.MenuItemConstructorOptions[];

/** What a role acts on. */
export interface RoleTarget {
  app: Pick<Electron.App, 'quit' | 'name'> & { showAboutPanel(): void };
  window:
    Pick<Electron.BrowserWindow, 'close' | 'isFullScreen' | 'maximize' | 'minimize' | 'setFullScreen'> | undefined;
  contents: Pick<Electron.WebContents, 'reload' | 'reloadIgnoringCache' | 'toggleDevTools' | 'zoomLevel'> | undefined;
  /** Of the contents, or of the app. */
  session(): Pick<Electron.Session, 'spellCheckerEnabled'>;
  /** A command of Chromium's editor, for what has the focus in the page. */
  edit(command: string): void;
}

interface Role {
  label: string | ((appName: string) => string);
  accelerator?: string;
  submenu?: Template;
  /** The accelerator is one that pages handle themselves. */
  registerAccelerator?: false;
  act?: (target: RoleTarget) => void;
  /** An item that is checked or not by itself. */
  isChecked?: (session: ReturnType<RoleTarget['session']>) => boolean;
}

const edit = (label: string, command: string, accelerator?: string): Role => ({
  label,
  ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false as const }),
  act: (target) => target.edit(command),
});

const ROLES: Record<string, Role> = {
  about: { label: (name) => `About ${name}`, act: ({ app }) => app.showAboutPanel() },
  close: { label: 'Close Window', accelerator: 'CommandOrControl+W', act: ({ window }) => window?.close() },
  copy: edit('Copy', 'copy', 'CommandOrControl+C'),
  cut: edit('Cut', 'cut', 'CommandOrControl+X'),
  delete: edit('Delete', 'delete'),
  forcereload: {
    label: 'Force Reload',
    accelerator: 'Shift+CommandOrControl+R',
    act: ({ contents }) => contents?.reloadIgnoringCache(),
  },
  help: { label: 'Help' },
  minimize: { label: 'Minimize', accelerator: 'CommandOrControl+M', act: ({ window }) => window?.minimize() },
  paste: edit('Paste', 'paste', 'CommandOrControl+V'),
  pasteandmatchstyle: edit('Paste and Match Style', 'pasteAndMatchStyle', 'Shift+CommandOrControl+V'),
  quit: { label: 'Quit', accelerator: 'CommandOrControl+Q', act: ({ app }) => app.quit() },
  redo: edit('Redo', 'redo', 'Shift+CommandOrControl+Z'),
  reload: { label: 'Reload', accelerator: 'CmdOrCtrl+R', act: ({ contents }) => contents?.reload() },
  resetzoom: {
    label: 'Actual Size',
    accelerator: 'CommandOrControl+0',
    act: ({ contents }) => {
      if (contents) contents.zoomLevel = 0;
    },
  },
  selectall: edit('Select All', 'selectAll', 'CommandOrControl+A'),
  toggledevtools: {
    label: 'Toggle Developer Tools',
    accelerator: 'Ctrl+Shift+I',
    act: ({ contents }) => contents?.toggleDevTools(),
  },
  togglefullscreen: {
    label: 'Toggle Full Screen',
    accelerator: 'F11',
    act: ({ window }) => window?.setFullScreen(!window.isFullScreen()),
  },
  togglespellchecker: {
    label: 'Check Spelling While Typing',
    isChecked: (session) => session.spellCheckerEnabled,
    act: (target) => {
      const session = target.session();
      session.spellCheckerEnabled = !session.spellCheckerEnabled;
    },
  },
  undo: edit('Undo', 'undo', 'CommandOrControl+Z'),
  window: { label: 'Window' },
  zoom: { label: 'Zoom', act: ({ window }) => window?.maximize() },
  zoomin: {
    label: 'Zoom In',
    accelerator: 'CommandOrControl+Plus',
    act: ({ contents }) => {
      if (contents) contents.zoomLevel += 0.5;
    },
  },
  zoomout: {
    label: 'Zoom Out',
    accelerator: 'CommandOrControl+-',
    act: ({ contents }) => {
      if (contents) contents.zoomLevel -= 0.5;
    },
  },
  editmenu: {
    label: 'Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'delete' },
      { type: 'separator' },
      { role: 'selectAll' },
    ],
  },
  filemenu: { label: 'File', submenu: [{ role: 'quit' }] },
  viewmenu: {
    label: 'View',
    submenu: [
      { role: 'reload' },
      { role: 'forceReload' },
      { role: 'toggleDevTools' },
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  },
  windowmenu: { label: 'Window', submenu: [{ role: 'minimize' }, { role: 'zoom' }, { role: 'close' }] },
};

/** Of macOS: such an item has its name as a label, and does nothing, as in Electron. */
const MAC_ROLES: Record<string, string> = {
  appmenu: 'Electron',
  clearrecentdocuments: 'Clear Menu',
  front: 'Bring All to Front',
  hide: 'Hide',
  hideothers: 'Hide Others',
  mergeallwindows: 'Merge All Windows',
  movetabtonewwindow: 'Move Tab to New Window',
  recentdocuments: 'Open Recent',
  selectnexttab: 'Show Next Tab',
  selectprevioustab: 'Show Previous Tab',
  services: 'Services',
  sharemenu: 'Share',
  showalltabs: 'Show All Tabs',
  showsubstitutions: 'Show Substitutions',
  startspeaking: 'Start Speaking',
  stopspeaking: 'Stop Speaking',
  toggletabbar: 'Toggle Tab Bar',
  togglesmartdashes: 'Smart Dashes',
  togglesmartquotes: 'Smart Quotes',
  toggletextreplacement: 'Text Replacement',
  unhide: 'Show All',
};

const roleOf = (name: string): Role | undefined => {
  const key = name.toLowerCase();
  return ROLES[key] ?? (key in MAC_ROLES ? { label: MAC_ROLES[key]! } : undefined);
};

/** Roles are written in any case. */
export const isRole = (name: string): boolean => roleOf(name) !== undefined;

export function roleLabel(name: string, appName: string): string {
  const label = roleOf(name)?.label ?? '';
  return typeof label === 'string' ? label : label(appName);
}

export const roleAccelerator = (name: string): string | undefined => roleOf(name)?.accelerator;

export const roleSubmenu = (name: string): Template | undefined => roleOf(name)?.submenu;

export const roleRegistersAccelerator = (name: string): boolean => roleOf(name)?.registerAccelerator ?? true;

/** Whether an item of the role is checked, of what has the focus; undefined for roles that do not know. */
export const roleChecked = (name: string, session: RoleTarget['session']): boolean | undefined =>
  roleOf(name)?.isChecked?.(session());

/** What an item of the role is. */
export const roleType = (name: string): 'checkbox' | 'normal' => (roleOf(name)?.isChecked ? 'checkbox' : 'normal');

/** False if the role does nothing. */
export function actAs(name: string, target: RoleTarget): boolean {
  const act = roleOf(name)?.act;
  act?.(target);
  return act !== undefined;
}
