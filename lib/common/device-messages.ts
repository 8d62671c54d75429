/** What device wrappers ask and are answered, on the channel of their document (channel-messages.ts). */
import { isRecord } from './channel-messages';

export type DeviceKindName = 'hid' | 'serial' | 'usb';

/** How one of the Web API's device objects is found again. USB ids; the serial number where the API shows one. */
export interface DeviceIdentity {
  vendorId: number;
  productId: number;
  serialNumber?: string;
}

export type DeviceFilter = Record<string, number | string>;

/** The answer: devices that the page may have now, of a request at most one. */
export type DeviceRequest =
  | { type: 'request'; kind: DeviceKindName; filters: DeviceFilter[]; exclusionFilters: DeviceFilter[] }
  /** `seen`: what Chromium shows the page. */
  | { type: 'list'; kind: DeviceKindName; seen: DeviceIdentity[] }
  | { type: 'forget'; kind: DeviceKindName; device: DeviceIdentity };

/** A device of these ids has come, and the app grants it to the document: it is about to, and it has. Always in pairs. */
export interface DeviceNews {
  type: 'arriving' | 'arrived';
  kind: DeviceKindName;
  device: DeviceIdentity;
}

const KINDS = new Set<unknown>(['hid', 'serial', 'usb'] satisfies DeviceKindName[]);

/** Far more than any page needs. */
const MAX_FILTERS = 1000;
const MAX_DEVICES = 1000;

/** Null for anything that the wrappers do not send. */
export function parseDeviceRequest(message: Readonly<Record<string, unknown>>): DeviceRequest | null {
  if (!KINDS.has(message['kind'])) return null;
  const { type } = message;
  const kind = message['kind'] as DeviceKindName;
  if (type === 'forget') return isIdentity(message['device']) ? { type, kind, device: message['device'] } : null;
  if (type === 'list') {
    const { seen } = message;
    const isList = Array.isArray(seen) && seen.length <= MAX_DEVICES && seen.every(isIdentity);
    return isList ? { type, kind, seen } : null;
  }
  const { filters, exclusionFilters } = message;
  if (type !== 'request' || !isFilterList(filters) || !isFilterList(exclusionFilters)) return null;
  return { type, kind, filters, exclusionFilters };
}

const isFilterList = (value: unknown): value is DeviceFilter[] =>
  Array.isArray(value) &&
  value.length <= MAX_FILTERS &&
  value.every(
    (filter) =>
      isRecord(filter) &&
      Object.values(filter).every((field) => typeof field === 'number' || typeof field === 'string'),
  );

const isIdentity = (value: unknown): value is DeviceIdentity =>
  isRecord(value) &&
  typeof value['vendorId'] === 'number' &&
  typeof value['productId'] === 'number' &&
  (value['serialNumber'] === undefined || typeof value['serialNumber'] === 'string');
