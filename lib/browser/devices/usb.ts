/** USB devices (https://wicg.github.io/webusb/, docs/api/structures/usb-device.md). */
import { agrees, type DeviceKind, type Filter } from './device-kind';

interface UsbClass {
  classCode: number;
  subclassCode: number;
  protocolCode: number;
}

/** Of the configuration descriptors: every alternate setting of every interface. */
export interface UsbFacts {
  interfaces: readonly UsbClass[];
}

const isOfClass = (filter: Filter, { classCode, subclassCode, protocolCode }: UsbClass): boolean =>
  agrees(filter, 'classCode', classCode) &&
  agrees(filter, 'subclassCode', subclassCode) &&
  agrees(filter, 'protocolCode', protocolCode);

export const usb: DeviceKind<Electron.USBDevice, UsbFacts> = {
  name: 'usb',
  idOf: ({ deviceId }) => deviceId,
  usbIdsOf: ({ vendorId, productId }) => ({ vendorId, productId }),
  identityOf: ({ vendorId, productId, serialNumber }) => ({
    vendorId,
    productId,
    ...(serialNumber === undefined ? {} : { serialNumber }),
  }),
  matches: (filter, { device, facts }) => {
    const own = {
      classCode: device.deviceClass,
      subclassCode: device.deviceSubclass,
      protocolCode: device.deviceProtocol,
    };
    return (
      agrees(filter, 'vendorId', device.vendorId) &&
      agrees(filter, 'productId', device.productId) &&
      agrees(filter, 'serialNumber', device.serialNumber) &&
      [own, ...facts.interfaces].some((usbClass) => isOfClass(filter, usbClass))
    );
  },
  events: {
    select: 'select-usb-device',
    selectArgs: (deviceList, { frame }, callback) => [{ deviceList, frame }, callback],
    added: 'usb-device-added',
    removed: 'usb-device-removed',
    changeArgs: (device, { webContents }) => [device, webContents],
    revoked: 'usb-device-revoked',
    revokedArgs: (device, { origin }) => [{ device, origin }],
  },
};
