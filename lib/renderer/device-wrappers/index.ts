/** The Web APIs that choose devices. */
import type { DeviceKindName, DeviceNews } from '../../common/device-messages';
import type { Asker } from '../page-wrappers/asker';
import type { Arrivals } from './arrivals';
import { hid, serial, usb } from './kinds';
import { wrapKind } from './wrap-kind';

export function wrapDevices(asker: Asker): void {
  const arrivals = new Map<DeviceKindName, Arrivals>();
  asker.onNews('devices', (news) => {
    const device = news as DeviceNews;
    void arrivals.get(device.kind)?.onNews(device);
  });
  for (const kind of [hid, serial, usb]) {
    const own = wrapKind(kind, asker);
    if (own) arrivals.set(kind.name, own);
  }
}
