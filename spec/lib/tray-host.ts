// A desktop's panel that does not exist: the watcher that tray icons register with, and what it sees of them and does to them.
import { createClient, type Message, type MessageBus } from 'dbus-native';

const DBUS = 'org.freedesktop.DBus';
const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = { path: '/StatusNotifierItem', interface: 'org.kde.StatusNotifierItem' };
const MENU = { path: '/com/canonical/dbusmenu', interface: 'com.canonical.dbusmenu' };

/** [number, properties, children] */
export interface ShownItem {
  id: number;
  properties: Record<string, unknown>;
  children: ShownItem[];
}

type RawItem = [id: number, properties: Record<string, unknown>, children: RawItem[]];

const shownItem = ([id, properties, children]: RawItem): ShownItem => ({
  id,
  properties,
  children: children.map(shownItem),
});

export class TrayHost {
  readonly #bus: MessageBus;
  readonly #seen: [kind: string, sender: string, body: unknown[]][] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(bus: MessageBus) {
    this.#bus = bus;
  }

  /** On the session bus. */
  static async start(): Promise<TrayHost> {
    const bus = createClient({
      busAddress: process.env['DBUS_SESSION_BUS_ADDRESS']!,
      authMethods: ['EXTERNAL'],
      plainValues: true,
    });
    const host = new TrayHost(bus);
    bus.exportInterface(
      {
        IsStatusNotifierHostRegistered: true,
        RegisterStatusNotifierItem: (service: string, { sender = '' }: Message) => {
          host.#saw('registered', sender, [service]);
          return null;
        },
      },
      '/StatusNotifierWatcher',
      {
        name: WATCHER,
        methods: { RegisterStatusNotifierItem: ['s', '', ['service'], []] },
        properties: { IsStatusNotifierHostRegistered: 'b' },
      },
    );
    bus.connection.on('message', ({ sender = '', interface: owner, member = '', body = [] }) => {
      if (owner === ITEM.interface || owner === MENU.interface) host.#saw(member, sender, body);
      if (owner === DBUS && member === 'NameOwnerChanged' && body[2] === '') host.#saw('gone', String(body[0]), body);
    });
    for (const name of [ITEM.interface, MENU.interface]) await bus.addMatch(`type='signal',interface='${name}'`);
    await bus.addMatch(`type='signal',sender='${DBUS}',member='NameOwnerChanged'`);
    await bus.requestName(WATCHER, 0);
    return host;
  }

  /** Gives up its name, as a panel that ends. */
  async stop(): Promise<void> {
    await this.#bus.close();
  }

  #saw(kind: string, sender: string, body: unknown[]): void {
    this.#seen.push([kind, sender, body]);
    for (const look of this.#waiting) look();
  }

  /** The next signal, registration ("registered") or end ("gone") that nobody has waited for yet. */
  async next(kind: string, of?: string): Promise<{ sender: string; body: unknown[] }> {
    return new Promise((resolve) => {
      const look = (): void => {
        const index = this.#seen.findIndex(([name, sender]) => name === kind && sender === (of ?? sender));
        if (index < 0) return;
        this.#waiting.delete(look);
        const [[, sender, body] = ['', '', []]] = this.#seen.splice(index, 1);
        resolve({ sender, body });
      };
      this.#waiting.add(look);
      look();
    });
  }

  async nextIcon(): Promise<ShownIcon> {
    const { sender, body } = await this.next('registered');
    return new ShownIcon(this, this.#bus, sender, String(body[0]));
  }
}

/** An icon in the panel. */
export class ShownIcon {
  readonly #host: TrayHost;
  readonly #bus: MessageBus;
  readonly #sender: string;
  /** What it has registered itself as. */
  readonly service: string;

  constructor(host: TrayHost, bus: MessageBus, sender: string, service: string) {
    this.#host = host;
    this.#bus = bus;
    this.#sender = sender;
    this.service = service;
  }

  /** Resolves with the arguments of its next signal. */
  async signal(member: string): Promise<unknown[]> {
    return (await this.#host.next(member, this.#sender)).body;
  }

  /** Resolves when it is away from the bus. */
  async gone(): Promise<void> {
    await this.#host.next('gone', this.#sender);
  }

  async property<T>(name: string): Promise<T> {
    const call = { destination: this.service, path: ITEM.path, interface: `${DBUS}.Properties`, member: 'Get' };
    return this.#bus.invoke<T>({ ...call, signature: 'ss', body: [ITEM.interface, name] });
  }

  /** Activate, ContextMenu, SecondaryActivate: at a point of the screen. */
  async do(member: string): Promise<void> {
    await this.#bus.invoke({ destination: this.service, ...ITEM, member, signature: 'ii', body: [10, 20] });
  }

  /** A call without arguments that nobody waits for. */
  post(target: string, member: string): void {
    this.#bus.connection.message({
      type: 1,
      flags: 1,
      serial: this.#bus.serial++,
      destination: this.service,
      path: ITEM.path,
      interface: target,
      member,
    });
  }

  async menu<T>(member: string, signature: string, body: unknown[]): Promise<T> {
    return this.#bus.invoke<T>({ destination: this.service, ...MENU, member, signature, body });
  }

  async layout(parent = 0, depth = -1, properties: string[] = []): Promise<ShownItem> {
    const call = { destination: this.service, ...MENU, member: 'GetLayout', signature: 'iias' };
    const raw = await new Promise<RawItem>((resolve, reject) => {
      this.#bus.invoke({ ...call, body: [parent, depth, properties] }, (error, _revision, layout: RawItem) =>
        error ? reject(error) : resolve(layout),
      );
    });
    return shownItem(raw);
  }

  async choose(id: number): Promise<void> {
    await this.menu('Event', 'isvu', [id, 'clicked', ['s', ''], 0]);
  }
}
