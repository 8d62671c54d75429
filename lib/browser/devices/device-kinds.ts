/** Every kind of device by its name: a further one is a file like hid.ts and a line here. */
import type { DeviceKind, KindName } from './device-kind';
import { hid } from './hid';
import { serial } from './serial';
import { usb } from './usb';

export const KINDS: Readonly<Record<KindName, DeviceKind>> = { hid, serial, usb };
