/** HID devices (https://wicg.github.io/webhid/, docs/api/structures/hid-device.md). */
import { agrees, type DeviceKind } from './device-kind';

/** Of the report descriptor: the top-level collections. */
export interface HidFacts {
  collections: readonly { usagePage: number; usage: number }[];
}

export const hid: DeviceKind<Electron.HIDDevice, HidFacts> = {
  name: 'hid',
  idOf: ({ deviceId }) => deviceId,
  usbIdsOf: ({ vendorId, productId }) => ({ vendorId, productId }),
  identityOf: ({ vendorId, productId }) => ({ vendorId, productId }),
  matches: (filter, { device, facts }) =>
    agrees(filter, 'vendorId', device.vendorId) &&
    agrees(filter, 'productId', device.productId) &&
    (filter['usagePage'] === undefined ||
      facts.collections.some(
        ({ usagePage, usage }) => agrees(filter, 'usagePage', usagePage) && agrees(filter, 'usage', usage),
      )),
  events: {
    select: 'select-hid-device',
    selectArgs: (deviceList, { frame }, callback) => [{ deviceList, frame }, callback],
    added: 'hid-device-added',
    removed: 'hid-device-removed',
    changeArgs: (device, { frame }) => [{ device, frame }],
    revoked: 'hid-device-revoked',
    revokedArgs: (device, { origin }) => [{ device, origin }],
  },
};
