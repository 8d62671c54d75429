/** A menu that the desktop shows: com.canonical.dbusmenu (https://github.com/AyatanaIndicators/libdbusmenu, dbus-menu.xml). */
import { isDeepStrictEqual } from 'node:util';
import { readable, type Bus, type BusObject } from '../dbus/bus';
import {
  layoutOf,
  type IconReader,
  type Layout,
  type Properties,
  type ShownItem,
  type Variant,
} from './dbus-menu-layout';
import { watchMenu } from './menu-changes';

const INTERFACE = 'com.canonical.dbusmenu';

/** What properties are that an item does not have. */
const DEFAULTS: Properties = {
  'children-display': ['s', ''],
  'enabled': ['b', true],
  'icon-data': ['ay', Buffer.alloc(0)],
  'icon-name': ['s', ''],
  'label': ['s', ''],
  'shortcut': ['aas', []],
  'toggle-state': ['i', -1],
  'toggle-type': ['s', ''],
  'type': ['s', 'standard'],
  'visible': ['b', true],
};

const DESCRIPTOR: BusObject['descriptor'] = {
  name: INTERFACE,
  methods: {
    AboutToShow: ['i', 'b', ['id'], ['needUpdate']],
    AboutToShowGroup: ['ai', 'aiai', ['ids'], ['updatesNeeded', 'idErrors']],
    Event: ['isvu', '', ['id', 'eventId', 'data', 'timestamp'], []],
    EventGroup: ['a(isvu)', 'ai', ['events'], ['idErrors']],
    GetGroupProperties: ['aias', 'a(ia{sv})', ['ids', 'propertyNames'], ['properties']],
    GetLayout: ['iias', 'u(ia{sv}av)', ['parentId', 'recursionDepth', 'propertyNames'], ['revision', 'layout']],
    GetProperty: ['is', 'v', ['id', 'name'], ['value']],
  },
  properties: {
    IconThemePath: readable('as'),
    Status: readable('s'),
    TextDirection: readable('s'),
    Version: readable('u'),
  },
  signals: {
    ItemActivationRequested: ['iu', 'id', 'timestamp'],
    ItemsPropertiesUpdated: ['a(ia{sv})a(ias)', 'updatedProps', 'removedProps'],
    LayoutUpdated: ['ui', 'revision', 'parent'],
  },
};

interface Menu<I> {
  items: readonly I[];
}

/** What the user does. */
export interface MenuObserver<M, I> {
  readIcon: IconReader;
  onClick(item: I): void;
  onShow(menu: M): void;
  onHide(menu: M): void;
}

type Event = [id: number, type: string, ...rest: unknown[]];

/** Of the properties, those that are asked for: all if none is named. */
const filtered = (properties: Properties, names: readonly string[]): [string, Variant][] =>
  Object.entries(properties).filter(([name]) => names.length === 0 || names.includes(name));

export class DBusMenu<M extends Menu<I>, I extends ShownItem> implements BusObject {
  readonly path = '/com/canonical/dbusmenu';
  readonly descriptor = DESCRIPTOR;
  readonly members: object = {
    IconThemePath: [],
    Status: 'normal',
    TextDirection: 'ltr',
    Version: 3,
    AboutToShow: (id: number) => this.#aboutToShow(id),
    AboutToShowGroup: (ids: number[]) => this.#aboutToShowGroup(ids),
    Event: (...event: Event) => this.#onEvent(event),
    EventGroup: (events: Event[]) => this.#onEvents(events),
    GetGroupProperties: (ids: number[], names: string[]) => this.#groupProperties(ids, names),
    GetLayout: (id: number, depth: number, names: string[]) => this.#getLayout(id, depth, names),
    GetProperty: (id: number, name: string) => this.#property(id, name),
  };
  readonly #observer: MenuObserver<M, I>;
  #menu: M | null = null;
  #bus: Bus | null = null;
  #layout: Layout<M, I>;
  #revision = 1;
  #unwatch: (() => void)[] = [];
  /** A change that is not reported yet: several changes in a row are reported at once. */
  #pending: NodeJS.Immediate | null = null;

  constructor(observer: MenuObserver<M, I>) {
    this.#observer = observer;
    this.#layout = layoutOf<I, M>(null, observer.readIcon);
  }

