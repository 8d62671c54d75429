/**
 * An icon in the desktop's panel: a StatusNotifierItem (https://specifications.freedesktop.org/status-notifier-item-spec/latest/).
 * It has a connection of its own, because a panel knows an icon by its connection, and takes it away when that ends.
 */
import { Bus, readable, type BusObject } from '../dbus/bus';

const INTERFACE = 'org.kde.StatusNotifierItem';
const WATCHER = 'org.kde.StatusNotifierWatcher';
const DBUS = 'org.freedesktop.DBus';

const DESCRIPTOR: BusObject['descriptor'] = {
  name: INTERFACE,
  methods: {
    Activate: ['ii', '', ['x', 'y'], []],
    ContextMenu: ['ii', '', ['x', 'y'], []],
    Scroll: ['is', '', ['delta', 'orientation'], []],
    SecondaryActivate: ['ii', '', ['x', 'y'], []],
  },
  properties: {
    AttentionIconName: readable('s'),
    AttentionIconPixmap: readable('a(iiay)'),
    AttentionMovieName: readable('s'),
    Category: readable('s'),
    IconName: readable('s'),
    IconPixmap: readable('a(iiay)'),
    IconThemePath: readable('s'),
    Id: readable('s'),
    ItemIsMenu: readable('b'),
    Menu: readable('o'),
    OverlayIconName: readable('s'),
    OverlayIconPixmap: readable('a(iiay)'),
    Status: readable('s'),
    Title: readable('s'),
    ToolTip: readable('(sa(iiay)ss)'),
    WindowId: readable('i'),
  },
  signals: { NewIcon: [], NewToolTip: [], NewTitle: [] },
};

/** Alpha, red, green and blue, a byte each; colors are not multiplied with alpha. */
export interface Pixmap {
  width: number;
  height: number;
  argb: Buffer;
}

/** What the user does with the icon. */
export interface StatusIconObserver {
  onActivate(): void;
  onContextMenu(): void;
  onSecondaryActivate(): void;
}

/** A menu that is shown with the icon. */
export interface ExportedMenu {
  readonly path: string;
  exportOn(bus: Bus): void;
}

export class StatusIcon implements BusObject {
  readonly path = '/StatusNotifierItem';
  readonly descriptor = DESCRIPTOR;
  readonly members: Record<string, unknown>;
  readonly #menu: ExportedMenu;
  #bus: Bus | null = null;
  #closed = false;

  constructor(id: string, title: string, menu: ExportedMenu, observer: StatusIconObserver) {
    this.#menu = menu;
    const answer = (act: () => void) => (): null => {
      act();
      return null;
    };
    this.members = {
      Activate: answer(() => observer.onActivate()),
      ContextMenu: answer(() => observer.onContextMenu()),
      Scroll: answer(() => undefined),
      SecondaryActivate: answer(() => observer.onSecondaryActivate()),
      AttentionIconName: '',
      AttentionIconPixmap: [],
      AttentionMovieName: '',
      Category: 'ApplicationStatus',
      IconName: '',
      IconPixmap: [],
      IconThemePath: '',
      Id: id,
      ItemIsMenu: false,
      Menu: menu.path,
      OverlayIconName: '',
      OverlayIconPixmap: [],
      Status: 'Active',
      Title: title,
      ToolTip: ['', [], '', ''],
      WindowId: 0,
    };
    // Without a session bus there is no panel that could show it.
    this.#connect().catch(() => undefined);
  }

  set pixmap(pixmap: Pixmap | null) {
    this.members['IconPixmap'] = pixmap ? [[pixmap.width, pixmap.height, pixmap.argb]] : [];
    this.#bus?.signal(this, 'NewIcon');
  }

  set toolTip(text: string) {
    this.members['ToolTip'] = ['', [], text, ''];
    this.#bus?.signal(this, 'NewToolTip');
  }

  close(): void {
    this.#closed = true;
    const bus = this.#bus;
    this.#bus = null;
    void bus?.close();
  }

  async #connect(): Promise<void> {
    const bus = await Bus.connect('session', () => {
      this.#bus = null;
    });
    if (this.#closed) {
      await bus.close();
      return;
    }
    this.#bus = bus;
    bus.export(this);
    this.#menu.exportOn(bus);
    const match = { sender: DBUS, interface: DBUS, member: 'NameOwnerChanged', arg0: WATCHER };
    await bus.subscribe(match, ([name, , owner]) => {
      if (name === WATCHER && owner !== '') this.#register(bus);
    });
    this.#register(bus);
  }

  /** With no watcher the call fails; the one that comes later is registered with then. */
  #register(bus: Bus): void {
    const call = { destination: WATCHER, path: '/StatusNotifierWatcher', interface: WATCHER };
    bus
      .call({ ...call, member: 'RegisterStatusNotifierItem', signature: 's', body: [bus.name] })
      .catch(() => undefined);
  }
}
