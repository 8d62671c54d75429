/** The three Web APIs, as far as they differ. */
import type { DeviceFilter, DeviceIdentity, DeviceKindName } from '../../common/device-messages';

interface ChooserFilters {
  filters: DeviceFilter[];
  exclusionFilters: DeviceFilter[];
}

type Prototype = Record<string, unknown>;

export interface WrappedKind {
  name: DeviceKindName;
  /** Names of the methods. */
  list: string;
  request: string;
  forget: string;
  /** Prototypes of the API object and of its devices; null where the page has none. */
  api(): { prototype: Prototype; device: Prototype } | null;
  /** The filters of a request; null for what the native method refuses. */
  read(options: unknown): ChooserFilters | null;
  identify(device: object): DeviceIdentity | null;
  isOpen(device: object): boolean;
  is(device: object, identity: DeviceIdentity): boolean;
  /** The device that an event of the API tells of. */
  connected(event: Event): object;
  /** Lets the page hear of a device. */
  announce(owner: EventTarget, device: object): void;
  /** What the request resolves with. Throws as the native method rejects. */
  result(devices: unknown[]): unknown;
}

type Fields = Readonly<Record<string, 'number' | 'string'>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  (typeof value === 'object' || typeof value === 'function') && value !== null;

/** The dictionaries of a list, reduced to known fields; null if one of them is refused. */
function readFilters(list: unknown, fields: Fields, isSound: (filter: DeviceFilter) => boolean): DeviceFilter[] | null {
  if (!isObject(list) || !(Symbol.iterator in list)) return null;
  const filters: DeviceFilter[] = [];
  for (const entry of list as unknown as Iterable<unknown>) {
    if (entry !== undefined && entry !== null && !isObject(entry)) return null;
    const filter: DeviceFilter = {};
    for (const [field, type] of Object.entries(fields)) {
      const value: unknown = entry?.[field];
      if (value === undefined) continue;
      if (typeof value !== type) return null;
      filter[field] = value as number | string;
    }
    if (!isSound(filter)) return null;
    filters.push(filter);
  }
  return filters;
}

/** `required`: without a list of filters the native method throws. */
function readOptions(
  options: unknown,
  fields: Fields,
  isSound: (filter: DeviceFilter) => boolean,
  required: boolean,
): ChooserFilters | null {
  if (options === undefined || options === null) return required ? null : { filters: [], exclusionFilters: [] };
  if (!isObject(options)) return null;
  const { filters, exclusionFilters } = options;
  if (filters === undefined && required) return null;
  const included = filters === undefined ? [] : readFilters(filters, fields, isSound);
  const excluded = exclusionFilters === undefined ? [] : readFilters(exclusionFilters, fields, isSound);
  // An empty list of exclusions is refused.
  if (!included || !excluded || (exclusionFilters !== undefined && excluded.length === 0)) return null;
  return { filters: included, exclusionFilters: excluded };
}

const goesWith = (filter: DeviceFilter, field: string, base: string): boolean => !(field in filter) || base in filter;

const isSame = (own: DeviceIdentity | null, other: DeviceIdentity): boolean =>
  own?.vendorId === other.vendorId &&
  own.productId === other.productId &&
  (other.serialNumber === undefined || own.serialNumber === other.serialNumber);

const notFound = (message: string): DOMException => new DOMException(message, 'NotFoundError');

const prototypesOf = (api: string, device: string): ReturnType<WrappedKind['api']> => {
  const globals = globalThis as unknown as Record<string, { prototype: Prototype } | undefined>;
  const [owner, owned] = [globals[api], globals[device]];
  return owner && owned ? { prototype: owner.prototype, device: owned.prototype } : null;
};

const usbIds = (device: object): DeviceIdentity => {
  const { vendorId, productId } = device as DeviceIdentity;
  return { vendorId, productId };
};

