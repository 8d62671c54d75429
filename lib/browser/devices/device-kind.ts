/**
 * One kind of device, described once: what pages ask for, what the app is told, what Chromium's policy calls it. All the
 * rest of choosing and granting is the same for every kind.
 */
import type { Requester as PageRequester } from '../document-channel/question';

export type KindName = 'hid' | 'serial' | 'usb';

export type AnyDevice = Electron.HIDDevice | Electron.SerialPort | Electron.USBDevice;

/** A device that is plugged in, and what filters of pages look at beyond Electron's structure. */
export interface ConnectedDevice<D extends AnyDevice = AnyDevice, F = unknown> {
  /** Electron's structure: what the app sees. */
  device: D;
  facts: F;
}

/** USB ids, by which Chromium's policies name devices. */
export interface UsbIds {
  vendorId: number;
  productId: number;
}

/** What a page can tell apart: the device it gets is found again by this. */
export interface PageIdentity extends UsbIds {
  /** Where the Web API shows one. */
  serialNumber?: string;
}

/** What a page asked for: dictionaries of the Web API, reduced to their numbers and strings. */
export interface ChooserOptions {
  filters: readonly Filter[];
  exclusionFilters: readonly Filter[];
}

export type Filter = Readonly<Record<string, number | string>>;

/** Where a request came from, in the app's words. */
export interface Requester {
  frame: Electron.WebFrameMain;
  webContents: Electron.WebContents;
  /** "https://example.com". As in Chromium, frames ask in the name of the page that they are in. */
  origin: string;
}

export const requesterOf = ({ frame, webContents, topOrigin }: PageRequester): Requester => ({
  frame,
  webContents,
  origin: topOrigin,
});

export type SelectCallback = (deviceId?: string | null) => void;

export interface DeviceKind<D extends AnyDevice = AnyDevice, F = unknown> {
  name: KindName;
  /** Electron's deviceId or portId. */
  idOf(device: D): string;
  /** Null: no policy can name it. */
  usbIdsOf(device: D): UsbIds | null;
  identityOf(device: D): PageIdentity | null;
  /** Whether one filter of the Web API accepts it. */
  matches(filter: Filter, connected: ConnectedDevice<D, F>): boolean;
  /** Names and arguments of the session's events, behind the event object. */
  events: {
    select: string;
    selectArgs(devices: D[], requester: Requester, callback: SelectCallback): unknown[];
    added: string;
    removed: string;
    changeArgs(device: D, requester: Requester): unknown[];
    revoked: string;
    revokedArgs(device: D, requester: Requester): unknown[];
  };
}

/** The device lists of the Web specifications: one of the filters, none of the exclusion filters; no filter accepts all. */
export function accepts(kind: DeviceKind, options: ChooserOptions, connected: ConnectedDevice): boolean {
  const matches = (filter: Filter): boolean => kind.matches(filter, connected);
  const included = options.filters.length === 0 || options.filters.some(matches);
  return included && !options.exclusionFilters.some(matches);
}

/** True where the filter does not mention the field, or has its value. */
export const agrees = (filter: Filter, field: string, value: number | string | undefined): boolean =>
  filter[field] === undefined || filter[field] === value;
