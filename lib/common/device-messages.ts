/** What a page's device wrappers and the main process say to each other. Pages may forge theirs: nothing in them is trusted. */

export type DeviceKindName = 'hid' | 'serial' | 'usb';

/** How one of the Web API's device objects is found again. USB ids; the serial number where the API shows one. */
export interface DeviceIdentity {
  vendorId: number;
  productId: number;
  serialNumber?: string;
}

export type DeviceFilter = Record<string, number | string>;

export type DeviceRequest =
  | { type: 'request'; id: number; kind: DeviceKindName; filters: DeviceFilter[]; exclusionFilters: DeviceFilter[] }
  /** `seen`: what Chromium shows the page. */
  | { type: 'list'; id: number; kind: DeviceKindName; seen: DeviceIdentity[] }
  | { type: 'forget'; id: number; kind: DeviceKindName; device: DeviceIdentity };

/** `devices`: what the page may have now; of a request at most one. Null: refused. */
export interface DeviceAnswer {
  id: number;
  devices: DeviceIdentity[] | null;
}

/** A device of these ids has come, and the app grants it to the document: it is about to, and it has. Always in pairs. */
export interface DeviceNews {
  news: 'arriving' | 'arrived';
  kind: DeviceKindName;
  device: DeviceIdentity;
}

/** What the wrappers of a document are told at its start. */
export interface DeviceWrapperConfig {
  /** Name of the DevTools binding. */
  binding: string;
  /** Where they leave the function that takes answers, when the first question is asked. */
  secret: string;
}

const KINDS = new Set<unknown>(['hid', 'serial', 'usb'] satisfies DeviceKindName[]);

/** Far more than any page needs. */
const MAX_FILTERS = 1000;
const MAX_DEVICES = 1000;
const MAX_LENGTH = 100_000;

/** Null for anything that the wrappers do not send. */
export function parseDeviceRequest(payload: string): DeviceRequest | null {
  if (payload.length > MAX_LENGTH) return null;
  let message: unknown;
  try {
    message = JSON.parse(payload);
  } catch {
    return null;
  }
  if (!isRecord(message) || !KINDS.has(message['kind'])) return null;
  const { type, id } = message;
  const kind = message['kind'] as DeviceKindName;
  if (!Number.isSafeInteger(id)) return null;
  if (type === 'forget') {
    return isIdentity(message['device']) ? { type, kind, id: Number(id), device: message['device'] } : null;
  }
  if (type === 'list') {
    const { seen } = message;
    const isList = Array.isArray(seen) && seen.length <= MAX_DEVICES && seen.every(isIdentity);
    return isList ? { type, kind, id: Number(id), seen } : null;
  }
  const { filters, exclusionFilters } = message;
  if (type !== 'request' || !isFilterList(filters) || !isFilterList(exclusionFilters)) return null;
  return { type, kind, id: Number(id), filters, exclusionFilters };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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