/** Events of this interface, whose `device` is what they tell of, at the API's object. */
function eventsWithDevice(name: string): Pick<WrappedKind, 'connected' | 'announce'> {
  type Constructor = new (type: string, init: { device: object }) => Event;
  const ConnectionEvent = (globalThis as unknown as Record<string, Constructor | undefined>)[name];
  return {
    connected: (event) => (event as Event & { device: object }).device,
    announce(owner, device) {
      if (!ConnectionEvent) return;
      const event = new ConnectionEvent('connect', { device });
      // Chromium's own constructor of HIDConnectionEvent leaves it out.
      Object.defineProperty(event, 'device', { value: device, enumerable: true, configurable: true });
      owner.dispatchEvent(event);
    },
  };
}

const isOpened = (device: object): boolean => (device as { opened: boolean }).opened;

export const hid: WrappedKind = {
  name: 'hid',
  list: 'getDevices',
  request: 'requestDevice',
  forget: 'forget',
  api: () => prototypesOf('HID', 'HIDDevice'),
  read: (options) =>
    readOptions(
      options,
      { vendorId: 'number', productId: 'number', usagePage: 'number', usage: 'number' },
      (filter) =>
        Object.keys(filter).length > 0 &&
        goesWith(filter, 'productId', 'vendorId') &&
        goesWith(filter, 'usage', 'usagePage'),
      true,
    ),
  identify: usbIds,
  isOpen: isOpened,
  is: (device, identity) => isSame(usbIds(device), identity),
  ...eventsWithDevice('HIDConnectionEvent'),
  result: (devices) => devices,
};

function portIds(port: object): DeviceIdentity | null {
  const { usbVendorId, usbProductId } = (
    port as { getInfo(): { usbVendorId?: number; usbProductId?: number } }
  ).getInfo();
  return usbVendorId === undefined || usbProductId === undefined
    ? null
    : { vendorId: usbVendorId, productId: usbProductId };
}

export const serial: WrappedKind = {
  name: 'serial',
  list: 'getPorts',
  request: 'requestPort',
  forget: 'forget',
  api: () => prototypesOf('Serial', 'SerialPort'),
  read: (options) =>
    readOptions(
      options,
      { usbVendorId: 'number', usbProductId: 'number', bluetoothServiceClassId: 'string' },
      (filter) => Object.keys(filter).length > 0 && goesWith(filter, 'usbProductId', 'usbVendorId'),
      false,
    ),
  identify: portIds,
  isOpen: (port) => Boolean((port as { readable: unknown }).readable ?? (port as { writable: unknown }).writable),
  is: (port, identity) => isSame(portIds(port), identity),
  connected: ({ target }) => target as object,
  // It bubbles from the port to the API's object by Chromium's own way.
  announce: (_owner, port) => void (port as EventTarget).dispatchEvent(new Event('connect', { bubbles: true })),
  result: ([port]) => {
    if (!port) throw notFound("Failed to execute 'requestPort' on 'Serial': No port selected by the user.");
    return port;
  },
};

function usbIdentity(device: object): DeviceIdentity {
  const { serialNumber } = device as { serialNumber?: string | null };
  return { ...usbIds(device), ...(serialNumber ? { serialNumber } : {}) };
}

export const usb: WrappedKind = {
  name: 'usb',
  list: 'getDevices',
  request: 'requestDevice',
  forget: 'forget',
  api: () => prototypesOf('USB', 'USBDevice'),
  read: (options) =>
    readOptions(
      options,
      {
        vendorId: 'number',
        productId: 'number',
        classCode: 'number',
        subclassCode: 'number',
        protocolCode: 'number',
        serialNumber: 'string',
      },
      (filter) =>
        goesWith(filter, 'productId', 'vendorId') &&
        goesWith(filter, 'subclassCode', 'classCode') &&
        goesWith(filter, 'protocolCode', 'subclassCode'),
      true,
    ),
  identify: usbIdentity,
  isOpen: isOpened,
  is: (device, identity) => isSame(usbIdentity(device), identity),
  ...eventsWithDevice('USBConnectionEvent'),
  result: ([device]) => {
    if (!device) throw notFound("Failed to execute 'requestDevice' on 'USB': No device selected.");
    return device;
  },
};