  /** On this connection, until it ends. */
  exportOn(bus: Bus): void {
    this.#bus = bus;
    bus.export(this);
  }

  set menu(menu: M | null) {
    this.#menu = menu;
    this.#update();
  }

  /** Stops reporting and watching. */
  close(): void {
    this.#bus = null;
    this.menu = null;
  }

  readonly #onChange = (): void => {
    this.#pending ??= setImmediate(() => this.#update());
  };

  #update(): void {
    if (this.#pending) clearImmediate(this.#pending);
    this.#pending = null;
    const before = this.#layout;
    this.#layout = layoutOf<I, M>(this.#menu, this.#observer.readIcon);
    for (const unwatch of this.#unwatch) unwatch();
    const menus = [...this.#layout.values()].flatMap(({ menu }) => menu ?? []);
    this.#unwatch = menus.map((menu) => watchMenu(menu, this.#onChange));
    const shape = (layout: Layout<M, I>): unknown => [...layout].map(([id, { children }]) => [id, children]);
    if (isDeepStrictEqual(shape(before), shape(this.#layout))) this.#reportProperties(before);
    else this.#bus?.signal(this, 'LayoutUpdated', [++this.#revision, 0]);
  }

  #reportProperties(before: Layout<M, I>): void {
    const updated: [number, [string, Variant][]][] = [];
    const removed: [number, string[]][] = [];
    for (const [id, { properties }] of this.#layout) {
      const old = before.get(id)!.properties;
      const changed = Object.entries(properties).filter(([name, value]) => !isDeepStrictEqual(old[name], value));
      const gone = Object.keys(old).filter((name) => !(name in properties));
      if (changed.length > 0) updated.push([id, changed]);
      if (gone.length > 0) removed.push([id, gone]);
    }
    if (updated.length + removed.length > 0) this.#bus?.signal(this, 'ItemsPropertiesUpdated', [updated, removed]);
  }

  #node(id: number): ReturnType<Layout<M, I>['get']> & object {
    if (this.#pending) this.#update();
    const node = this.#layout.get(id);
    if (!node) throw new Error(`The menu has no item ${id}.`);
    return node;
  }

  #getLayout(id: number, depth: number, names: readonly string[]): unknown {
    const write = (at: number, levels: number): unknown[] => {
      const { properties, children } = this.#node(at);
      const below = levels === 0 ? [] : children.map((child) => ['(ia{sv}av)', write(child, levels - 1)]);
      return [at, filtered(properties, names), below];
    };
    const layout = write(id, depth);
    return [this.#revision, layout];
  }

  #groupProperties(ids: readonly number[], names: readonly string[]): unknown {
    const all = ids.length > 0 ? ids.filter((id) => this.#layout.has(id)) : [...this.#layout.keys()];
    return all.map((id) => [id, filtered(this.#node(id).properties, names)]);
  }

  #property(id: number, name: string): unknown {
    const value = this.#node(id).properties[name] ?? DEFAULTS[name];
    if (!value) throw new Error(`Items have no property '${name}'.`);
    return value;
  }

  /** Returns whether the program has to read the layout again: signals have reported the changes already. */
  #aboutToShow(id: number): boolean {
    // An app may have changed menu.items itself.
    this.#update();
    const { menu } = this.#node(id);
    if (menu) this.#observer.onShow(menu);
    return false;
  }

  #aboutToShowGroup(ids: readonly number[]): unknown {
    const unknown = ids.filter((id) => !this.#layout.has(id));
    for (const id of ids) if (!unknown.includes(id)) this.#aboutToShow(id);
    return [[], unknown];
  }

  #onEvent([id, type]: Event): null {
    const { item, menu } = this.#node(id);
    if (type === 'clicked' && item) this.#observer.onClick(item);
    if (type === 'closed' && menu) this.#observer.onHide(menu);
    return null;
  }

  #onEvents(events: readonly Event[]): number[] {
    const unknown = events.map(([id]) => id).filter((id) => !this.#layout.has(id));
    for (const event of events) if (!unknown.includes(event[0])) this.#onEvent(event);
    return unknown;
  }
}
