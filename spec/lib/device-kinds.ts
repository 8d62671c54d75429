// What the Web APIs of the three kinds of devices call the same things, for specs that hold for all of them.

export type Select = (device?: string | null) => void;
export type Found = { deviceId: string } | { portId: string };

export interface DeviceKind {
  name: 'hid' | 'serial' | 'usb';
  fixture: string;
  /** The session's event. */
  select: string;
  revoked: string;
  /** Of `navigator[name]`: source of the request that any device fits, and of the list. */
  request: string;
  list: string;
  prototype: string;
  method: string;
}

export const DEVICE_KINDS: readonly DeviceKind[] = [
  {
    name: 'hid',
    fixture: 'hid/gauge',
    select: 'select-hid-device',
    revoked: 'hid-device-revoked',
    request: 'requestDevice({ filters: [] })',
    list: 'getDevices()',
    prototype: 'HID',
    method: 'requestDevice',
  },
  {
    name: 'serial',
    fixture: 'serial/modem',
    select: 'select-serial-port',
    revoked: 'serial-port-revoked',
    request: 'requestPort({})',
    list: 'getPorts()',
    prototype: 'Serial',
    method: 'requestPort',
  },
  {
    name: 'usb',
    fixture: 'usb/probe',
    select: 'select-usb-device',
    revoked: 'usb-device-revoked',
    request: 'requestDevice({ filters: [] })',
    list: 'getDevices()',
    prototype: 'USB',
    method: 'requestDevice',
  },
];

export const idOf = (device: Found): string => ('portId' in device ? device.portId : device.deviceId);

export interface Asked {
  frame: Electron.WebFrameMain | null;
  found: Found[];
  callback: Select;
}

/** Every request of the session's pages from now on, unanswered; `answer` may answer each. */
export function collectRequests(
  ses: Electron.Session,
  { select }: DeviceKind,
  answer?: (asked: Asked) => void,
): Asked[] {
  const all: Asked[] = [];
  (ses as NodeJS.EventEmitter).removeAllListeners(select);
  (ses as NodeJS.EventEmitter).on(select, (event: Electron.Event, ...args: unknown[]) => {
    event.preventDefault();
    const [first] = args;
    const asked = {
      frame: Array.isArray(first) ? null : (first as { frame: Electron.WebFrameMain }).frame,
      found: Array.isArray(first) ? (first as Found[]) : (first as { deviceList: Found[] }).deviceList,
      callback: args.at(-1) as Select,
    };
    all.push(asked);
    answer?.(asked);
  });
  return all;
}

export const chooseFirst = ({ found, callback }: Asked): void => callback(found[0] ? idOf(found[0]) : '');
export const chooseNone = ({ callback }: Asked): void => callback('');
