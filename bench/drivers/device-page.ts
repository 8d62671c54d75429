/** Pages that ask for devices (spec/fixtures), and what every contender says to them. */
import type { BenchPage } from './driver';

export type DeviceKindName = 'hid' | 'serial' | 'usb';

/** Moments of one request, in milliseconds since 1970. */
export interface DeviceRequestTimes {
  /** The page has called requestDevice() or requestPort(). */
  asked: number;
  /** Who decides has begun to answer. */
  answered: number;
  /** The page's promise has been resolved. */
  resolved: number;
}

export interface DevicePage extends BenchPage {
  /** The page asks for a device and is given the first one, which it forgets afterwards. Throws if it is given none. */
  request(kind: DeviceKindName): Promise<DeviceRequestTimes>;
}

const METHODS: Record<DeviceKindName, string> = {
  hid: 'requestDevice({ filters: [] })',
  serial: 'requestPort({})',
  usb: 'requestDevice({ filters: [] })',
};

/** The clock that a page and the main process have in common. */
export const now = (): number => performance.timeOrigin + performance.now();

/** In the page, with a gesture: the moments of a request as JSON `[asked, resolved]`; null if the page is given no device. */
export const requestExpression = (kind: DeviceKindName): string => `(async () => {
  const now = () => performance.timeOrigin + performance.now();
  const asked = now();
  const got = await navigator.${kind}.${METHODS[kind]}.then((given) => [given].flat(), () => []);
  const resolved = now();
  for (const device of got) await device.forget();
  return got.length === 0 ? null : JSON.stringify([asked, resolved]);
})()`;

/** What requestExpression() gives, with the moment that only the main process knows; null if the page was given no device. */
export function readTimes(result: unknown, answered: number): DeviceRequestTimes | null {
  if (typeof result !== 'string') return null;
  const [asked, resolved] = JSON.parse(result) as [number, number];
  return { asked, answered, resolved };
}
